// SPDX-License-Identifier: Apache-2.0
// Groups with different rows: each with the first one (with two groups, the comparison of two independent cohorts), the range, and the
// worst group.
#include <cmath>
#include <utility>

#include "clinmetrics/inference/quantiles.hpp"
#include "grids.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

/// The rows of group k of n_groups: 20 to 500 in equal ratios if `each` is 0.
std::size_t size_of(std::size_t each, std::size_t k, std::size_t n_groups) {
  if (each > 0) return each;
  return static_cast<std::size_t>(20 * std::pow(25, static_cast<double>(k) / static_cast<double>(n_groups - 1)));
}

template <class World>
cell of_groups(std::size_t n_groups, std::size_t each, World const& of_group, std::vector<question> const& asked, bool fixed_classes) {
  cell c{"groups", of_group(0), {}, asked};
  for (std::size_t k = 0; k < n_groups; ++k) {
    if (k > 0) c.others.push_back(of_group(k));
    auto const n = size_of(each, k, n_groups) * (fixed_classes ? 2 : 1);
    c.groups.push_back({.n = n, .n_positive = fixed_classes ? std::max<std::size_t>(5, n / 4) : 0});
  }
  return c;
}

void add_many(std::vector<cell>& cells) {
  for (std::size_t const n_groups : {2, 3, 5, 10})
    for (std::size_t const each : {20, 50, 200, 0})
      for (double const base : {.6, .9})
        for (double const gap : {0.0, .2}) {
          auto const rate = [&](std::size_t k) {
            double const p = k + 1 == n_groups ? base - gap : base;
            return of_scores(decision(p, 1 - p, "P(1) " + std::to_string(p).substr(0, 4)), {1, 1});
          };
          cells.push_back(of_groups(n_groups, each, rate, {{"detection_prevalence"}, {"accuracy"}}, false));
          if (each == 20) continue;
          auto const ranked = [&](std::size_t k) {
            return of_scores(binormal((base == .6 ? .75 : .92) - (k + 1 == n_groups ? gap : 0), 1), {1, 3});
          };
          cells.push_back(of_groups(n_groups, each, ranked, {{"auroc"}}, true));
        }
}

void add_two(std::vector<cell>& cells) {
  for (auto const& [n_a, n_b] : std::vector<std::pair<std::size_t, std::size_t>>{{50, 50}, {50, 500}, {100, 100}, {500, 500}})
    for (auto const& p : {share{1, 9}, share{3, 7}})
      for (auto const& [a, b] : std::vector<std::pair<double, double>>{{.75, .75}, {.75, .95}}) {
        auto const add = [&, n_a = n_a, n_b = n_b](world const& of_a, world const& of_b, std::vector<question> const& asked,
                                                   bool is_at_margin) {
          cell c{"groups", of_a, {}, asked};
          c.others = {of_b}, c.groups = {{.n = n_a}, {.n = n_b}}, c.is_at_margin = is_at_margin;
          cells.push_back(c);
        };
        auto const risks = [&](double auroc) { return of_risks(binormal(auroc, 1), p, 0, 1, "calibrated"); };
        auto const decisions = [&](double auroc) { return of_scores(cut_scores(auroc, 1, false), p); };
        add(risks(a), risks(b), {{"auroc"}, {"brier"}, {"log_loss"}, {"scaled_brier"}, {"observed_expected_ratio"}, {"average_precision"}},
            false);
        add(decisions(a), decisions(b),
            {{"sensitivity"},
             {"specificity"},
             {"ppv"},
             {"npv"},
             {"accuracy"},
             {"f1"},
             {"mcc"},
             {"balanced_accuracy"},
             {"net_benefit(threshold_probability=0.1)"}},
            false);
      }
}

}  // namespace

std::vector<cell> group_grid() {
  std::vector<cell> cells;
  add_many(cells), add_two(cells);
  return cells;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
