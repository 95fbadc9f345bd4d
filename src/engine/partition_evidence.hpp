// SPDX-License-Identifier: Apache-2.0
// The evidence about the lines of one partition: everything that the interval methods of these lines read. What several lines share is
// computed once, by partition_evidence; what belongs to one line and group is computed by line_evidence, when a method reads it.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "clinmetrics/inference/evidence.hpp"
#include "jackknife.hpp"
#include "unit_index.hpp"
#include "value_sink.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

class line_evidence;

class partition_evidence {
 public:
  partition_evidence(prepared const& ready, partition_values const& values, stop_flag stop);

  /// The rows of a group by unit; empty if no line reads them.
  std::span<std::uint32_t const> rows_of(std::size_t group) const {
    return units_ ? units_->rows_of(group) : std::span<std::uint32_t const>{};
  }

  /// The metric of each row alone, if the plan keeps it; else null.
  std::vector<double> const* kept_values(std::size_t line) const;

  /// The evidence about a line and a group, for one thread at a time. It is kept for the comparisons and gaps that read it again, unless
  /// the values without a unit would take too much memory.
  std::shared_ptr<line_evidence const> of(std::size_t line, std::size_t group) const;

  /// So many groups are in work at the same time if there are gaps, so that the evidence about them need not be kept until all are done.
  std::size_t groups_at_once() const;
  /// The groups [first, end) are done: frees the evidence about them, unless it is read again.
  void end_groups(std::size_t first, std::size_t end) const;

  /// How many lines may be in work at once, because a line may keep one value of each unit.
  std::size_t lines_at_once() const;

 private:
  friend class line_evidence;
  deletion_source source_of(std::size_t line, std::size_t group) const;
  void prepare_passes();
  void prepare_orderings();
  void keep_values();
  bool can_keep_evidence() const;
  /// Whether gaps between two groups, or comparisons of models, read the evidence about all groups at the end.
  bool is_read_again() const;

  prepared const& ready_;
  partition_values const& values_;
  stop_flag stop_;
  std::optional<unit_index> units_;
  std::vector<class_counts> unit_counts_;                           ///< [group], empty if no method reads them
  std::vector<std::unique_ptr<pass_deletion>> deletions_;           ///< [pass], null if no method takes units out of this pass
  std::vector<std::vector<class_spread>> placements_;               ///< [model][group], empty if no method reads them
  std::vector<std::vector<precision_moments>> precisions_;          ///< the same
  mutable std::vector<std::shared_ptr<line_evidence const>> kept_;  ///< [line · groups + group]; empty if it is not kept
};

/// The evidence about one line and group. It refers to the evidence of the partition, which must outlive it.
class line_evidence {
 public:
  line_evidence(partition_evidence const& of, std::size_t line, std::size_t group);
  line_evidence(line_evidence const&) = delete;

  evidence const& get() const { return evidence_; }
  /// The words of its tally.
  std::vector<std::uint64_t> const& words() const { return words_; }

 private:
  void read_replicates();
  void read_rows();

  partition_evidence const& of_;
  std::size_t line_, group_;
  series const& series_;
  std::vector<std::uint64_t> words_;
  std::unique_ptr<form const> at_effective_size_;  ///< if weights are unequal
  std::optional<deletions> left_out_;
  std::optional<ordered_replicates> ordered_;
  std::optional<row_spread> rows_;
  std::optional<bin_covariances> covariances_;
  evidence evidence_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
