// SPDX-License-Identifier: Apache-2.0
// Expected cost: the mean cost of a row, if each kind of error has a price.
#pragma once
#include <algorithm>
#include <array>
#include <span>

#include "clinmetrics/metric/utility/threshold_odds.hpp"

namespace CLINMETRICS_NAMESPACE {

struct expected_cost {
  using tally = confusion;
  double cost_fn = 1, cost_fp = 1;
  bool is_normalized = false;
  static constexpr std::array parameters{
      parameter{.name = "cost_fn", .standard = 1, .least = 0, .greatest = 1e9},
      parameter{.name = "cost_fp", .standard = 1, .least = 0, .greatest = 1e9},
      parameter{.name = "normalized", .standard = 0, .least = 0, .greatest = 1, .choices = "no|yes", .is_whole = true}};
  static constexpr expected_cost with(std::span<double const> p) { return {p[0], p[1], p[2] == 1}; }
  static constexpr descriptor about{
      .name = "expected_cost",
      .label = "Expected cost",
      .section = sections::decision,
      .family = "utility",
      .formula = "(cost_fn FN + cost_fp FP) / n; normalized: divided by min(cost_fn P, cost_fp N) / n",
      .meaning =
          "Mean cost of a {row} if a missed event costs cost_fn and a false alarm cost_fp. Normalized, it is divided by the cost of the "
          "better of treating all and treating nobody: below 1 the model is better than both.",
      .undefined = "no row; normalized: a class has no row, or its cost is 0",
      .reference = "Ferrer L. Analysis and comparison of classification metrics. arXiv:2209.05355 (2022)",
      .aliases = "misclassification_cost",
      .greatest = infinity,
      .direction = better::lower,
      .h = scale::log,
      .interval = "mover",
      .interval_dependent = "mover",
      .published_dependent = "transform_t",
      .depends_on_prevalence = true,
  };
  value of(confusion const& c) const {
    if (c.total() == 0) return undefined(status::empty);
    double const cost = cost_fn * static_cast<double>(c.fn) + cost_fp * static_cast<double>(c.fp);
    if (!is_normalized) return defined(cost / static_cast<double>(c.total()));
    if (auto const why = both_classes(c); why != status::ok) return undefined(why);
    double const best = cost_of_constant(c);
    return best > 0 ? defined(cost / best) : value{cost > 0 ? infinity : not_a_number, status::zero_denominator};
  }
  /// The dearer error first. The normalized cost is the share of errors in the class X that is cheaper to get wrong altogether, plus the
  /// other errors per row of X, which are the odds of these errors among them and X; the two are not correlated.
  composite_of_proportions form_of(confusion const& c) const {
    auto const fn = static_cast<double>(c.fn), fp = static_cast<double>(c.fp), n = static_cast<double>(c.total());
    auto const of_errors = [](double x, double y, double all, double cost_x, double cost_y) -> composite_of_proportions {
      return {.a = {x, all},
              .b = {y, all},
              .how = {.weight = cost_x > 0 ? cost_y / cost_x : 0, .r = correlation_of_shares(x, y, all)},
              .map = {.a = cost_x}};
    };
    auto const of_class = [](double x, double y, double size, double ratio) -> composite_of_proportions {
      return {.a = {x, size}, .b = {y, y + size}, .how = {.weight = ratio}, .odds_of_b = true};
    };
    if (!is_normalized) return cost_fn >= cost_fp ? of_errors(fn, fp, n, cost_fn, cost_fp) : of_errors(fp, fn, n, cost_fp, cost_fn);
    auto const positives = static_cast<double>(c.positives()), negatives = static_cast<double>(c.negatives());
    return cost_fn * positives <= cost_fp * negatives ? of_class(fn, fp, positives, cost_fp / cost_fn)
                                                      : of_class(fp, fn, negatives, cost_fn / cost_fp);
  }

 private:
  double cost_of_constant(confusion const& c) const {
    return std::min(cost_fn * static_cast<double>(c.positives()), cost_fp * static_cast<double>(c.negatives()));
  }
};

}  // namespace CLINMETRICS_NAMESPACE
