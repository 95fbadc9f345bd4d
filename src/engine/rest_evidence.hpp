// SPDX-License-Identifier: Apache-2.0
// The evidence about the rows outside each group of a partition, for independent rows: from sums over the groups, so that no line reads all
// rows again for every group. walked_rest has the lines that it lacks.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "partition_evidence.hpp"
#include "rest_fits.hpp"
#include "rest_placements.hpp"
#include "rest_rows.hpp"
#include "rest_runs.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

class rest_evidence {
 public:
  /// Of a partition with more groups, lines whose rest has to be walked are left out, because their time would grow with rows · groups.
  static constexpr std::size_t most_groups_to_walk = 64;

  rest_evidence(prepared const& ready, partition_values const& values, partition_evidence const& evidence, stop_flag stop);

  /// Of the rows outside one group.
  bool has(std::size_t line, std::uint32_t group) const {
    return lines_[line].has_value() && (lines_[line]->fits == nullptr || (*lines_[line]->fits)[group].has_value());
  }
  /// Whether the line of independent rows has no evidence anywhere.
  bool leaves_out(std::size_t line) const;
  /// Of a line that is an AUROC.
  rest_placements const& placements(std::size_t line, std::uint32_t group) const { return (*lines_[line]->placements)[group]; }
  group_size size_of(std::uint32_t group) const;

 private:
  friend class rest_line;
  /// What the methods of a line read, by group.
  struct of_line {
    std::vector<std::vector<std::uint64_t>> slots;
    std::vector<rest_placements> const* placements = nullptr;
    rest_runs const* runs = nullptr;
    std::vector<std::optional<rest_fit>> const* fits = nullptr;
    std::vector<row_spread> spread = {};
    std::vector<std::uint64_t> const* amounts = nullptr;  ///< of each row
    std::vector<amounts_by_class> amounts_of_rest = {};
  };
  std::optional<of_line> of_ranking(series const& s) const;
  std::optional<of_line> of_fit(series const& s) const;
  std::optional<of_line> of_sums(std::size_t index) const;
  std::vector<std::uint64_t> const* kept_amounts(series const& s) const;
  void walk_orderings(stop_flag stop);
  void find_fits(stop_flag stop);

  prepared const& ready_;
  partition_values const& values_;
  partition_evidence const& evidence_;
  stop_flag stop_;
  group_size all_;                                                      ///< all rows of the partition
  std::map<std::uint32_t, std::vector<rest_placements>> placements_;    ///< by model
  std::map<std::uint32_t, rest_runs> runs_;                             ///< the same
  std::map<std::uint32_t, std::vector<std::optional<rest_fit>>> fits_;  ///< the same
  std::vector<std::optional<of_line>> lines_;
};

/// The evidence about one line in the rest of one group. It refers to the evidence of all, which must outlive it.
class rest_line {
 public:
  rest_line(rest_evidence const& of, std::size_t line, std::uint32_t group);
  rest_line(rest_line const&) = delete;
  evidence const& get() const { return evidence_; }

 private:
  std::vector<std::uint64_t> words();
  std::vector<std::uint64_t> words_of(std::span<std::uint64_t const> slots) const;
  void read_rows();
  deletions compute_left_out() const;

  rest_evidence const& of_;
  std::size_t index_;
  series const& series_;
  rest_evidence::of_line const& line_;
  std::uint32_t group_;
  std::vector<tied_rows> runs_;
  std::vector<std::uint64_t> words_;
  std::optional<precision_moments> moments_;
  std::optional<deletions> left_out_;
  evidence evidence_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
