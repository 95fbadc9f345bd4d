// SPDX-License-Identifier: Apache-2.0
// What is compared is equal in truth: tests reject at most as often as their level says, and p values of continuous data are uniform. The
// seeds are fixed. A share may exceed the level by three standard errors of the simulation; a distance of Kolmogorov and Smirnov may be the
// one that occurs in one of a hundred samples.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "clinmetrics/compare/delong_test.hpp"
#include "clinmetrics/compare/generalised_score.hpp"
#include "clinmetrics/compare/miettinen_nurminen.hpp"
#include "clinmetrics/compare/permutation.hpp"
#include "clinmetrics/engine/evaluate.hpp"
#include "compare/placements.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::dice;

double normal(dice& roll) {
  double const radius = std::sqrt(-2 * std::log1p(-roll.uniform()));
  return radius * std::cos(2 * std::numbers::pi * roll.uniform());
}

/// Scores of a class: a part that the models share and a part of each.
std::vector<double> scores(dice& roll, std::vector<double> const& shared) {
  std::vector<double> out;
  for (double s : shared) out.push_back(s + normal(roll));
  return out;
}
std::vector<double> normals(dice& roll, std::size_t n, double mean) {
  std::vector<double> out(n);
  for (double& x : out) x = mean + normal(roll);
  return out;
}

/// Models of the same accuracy on the same rows.
std::vector<testing::doubled_placements> equal_models(dice& roll, std::size_t n_models, std::size_t n_of_class) {
  auto const positive = normals(roll, n_of_class, 1), negative = normals(roll, n_of_class, 0);
  std::vector<testing::doubled_placements> out;
  for (std::size_t m = 0; m < n_models; ++m) out.emplace_back(testing::scores_of_classes{scores(roll, positive), scores(roll, negative)});
  return out;
}

/// f(dice) many times.
template <class F>
std::vector<double> simulate(std::size_t n, std::uint64_t seed, F const& f) {
  std::vector<double> p(n);
  dice roll(seed);
  for (double& x : p) x = f(roll);
  return p;
}

void expect_level(std::vector<double> const& p, std::string const& name) {
  auto const n = static_cast<double>(p.size());
  for (double const level : {.01, .025, .05}) {
    auto const n_rejected = static_cast<double>(std::count_if(p.begin(), p.end(), [&](double x) { return x <= level; }));
    EXPECT_LE(n_rejected / n, level + 3 * std::sqrt(level * (1 - level) / n)) << name << " at " << level;
  }
}

/// `step`: of p values that are multiples of it.
void expect_uniform(std::vector<double> p, std::string const& name, double step = 0) {
  std::sort(p.begin(), p.end());
  auto const n = static_cast<double>(p.size());
  double distance = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    double const before = static_cast<double>(i) / n, after = before + 1 / n;
    distance = std::max({distance, p[i] - step - before, after - p[i]});
  }
  EXPECT_LE(distance, 1.628 / std::sqrt(n)) << name;
}

paired_table draw_pairs(dice& roll, std::size_t n, double agree) {
  paired_table t{};
  for (std::size_t i = 0; i < n; ++i) {
    double const u = roll.uniform();
    ++(u < agree / 2 ? t.both : u < agree ? t.neither : u < (1 + agree) / 2 ? t.first : t.second);
  }
  return t;
}

proportion draw_proportion(dice& roll, std::size_t n, double p) {
  double x = 0;
  for (std::size_t i = 0; i < n; ++i) x += roll.uniform() < p;
  return {x, static_cast<double>(n)};
}

TEST(UnderEquality, DelongsPairedTest) {
  auto const p = simulate(1000, 1, [](dice& roll) {
    auto const c = testing::covariance_of(equal_models(roll, 2, 200));
    return paired_delong_test(c.aucs[0] - c.aucs[1], c.variance_of_difference(0, 1)).p;
  });
  expect_level(p, "paired"), expect_uniform(p, "paired");
}

TEST(UnderEquality, DelongsJointTest) {
  auto const p = simulate(500, 2, [](dice& roll) { return joint_delong_test(testing::covariance_of(equal_models(roll, 4, 200))).p; });
  expect_level(p, "joint"), expect_uniform(p, "joint");
}

TEST(UnderEquality, DelongsTestOfTwoSamples) {
  auto const p = simulate(1000, 3, [](dice& roll) {
    auto const group = [&](std::size_t n) {
      auto const c = testing::covariance_of(equal_models(roll, 1, n));
      return group_auroc{c.aucs[0], c.variance(0), 2 * static_cast<double>(n)};
    };
    auto const a = group(200), b = group(300);
    return unpaired_delong_test(a, b).p;
  });
  expect_level(p, "two samples"), expect_uniform(p, "two samples");
}

