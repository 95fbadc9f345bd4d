// SPDX-License-Identifier: Apache-2.0
// States: their values are those of an evaluation of the joined rows, to the last bit; adding is commutative and associative; bytes that
// are not a state are refused.
#include "clinmetrics/engine/state.hpp"

#include <gmock/gmock.h>

#include <bit>
#include <map>

#include "clinmetrics/engine/evaluate.hpp"
#include "support/fnv.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using ::testing::HasSubstr;
using testing::shape;
using testing::table;

evaluate_options request() {
  return {.metrics = {"sensitivity", "ppv", "prevalence", "mcc", "brier", "log_loss", "observed_expected_ratio",
                      "ece(bins=7, binning=equal_width)"},
          .threshold = {.3, .6},
          .groups = {{"group"}},
          .ci = "none"};
}

table joined(table const& a, table const& b) {
  table all = a;
  all.score.insert(all.score.end(), b.score.begin(), b.score.end()), all.y.insert(all.y.end(), b.y.begin(), b.y.end());
  all.weight.insert(all.weight.end(), b.weight.begin(), b.weight.end()), all.group.insert(all.group.end(), b.group.begin(), b.group.end());
  return all;
}

/// Value, group size and whether it is hidden, by model, metric, threshold and group.
using rows_by_key = std::map<std::string, std::tuple<std::uint64_t, std::size_t, bool>>;
rows_by_key rows_of(result const& r) {
  rows_by_key rows;
  for (auto const& row : r.rows()) {
    auto key = r.models[row.model] + '|' + row.metric;
    for (auto const& [name, x] : row.parameters)
      key += '|' + (std::holds_alternative<double>(x) ? std::to_string(std::get<double>(x)) : std::string());
    for (auto const& level : r.partitions[row.partition].groups[row.group]) key += '|' + level.value_or("missing");
    double const x = row.value.number;
    rows[key + '#' + std::to_string(row.partition)] = {std::isnan(x) ? 0 : std::bit_cast<std::uint64_t>(x), row.size.n, row.is_hidden};
  }
  return rows;
}

TEST(state, values_are_those_of_the_joined_rows) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    std::uint32_t const weights_below = seed % 3 == 0 ? 5 : 0;
    auto const a = testing::random_table({.n = 90 + 7 * seed, .score_levels = 0, .weights_below = weights_below, .n_levels = 3}, seed);
    auto const b = testing::random_table({.n = 60, .score_levels = 9, .weights_below = weights_below, .n_levels = 3}, seed + 100);
    auto sum = make_state(testing::make(a), request());
    sum += make_state(testing::make(b), request());
    EXPECT_EQ(rows_of(sum.values()), rows_of(evaluate(testing::make(joined(a, b)), request()))) << seed;
    EXPECT_EQ(sum.parts.size(), 2u);
  }
}

TEST(state, of_one_cohort_has_the_values_of_an_evaluation) {
  auto options = request();
  options.metrics.insert(options.metrics.end(), {"auroc", "average_precision", "ece", "f_beta(beta=0.5)"});
  auto const rows = testing::make(testing::random_table({.n = 200, .n_units = 40, .n_levels = 4}, 3));
  EXPECT_EQ(rows_of(make_state(rows, options).values()), rows_of(evaluate(rows, options)));
}

TEST(state, order_and_grouping_of_the_sum_have_no_effect_on_values) {
  std::vector<cohort_state> s;
  for (std::uint64_t seed = 0; seed < 3; ++seed)
    s.push_back(
        make_state(testing::make(testing::random_table({.n = 40 + seed, .n_levels = static_cast<int>(2 + seed)}, seed)), request()));
  auto const values = rows_of(((s[0] + s[1]) + s[2]).values());
  EXPECT_EQ(values, rows_of((s[0] + (s[1] + s[2])).values()));
  EXPECT_EQ(values, rows_of((s[2] + s[0] + s[1]).values()));
}

std::string refusal(cohort_state a, cohort_state const& b) {
  auto const before = a;
  try {
    a += b;
  } catch (not_mergeable const& e) {
    EXPECT_EQ(a, before);
    return e.what();
  }
  return "";
}

