// SPDX-License-Identifier: Apache-2.0
// The delta method of MCC, kappa and Fowlkes-Mallows: another tool, numeric derivatives, every small table.
#include "clinmetrics/inference/delta_fisher_z.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "clinmetrics/metric/binary/fowlkes_mallows.hpp"
#include "clinmetrics/metric/binary/kappa.hpp"
#include "clinmetrics/metric/binary/mcc.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

struct statistic {
  cell_value (*at)(double const*);
  value (*of)(confusion const&);
  scale h;
};
constexpr statistic of_mcc{&mcc::at, &mcc::of, scale::fisher_z};
statistic const of_kappa{&kappa::at, [](confusion const& c) { return kappa::of(c); }, scale::fisher_z};
constexpr statistic of_fowlkes_mallows{&fowlkes_mallows::at, &fowlkes_mallows::of, scale::logit};
statistic const statistics[] = {of_mcc, of_kappa, of_fowlkes_mallows};

detail::delta_estimate delta_at(statistic const& s, double tp, double fp, double fn, double tn) {
  return detail::delta_method({{tp, fp, fn, tn}, s.at});
}
interval by_delta(confusion const& c, statistic const& s, double level) {
  return delta_fisher_z(statistic_of(c, s.at), s.of(c).number, s.h, level);
}

TEST(DeltaMethod, KappaAsStatsmodelsPrints) {  // statsmodels 0.15.0, inter_rater.cohens_kappa([[670, 202], [74, 640]]): kappa, std_kappa
  auto const e = delta_at(of_kappa, 670, 202, 74, 640);
  EXPECT_NEAR(e.number, .6540839549879883, 1e-15);
  EXPECT_NEAR(e.se, .018685059089078946, 1e-15);
}

TEST(DeltaMethod, NumbersAreTheMetrics) {
  confusion const c{37, 11, 5, 83};
  EXPECT_NEAR(delta_at(of_mcc, 37, 11, 5, 83).number, mcc::of(c).number, 1e-15);
  EXPECT_NEAR(delta_at(of_kappa, 37, 11, 5, 83).number, kappa::of(c).number, 1e-15);
  EXPECT_NEAR(delta_at(of_fowlkes_mallows, 37, 11, 5, 83).number, fowlkes_mallows::of(c).number, 1e-15);
}

TEST(DeltaMethod, MeetsNumericDerivatives) {
  for (auto const& s : statistics)
    for (auto const& n : {std::array{37.5, 11.5, 5.5, 83.5}, std::array{.5, 3.5, 20.5, 7.5}, std::array{90.5, .5, .5, 1.5}}) {
      double variance = 0;
      for (std::size_t k = 0; k < 4; ++k) {
        auto up = n, down = n;
        up[k] += 1e-4, down[k] -= 1e-4;
        double const slope =
            (delta_at(s, up[0], up[1], up[2], up[3]).number - delta_at(s, down[0], down[1], down[2], down[3]).number) / 2e-4;
        variance += n[k] * slope * slope;
      }
      EXPECT_NEAR(delta_at(s, n[0], n[1], n[2], n[3]).se / std::sqrt(variance), 1, 1e-6);
    }
}

TEST(DeltaMethod, MccOfABalancedTableIsACorrelation) {  // margins all equal: SE² = (1 − r²)/n for r of two fair coins
  auto const e = delta_at(of_mcc, 40, 10, 10, 40);
  EXPECT_NEAR(e.number, .6, 1e-15);
  EXPECT_NEAR(e.se, std::sqrt((1 - .36) / 100), 1e-15);
}

TEST(DeltaFisherZ, ByHand) {  // (40, 10, 10, 40) + ½: r = .594…, on Fisher's z the step is z·SE/(1 − r²) = z/√(102(1 − r²))
  double const r = (40.5 - 10.5) / 51, step = 1.959963984540054 / std::sqrt(102 * (1 - r * r));
  auto const i = by_delta({40, 10, 10, 40}, of_mcc, .95);
  testing::expect_limits(i, std::tanh(std::atanh(r) - step), std::tanh(std::atanh(r) + step), 1e-14);
}

TEST(DeltaFisherZ, EverySmallTableHasOneThatContainsTheValue) {
  for (auto const& s : statistics)
    for (std::uint64_t tp = 0; tp <= 4; ++tp)
      for (std::uint64_t fp = 0; fp <= 4; ++fp)
        for (std::uint64_t fn = 0; fn <= 4; ++fn)
          for (std::uint64_t tn = 0; tn <= 4; ++tn) {
            confusion const c{tp, fp, fn, tn};
            double const value = s.of(c).number;
            auto const i = by_delta(c, s, .95);
            if (std::isnan(value)) {
              testing::expect_none(i, interval_status::undefined_value);
              continue;
            }
            EXPECT_TRUE(i.lower <= value && value <= i.upper && i.lower < i.upper) << tp << ' ' << fp << ' ' << fn << ' ' << tn;
            EXPECT_GE(i.lower, s.h == scale::logit ? 0 : -1);
            EXPECT_LE(i.upper, 1);
            testing::expect_within(by_delta(c, s, .8), i);
          }
}

TEST(DeltaFisherZ, PerfectTableReachesOne) {
  auto const i = by_delta({30, 0, 0, 30}, of_kappa, .95);
  EXPECT_EQ(i.upper, 1);
  EXPECT_GT(i.lower, .7);
  EXPECT_LT(i.lower, .99);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
