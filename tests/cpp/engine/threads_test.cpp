// SPDX-License-Identifier: Apache-2.0
// Results on many rows, which are read, ranked, summed and fitted in parts, do not depend on the number of threads.
#include <gtest/gtest.h>

#include <bit>

#include "clinmetrics/engine/evaluate.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

std::vector<std::uint64_t> bits_of(result const& r) {
  std::vector<std::uint64_t> bits;
  auto const add = [&](double x) { bits.push_back(std::bit_cast<std::uint64_t>(x)); };
  for (auto const& row : r.rows()) add(row.value.number), add(row.interval.lower), add(row.interval.upper);
  for (auto const& row : r.comparisons) add(row.value.number), add(row.interval.lower), add(row.interval.upper), add(row.classical.p);
  return bits;
}

/// Five models, and their attribute.
struct example {
  testing::table table = testing::random_table({.n = 70'001, .score_levels = 0, .prevalence = .2, .n_levels = 2}, 3);
  std::vector<std::vector<double>> scores = std::vector(5, table.score);
  example() {
    for (std::size_t m = 1; m < scores.size(); ++m)
      for (std::size_t i = m; i < table.size(); i += m + 1) scores[m][i] = table.score[table.size() - 1 - i];
  }
  cohort_input columns(std::size_t n_models) const {
    cohort_input in;
    in.y_true = column_of(table.y), in.attributes = {{"group", table.group, {"a", "b"}}};
    for (std::size_t m = 0; m < n_models; ++m) in.y_score.push_back({"m" + std::to_string(m), column_of(scores[m])});
    return in;
  }
};

void expect_same(cohort_input const& in, evaluate_options options) {
  std::vector<std::vector<std::uint64_t>> found;
  for (int n_threads : {1, 2, 3}) {
    options.num_threads = n_threads;
    found.push_back(bits_of(evaluate(in, options)));
  }
  options.num_threads = 2;
  found.push_back(bits_of(evaluate(make_cohort(in), options)));
  ASSERT_GT(found[0].size(), 10u);
  for (auto const& other : found) EXPECT_EQ(other, found[0]);
}

TEST(threads, change_no_bit_of_a_result) {
  evaluate_options const options{.metrics = {"auroc", "average_precision", "sensitivity", "brier", "log_loss", "scaled_brier",
                                             "observed_expected_ratio", "calibration_slope"},
                                 .threshold = {.3}};
  expect_same(example().columns(1), options);
}

TEST(threads, change_no_bit_of_the_comparisons_of_models) {
  evaluate_options options{.metrics = {"auroc"}, .groups = {{"group"}}};
  options.compare = "all";
  expect_same(example().columns(5), options);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
