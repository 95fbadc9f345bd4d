// SPDX-License-Identifier: Apache-2.0
// The passes that one model needs over one partition, and the selection of a metric's words from their slots.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clinmetrics/engine/backend.hpp"
#include "plan.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// Reads a model's scores as doubles, which is exact for every type of score.
class score_reader {
 public:
  explicit score_reader(column const& score) : score_(score) {}
  double operator()(std::size_t row) const {
    return visit(score_, [row]<class T>(strided<T> item) { return static_cast<double>(item[row]); });
  }

 private:
  column score_;
};

/// The passes of one (model, partition), for those of the plan's series that are asked for, at one precision.
class model_passes {
 public:
  /// `wanted` are indices into the plan's series; only those of `model` are used. With `is_counted` the passes also provide the confusion
  /// counts of the plan.
  model_passes(plan const& p, cohort const& rows, std::uint32_t model, partition const& groups, std::vector<std::size_t> const& wanted,
               int bits, bool is_counted = false);

  std::size_t n_slots() const;
  /// The passes with fresh blocks for this many replicates.
  std::vector<pass_request> requests(std::size_t n_replicates);
  /// The words of the tally of this series, for a group and a column.
  void words(series const& s, std::size_t group, std::size_t replicate, std::vector<std::uint64_t>& out) const;
  /// The confusion matrix of one entry of the plan's confusion counts.
  confusion cells(count_place const& at, std::size_t group) const;

  row_sums_pass const* moments() const { return moments_ ? &*moments_ : nullptr; }

 private:
  struct bins {
    row_sums_pass pass;
    std::optional<slot_block> out;
  };
  static std::string bins_key(series const& s) { return text_of(s.metric); }
  confusion cells_of(bool has_threshold, std::uint32_t cut, std::size_t group, std::size_t replicate) const;
  void add_decision_pass(cohort const& rows, model const& m, partition const& groups);

  bool has_scores_;
  int bits_;
  std::size_t n_groups_;
  std::optional<ranked_pass> ranked_;
  std::optional<row_sums_pass> decision_, moments_;
  std::map<std::string, bins> bins_;
  std::optional<slot_block> ranked_out_, decision_out_, moments_out_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
