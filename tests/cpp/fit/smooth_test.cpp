// SPDX-License-Identifier: Apache-2.0
// Loess, isotonic regression and restricted cubic splines against R (tests/golden/fit/smooth.txt), and by laws.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "clinmetrics/fit/isotonic.hpp"
#include "clinmetrics/fit/loess.hpp"
#include "clinmetrics/fit/spline.hpp"
#include "clinmetrics/fit/spline_calibration.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using numbers = std::vector<double>;

/// Lists of numbers by "what method".
std::map<std::string, numbers> golden() {
  std::ifstream file(std::string(CLINMETRICS_GOLDEN_DIR) + "/fit/smooth.txt");
  std::map<std::string, numbers> found;
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string what, name, method, list, number;
    for (auto* text : {&what, &name, &method, &list}) std::getline(cells, *text, '\t');
    std::istringstream items(list);
    auto& out = found[what + " " + method];
    while (items >> number) out.push_back(std::strtod(number.c_str(), nullptr));
  }
  return found;
}

numbers ones(std::size_t n) { return numbers(n, 1.0); }

void expect_near(numbers const& got, numbers const& want, double tolerance, std::string const& what) {
  ASSERT_EQ(got.size(), want.size()) << what;
  ASSERT_FALSE(got.empty()) << what;
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], want[i], tolerance) << what << ' ' << i;
}

TEST(loess, is_that_of_r) {
  auto g = golden();
  for (int const degree : {0, 1, 2})
    for (auto const& [text, span] : std::map<std::string, double>{{"0.3", .3}, {"0.75", .75}}) {
      auto const name = "loess degree=" + std::to_string(degree) + " span=" + text;
      auto const got = loess({g["data x"], g["data y"], ones(60)}, g["at x"], {.span = span, .degree = degree});
      expect_near(got, g[name], 1e-10, name);
    }
}

/// R's lowess cuts the weights at .001 and .999 of the greatest distance.
TEST(loess, of_degree_1_is_lowess_without_iterations) {
  auto g = golden();
  expect_near(loess({g["data x"], g["data y"], ones(60)}, g["lowess x"], {.span = 2. / 3, .degree = 1}), g["lowess y"], 1e-4, "lowess");
}

TEST(loess, reproduces_a_parabola) {
  numbers x, y;
  for (int i = 0; i < 30; ++i) x.push_back(i * i / 900.), y.push_back(2 - 3 * x.back() + x.back() * x.back());
  for (double const at : {0., .1, .33, .84}) EXPECT_NEAR(loess({x, y, ones(30)}, numbers{at})[0], 2 - 3 * at + at * at, 1e-12);
}

TEST(loess, counts_weights_as_rows) {
  testing::dice roll(5);
  numbers x, y, w, long_x, long_y;
  for (int i = 0; i < 40; ++i) {
    x.push_back(i / 40. + roll.uniform() / 100), y.push_back(roll.uniform()), w.push_back(1 + roll.below(4));
    for (int k = 0; k < w.back(); ++k) long_x.push_back(x.back()), long_y.push_back(y.back());
  }
  numbers const at{0, .2, .5, .99};
  auto const variance_of_mean = [&] {
    numbers v;
    for (double k : w) v.push_back(.2 / k);
    return v;
  }();
  expect_near(loess({x, y, w}, at), loess({long_x, long_y, ones(long_x.size())}, at), 1e-12, "values");
  expect_near(loess_variances({x, y, w}, variance_of_mean, at),
              loess_variances({long_x, long_y, ones(long_x.size())}, numbers(long_x.size(), .2), at), 1e-12, "variances");
}

TEST(loess, takes_the_mean_where_all_rows_have_one_x) {
  numbers const x{.5, .5, .5}, y{0, 1, 1};
  EXPECT_NEAR(loess({x, y, ones(3)}, numbers{.5})[0], 2. / 3, 1e-15);
  EXPECT_NEAR(loess({numbers{.2, .7}, numbers{.1, .4}, numbers{3, 1}}, numbers{.2}, {.span = 1})[0], .1, 1e-12);
}

TEST(loess, variance_of_a_mean_is_that_of_its_rows) {  // degree 0 and a window so wide that all weights are nearly equal
  numbers x, y;
  for (int i = 0; i < 10; ++i) x.push_back(1e-9 * i), y.push_back(i);
  x.push_back(1), y.push_back(0);
  auto const v = loess_variances({x, y, ones(11)}, numbers(11, 2.), numbers{0}, {.span = 1, .degree = 0});
  EXPECT_NEAR(v[0], .2, 1e-9);
}

TEST(isotonic, is_that_of_r) {
  auto g = golden();
  expect_near(isotonic_means(g["data y"], ones(60)), g["isoreg y"], 1e-13, "isoreg");
}

TEST(isotonic, by_hand) {  // 1 | 3, 2 | 4, with weights: (3·1 + 2·3)/4 = 2.25
  expect_near(isotonic_means(numbers{1, 3, 6, 4}, numbers{1, 1, 3, 1}), {1, 2.25, 2.25, 4}, 0, "pooled");
  expect_near(isotonic_means(numbers{0, 1, 0, 0}, numbers{0, 1, 0, 1}), {.5, .5, .5, .5}, 0, "weight 0");
  EXPECT_TRUE(std::isnan(isotonic_means(numbers{0}, numbers{0})[0]));
  EXPECT_TRUE(isotonic_means({}, {}).empty());
}

