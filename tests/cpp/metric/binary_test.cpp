// SPDX-License-Identifier: Apache-2.0
// Metrics of the four cells: a table done by hand, published tables, and every undefined case with its reason.
#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/engine/registry.hpp"
#include "clinmetrics/inference/mover.hpp"
#include "clinmetrics/metric/all.hpp"
#include "support/metrics.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

// TP 40, FP 10, FN 20, TN 130: n = 200, 60 positive, 140 negative, 50 flagged, 150 cleared.
constexpr confusion by_hand{40, 10, 20, 130};

template <class M>
double number(confusion const& c, M m = {}) {
  auto const v = m.of(c);
  EXPECT_EQ(v.why, status::ok);
  return v.number;
}

TEST(binary, shares_by_hand) {
  EXPECT_EQ(number<sensitivity>(by_hand), 40. / 60);
  EXPECT_EQ(number<specificity>(by_hand), 130. / 140);
  EXPECT_EQ(number<ppv>(by_hand), .8);
  EXPECT_EQ(number<npv>(by_hand), 130. / 150);
  EXPECT_EQ(number<fpr>(by_hand), 10. / 140);
  EXPECT_EQ(number<fnr>(by_hand), 20. / 60);
  EXPECT_EQ(number<fdr>(by_hand), .2);
  EXPECT_EQ(number<false_omission_rate>(by_hand), 20. / 150);
  EXPECT_EQ(number<accuracy>(by_hand), .85);
  EXPECT_EQ(number<prevalence>(by_hand), .3);
  EXPECT_EQ(number<detection_prevalence>(by_hand), .25);
}

TEST(binary, combinations_by_hand) {
  EXPECT_DOUBLE_EQ(number<balanced_accuracy>(by_hand), (40. / 60 + 130. / 140) / 2);
  EXPECT_DOUBLE_EQ(number<informedness>(by_hand), 40. / 60 + 130. / 140 - 1);
  EXPECT_DOUBLE_EQ(number<markedness>(by_hand), .8 + 130. / 150 - 1);
  EXPECT_DOUBLE_EQ(number<g_mean>(by_hand), std::sqrt(40. / 60 * 130. / 140));
  EXPECT_DOUBLE_EQ(number<f1>(by_hand), 80. / 110);
  EXPECT_DOUBLE_EQ(number<jaccard>(by_hand), 40. / 70);
  EXPECT_DOUBLE_EQ(number<fowlkes_mallows>(by_hand), std::sqrt(.8 * 40 / 60));
  EXPECT_DOUBLE_EQ(number<mcc>(by_hand), (40. * 130 - 10. * 20) / std::sqrt(50. * 60 * 140 * 150));
  EXPECT_DOUBLE_EQ(number<kappa>(by_hand), (.85 - (.25 * .3 + .75 * .7)) / (1 - (.25 * .3 + .75 * .7)));
  EXPECT_DOUBLE_EQ(number<lr_positive>(by_hand), (40. / 60) / (10. / 140));
  EXPECT_DOUBLE_EQ(number<lr_negative>(by_hand), (20. / 60) / (130. / 140));
  EXPECT_DOUBLE_EQ(number<diagnostic_odds_ratio>(by_hand), 40. * 130 / (10. * 20));
  EXPECT_DOUBLE_EQ(number(by_hand, f_beta{2}), 5 * 40. / (5 * 40. + 4 * 20 + 10));
  EXPECT_DOUBLE_EQ(number(by_hand, f_beta{.5}), 1.25 * 40. / (1.25 * 40. + .25 * 20 + 10));
  EXPECT_DOUBLE_EQ(number(by_hand, f_beta{1}), number<f1>(by_hand));
}

// R package epiR 2.0, epi.tests: 670 of 744 diseased and 202 of 842 healthy test positive.
TEST(binary, a_published_table) {
  constexpr confusion c{670, 202, 74, 640};
  EXPECT_NEAR(number<sensitivity>(c), .9005376344, 1e-10);
  EXPECT_NEAR(number<specificity>(c), .7600950119, 1e-10);
  EXPECT_NEAR(number<ppv>(c), .7683486239, 1e-10);
  EXPECT_NEAR(number<npv>(c), .8963585434, 1e-10);
  EXPECT_NEAR(number<lr_positive>(c), 3.7537261791, 1e-10);
  EXPECT_NEAR(number<lr_negative>(c), .1308551747, 1e-10);
  EXPECT_NEAR(number<diagnostic_odds_ratio>(c), 28.68611185, 1e-8);
  EXPECT_NEAR(number<informedness>(c), .6606326463, 1e-10);
}

