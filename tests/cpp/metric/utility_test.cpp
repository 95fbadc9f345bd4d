// SPDX-License-Identifier: Apache-2.0
// Net benefit and its kin: one table by hand, the limits of the threshold, and the laws that connect them.
#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/engine/metric_record.hpp"
#include "clinmetrics/inference/mover.hpp"
#include "clinmetrics/inference/square_and_add.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "clinmetrics/metric/all.hpp"
#include "inference/golden_table.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::dice;

constexpr confusion by_hand{30, 20, 10, 140};

void expect_number(value v, double number) {
  EXPECT_EQ(v.why, status::ok);
  EXPECT_NEAR(v.number, number, 1e-15 * std::abs(number));
}
void expect_infinite(value v, double number) {
  EXPECT_EQ(v.why, status::zero_denominator);
  EXPECT_EQ(v.number, number);
}
void expect_undefined(value v, status why) {
  EXPECT_EQ(v.why, why);
  EXPECT_TRUE(std::isnan(v.number));
}

TEST(Utility, ByHand) {
  expect_number(net_benefit{.2}.of(by_hand), .125);
  expect_number(standardized_net_benefit{.2}.of(by_hand), .625);
  expect_number(net_benefit_treat_all{.2}.of(by_hand), 0);
  expect_number(net_benefit_treat_all{.5}.of(by_hand), -.6);
  expect_number(interventions_avoided{.2}.of(by_hand), 50);
  expect_number(expected_cost{4, 1}.of(by_hand), .3);
  expect_number(expected_cost{4, 1, true}.of(by_hand), .375);
  expect_number(number_needed_to_evaluate::of(by_hand), 5. / 3);
  expect_number(number_needed_to_diagnose::of(by_hand), 1.6);
  expect_number(ppv_at_prevalence{.1}.of(by_hand), .4);
  expect_number(npv_at_prevalence{.1}.of(by_hand), .7875 / .8125);
  expect_number(net_benefit_at_prevalence{.1, .2}.of(by_hand), .046875);
}

TEST(Utility, AtThresholdsOfZeroAndOne) {
  constexpr confusion all_flagged{40, 160, 0, 0}, sure{12, 0, 28, 160}, wrong{12, 1, 28, 159};
  expect_number(net_benefit{0}.of(all_flagged), .2);
  expect_number(net_benefit{1}.of(sure), .06);
  expect_infinite(net_benefit{1}.of(wrong), -infinity);
  expect_infinite(standardized_net_benefit{1}.of(wrong), -infinity);
  expect_infinite(net_benefit_at_prevalence{.2, 1}.of(wrong), -infinity);
  expect_number(net_benefit_treat_all{0}.of(wrong), .2);
  expect_infinite(net_benefit_treat_all{1}.of(wrong), -infinity);
  expect_number(interventions_avoided{0}.of(all_flagged), 0);
  expect_infinite(interventions_avoided{0}.of(wrong), -infinity);
  expect_number(interventions_avoided{1}.of(wrong), 79.5);
  for (auto const& f : {net_benefit{1}.form_of(wrong), net_benefit{1}.form_of(sure), interventions_avoided{0}.form_of(wrong)})
    testing::expect_none(square_and_add(f, .95), interval_status::infinite_value);
}

