// SPDX-License-Identifier: Apache-2.0
// Logistic regression: R's glm, a 2 × 2 table by hand, laws of trials, offsets and scales, and the data for which there is no fit.
#include "clinmetrics/fit/logistic.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "parallel.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using numbers = std::vector<double>;

numbers with_constant(numbers const& x) {
  numbers design(x.size(), 1.0);
  design.insert(design.end(), x.begin(), x.end());
  return design;
}

/// Rows whose outcome follows a logistic model with constant −1 and slope .8.
struct sample {
  numbers x, y;
  explicit sample(std::size_t n, std::uint64_t seed) {
    testing::dice roll(seed);
    for (std::size_t i = 0; i < n; ++i) {
      x.push_back(8 * roll.uniform() - 4);
      y.push_back(roll.uniform() < 1 / (1 + std::exp(1 - .8 * x.back())));
    }
  }
};

TEST(logistic, equals_glm_of_r) {
  numbers const x{.1, .2, .3, .4, .5, .6, .7, .8}, y{0, 0, 1, 0, 1, 0, 1, 1};
  auto const fit = fit_logistic({with_constant(x), y});
  ASSERT_EQ(fit.why, fit_status::ok);
  EXPECT_NEAR(fit.coefficients[0], -2.6733796208936029, 1e-13);
  EXPECT_NEAR(fit.coefficients[1], 5.9408436019857840, 1e-13);
  EXPECT_NEAR(logistic_log_likelihood({with_constant(x), y}, fit.coefficients), -4.2247905374365651, 1e-14);
  EXPECT_NEAR(std::sqrt(fit.covariance_of(0, 0)), 2.1207280331387417, 1e-12);
  EXPECT_NEAR(std::sqrt(fit.covariance_of(1, 1)), 4.3224157964617476, 1e-12);
}

TEST(logistic, of_a_table_is_the_log_odds_ratio) {
  numbers const events{20, 45}, trials{50, 60};
  auto const fit = fit_logistic({with_constant({0, 1}), events, trials});
  ASSERT_EQ(fit.why, fit_status::ok);
  EXPECT_NEAR(fit.coefficients[0], std::log(20. / 30), 1e-14);
  EXPECT_NEAR(fit.coefficients[1], std::log(45. / 15 / (20. / 30)), 1e-14);
  EXPECT_NEAR(fit.covariance_of(1, 1), 1. / 20 + 1. / 30 + 1. / 45 + 1. / 15, 1e-14);
  EXPECT_NEAR(fit.covariance_of(0, 1), -(1. / 20 + 1. / 30), 1e-14);
}

TEST(logistic, trials_are_repeated_rows) {
  sample const s(60, 1);
  numbers trials, events, x, y;
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    auto const n = i % 4;
    trials.push_back(static_cast<double>(n)), events.push_back(static_cast<double>(n) * s.y[i]);
    x.insert(x.end(), n, s.x[i]), y.insert(y.end(), n, s.y[i]);
  }
  auto const joined = fit_logistic({with_constant(s.x), events, trials}), repeated = fit_logistic({with_constant(x), y});
  ASSERT_EQ(joined.why, fit_status::ok);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(joined.coefficients[i], repeated.coefficients[i], 1e-12);
  EXPECT_NEAR(joined.covariance_of(1, 1), repeated.covariance_of(1, 1), 1e-12);
}

TEST(logistic, an_offset_takes_its_part_of_a_coefficient) {
  sample const s(500, 2);
  numbers offset;
  for (double x : s.x) offset.push_back(3 + 2 * x);
  auto const plain = fit_logistic({with_constant(s.x), s.y}), moved = fit_logistic({with_constant(s.x), s.y, {}, offset});
  ASSERT_EQ(moved.why, fit_status::ok);
  EXPECT_NEAR(moved.coefficients[0], plain.coefficients[0] - 3, 1e-12);
  EXPECT_NEAR(moved.coefficients[1], plain.coefficients[1] - 2, 1e-12);
}

TEST(logistic, sums_of_fitted_risks_are_those_of_the_outcome) {
  sample const s(1000, 3);
  numbers design = with_constant(s.x);
  for (double x : s.x) design.push_back(x * x);
  auto const fit = fit_logistic({design, s.y});
  ASSERT_EQ(fit.why, fit_status::ok);
  double gradient[3] = {};
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    double const x = s.x[i], logit = fit.coefficients[0] + fit.coefficients[1] * x + fit.coefficients[2] * x * x;
    double const residual = s.y[i] - 1 / (1 + std::exp(-logit));
    gradient[0] += residual, gradient[1] += residual * x, gradient[2] += residual * x * x;
  }
  for (double g : gradient) EXPECT_NEAR(g, 0, 1e-10);
}