TEST(UnderEquality, McNemarsTests) {
  for (std::size_t const n : {20, 100, 500}) {
    auto const tables = [n](auto const& test) { return simulate(4000, 4, [&](dice& roll) { return test(draw_pairs(roll, n, .8)).p; }); };
    expect_level(tables([](paired_table const& t) { return mcnemar_exact(t); }), "exact");
    expect_level(tables([](paired_table const& t) { return mcnemar_mid_p(t); }), "mid-p");
  }
}

TEST(UnderEquality, TheWeightedGeneralisedScore) {
  auto const tables = [](auto const& test) {
    return simulate(4000, 5, [&](dice& roll) { return test({draw_pairs(roll, 100, .7), draw_pairs(roll, 300, .8)}).p; });
  };
  expect_level(tables([](paired_results const& r) { return generalised_score_ppv(r); }), "PPV");
  expect_level(tables([](paired_results const& r) { return generalised_score_npv(r); }), "NPV");
}

TEST(UnderEquality, MiettinenNurminen) {
  for (double const p : {.1, .5}) {
    auto const values = simulate(4000, 6, [p](dice& roll) {
      auto const a = draw_proportion(roll, 100, p), b = draw_proportion(roll, 150, p);
      return miettinen_nurminen_test(a, b, 0).p;
    });
    expect_level(values, "proportion " + std::to_string(p));
  }
}

/// With 5,000 units, the normal distribution takes the place of random exchanges.
TEST(UnderEquality, Exchanges) {
  constexpr std::uint32_t n_exchanges = 999;
  for (std::size_t const n_units : {12, 50, 5000}) {
    std::uint64_t seed = 0;
    auto const p = simulate(n_units == 5000 ? 400 : 1000, 7,
                            [&](dice& roll) { return exchange_test(normals(roll, n_units, 0), n_exchanges, {.seed = ++seed}); });
    auto const name = std::to_string(n_units) + " units";
    expect_level(p, name), expect_uniform(p, name, n_units == 5000 ? 0 : 1. / (n_exchanges + 1));
  }
}

/// p values of two exchangeable models in a whole evaluation.
class equal_models_evaluated {
 public:
  explicit equal_models_evaluated(bool is_clustered) {
    dice roll(8);
    for (std::size_t sample = 0; sample < 400; ++sample) add(evaluate(draw(roll, is_clustered), options(sample)));
  }
  std::vector<double> of_interval, of_permutation, of_auroc_test, of_auroc;

 private:
  static constexpr std::size_t n = 400;

  static evaluate_options options(std::uint64_t seed) {
    return {.metrics = {"brier", "auroc"}, .n_resamples = 999, .seed = seed, .num_threads = 1, .compare = "all"};
  }
  /// Units of four rows with the same outcome share a part of both models' errors.
  cohort draw(dice& roll, bool is_clustered) {
    y_.assign(n, 0), unit_.assign(n, 0);
    for (auto& s : score_) s.assign(n, 0);
    double of_unit[2] = {};
    for (std::size_t i = 0; i < n; ++i) {
      y_[i] = i % 8 < 4, unit_[i] = static_cast<std::int64_t>(i / (is_clustered ? 4 : 1));
      if (i % 4 == 0 || !is_clustered) of_unit[0] = normal(roll), of_unit[1] = normal(roll);
      double const shared = normal(roll);
      for (std::size_t m = 0; m < 2; ++m) score_[m][i] = 1 / (1 + std::exp(-(y_[i] - .5 + shared + of_unit[m] + .5 * normal(roll))));
    }
    cohort_input input{.y_true = column_of(y_), .y_score = {{"a", column_of(score_[0])}, {"b", column_of(score_[1])}}};
    if (is_clustered) input.unit = column_of(unit_);
    return make_cohort(input);
  }
  void add(result const& r) {
    for (auto const& row : r.comparisons) {
      if (row.scale != comparison_scale::difference) continue;
      if (row.metric == "brier")
        of_interval.push_back(row.p), of_permutation.push_back(row.p_permutation);
      else
        of_auroc.push_back(row.p), of_auroc_test.push_back(row.classical.p);
    }
  }

  std::vector<std::uint8_t> y_;
  std::vector<std::int64_t> unit_;
  std::vector<double> score_[2];
};

TEST(UnderEquality, WholeEvaluations) {
  equal_models_evaluated const rows(false), units(true);
  for (auto const* of : {&rows, &units}) {
    ASSERT_EQ(of->of_permutation.size(), 400u);
    expect_uniform(of->of_permutation, "exchanges", 1. / 1000), expect_uniform(of->of_auroc_test, "DeLong");
    for (auto const* p : {&of->of_permutation, &of->of_auroc_test, &of->of_interval, &of->of_auroc}) expect_level(*p, "evaluated");
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