TEST(Utility, OfNothing) {
  constexpr confusion nothing{}, negatives{0, 3, 0, 5}, positives{4, 0, 2, 0}, cleared{0, 0, 4, 9};
  expect_undefined(net_benefit{.2}.of(nothing), status::empty);
  expect_undefined(standardized_net_benefit{.2}.of(nothing), status::empty);
  expect_undefined(standardized_net_benefit{.2}.of(negatives), status::no_positives);
  expect_undefined(net_benefit_treat_all{.2}.of(nothing), status::empty);
  expect_undefined(interventions_avoided{.2}.of(nothing), status::empty);
  expect_undefined(expected_cost{}.of(nothing), status::empty);
  expect_undefined(expected_cost{1, 1, true}.of(positives), status::no_negatives);
  expect_undefined(expected_cost{0, 1, true}.of(cleared), status::zero_denominator);
  expect_infinite(expected_cost{0, 1, true}.of(by_hand), infinity);
  expect_number(expected_cost{0, 0}.of(by_hand), 0);
  expect_undefined(number_needed_to_evaluate::of(nothing), status::empty);
  expect_undefined(number_needed_to_evaluate::of(cleared), status::zero_denominator);
  expect_infinite(number_needed_to_evaluate::of(negatives), infinity);
  expect_undefined(number_needed_to_diagnose::of(negatives), status::no_positives);
  expect_infinite(number_needed_to_diagnose::of({1, 5, 3, 5}), infinity);  // J = −.25
  expect_infinite(number_needed_to_diagnose::of({1, 1, 3, 3}), infinity);  // J = 0
  expect_undefined(ppv_at_prevalence{.2}.of(cleared), status::zero_denominator);
  expect_undefined(npv_at_prevalence{.2}.of({4, 9, 0, 0}), status::zero_denominator);
  expect_undefined(ppv_at_prevalence{.2}.of(positives), status::no_negatives);
  expect_undefined(net_benefit_at_prevalence{.2, .2}.of(negatives), status::no_positives);
}

TEST(Utility, Laws) {
  dice roll(14);
  for (int i = 0; i < 500; ++i) {
    auto const cell = [&] { return 1 + roll.below(50); };
    confusion const c{cell(), cell(), cell(), cell()}, flipped{c.tn, c.fn, c.fp, c.tp};
    auto const n = static_cast<double>(c.total()), prevalence = static_cast<double>(c.positives()) / n;
    double const t = .01 + .98 * roll.uniform(), own = net_benefit{t}.of(c).number, all = net_benefit_treat_all{t}.of(c).number;
    EXPECT_NEAR(net_benefit_treat_all{prevalence}.of(c).number, 0, 1e-15);
    EXPECT_NEAR(standardized_net_benefit{t}.of(c).number, own / prevalence, 1e-12 * (1 + std::abs(own)));
    EXPECT_NEAR(interventions_avoided{t}.of(c).number, 100 * (own - all) * (1 - t) / t, 1e-9);
    EXPECT_NEAR(net_benefit_at_prevalence({prevalence, t}).of(c).number, own, 1e-12 * (1 + std::abs(own)));
    EXPECT_NEAR(ppv_at_prevalence{prevalence}.of(c).number, ppv::of(c).number, 1e-14);
    EXPECT_NEAR(npv_at_prevalence{prevalence}.of(c).number, npv::of(c).number, 1e-14);
    EXPECT_NEAR(number_needed_to_evaluate::of(c).number, 1 / ppv::of(c).number, 1e-13);
    EXPECT_NEAR(net_benefit{t}.of(c).number + expected_cost({1, t / (1 - t)}).of(c).number, prevalence, 1e-12 * (1 + std::abs(own)));
    double const a = .1 + roll.uniform(), b = .1 + roll.uniform();
    EXPECT_EQ(expected_cost({a, b}).of(c).number, expected_cost({b, a}).of(flipped).number);
    EXPECT_EQ(expected_cost({a, b, true}).of(c).number, expected_cost({b, a, true}).of(flipped).number);
    EXPECT_NEAR(interventions_avoided{t}.of(c).number, 100 * net_benefit{1 - t}.of(flipped).number, 1e-9);
  }
}

