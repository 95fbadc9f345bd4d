// SPDX-License-Identifier: Apache-2.0
// Taking units out of the sums of a pass, exactly: the sums of the other rows, without a new walk over them.
#pragma once
#include <cstdint>
#include <memory>
#include <span>

#include "clinmetrics/core/stop.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The sums of one group. One object is for one thread.
class group_deletion {
 public:
  virtual ~group_deletion() = default;
  /// `sums`: the slots that were asked for, in that order, with every row of the group at multiplicity 1. The rows of one unit are taken
  /// out.
  virtual void take_out(std::span<std::uint32_t const> unit_rows, std::span<std::uint64_t> sums) = 0;
  /// Whether several threads may take units out at the same time.
  virtual bool is_shareable() const { return false; }
};

/// What is computed once for all groups of a pass. It refers to the pass.
class pass_deletion {
 public:
  virtual ~pass_deletion() = default;
  /// `group_rows`: all rows of the group; `slots`: the slots of the pass that are of interest. A sum of two words is two slots in order.
  virtual std::unique_ptr<group_deletion> of_group(std::span<std::uint32_t const> group_rows, std::span<std::uint32_t const> slots,
                                                   stop_flag stop) const = 0;
};

}  // namespace CLINMETRICS_NAMESPACE
