// SPDX-License-Identifier: Apache-2.0
// The sink of an evaluation: keeps the point sums of each line and the values of its replicates.
#pragma once
#include <deque>
#include <vector>

#include "clinmetrics/core/unset_vector.hpp"
#include "collect.hpp"
#include "pass_list.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The sums and values of one partition.
class partition_values {
 public:
  partition_values(prepared const& ready, std::uint32_t number);
  /// Of a partition that is not in the plan and has no replicates. `wanted`: whether each line is computed; empty: all are.
  partition_values(prepared const& ready, partition const& groups, group_sizes const& sizes, std::vector<bool> wanted = {});

  std::uint32_t number() const { return number_; }
  partition const& groups() const { return groups_; }
  group_sizes const& sizes() const { return sizes_; }
  bool is_resampled() const { return !ready_.resampled.empty() && !shown().empty(); }

  void add_point_requests(std::vector<pass_request>& requests);
  replicate_bytes prepare_replicates();
  void reserve();
  void add_replicate_requests(std::size_t count, std::vector<pass_request>& requests);
  void take_replicates(std::uint32_t first, std::uint32_t count);

  /// At full precision; the places are those of the lines of the plan, and then those of its confusion matrices.
  pass_list const& point() const { return point_; }
  bool has_line(std::size_t line) const { return wanted_.empty() || wanted_[line]; }
  std::size_t place_of_line(std::size_t line) const { return point_places_[line]; }
  std::size_t place_of_count(std::size_t count) const { return count_places_[count]; }
  /// Values of the replicates of a line and a group; empty if it has none. For l1_projection: their deviations.
  std::span<double const> replicates(std::size_t line, std::size_t group) const;
  /// The value at the replicates' precision, for comparison with them; only for lines with replicates.
  double coarse_value(std::size_t line, std::size_t group, value whole) const;

 private:
  static constexpr std::size_t none = ~std::size_t{0};
  std::vector<std::uint32_t> const& shown() const { return sizes_.shown(); }
  /// `none` for a line without replicates.
  std::size_t place_among_resampled(std::size_t line) const;
  /// The words of a line with replicates over all rows, at the precision of the replicates.
  std::vector<std::uint64_t> words_of_all(std::size_t k, std::size_t group) const;
  series const& line_of(std::size_t k) const { return ready_.plan.all[ready_.resampled[k]]; }

  prepared const& ready_;
  partition const& groups_;
  group_sizes const& sizes_;
  std::vector<bool> wanted_;
  std::uint32_t number_ = 0;
  pass_list point_, coarse_, replicate_;
  std::vector<std::size_t> point_places_, count_places_;
  std::vector<std::size_t> coarse_places_, replicate_places_;  ///< of the lines with replicates; coarse: none if it would be the same
  std::vector<unset_vector<double>> values_;                   ///< of the lines with replicates: [shown group][replicate]
};

/// Consecutive partitions of the plan.
class value_sink final : public sink {
 public:
  value_sink(prepared const& ready, std::uint32_t first, std::uint32_t end);
  std::deque<partition_values> const& partitions() const { return partitions_; }

  std::vector<pass_request> point_requests() override;
  void take_point() override {}
  bool wants_replicates() const override;
  replicate_bytes prepare_replicates() override;
  void reserve() override;
  std::vector<pass_request> replicate_requests(std::uint32_t count) override;
  void take_replicates(std::uint32_t first, std::uint32_t count) override;

 private:
  std::deque<partition_values> partitions_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
