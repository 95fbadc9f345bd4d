// SPDX-License-Identifier: Apache-2.0
// An evaluation has the bits of its steps: prepare, collect into a sink of values, conclude; also with partitions one by one.
#include "engine/conclude.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <tuple>

#include "clinmetrics/engine/evaluate.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

using clinmetrics::testing::make;
using clinmetrics::testing::random_table;

using row_bits = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::string, std::vector<std::uint64_t>>;

/// Every number of each row, to the last bit.
std::vector<row_bits> bits_of(std::vector<result_row> const& rows) {
  std::vector<row_bits> all;
  for (auto const& row : rows) {
    std::vector<std::uint64_t> bits{row.flags, row.size.n, row.n_undefined};
    for (double x : {row.value.number, row.interval.lower, row.interval.upper, row.interval.se})
      bits.push_back(std::bit_cast<std::uint64_t>(x));
    for (double x : row.replicates) bits.push_back(std::bit_cast<std::uint64_t>(x));
    all.emplace_back(row.model, row.partition, row.group, row.metric, bits);
  }
  return all;
}

std::vector<result_row> by_steps(cohort const& rows, evaluate_options const& options, std::uint32_t partitions_at_once) {
  run_control control;
  prepared const ready = prepare(rows, options, {});
  result out;
  auto const n = static_cast<std::uint32_t>(ready.plan.partitions.size());
  for (std::uint32_t first = 0; first < n; first += partitions_at_once) {
    value_sink values(ready, first, std::min(n, first + partitions_at_once));
    collect(ready, values, control);
    conclude(ready, values, out, control);
  }
  return out.rows();
}

TEST(conclude, of_what_was_collected_is_the_evaluation) {
  for (bool is_clustered : {false, true}) {
    auto const rows = make(random_table({.n = 300, .weights_below = 3, .n_units = is_clustered ? 70u : 0u, .n_levels = 3}, 11));
    evaluate_options const options{.metrics = {"clinical", "ece"},
                                   .threshold = {.4},
                                   .groups = {{"group"}},
                                   .n_resamples = 400,
                                   .seed = 5,
                                   .num_threads = 1,
                                   .keep_replicates = true};
    auto const expected = bits_of(evaluate(rows, options).rows());
    EXPECT_EQ(bits_of(by_steps(rows, options, 2)), expected);
    EXPECT_EQ(bits_of(by_steps(rows, options, 1)), expected);
  }
}

TEST(conclude, few_events_are_flagged_where_a_cut_is_searched) {
  auto const rows = make(random_table({.n = 90, .score_levels = 0}, 3));
  std::vector<std::string> const searched{
      "sensitivity_at_specificity", "alert_rate_at_sensitivity", "sensitivity_at_alert_rate", "ks_statistic", "partial_auroc",
      "two_way_partial_auroc",      "chosen_threshold"};
  auto metrics = searched;
  for (auto const* other : {"auroc", "average_precision", "brier", "calibration_slope", "ece"}) metrics.emplace_back(other);
  auto const r = evaluate(rows, {.metrics = metrics, .threshold = "youden", .ci = "none"});
  ASSERT_EQ(r.rows().size(), metrics.size());
  for (auto const& row : r.rows()) {
    bool const is_searched = std::find(searched.begin(), searched.end(), row.metric) != searched.end();
    EXPECT_EQ((row.flags & static_cast<unsigned>(flag::few_events)) != 0, is_searched) << row.metric;
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::engine
