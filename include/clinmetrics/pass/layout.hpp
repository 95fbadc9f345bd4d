// SPDX-License-Identifier: Apache-2.0
// The layout of a pass's slots, and how the slots of two cohorts are merged.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

enum class merging : std::uint8_t {
  adds,      ///< the sums of two cohorts are added
  by_range,  ///< only parts with separate ranges of scores can be joined, in the order of their scores
  never      ///< the slots describe the rows of one cohort only
};
constexpr std::string_view name_of(merging how) { return how == merging::adds ? "adds" : how == merging::by_range ? "by_range" : "never"; }

/// Consecutive slots that are merged in the same way.
struct slot_part {
  std::size_t n_slots;
  merging how;
  bool is_wide;  ///< sums of 128 bits: two slots each, low first
  bool operator==(slot_part const&) const = default;
};
using slot_layout = std::vector<slot_part>;

}  // namespace CLINMETRICS_NAMESPACE