TEST(binary, a_perfect_decision_is_exactly_one) {
  for (std::uint64_t p : {1u, 2u, 3u, 7u, 49u, 1000u, 99999u})
    for (std::uint64_t n : {1u, 2u, 3u, 10u, 41u, 77777u}) {
      confusion const right{p, 0, 0, n}, wrong{0, n, p, 0};
      EXPECT_EQ(number<mcc>(right), 1) << p << ' ' << n;
      EXPECT_EQ(number<mcc>(wrong), -1) << p << ' ' << n;
      EXPECT_EQ(number<kappa>(right), 1);
      EXPECT_EQ(number<fowlkes_mallows>(right), 1) << p << ' ' << n;
      EXPECT_EQ(number<g_mean>(right), 1);
      EXPECT_EQ(number<balanced_accuracy>(right), 1);
      EXPECT_EQ(number<informedness>(right), 1);
      EXPECT_EQ(number<informedness>(wrong), -1);
      EXPECT_EQ(number<markedness>(right), 1);
      EXPECT_EQ(number<f1>(right), 1);
      EXPECT_EQ(number(right, f_beta{3.7}), 1);
      EXPECT_EQ(number<jaccard>(right), 1);
      EXPECT_EQ(number<accuracy>(wrong), 0);
      EXPECT_EQ(number<f1>(wrong), 0);
    }
}

// scikit-learn #9622 (MCC 1.755 at n = 1e5), #7929 (kappa −11.3 at 1e6 rows), pycm #624: products of counts overflowed.
TEST(binary, large_counts_do_not_overflow) {
  std::uint64_t const k = std::uint64_t{1} << 49;
  constexpr confusion small{40, 10, 20, 130};
  confusion const large{40 * (k / 256), 10 * (k / 256), 20 * (k / 256), 130 * (k / 256)};
  EXPECT_DOUBLE_EQ(number<mcc>(large), number<mcc>(small));
  EXPECT_DOUBLE_EQ(number<kappa>(large), number<kappa>(small));
  EXPECT_DOUBLE_EQ(number<diagnostic_odds_ratio>(large), number<diagnostic_odds_ratio>(small));
  EXPECT_DOUBLE_EQ(number<lr_positive>(large), number<lr_positive>(small));
  EXPECT_DOUBLE_EQ(number<markedness>(large), number<markedness>(small));
  EXPECT_DOUBLE_EQ(number<balanced_accuracy>(large), number<balanced_accuracy>(small));
  EXPECT_DOUBLE_EQ(number<g_mean>(large), number<g_mean>(small));
  EXPECT_DOUBLE_EQ(number<fowlkes_mallows>(large), number<fowlkes_mallows>(small));
}

// Which of the 16 tables of empty and filled cells are undefined, and why.
constexpr auto E = status::empty, P = status::no_positives, N = status::no_negatives, Z = status::zero_denominator, ok = status::ok;

template <class M>
void expect_statuses(std::array<status, 16> const& expected, M m = {}) {
  for (unsigned filled = 0; filled < 16; ++filled) {
    confusion const c{filled & 1 ? 3u : 0u, filled & 2 ? 3u : 0u, filled & 4 ? 3u : 0u, filled & 8 ? 3u : 0u};
    auto const v = m.of(c);
    EXPECT_EQ(name_of(v.why), name_of(expected[filled]))
        << M::about.name << " TP " << c.tp << " FP " << c.fp << " FN " << c.fn << " TN " << c.tn;
    if (v.why == ok) {
      EXPECT_TRUE(std::isfinite(v.number));
    } else if (!std::isinf(v.number)) {
      EXPECT_TRUE(std::isnan(v.number));
    }
  }
}

// cells:                                 -  TP FP both FN ... bit 0 TP, 1 FP, 2 FN, 3 TN
constexpr std::array<status, 16> always{E, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok};
constexpr std::array<status, 16> reads_positives{E, ok, P, ok, ok, ok, ok, ok, P, ok, P, ok, ok, ok, ok, ok};
constexpr std::array<status, 16> reads_negatives{E, N, ok, ok, N, N, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok};
constexpr std::array<status, 16> reads_both{E, N, P, ok, N, N, ok, ok, P, ok, P, ok, ok, ok, ok, ok};
constexpr std::array<status, 16> reads_flagged{E, ok, ok, ok, Z, ok, ok, ok, Z, ok, ok, ok, Z, ok, ok, ok};
constexpr std::array<status, 16> reads_cleared{E, Z, Z, Z, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok};

TEST(binary, undefined_shares) {
  expect_statuses<accuracy>(always);
  expect_statuses<prevalence>(always);
  expect_statuses<detection_prevalence>(always);
  expect_statuses<sensitivity>(reads_positives);
  expect_statuses<fnr>(reads_positives);
  expect_statuses<specificity>(reads_negatives);
  expect_statuses<fpr>(reads_negatives);
  expect_statuses<ppv>(reads_flagged);
  expect_statuses<fdr>(reads_flagged);
  expect_statuses<npv>(reads_cleared);
  expect_statuses<false_omission_rate>(reads_cleared);
}

