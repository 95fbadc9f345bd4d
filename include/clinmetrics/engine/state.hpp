// SPDX-License-Identifier: Apache-2.0
// A state: the integer sums of a cohort for a list of metrics, without any row. The states of cohorts with different rows, such as those of
// two hospitals, are added; the values are those of the joined rows, to the last bit.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/error.hpp"
#include "clinmetrics/engine/options.hpp"
#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/pass/layout.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Two states cannot be added. The message says which part of them, and why.
class CLINMETRICS_EXPORT not_mergeable : public input_error {
 public:
  using input_error::input_error;
};

/// The sums that one metric reads, over all groups of a partition.
struct state_block {
  std::uint32_t model, partition;
  std::string metric;                ///< its text form, with all parameters
  std::optional<double> threshold;   ///< if the metric needs one
  std::uint32_t form;                ///< as in tally_place
  slot_layout layout;                ///< of one group
  std::vector<std::uint64_t> slots;  ///< [group][slot]
  bool operator==(state_block const&) const = default;
};

/// Rows and units of a group, and sums of weights in units of weight_scale.
struct state_size {
  std::uint64_t n, n_positive, n_negative, n_units;
  u128 weight_sum, weight_squares;
  bool operator==(state_size const&) const = default;
};

/// A partition without its rows.
struct state_partition {
  std::vector<std::string> parts;
  std::vector<group_key> groups;
  std::vector<state_size> sizes;  ///< of each group
  bool operator==(state_partition const&) const = default;
};

class CLINMETRICS_EXPORT cohort_state {
 public:
  std::string outcome;      ///< the kind of outcome
  double weight_scale = 1;  ///< of the weights; states with other scales are not added
  std::vector<std::string> models;
  std::vector<state_partition> partitions;  ///< all rows first
  std::vector<state_block> blocks;
  std::vector<std::uint64_t> parts;  ///< a digest of each state that was added, ascending: the same rows are not added twice

  /// Adds the sums of other rows. The metrics, models, thresholds and attributes must be the same; groups are matched by their levels.
  /// Throws not_mergeable, and then nothing has changed.
  cohort_state& operator+=(cohort_state const& other);
  friend cohort_state operator+(cohort_state a, cohort_state const& b) { return a += b; }
  bool operator==(cohort_state const&) const = default;

  /// A portable sequence of bytes that ends with a digest.
  std::vector<std::byte> to_bytes() const;
  /// Throws input_error if the bytes are not a complete state of this format, before anything larger than the bytes is allocated.
  static cohort_state from_bytes(std::span<std::byte const> bytes);

  /// The values of all metrics, as rows of a result without intervals. Groups with fewer units than `min_group_size` are hidden.
  result values(std::uint32_t min_group_size = 10) const;
};

/// The state of a cohort. Of the options it reads metrics, threshold, threshold_of, groups, backend, num_threads and control. A metric
/// whose sums can never be added, such as a calibration error with bins of equal mass, is part of the state, and adding it to another one
/// throws.
CLINMETRICS_EXPORT cohort_state make_state(cohort const& rows, evaluate_options const& options);

}  // namespace CLINMETRICS_NAMESPACE