/// The limits of every form contain the value, and those of a form that is written in two ways agree.
TEST(Utility, LimitsContainTheValue) {
  dice roll(15);
  auto const expect_inside = [](composite_of_proportions const& f, value v, double least, double greatest) {
    auto const i = square_and_add(f, .95);
    ASSERT_EQ(i.why, interval_status::ok);
    EXPECT_GE(i.lower, least);
    EXPECT_LE(i.upper, greatest);
    EXPECT_LE(i.lower, v.number + 1e-12);
    EXPECT_GE(i.upper, v.number - 1e-12);
  };
  for (int i = 0; i < 500; ++i) {
    auto const cell = [&] { return roll.below(12); };
    confusion const c{cell(), cell(), cell() + 1, cell() + 1};
    if (c.flagged() == 0) continue;
    double const t = .05 + .9 * roll.uniform(), p = .05 + .9 * roll.uniform();
    expect_inside(net_benefit{t}.form_of(c), net_benefit{t}.of(c), -infinity, 1);
    expect_inside(standardized_net_benefit{t}.form_of(c), standardized_net_benefit{t}.of(c), -infinity, 1);
    expect_inside(interventions_avoided{t}.form_of(c), interventions_avoided{t}.of(c), -infinity, 100);
    expect_inside(net_benefit_at_prevalence({p, t}).form_of(c), net_benefit_at_prevalence({p, t}).of(c), -infinity, 1);
    expect_inside(ppv_at_prevalence{p}.form_of(c), ppv_at_prevalence{p}.of(c), 0, 1);
    expect_inside(npv_at_prevalence{p}.form_of(c), npv_at_prevalence{p}.of(c), 0, 1);
    expect_inside(expected_cost{p, t}.form_of(c), expected_cost{p, t}.of(c), 0, 1);
    expect_inside(expected_cost{p, t, true}.form_of(c), expected_cost{p, t, true}.of(c), 0, infinity);
    expect_inside(number_needed_to_diagnose::form_of(c), number_needed_to_diagnose::of(c), 1, infinity);
  }
}

TEST(Utility, NumberNeededToDiagnoseHasTheReciprocalLimitsOfJ) {
  auto const of_j = square_and_add(informedness::form_of(by_hand), .95);
  testing::expect_limits(square_and_add(number_needed_to_diagnose::form_of(by_hand), .95), 1 / of_j.upper, 1 / of_j.lower, 1e-12);
  constexpr confusion unclear{6, 4, 4, 6};  // J = .2, and its lower limit is below 0
  auto const of_unclear = square_and_add(informedness::form_of(unclear), .95),
             i = square_and_add(number_needed_to_diagnose::form_of(unclear), .95);
  EXPECT_LT(of_unclear.lower, 0);
  EXPECT_NEAR(i.lower, 1 / of_unclear.upper, 1e-12);
  EXPECT_EQ(i.upper, infinity);
}

TEST(Utility, LimitsOfThePpvAtAPrevalenceByHand) {
  auto const fpr = wilson({20, 160}, .95), tpr = wilson({30, 40}, .95);
  auto const ppv_of = [](double ratio) { return 1 / (1 + ratio * 9); };  // at a prevalence of .1
  double const ratio = .125 / .75, up = std::hypot(std::log(fpr.upper / .125), std::log(.75 / tpr.lower)),
               down = std::hypot(std::log(.125 / fpr.lower), std::log(tpr.upper / .75));
  testing::expect_limits(square_and_add(ppv_at_prevalence{.1}.form_of(by_hand), .95), ppv_of(ratio * std::exp(up)),
                         ppv_of(ratio * std::exp(-down)), 1e-12);
  auto const nothing_wrong = square_and_add(ppv_at_prevalence{.1}.form_of({30, 0, 10, 160}), .95);
  EXPECT_NEAR(nothing_wrong.lower, ppv_of(wilson({0, 160}, .95).upper / tpr.lower), 1e-12);
  EXPECT_EQ(nothing_wrong.upper, 1);
}

TEST(Utility, LimitsOfTheStandardizedNetBenefitByHand) {  // 30/40 − ¼·20/40, where 20/40 are the odds of 20 among 60
  auto const hits = wilson({30, 40}, .95), alarms = wilson({20, 60}, .95);
  double const low = alarms.lower / (1 - alarms.lower), high = alarms.upper / (1 - alarms.upper);
  testing::expect_limits(square_and_add(standardized_net_benefit{.2}.form_of(by_hand), .95),
                         .625 - std::hypot(.75 - hits.lower, .25 * (high - .5)), .625 + std::hypot(hits.upper - .75, .25 * (.5 - low)),
                         1e-12);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