TEST(logistic, units_of_the_columns_and_of_the_trials_do_not_matter) {
  sample const s(300, 4);
  numbers far, trials(300, std::ldexp(1.0, 43)), events;
  for (std::size_t i = 0; i < 300; ++i) far.push_back(1e6 + 1e-3 * s.x[i]), events.push_back(trials[i] * s.y[i]);
  auto const plain = fit_logistic({with_constant(s.x), s.y}), moved = fit_logistic({with_constant(far), s.y});
  ASSERT_EQ(moved.why, fit_status::ok);
  EXPECT_NEAR(moved.coefficients[1] / 1e3, plain.coefficients[1], 1e-6 * plain.coefficients[1]);
  auto const heavy = fit_logistic({with_constant(s.x), events, trials});
  ASSERT_EQ(heavy.why, fit_status::ok);
  EXPECT_NEAR(heavy.coefficients[1], plain.coefficients[1], 1e-12);
}

TEST(logistic, of_risks_that_are_nearly_0_and_1) {
  sample const s(400, 5);
  numbers extreme;
  for (double x : s.x) extreme.push_back(170 * x);
  auto const plain = fit_logistic({with_constant(s.x), s.y}), fit = fit_logistic({with_constant(extreme), s.y});
  ASSERT_EQ(fit.why, fit_status::ok);
  EXPECT_NEAR(fit.coefficients[1] * 170, plain.coefficients[1], 1e-11);
  auto const moved = fit_logistic({numbers(400, 1.0), s.y, {}, extreme});
  ASSERT_EQ(moved.why, fit_status::ok);
  double sum = 0;
  for (std::size_t i = 0; i < 400; ++i) sum += s.y[i] - 1 / (1 + std::exp(-moved.coefficients[0] - extreme[i]));
  EXPECT_NEAR(sum, 0, 1e-9);
}

TEST(logistic, the_start_does_not_matter) {
  sample const s(200, 6);
  auto const design = with_constant(s.x);
  auto const plain = fit_logistic({design, s.y});
  for (double slope : {1., -3., 500., -1e6}) {
    numbers const start{slope, slope};
    auto const fit = fit_logistic({design, s.y, {}, {}, start});
    ASSERT_EQ(fit.why, fit_status::ok) << slope;
    EXPECT_NEAR(fit.coefficients[0], plain.coefficients[0], 1e-12);
    EXPECT_NEAR(fit.coefficients[1], plain.coefficients[1], 1e-12);
  }
}

TEST(logistic, a_constant_alone_is_the_same_by_both_ways) {
  for (double stretch : {1., 30., 60., 90., 170.})  // the last two are beyond the range of the faster way
    for (double shift : {0., 5., -40.}) {
      sample const s(300, 7);
      numbers offset, trials, events;
      for (std::size_t i = 0; i < 300; ++i) {
        offset.push_back(shift + stretch * s.x[i]), trials.push_back(static_cast<double>(i % 4)), events.push_back(trials[i] * s.y[i]);
      }
      auto const fit = fit_constant(offset, events, trials);
      auto const general = fit_logistic({numbers(300, 1.0), events, trials, offset});
      ASSERT_EQ(fit.why, fit_status::ok) << stretch << ' ' << shift;
      ASSERT_EQ(general.why, fit_status::ok);
      EXPECT_NEAR(fit.constant, general.coefficients[0], 1e-10) << stretch << ' ' << shift;
      EXPECT_NEAR(fit.information * general.covariance[0], 1, 1e-9);
    }
  numbers const y{0, 1, 0}, none{0, 0, 0}, all{1, 1, 1}, offset{1, 2, 3};
  EXPECT_EQ(fit_constant(offset, none, {}).why, fit_status::no_events);
  EXPECT_EQ(fit_constant(offset, all, {}).why, fit_status::only_events);
  EXPECT_EQ(fit_constant({}, {}, {}).why, fit_status::empty);
  EXPECT_NEAR(fit_constant({}, y, {}).constant, -std::log(2), 1e-14);
}

