// SPDX-License-Identifier: Apache-2.0
// What two models say about the same rows, group by group: for independent rows, the counts of rows by outcome and by the predictions of
// both; and the placements of the rows of each class, for DeLong's covariance.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <vector>

#include "clinmetrics/compare/delong_covariance.hpp"
#include "clinmetrics/compare/generalised_score.hpp"
#include "jackknife.hpp"
#include "prepare.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The predicted class of each row on a line of the plan that reads the 2 × 2 table. Without a threshold it is the outcome itself, because
/// such a line reads the outcome only.
std::vector<std::uint8_t> predicted_classes(prepared const& ready, series const& line);

/// Rows by outcome y and predictions a and b: cell 4y + 2a + b, in each stratum.
using joint_counts = std::map<std::uint32_t, std::array<std::uint64_t, 8>>;

/// Of every group.
std::vector<joint_counts> count_jointly(cohort const& rows, partition const& groups, std::vector<std::uint8_t> const& a,
                                        std::vector<std::uint8_t> const& b, stop_flag stop);

/// The same rows as alike rows of the two 2 × 2 tables.
std::vector<alike_rows> alike_rows_of(joint_counts const& counts);
/// The same without strata.
paired_results results_of(joint_counts const& counts);

/// If a proportion of the 2 × 2 table counts the same rows in both models, as sensitivity does: its pairs of successes.
std::optional<paired_table> shared_proportion(metric_instance const& m, paired_results const& r);
/// Whether it is the share of events, or of the others, among the rows with one prediction: PPV, NPV and their complements.
enum class predictive : std::uint8_t { no, positive, negative };
predictive predictive_value(metric_instance const& m);

/// Doubled placements of each row: 2·(rows of the other class that are on the losing side) + (those that are tied), within its group.
void place_rows(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups, stop_flag stop,
                std::span<std::uint32_t> out);
using placements_by_row = std::span<std::uint32_t const>;

/// DeLong's covariance of the AUROCs of several models over the rows of a group; Obuchowski's if units have several rows.
auroc_covariance covariance_of_aurocs(cohort const& rows, std::span<placements_by_row const> placements,
                                      std::span<std::uint32_t const> group_rows);

/// Whether two models have the same output for all of these rows.
bool are_identical(cohort const& rows, std::uint32_t a, std::uint32_t b, std::span<std::uint32_t const> group_rows);

}  // namespace CLINMETRICS_NAMESPACE::engine