TEST(isotonic, keeps_the_sum_and_never_decreases) {
  testing::dice roll(8);
  numbers sum, weight;
  for (int i = 0; i < 200; ++i)
    weight.push_back(1 + roll.below(3)), sum.push_back(roll.below(static_cast<std::uint32_t>(weight.back()) + 1));
  auto const means = isotonic_means(sum, weight);
  double total = 0;
  for (std::size_t i = 0; i < means.size(); ++i) total += weight[i] * means[i];
  EXPECT_NEAR(total, std::accumulate(sum.begin(), sum.end(), 0.), 1e-10);
  EXPECT_TRUE(std::is_sorted(means.begin(), means.end()));
}

TEST(spline, knots_and_basis_are_those_of_hmisc) {
  auto g = golden();
  for (int const k : {3, 4, 5}) {
    auto const name = std::to_string(k);
    auto const knots = spline_knots(g["data x"], ones(60), k);
    expect_near(knots, g["knots " + name], 1e-14, "knots");
    spline_basis const basis(knots);
    ASSERT_EQ(basis.n_terms(), static_cast<std::size_t>(k - 1));
    auto const& at = g["at x"];
    numbers got(at.size() * basis.n_terms()), terms(basis.n_terms());
    for (std::size_t i = 0; i < at.size(); ++i) {
      basis.at(at[i], terms);
      for (std::size_t j = 0; j < terms.size(); ++j) got[j * at.size() + i] = terms[j];
    }
    expect_near(got, g["basis " + name], 1e-12, "basis");
  }
}

TEST(spline, quantiles_with_whole_weights_are_those_of_repeated_numbers) {
  numbers const x{1, 2, 4, 7}, w{2, 1, 3, 1}, repeated{1, 1, 2, 4, 4, 4, 7};
  for (double const q : {0., .1, .25, .3, .5, .9, 1.})
    EXPECT_NEAR(weighted_quantile(x, w, q), weighted_quantile(repeated, ones(7), q), 1e-15) << q;
  EXPECT_EQ(weighted_quantile(numbers{1, 2, 3}, numbers{1, 0, 1}, .5), 2);  // between 1 and 3
}

TEST(spline_calibration, of_calibrated_rows_is_the_diagonal) {
  numbers risk, events, weight;
  for (int k = 1; k < 20; ++k) risk.push_back(k / 20.), weight.push_back(40), events.push_back(2. * k);
  for (int const n_knots : {3, 4, 5}) {
    spline_calibration const curve({risk, events, weight}, n_knots);
    ASSERT_EQ(curve.why(), fit_status::ok);
    for (double const p : {.01, .3, .77, .99}) {
      EXPECT_NEAR(curve.observed_at(p), p, 1e-9);
      EXPECT_GT(curve.logit_variance_at(p, curve.covariance()), 0);
    }
  }
}

TEST(spline_calibration, is_the_regression_of_r) {
  auto g = golden();
  numbers events;
  for (double y : g["data y"]) events.push_back(y > 2 ? 1 : 0);
  for (int const k : {3, 4, 5}) {
    auto const name = std::to_string(k);
    spline_calibration const curve({g["data x"], events, ones(60)}, k);
    ASSERT_EQ(curve.why(), fit_status::ok);
    numbers logits, errors;
    for (double x : g["at x"]) {
      logits.push_back(curve.logit_at(x));
      errors.push_back(std::sqrt(curve.logit_variance_at(x, curve.covariance())));
    }
    expect_near(logits, g["logit " + name], 1e-8, "logits");
    expect_near(errors, g["logit_se " + name], 1e-6, "standard errors");
  }
}

TEST(spline_calibration, has_fewer_terms_where_risks_are_few) {
  spline_calibration const two({numbers{.2, .7}, numbers{3, 6}, numbers{10, 10}}, 3), one({numbers{.2}, numbers{3}, numbers{10}}, 3);
  ASSERT_EQ(two.why(), fit_status::ok);
  EXPECT_EQ(two.n_terms(), 2u);
  EXPECT_NEAR(two.observed_at(.2), .3, 1e-9);
  EXPECT_NEAR(two.observed_at(.7), .6, 1e-9);
  ASSERT_EQ(one.why(), fit_status::ok);
  EXPECT_NEAR(one.observed_at(.2), .3, 1e-9);
}

TEST(spline_calibration, does_not_depend_on_the_unit_of_weights) {
  numbers const risk{.1, .3, .4, .6, .9}, events{1, 2, 6, 5, 9}, weight{10, 10, 12, 10, 10};
  numbers large_events, large_weight;
  for (std::size_t i = 0; i < risk.size(); ++i) large_events.push_back(events[i] * 0x1p45), large_weight.push_back(weight[i] * 0x1p45);
  spline_calibration const a({risk, events, weight}, 3), b({risk, large_events, large_weight}, 3);
  ASSERT_EQ(b.why(), fit_status::ok);
  EXPECT_NEAR(a.observed_at(.5), b.observed_at(.5), 5e-3);  // the knots differ: quantiles of 52 and of 10^15 rows
  double const va = a.logit_variance_at(.5, a.covariance()), vb = b.logit_variance_at(.5, b.covariance()) * 0x1p45;
  EXPECT_NEAR(va, vb, .05 * va);
}

TEST(spline_calibration, is_refused_where_it_separates) {
  EXPECT_EQ(spline_calibration({numbers{.1, .2, .8, .9}, numbers{0, 0, 1, 1}, ones(4)}, 3).why(), fit_status::separated);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
