// SPDX-License-Identifier: Apache-2.0
// An evaluation has the bits of its steps: prepare, collect into a sink of values, conclude; also with partitions one by one.
#include "engine/conclude.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::engine