TEST(logistic, separated_rows_have_no_fit) {
  numbers const y{0, 0, 0, 0, 1, 1, 1, 1};
  EXPECT_EQ(fit_logistic({with_constant({1, 2, 3, 4, 5, 6, 7, 8}), y}).why, fit_status::separated);
  EXPECT_EQ(fit_logistic({with_constant({8, 7, 6, 5, 4, 3, 2, 1}), y}).why, fit_status::separated);
  EXPECT_EQ(fit_logistic({with_constant({1, 2, 3, 4, 4, 6, 7, 8}), y}).why, fit_status::separated) << "the classes touch";
  EXPECT_EQ(fit_logistic({with_constant({1, 2, 3, 4, 3.9, 6, 7, 8}), y}).why, fit_status::ok) << "the classes overlap";
  numbers plane(8, 1.0);  // no single column separates the rows, their sum does
  for (double x : {0., 3., 1., 2., 4., 1., 3., 2.}) plane.push_back(x);
  for (double x : {3., 0., 2., 1., 0., 3., 1., 2.5}) plane.push_back(x);
  EXPECT_EQ(fit_logistic({plane, y}).why, fit_status::separated);
}

TEST(logistic, separation_is_found_among_many_rows_and_for_large_trials) {
  for (std::size_t n : {50u, 5000u, 50000u}) {
    numbers x, y;
    for (std::size_t i = 0; i < n; ++i) x.push_back(static_cast<double>(i) / static_cast<double>(n)), y.push_back(i >= n / 3);
    EXPECT_EQ(fit_logistic({with_constant(x), y}).why, fit_status::separated) << n;
    y[n / 3 - 1] = 1, y[n / 3] = 0;
    EXPECT_EQ(fit_logistic({with_constant(x), y}).why, fit_status::ok) << n << ": one row of each class is on the wrong side";
  }
}

TEST(logistic, reasons_why_there_is_no_fit) {
  EXPECT_EQ(fit_logistic({{}, {}}).why, fit_status::empty);
  numbers const x{1, 2, 3}, none{0, 0, 0}, all{1, 1, 1}, y{0, 1, 0};
  EXPECT_EQ(fit_logistic({with_constant(x), none}).why, fit_status::no_events);
  EXPECT_EQ(fit_logistic({with_constant(x), all}).why, fit_status::only_events);
  EXPECT_EQ(fit_logistic({with_constant(x), none, none}).why, fit_status::empty);
  EXPECT_EQ(fit_logistic({with_constant({.3, .3, .3}), y}).why, fit_status::collinear);
}

TEST(logistic, does_not_depend_on_the_number_of_threads) {
  sample const s(150'000, 9);
  auto const design = with_constant(s.x);
  auto const bits_of = [&] {
    auto const fit = fit_logistic({design, s.y});
    auto const alone = fit_constant(s.x, s.y, {});
    numbers all{alone.constant, alone.information, logistic_log_likelihood({design, s.y}, fit.coefficients)};
    all.insert(all.end(), fit.coefficients.begin(), fit.coefficients.end());
    all.insert(all.end(), fit.covariance.begin(), fit.covariance.end());
    std::vector<std::uint64_t> bits;
    for (double x : all) bits.push_back(std::bit_cast<std::uint64_t>(x));
    return bits;
  };
  std::vector<std::vector<std::uint64_t>> found;
  for (int n_threads : {1, 2, 3}) parallel::with_threads(n_threads, [&] { found.push_back(bits_of()); });
  ASSERT_EQ(found[0].size(), 9u);
  EXPECT_EQ(found[1], found[0]);
  EXPECT_EQ(found[2], found[0]);
}

TEST(logistic, of_many_rows_is_that_of_their_table) {  // the rows are added in parts, and those of the table at once
  std::size_t const n = 140'000;
  numbers x(n), y(n), trials(2), events(2);
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t const cell = i % 7 < 3 ? 0 : 1;
    x[i] = static_cast<double>(cell), y[i] = i % 5 <= cell ? 1 : 0;
    trials[cell] += 1, events[cell] += y[i];
  }
  auto const of_rows = fit_logistic({with_constant(x), y}), of_table = fit_logistic({with_constant({0, 1}), events, trials});
  for (std::size_t j = 0; j < 2; ++j) {
    EXPECT_NEAR(of_rows.coefficients[j], of_table.coefficients[j], 1e-12);
    EXPECT_NEAR(of_rows.covariance_of(j, j), of_table.covariance_of(j, j), 1e-12 * of_table.covariance_of(j, j));
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