TEST(state, sums_that_describe_one_cohort_are_never_added) {
  auto const a = testing::make(testing::random_table({.n = 50}, 1)), b = testing::make(testing::random_table({.n = 50}, 2));
  auto const with = [&](cohort const& rows, std::string const& metric) { return make_state(rows, {.metrics = {metric}}); };
  EXPECT_THAT(refusal(with(a, "ece(binning=equal_mass)"), with(b, "ece(binning=equal_mass)")),
              HasSubstr("'ece' cannot be added: they describe the rows of one cohort only"));
  EXPECT_THAT(refusal(with(a, "average_precision"), with(b, "average_precision")), HasSubstr("'average_precision' cannot be added"));
  EXPECT_THAT(refusal(with(a, "auroc"), with(b, "auroc")), HasSubstr("'auroc' cannot be added: they depend on the order of the scores"));
  EXPECT_EQ(refusal(with(a, "brier"), with(b, "brier")), "");
  EXPECT_EQ(refusal(with(a, "ece(binning=equal_width)"), with(b, "ece(binning=equal_width)")), "");
}

TEST(state, of_other_requests_or_of_the_same_rows_are_not_added) {
  auto const t = testing::random_table({.n = 50, .n_levels = 2}, 1), u = testing::random_table({.n = 50, .n_levels = 2}, 2);
  auto const a = make_state(testing::make(t), request());
  auto other = request();
  EXPECT_THAT(refusal(a, a), HasSubstr("contain the same rows"));
  EXPECT_THAT(refusal(a + make_state(testing::make(u), request()), a), HasSubstr("contain the same rows"));
  other.threshold = {.3, .5};
  EXPECT_THAT(refusal(a, make_state(testing::make(u), other)), HasSubstr("different metrics or thresholds"));
  other = request(), other.groups = {};
  EXPECT_THAT(refusal(a, make_state(testing::make(u), other)), HasSubstr("different attributes"));
  auto real = u;
  for (std::size_t i = 0; i < real.size(); ++i) real.real_weight.push_back(.3 + .01 * static_cast<double>(i));
  EXPECT_THAT(refusal(a, make_state(testing::make(real), request())), HasSubstr("different scales of weights"));
}

TEST(state, bytes_are_read_back) {
  auto const s = make_state(testing::make(testing::random_table({.n = 70, .weights_below = 3, .n_levels = 3}, 5)), request());
  auto const bytes = s.to_bytes();
  EXPECT_EQ(cohort_state::from_bytes(bytes), s);
  EXPECT_EQ(rows_of(cohort_state::from_bytes(bytes).values()), rows_of(s.values()));
}

TEST(state, bytes_with_an_error_anywhere_are_refused) {
  auto const s = make_state(testing::make(testing::random_table({.n = 30, .n_levels = 2}, 5)),
                            {.metrics = {"brier", "prevalence"}, .groups = {{"group"}}});
  auto const bytes = s.to_bytes();
  for (std::size_t n = 0; n < bytes.size(); n += n < 64 ? 1 : 13)
    EXPECT_THROW(cohort_state::from_bytes({bytes.data(), n}), input_error) << n;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto changed = bytes;
    changed[at] ^= std::byte{0x40};
    EXPECT_THROW(cohort_state::from_bytes(changed), input_error) << at;
  }
}

TEST(state, a_length_beyond_the_bytes_is_refused_before_memory_is_taken) {
  auto bytes = make_state(testing::make(testing::random_table({.n = 30}, 5)), {.metrics = {"brier"}}).to_bytes();
  auto const digest = [](std::span<std::byte const> of) {
    testing::fnv1a hash;
    for (auto b : of) hash.add_byte(std::to_integer<std::uint64_t>(b));
    return hash.value();
  };
  for (std::size_t at = 8; at + 16 <= bytes.size(); at += 8) {  // a right digest, and everywhere a word that is far too large
    auto changed = bytes;
    for (std::size_t i = 0; i < 7; ++i) changed[at + i] = std::byte{0xFF};
    auto const right = digest(std::span(changed).first(changed.size() - 8));
    for (std::size_t i = 0; i < 8; ++i) changed[changed.size() - 8 + i] = static_cast<std::byte>(right >> 8 * i);
    try {
      static_cast<void>(cohort_state::from_bytes(changed).values());
    } catch (input_error const&) {
    }
  }
}

TEST(state, small_groups_show_their_number_of_rows_only) {
  auto const s = make_state(testing::make(testing::random_table({.n = 25, .n_levels = 4}, 9)), request());
  for (auto const& row : s.values(1000).rows()) {
    EXPECT_EQ(row.is_hidden, row.partition != 0);
    if (!row.is_hidden) continue;
    EXPECT_TRUE(std::isnan(row.value.number));
    EXPECT_GT(row.size.n, 0u);
    EXPECT_EQ(row.size.n_positive, 0u);
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
