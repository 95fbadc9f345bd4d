// SPDX-License-Identifier: Apache-2.0
// Comparisons of models on the same rows, in the groups of one partition.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "judge_rows.hpp"
#include "paired_rows.hpp"
#include "partition_evidence.hpp"
#include "simd/scratch_pool.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

class model_comparisons {
 public:
  model_comparisons(prepared const& ready, partition_values const& values, partition_evidence const& evidence, stop_flag stop);
  /// In the order group, question, scale, pair.
  void append_to(std::vector<comparison_row>& out) const;

 private:
  struct compared_pair;
  struct compared_models;
  using compared_pairs = std::vector<std::unique_ptr<compared_pair>>;
  std::vector<comparison_row> rows_of(question const& q, std::size_t group) const;
  void count_pairs(question const& q);
  void place_rows();
  bool has_table(series const& s) const;
  joint_counts const* counts_of(series const& a, series const& b, std::size_t group) const;
  std::unique_ptr<compared_pair> make_pair(line_evidence const& a, line_evidence const& b, std::size_t line_a, std::size_t line_b,
                                           std::size_t group) const;
  static void read_counts(compared_pair& pair, words_view words_of_a, words_view words_of_b, joint_counts const& counts);
  compared_models models_of(question const& q, std::size_t group) const;
  void correlate(compared_pair& pair, compared_models const& models) const;
  comparison_row begin(comparison_kind kind, series const& s, std::size_t group, comparison_scale scale) const;
  std::vector<comparison_row> family_of(compared_pairs const& pairs, comparison_scale scale) const;
  void add_classical(comparison_row& row, compared_pair const& pair, contrast_of const& difference) const;
  static void add_bootstrap(comparison_row& row, compared_pair const& pair, contrast_of const& difference);
  void add_exchanges(comparison_row& row, compared_pair const& pair) const;
  double correlation_of(compared_pair const& pair) const;

  using place = std::pair<std::uint32_t, std::uint32_t>;  ///< a model, and the number of its cut + 1; 0 without a threshold
  static place place_of(series const& s) { return {s.model, s.threshold ? s.cut + 1 : 0}; }

  prepared const& ready_;
  partition_values const& values_;
  partition_evidence const& evidence_;
  stop_flag stop_;
  confidence level_;
  std::map<std::pair<place, place>, std::vector<joint_counts>> counts_;
  std::optional<simd::scratch> placement_memory_;
  std::vector<std::span<std::uint32_t>> placements_;  ///< [model][row], empty if no AUROC of the model is compared
};

}  // namespace CLINMETRICS_NAMESPACE::engine