TEST(binary, undefined_combinations) {
  expect_statuses<balanced_accuracy>(reads_both);
  expect_statuses<informedness>(reads_both);
  expect_statuses<g_mean>(reads_both);
  expect_statuses<markedness>({E, Z, Z, Z, Z, ok, ok, ok, Z, ok, ok, ok, Z, ok, ok, ok});
  expect_statuses<mcc>({E, N, P, Z, N, N, ok, ok, P, ok, P, ok, Z, ok, ok, ok});
  expect_statuses<kappa>({E, N, ok, ok, ok, ok, ok, ok, P, ok, ok, ok, ok, ok, ok, ok});
  for (auto const& expected : {std::array<status, 16>{E, ok, ok, ok, ok, ok, ok, ok, P, ok, ok, ok, ok, ok, ok, ok}}) {
    expect_statuses<f1>(expected);
    expect_statuses<jaccard>(expected);
    expect_statuses<f_beta>(expected);
  }
  expect_statuses<fowlkes_mallows>({E, ok, P, ok, Z, ok, ok, ok, P, ok, P, ok, Z, ok, ok, ok});
}

TEST(binary, ratios_are_infinite_where_only_the_denominator_is_zero) {
  expect_statuses<lr_positive>({E, N, P, ok, N, N, ok, ok, P, Z, P, ok, Z, Z, ok, ok});
  expect_statuses<lr_negative>({E, N, P, Z, N, N, Z, Z, P, ok, P, ok, ok, ok, ok, ok});
  expect_statuses<diagnostic_odds_ratio>({E, N, P, Z, N, N, ok, ok, P, Z, P, Z, Z, Z, ok, ok});
  EXPECT_EQ(lr_positive::of({3, 0, 0, 3}).number, infinity);
  EXPECT_TRUE(std::isnan(lr_positive::of({0, 0, 3, 3}).number));
  EXPECT_EQ(lr_negative::of({0, 3, 3, 0}).number, infinity);
  EXPECT_TRUE(std::isnan(lr_negative::of({3, 3, 0, 0}).number));
  EXPECT_EQ(diagnostic_odds_ratio::of({3, 0, 3, 3}).number, infinity);
  EXPECT_EQ(diagnostic_odds_ratio::of({3, 3, 0, 3}).number, infinity);
  EXPECT_TRUE(std::isnan(diagnostic_odds_ratio::of({3, 3, 0, 0}).number));
  EXPECT_EQ(diagnostic_odds_ratio::of({0, 3, 3, 0}).number, 0);
}

/// The value that a form of four counts stands for.
double value_of(form const& f) {
  auto const share = [](proportion p) { return p.successes / p.trials; };
  auto const odds = [](proportion p) { return p.successes / (p.trials - p.successes); };
  auto const exactly = [](part const& p) { return bounded{p.value(), p.value(), p.value()}; };
  switch (f.kind) {
    case form_kind::proportion:
      return share(f.share);
    case form_kind::carried_proportion:
      return f.carried.map(share(f.carried.share));
    case form_kind::ratio_of_proportions:
      return share(f.ratio.a) / share(f.ratio.b);
    case form_kind::odds_ratio:
      return odds(f.odds.a) / odds(f.odds.b);
    case form_kind::weighted_proportion:
      return f.weighted.w * f.weighted.x / (f.weighted.w * f.weighted.x + f.weighted.u * f.weighted.y + f.weighted.v * f.weighted.z);
    case form_kind::cell_statistic:
      return f.cells.at(f.cells.counts).number;
    case form_kind::composite_of_proportions:
      return f.parts.map(mover(exactly(f.parts.a), exactly(f.parts.b), f.parts.how).value);
    default:
      return std::nan("");
  }
}

TEST(binary, what_they_offer_to_intervals_is_their_value) {
  std::vector<std::uint64_t> const words{by_hand.tp, by_hand.fp, by_hand.fn, by_hand.tn};
  int n_checked = 0;
  for (auto const* r : registry::all(binary_outcome::name)) {
    if (r->tally != &confusion::record || r->offers == form_kind::none || std::string_view(r->about.name).starts_with("test_")) continue;
    std::vector<double> parameters;
    for (auto const& p : r->parameters()) parameters.push_back(testing::usual_value(p));
    double const value = r->of(parameters, words).number;
    EXPECT_NEAR(value_of(r->form_of(parameters, words)), value, 4e-16 * std::max(value, 1.)) << r->about.name;
    ++n_checked;
  }
  EXPECT_EQ(n_checked, 34);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
