// SPDX-License-Identifier: Apache-2.0
// The errors of a cohort: each message names the argument, the count, the first row in the caller's numbering and the remedy, and contains
// no value.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "clinmetrics/core/cohort.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();

// Values that can be recognised if a message contains them.
constexpr double canary_score = 31337.0625;
constexpr std::int64_t canary_id = 424242424242, canary_label = 77777;
constexpr char const* canary_words[] = {"31337", "4242", "7777", "0625", "SECRET"};

std::string message_of(cohort_input const& in) {
  try {
    make_cohort(in);
  } catch (input_error const& e) {
    std::string const text = e.what();
    for (auto const* word : canary_words) EXPECT_EQ(text.find(word), std::string::npos) << text;
    return text;
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

template <class T>
column rows(std::vector<T> items) {
  return owned_column(std::move(items));
}

cohort_input base() {
  cohort_input in;
  in.y_true = rows<int>({0, 1, 0, 1});
  in.y_score = {{"risk", rows<double>({.1, .9, canary_score, .4})}};
  return in;
}

using ::testing::AllOf;
using ::testing::HasSubstr;

void expect_message(cohort_input const& in, char const* argument, char const* found, char const* where, char const* remedy) {
  EXPECT_THAT(message_of(in), AllOf(HasSubstr(argument), HasSubstr(found), HasSubstr(where), HasSubstr(remedy)));
}

TEST(cohort_input, two_models_of_one_name_are_refused) {
  auto in = base();
  in.y_pred = {{"risk", rows<int>({0, 1, 1, 0})}};
  EXPECT_THAT(message_of(in), AllOf(HasSubstr("`y_score` and `y_pred`"), HasSubstr("same name"), HasSubstr("name each model once")));
}

TEST(cohort_input, lengths_that_differ_are_told_with_both) {
  auto in = base();
  in.y_score[0].rows = rows<double>({.1, .2, canary_score});
  expect_message(in, "`risk`", "3 rows", "`y_true` has 4", "one per row");
  in = base(), in.sample_weight = rows<double>({canary_score});
  expect_message(in, "`sample_weight`", "1 rows", "`y_true` has 4", "one per row");
  in = base(), in.unit = rows<std::int64_t>({canary_id});
  expect_message(in, "`unit`", "1 rows", "`y_true` has 4", "one per row");
  in = base(), in.strata = rows<std::int64_t>({canary_id, 1, 2, 3, 4});
  expect_message(in, "`strata`", "5 rows", "`y_true` has 4", "one per row");
  in = base(), in.attributes = {{"sex", {0}, {"SECRET"}}};
  expect_message(in, "`sex`", "1 rows", "`y_true` has 4", "one per row");
  in = base(), in.y_pred = {{"flag", rows<int>({})}};
  expect_message(in, "`flag`", "0 rows", "`y_true` has 4", "one per row");
}

TEST(cohort_input, nan_is_refused_in_every_column) {
  auto in = base();
  in.y_score[0].rows = rows<double>({.1, nan, canary_score, nan});
  expect_message(in, "`risk`", "NaN in 2 rows", "first at row 1", "nan_policy='drop'");
  in = base(), in.y_true = rows<double>({0, 1, 1, nan});
  expect_message(in, "`y_true`", "NaN in 1 row", "first at row 3", "nan_policy='drop'");
  in = base(), in.sample_weight = rows<float>({static_cast<float>(nan), 1, 2, 3});
  expect_message(in, "`sample_weight`", "NaN in 1 row", "first at row 0", "nan_policy='drop'");
  in = base(), in.y_pred = {{"flag", rows<float>({0, 1, static_cast<float>(nan), 1})}};
  expect_message(in, "`flag`", "NaN in 1 row", "first at row 2", "nan_policy='drop'");
}

TEST(cohort_input, infinite_scores_are_refused) {
  auto in = base();
  in.y_score[0].rows = rows<double>({.1, canary_score, -inf, inf});
  expect_message(in, "`risk`", "infinite values in 2 rows", "first at row 2", "finite");
  in.y_score[0].rows = rows<float>({.1f, 1.f, 2.f, static_cast<float>(inf)});
  expect_message(in, "`risk`", "infinite values in 1 row", "first at row 3", "finite");
}

TEST(cohort_input, labels_are_zero_or_one) {
  auto in = base();
  in.y_true = rows<std::int64_t>({0, canary_label, 1, -1});
  expect_message(in, "`y_true`", "values that are neither 0 nor 1 in 2 rows", "first at row 1", "pos_label");
  in.y_true = rows<double>({0, 1, .5, 1});
  expect_message(in, "`y_true`", "in 1 row", "first at row 2", "pos_label");
  in = base(), in.y_pred = {{"flag", rows<int>({0, 1, 2, 3})}};
  expect_message(in, "`flag`", "in 2 rows", "first at row 2", "pos_label");
}

TEST(cohort_input, labels_of_any_type_are_read) {
  auto const labels_of = [](column c) {
    cohort_input in;
    in.y_true = std::move(c);
    in.y_score = {{"s", rows<double>({1, 2, 3, 4})}};
    auto const read = make_cohort(in);
    return std::vector(read.events().begin(), read.events().end());
  };
  std::vector<std::uint8_t> const expected{0, 1, 1, 0};
  bool const flags[] = {false, true, true, false};
  EXPECT_EQ(labels_of(column_of(std::span<bool const>(flags))), expected);
  EXPECT_EQ(labels_of(rows<std::int8_t>({0, 1, 1, 0})), expected);
  EXPECT_EQ(labels_of(rows<std::uint64_t>({0, 1, 1, 0})), expected);
  EXPECT_EQ(labels_of(rows<float>({0, 1, 1, -0.f})), expected);
  EXPECT_EQ(labels_of(rows<double>({0, 1, 1, 0})), expected);
}

TEST(cohort_input, weights_that_make_no_sense_are_refused) {
  auto in = base();
  in.sample_weight = rows<double>({1, 2, -canary_score, -1});
  expect_message(in, "`sample_weight`", "negative weights in 2 rows", "first at row 2", "0 or more");
  in.sample_weight = rows<std::int32_t>({1, -42424, 1, 1});
  expect_message(in, "`sample_weight`", "negative weights in 1 row", "first at row 1", "0 or more");
  in.sample_weight = rows<double>({1, 2, 3, inf});
  expect_message(in, "`sample_weight`", "infinite weights in 1 row", "first at row 3", "finite");
  in.sample_weight = rows<double>({.5, 1e-300, 1e-20, 1});
  expect_message(in, "`sample_weight`", "in 2 rows", "first at row 1", "rescale");
  in.sample_weight = rows<std::int64_t>({1, std::int64_t{1} << 51, 0, 0});
  EXPECT_THAT(message_of(in), AllOf(HasSubstr("`sample_weight`"), HasSubstr("2^51"), HasSubstr("common factor")));
}

TEST(cohort_input, identifiers_are_not_floats) {
  auto in = base();
  in.unit = rows<double>({canary_score, 1, 2, 3});
  EXPECT_THAT(message_of(in), AllOf(HasSubstr("`unit`"), HasSubstr("integer or text")));
  in = base(), in.strata = rows<float>({1, 1, 2, 2});
  EXPECT_THAT(message_of(in), AllOf(HasSubstr("`strata`"), HasSubstr("integer or text")));
}

TEST(cohort_input, units_nest_in_strata) {
  auto in = base();
  in.unit = rows<std::int64_t>({canary_id, 2, canary_id, 3});
  in.strata = rows<std::int64_t>({canary_label, canary_label, 5, 5});
  expect_message(in, "`unit`", "in 1 row", "first at row 2", "nest in strata");
}

TEST(cohort_input, a_stratum_of_one_unit_is_refused) {
  auto in = base();
  in.strata = rows<std::int64_t>({1, 1, canary_label, 1});
  expect_message(in, "`strata`", "strata of one unit in 1 row", "first at row 2", "join each with another");
  in.strata = rows<std::int64_t>({1, 1, canary_label, canary_label});
  in.unit = rows<std::int64_t>({1, 2, canary_id, canary_id});
  expect_message(in, "`strata`", "strata of one unit in 2 rows", "first at row 2", "join each with another");
}

TEST(cohort_input, codes_of_an_attribute_name_its_levels) {
  auto in = base();
  in.attributes = {{"sex", {0, 2, missing_level, 1}, {"SECRET", "M"}}};
  expect_message(in, "`sex`", "codes without a level in 1 row", "first at row 1", "-1");
  in.attributes = {{"sex", {missing_level, missing_level, missing_level, missing_level}, {}}};
  EXPECT_NO_THROW(make_cohort(in));
}

TEST(cohort_input, rows_are_counted_as_given_even_where_others_left_before) {
  cohort_input in;
  in.sample_weight = rows<int>({0, 1, 0, 2, 1, 1});
  in.y_score = {{"risk", rows<double>({.1, .2, .3, .4, .5, .6})}};
  in.y_true = rows<int>({0, 1, 0, 1, 0, 9});
  expect_message(in, "`y_true`", "in 1 row", "first at row 5", "pos_label");
  in.y_true = rows<int>({0, 1, 0, 1, 0, 1});
  in.y_score = {{"risk", rows<double>({.1, .2, .3, .4, inf, .6})}};
  expect_message(in, "`risk`", "infinite values in 1 row", "first at row 4", "finite");
  in.y_score = {{"risk", rows<double>({.1, .2, .3, .4, .5, .6})}};
  in.strata = rows<int>({1, 1, 1, 1, 1, 2});
  expect_message(in, "`strata`", "in 1 row", "first at row 5", "join");
  in.unit = rows<int>({1, 2, 3, 4, 5, 2}), in.strata = rows<int>({1, 1, 1, 1, 1, 2});
  expect_message(in, "`unit`", "in 1 row", "first at row 5", "nest");
  in.unit.reset(), in.strata.reset();
  in.sample_weight = rows<double>({0, 1, 0, -2, 1, 1});
  expect_message(in, "`sample_weight`", "negative weights in 1 row", "first at row 3", "0 or more");
  in.sample_weight = rows<double>({0, .5, 0, 1e-200, 1, 1});
  expect_message(in, "`sample_weight`", "in 1 row", "first at row 3", "rescale");
}

TEST(cohort_input, drop_leaves_out_rows_with_nan_in_any_column_and_counts_them) {
  cohort_input in;
  in.on_nan = nan_policy::drop;
  in.y_true = rows<double>({0, 1, nan, 1, 0, 1});
  in.y_score = {{"a", rows<double>({.1, nan, nan, .4, .5, .6})}, {"b", rows<float>({1, 2, 3, 4, 5, 6})}};
  in.sample_weight = rows<double>({1, 2, 3, nan, 0, 2});
  in.unit = rows<int>({10, 11, 12, 13, 14, 15});
  in.attributes = {{"sex", {0, 0, 1, 1, 0, 1}, {"F", "M"}}};
  auto const c = make_cohort(in);
  EXPECT_EQ(c.n_received, 6u);
  EXPECT_EQ(c.n_dropped, 3u);  // the row with weight 0 was also left out, but not because of NaN
  EXPECT_EQ(c.kept, (std::vector<std::uint32_t>{0, 5}));
  EXPECT_EQ(std::vector(c.events().begin(), c.events().end()), (std::vector<std::uint8_t>{0, 1}));
  EXPECT_EQ(c.weight, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(c.unit, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(c.attributes[0].code, (std::vector<std::int32_t>{0, 1}));
  EXPECT_EQ(c.models[1].score.size, 2u);
  EXPECT_EQ(c.models[1].score.type, dtype::float32);
  visit(c.models[1].score, [](auto item) { EXPECT_EQ(static_cast<int>(item[1]), 6); });
}

TEST(cohort_input, drop_with_nothing_to_drop_is_as_raise) {
  auto in = base();
  in.on_nan = nan_policy::drop;
  auto const c = make_cohort(in);
  EXPECT_EQ(c.n_dropped, 0u);
  EXPECT_TRUE(c.kept.empty());
  EXPECT_EQ(c.models[0].score.data, in.y_score[0].rows.data);  // viewed, not copied
}

TEST(cohort_input, scores_are_probabilities_where_all_lie_in_the_unit_interval) {
  auto const is_probability = [](column score) {
    cohort_input in;
    in.y_true = rows<int>({0, 1, 1});
    in.y_score = {{"s", std::move(score)}};
    return make_cohort(in).models[0].is_probability;
  };
  EXPECT_TRUE(is_probability(rows<double>({0, 1, .5})));
  EXPECT_TRUE(is_probability(rows<double>({-0., 1, .5})));
  EXPECT_TRUE(is_probability(rows<int>({0, 1, 1})));
  EXPECT_FALSE(is_probability(rows<double>({0, std::nextafter(1., 2.), .5})));
  EXPECT_FALSE(is_probability(rows<float>({-1e-30f, 1, .5f})));
  EXPECT_FALSE(is_probability(rows<std::uint8_t>({0, 1, 2})));
}

TEST(cohort_input, no_rows_are_a_cohort_too) {
  cohort_input in;
  in.y_true = rows<int>({});
  in.y_score = {{"s", rows<double>({})}};
  in.y_pred = {{"h", rows<int>({})}};
  in.sample_weight = rows<double>({});
  in.unit = rows<int>({});
  in.strata = rows<int>({});
  in.attributes = {{"sex", {}, {"F"}}};
  auto const c = make_cohort(in);
  EXPECT_EQ(c.n_rows(), 0u);
  EXPECT_EQ(c.n_units(), 0u);
  EXPECT_EQ(c.stratum_begin, (std::vector<std::uint32_t>{0, 0}));
  EXPECT_TRUE(c.models[0].has_scores());
  EXPECT_FALSE(c.models[1].has_scores());
  EXPECT_FALSE(c.is_weighted());
  EXPECT_FALSE(c.is_clustered);
}

TEST(cohort_input, all_rows_may_leave) {
  auto in = base();
  in.sample_weight = rows<int>({0, 0, 0, 0});
  auto const c = make_cohort(in);
  EXPECT_EQ(c.n_received, 4u);
  EXPECT_EQ(c.n_rows(), 0u);
  EXPECT_EQ(c.n_units(), 0u);
}

/// What make_cohort says of these columns: its error, or the rows that it keeps and the scores outside [0, 1].
std::string said_of(cohort_input const& in, part_runner const& run) {
  try {
    auto const c = make_cohort(in, {}, run);
    auto const& outside = c.models[0].outside_unit;
    std::string text = std::to_string(c.n_rows()) + " rows, outside [0, 1]: " + std::to_string(outside.count) + " from " +
                       std::to_string(outside.first) + ", kept:";
    for (auto row : c.kept) text += " " + std::to_string(row);
    for (auto y : c.events()) text += std::to_string(y);
    return text;
  } catch (input_error const& e) {
    return e.what();
  }
}

TEST(cohort_input, does_not_depend_on_how_parts_of_long_columns_are_read) {
  std::size_t const n = 200'000;
  auto const backwards = [](std::size_t n_parts, auto const& f) {
    while (n_parts > 0) f(--n_parts);
  };
  std::size_t const places[] = {3, 70'000, 140'000, n - 1};
  for (auto policy : {nan_policy::raise, nan_policy::drop})
    for (double unusual : {nan, inf, 1.5})
      for (bool in_labels : {false, true}) {
        std::vector<double> y(n), score(n, .5);
        for (std::size_t i = 0; i < n; ++i) y[i] = i % 3 == 0;
        for (auto i : places) (in_labels ? y : score)[i] = unusual;
        cohort_input in;
        in.y_true = column_of(y), in.y_score = {{"s", column_of(score)}}, in.on_nan = policy;
        auto const expected = said_of(in, run_in_order);
        EXPECT_EQ(said_of(in, backwards), expected);
        bool const drops = std::isnan(unusual) && policy == nan_policy::drop;
        EXPECT_NE(expected.find(drops                         ? "199996 rows, outside [0, 1]: 0"
                                : in_labels || unusual != 1.5 ? "in 4 rows (first at row 3)"
                                                              : "outside [0, 1]: 4 from 3"),
                  std::string::npos)
            << expected.substr(0, 100);
      }
}

TEST(cohort_input, reading_ends_soon_after_it_is_stopped) {
  std::size_t const n = 50'000;
  std::vector<std::int64_t> unit(n);
  for (std::size_t i = 0; i < n; ++i) unit[i] = static_cast<std::int64_t>(n - i) / 3;
  std::vector<double> score(n, .5), weight(n, .7);
  std::vector<int> y(n);
  cohort_input in;
  in.y_true = column_of(y), in.y_score = {{"s", column_of(score)}}, in.unit = column_of(unit), in.sample_weight = column_of(weight);
  in.attributes = {{"site", std::vector<std::int32_t>(n), {"a"}}};
  std::atomic<bool> raised = true;
  EXPECT_THROW(make_cohort(in, stop_flag(&raised)), stopped);
  raised = false;
  EXPECT_EQ(make_cohort(in, stop_flag(&raised)).n_rows(), n);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
