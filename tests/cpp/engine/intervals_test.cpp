// SPDX-License-Identifier: Apache-2.0
// The method of an interval: the table of defaults by the kind of cohort, refusals of methods asked for by name, replacements.
#include "engine/intervals.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/engine/registry.hpp"
#include "support/dice.hpp"
#include "support/metrics.hpp"
#include "support/results.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::make;
using testing::random_table;
using testing::shape;
using testing::table;

interval interval_of(cohort const& c, std::string const& metric, std::string const& ci = "auto") {
  auto const r = evaluate(c, {.metrics = {metric}, .threshold = {.35}, .ci = ci, .n_resamples = 500});
  return r.rows()[0].interval;
}

cohort plain() { return make(random_table({.n = 200, .score_levels = 0}, 1)); }
cohort clustered() { return make(random_table({.n = 200, .score_levels = 0, .n_units = 60}, 1)); }
cohort weighted() { return make(random_table({.n = 200, .score_levels = 0, .real_weights = true}, 1)); }
cohort stratified() { return make(random_table({.n = 200, .score_levels = 0, .n_strata = 2}, 1)); }
cohort stratified_by_outcome() {
  auto t = random_table({.n = 200, .score_levels = 0}, 1);
  t.stratum.assign(t.y.begin(), t.y.end());
  return make(t);
}

struct expected {
  char const* metric;
  char const *independent, *dependent;
};
constexpr expected table_of_defaults[] = {
    {"sensitivity", "wilson", "effective_t"},
    {"specificity", "wilson", "effective_t"},
    {"ppv", "wilson", "effective_t"},
    {"npv", "wilson", "effective_t"},
    {"fpr", "wilson", "effective_t"},
    {"fnr", "wilson", "effective_t"},
    {"fdr", "wilson", "effective_t"},
    {"false_omission_rate", "wilson", "effective_t"},
    {"accuracy", "wilson", "effective_t"},
    {"prevalence", "wilson", "effective_t"},
    {"detection_prevalence", "wilson", "effective_t"},
    {"balanced_accuracy", "square_and_add", "mover"},
    {"informedness", "square_and_add", "mover"},
    {"markedness", "square_and_add", "mover"},
    {"g_mean", "square_and_add", "mover"},
    {"mcc", "hull_bca_delta", "effective_t"},
    {"kappa", "hull_bca_delta", "effective_t"},
    {"fowlkes_mallows", "hull_bca_delta", "effective_t"},
    {"f1", "indirect_wilson", "effective_t"},
    {"jaccard", "indirect_wilson", "effective_t"},
    {"f_beta", "logit_delta", "effective_t"},
    {"lr_positive", "log", "effective_t"},
    {"lr_negative", "log", "effective_t"},
    {"diagnostic_odds_ratio", "log", "effective_t"},
    {"auroc", "beta_bound", "beta_bound"},
    {"average_precision", "beta_bound", "logit_bootstrap_sd"},
    {"brier", "beta_bound", "beta_bound"},
    {"log_loss", "beta_bound", "beta_bound"},
    {"scaled_brier", "hull_mover_t", "effective_t"},
    {"observed_expected_ratio", "transform_t", "effective_t"},
    {"mean_calibration_difference", "beta_bound", "beta_bound"},
    {"ece", "l1_consistent", "l1_consistent"},
    {"ici(smoother=loess)", "l1_projection", "l1_projection"},
    {"ece_debiased", "l1_projection", "l1_projection"},
    {"brier_reliability", "l1_projection", "l1_projection"},
    {"brier_resolution", "transform_t", "effective_t"},
    {"brier_within_bins", "transform_t", "effective_t"},
    {"brier_uncertainty", "mover", "effective_t"},
};

TEST(intervals, the_table_of_defaults) {
  auto const independent = plain(), clusters = clustered(), weights = weighted(), strata = stratified(), outcome = stratified_by_outcome();
  for (auto const& e : table_of_defaults) {
    auto const i = interval_of(independent, e.metric);
    EXPECT_EQ(name_of(i.how), e.independent) << e.metric;
    EXPECT_EQ(name_of(i.why), "ok") << e.metric;
    EXPECT_LT(i.lower, i.upper) << e.metric;
    for (auto const* c : {&clusters, &weights, &strata}) {
      auto const d = interval_of(*c, e.metric);
      EXPECT_EQ(name_of(d.how), e.dependent) << e.metric;
      EXPECT_EQ(name_of(d.why), "ok") << e.metric;
      EXPECT_LT(d.lower, d.upper) << e.metric;
    }
    if (std::string(e.metric) == "prevalence")
      continue;  // fixed by the design: no unit changes it, and Wilson's interval is the replacement
    bool const depends = parse_metric(e.metric).record->about.depends_on_prevalence;
    auto const o = interval_of(outcome, e.metric).how;
    EXPECT_EQ(name_of(o), std::string_view(depends ? e.dependent : e.independent)) << e.metric << " with strata that are the classes";
  }
}

TEST(intervals, contain_their_value) {
  for (auto const& c : {plain(), clustered(), weighted(), stratified()})
    for (auto const& e : table_of_defaults) {
      auto const r = evaluate(c, {.metrics = {e.metric}, .threshold = {.35}, .n_resamples = 500});
      auto const& row = r.rows()[0];
      EXPECT_LE(row.interval.lower, row.value.number) << e.metric;
      EXPECT_GE(row.interval.upper, row.value.number) << e.metric;
    }
}

TEST(intervals, of_a_perfect_auroc_reach_1) {
  auto perfect = random_table({.n = 60}, 1);
  for (std::size_t i = 0; i < perfect.size(); ++i) perfect.score[i] = .2 + .5 * perfect.y[i];
  auto const i = interval_of(make(perfect), "auroc");
  EXPECT_EQ(name_of(i.how), "beta_bound");
  EXPECT_EQ(i.upper, 1);
  EXPECT_LT(i.lower, 1);
}

TEST(intervals, asked_for_by_name_are_honoured) {
  for (auto const* how :
       {"wilson", "clopper_pearson", "jeffreys", "agresti_coull", "transform_t", "effective_t", "percentile", "basic", "bca"}) {
    auto const i = interval_of(plain(), "sensitivity", how);
    EXPECT_EQ(name_of(i.how), how);
    EXPECT_EQ(i.why, interval_status::ok);
  }
  for (auto const* how : {"delong", "logit_delong", "newcombe5", "hull", "beta_bound", "transform_t", "percentile", "basic", "bca"}) {
    auto const i = interval_of(plain(), "auroc", how);
    EXPECT_EQ(name_of(i.how), how);
    EXPECT_EQ(i.why, interval_status::ok);
  }
}

TEST(intervals, asked_for_by_name_are_never_replaced) {
  auto separated = random_table({.n = 60}, 1);
  for (std::size_t i = 0; i < separated.size(); ++i) separated.score[i] = .2 + .5 * separated.y[i];
  auto constant = separated;
  constant.score.assign(constant.size(), .5);
  for (auto const& t : {separated, constant})  // DeLong's variance is 0, and so is every replicate's distance from the others
    for (auto const* how : {"delong", "logit_delong", "hull", "transform_t", "percentile", "basic", "bca"}) {
      auto const i = interval_of(make(t), "auroc", how);
      EXPECT_EQ(name_of(i.how), how);
      EXPECT_EQ(name_of(i.why), "zero_variance") << how;
      EXPECT_TRUE(std::isnan(i.lower) && std::isnan(i.upper)) << how;
    }
  EXPECT_EQ(name_of(interval_of(make(separated), "average_precision", "logit_bootstrap_sd").why), "zero_variance");
  EXPECT_EQ(name_of(interval_of(make(separated), "average_precision").why), "ok");
  for (auto const* metric : {"lr_positive", "lr_negative", "diagnostic_odds_ratio"}) {
    auto const i = interval_of(make(separated), metric, "log");  // no false positive and no false negative
    EXPECT_EQ(name_of(i.how), "log") << metric;
    EXPECT_EQ(name_of(i.why), "zero_cell") << metric;
    EXPECT_EQ(name_of(interval_of(make(separated), metric).how), "log_haldane") << metric;
    EXPECT_EQ(interval_of(make(separated), metric, "log_haldane").why, interval_status::ok) << metric;
    EXPECT_EQ(name_of(interval_of(plain(), metric, "log_haldane").how), "log_haldane") << metric;
  }
  for (auto const* metric : {"mcc", "kappa"}) EXPECT_EQ(name_of(interval_of(make(separated), metric, "bca").how), "bca") << metric;
}

TEST(intervals, of_every_method_and_metric_name_the_method_that_was_asked_for) {
  for (auto const& c : {plain(), clustered(), weighted(), stratified()})
    for (auto const* r : testing::every_metric()) {
      for (auto const* method : all_methods())
        if (fits(*r, *method)) {
          EXPECT_EQ(interval_of(c, testing::text_with_parameters(*r), method->name).how, method) << r->about.name;
        }
    }
}

TEST(intervals, are_known_without_regard_to_case) {
  for (auto const* how : {"Wilson", "WILSON", "Clopper_Pearson", "BCa"})
    EXPECT_EQ(interval_of(plain(), "sensitivity", how).why, interval_status::ok);
}

TEST(intervals, stay_in_the_range_of_their_metric) {
  table t;  // five large errors among ten rows: Student's t on the logarithm reaches beyond 1
  for (int k = 0; k < 10; ++k) t.y.push_back(k < 5), t.score.push_back(.01);
  auto const r = evaluate(make(t), {.metrics = {"brier"}, .ci = "transform_t"});
  EXPECT_EQ(r.rows()[0].interval.upper, 1);
  EXPECT_TRUE(r.rows()[0].flags & static_cast<unsigned>(flag::clipped_to_range));
  EXPECT_FALSE(evaluate(plain(), {.metrics = {"brier"}, .ci = "transform_t"}).rows()[0].flags);
}

TEST(intervals, compare_replicates_with_a_value_of_their_precision) {
  // .1 is no binary fraction: at the replicates' 28 digits each gap differs from the value's 52
  table const t{.score = std::vector<double>(40, .9), .y = std::vector<std::uint8_t>(40, 1)};
  for (auto kind : {resampling::multinomial, resampling::poisson})
    for (auto const* metric : {"ece", "brier", "log_loss", "mean_calibration_difference"})
      for (auto const* how : {"percentile", "basic", "bca", "auto"}) {
        if ((std::string(metric) == "ece") != (std::string(how) == "auto")) continue;
        auto const i = evaluate(make(t), {.metrics = {metric}, .ci = how, .n_resamples = 500, .resampling = kind}).rows()[0].interval;
        EXPECT_EQ(name_of(i.why), "zero_variance") << metric << ' ' << how;
      }
}

TEST(intervals, of_losses_below_the_precision_of_replicates_are_none) {
  testing::dice roll(5);
  table tiny, small;
  for (int k = 0; k < 200; ++k) {
    double const e = roll.uniform();
    tiny.y.push_back(0), small.y.push_back(0);
    tiny.score.push_back(1e-6 * (1 + e)), small.score.push_back(1.2803e-4 * (1 + .0335 * e));  // squares of 3e-4 and of 4.4 to 4.7 digits
  }
  for (auto const* how : {"percentile", "basic", "bca"}) {
    EXPECT_EQ(name_of(interval_of(make(tiny), "brier", how).why), "zero_variance") << how;
    EXPECT_EQ(name_of(interval_of(make(small), "brier", how).why), "below_precision") << how;
    EXPECT_EQ(name_of(interval_of(plain(), "brier", how).why), "ok") << how;
  }
}

TEST(intervals, for_independent_rows_are_refused_with_the_reason) {
  for (auto const& [metric, how] : std::vector<std::pair<std::string, std::string>>{{"sensitivity", "wilson"},
                                                                                    {"sensitivity", "clopper_pearson"},
                                                                                    {"f1", "indirect_wilson"},
                                                                                    {"lr_positive", "log"},
                                                                                    {"informedness", "square_and_add"},
                                                                                    {"auroc", "delong"},
                                                                                    {"auroc", "logit_delong"},
                                                                                    {"auroc", "newcombe5"},
                                                                                    {"auroc", "hull"},
                                                                                    {"average_precision", "beta_bound"},
                                                                                    {"scaled_brier", "hull_mover_t"},
                                                                                    {"mcc", "hull_bca_delta"}}) {
    EXPECT_EQ(interval_of(weighted(), metric, how).why, interval_status::refused_weights) << how;
    EXPECT_EQ(interval_of(clustered(), metric, how).why, interval_status::refused_clusters) << how;
    EXPECT_EQ(interval_of(stratified(), metric, how).why, interval_status::refused_strata) << how;
    EXPECT_TRUE(std::isnan(interval_of(weighted(), metric, how).lower));
    EXPECT_EQ(name_of(interval_of(weighted(), metric, how).how), how) << "the method that was refused is named";
  }
  EXPECT_EQ(interval_of(stratified_by_outcome(), "sensitivity", "wilson").why, interval_status::ok);
  EXPECT_EQ(interval_of(stratified_by_outcome(), "ppv", "wilson").why, interval_status::refused_strata);
}

TEST(intervals, none_is_none) {
  auto const i = interval_of(plain(), "auroc", "none");
  EXPECT_EQ(name_of(i.how), "none");
  EXPECT_EQ(i.why, interval_status::not_requested);
  EXPECT_TRUE(std::isnan(i.lower));
}

TEST(intervals, of_undefined_values_are_undefined) {
  table const t{.score = std::vector<double>(30, .5), .y = std::vector<std::uint8_t>(30, 1)};
  EXPECT_EQ(interval_of(make(t), "auroc").why, interval_status::undefined_value);
  EXPECT_EQ(interval_of(make(t), "specificity").why, interval_status::undefined_value);
}

TEST(intervals, by_transform_t_want_ten_units_and_five_of_each_class) {
  auto const why = [](table const& t, char const* metric) { return interval_of(make(t), metric, "transform_t").why; };
  auto t = random_table({.n = 10, .score_levels = 0, .prevalence = .5}, 21);
  for (std::size_t i = 0; i < 10; ++i) t.y[i] = i % 2;
  EXPECT_EQ(why(t, "brier"), interval_status::ok);
  EXPECT_EQ(why(t, "scaled_brier"), interval_status::ok);
  t.y[0] = 1;
  EXPECT_EQ(why(t, "scaled_brier"), interval_status::too_few);
  EXPECT_EQ(why(t, "auroc"), interval_status::too_few);
  EXPECT_EQ(why(t, "brier"), interval_status::ok);
  EXPECT_EQ(why(testing::rows_where(t, [](std::size_t i) { return i > 0; }), "brier"), interval_status::too_few);
}

TEST(intervals, from_replicates_want_twenty_rows_by_default) {
  auto const t = random_table({.n = 19, .prevalence = .5}, 22);
  EXPECT_EQ(interval_of(make(t), "mcc").why, interval_status::too_few);
  EXPECT_EQ(interval_of(make(t), "ece").why, interval_status::too_few);
}

TEST(intervals, of_units_that_all_agree_fall_back) {
  // every positive row of every patient is predicted positive: sensitivity 1, jackknife standard error 0
  for (std::uint32_t n_units : {11u, 12u, 13u, 17u, 30u}) {
    auto t = random_table({.n = 150, .n_units = n_units}, 23);
    for (std::size_t i = 0; i < t.size(); ++i)
      if (t.y[i]) t.score[i] = .9;
    auto const i = interval_of(make(t), "sensitivity");
    EXPECT_EQ(name_of(i.how), "wilson") << n_units;
    EXPECT_EQ(i.why, interval_status::ok);
    EXPECT_EQ(i.upper, 1);
    EXPECT_LT(i.lower, 1);
    EXPECT_GT(i.lower, .5);

    for (std::size_t k = 0; k < t.size(); ++k) t.score[k] = t.y[k] ? .9 : .1;
    auto const a = interval_of(make(t), "auroc");
    EXPECT_EQ(name_of(a.how), "beta_bound") << n_units;
    EXPECT_EQ(a.why, interval_status::ok);
    EXPECT_EQ(a.upper, 1);
  }
}

TEST(intervals, of_units_that_all_have_the_same_share_fall_back_too) {
  // each of 12 patients: one positive row is predicted positive, two are not
  table t;
  for (int unit = 0; unit < 12; ++unit)
    for (int k = 0; k < 6; ++k) t.unit.push_back(unit), t.y.push_back(k < 3), t.score.push_back(k == 0 || k == 3 ? .9 : .1);
  auto const i = interval_of(make(t), "sensitivity");
  EXPECT_EQ(name_of(i.how), "wilson");
  EXPECT_EQ(i.why, interval_status::ok);
  EXPECT_LT(i.lower, 1. / 3);
  EXPECT_GT(i.upper, 1. / 3);
}

TEST(intervals, of_no_events_reach_from_zero_to_wilsons_limit) {
  table t;
  for (int k = 0; k < 50; ++k) t.y.push_back(0), t.score.push_back(.01 * k);
  auto const i = interval_of(make(t), "observed_expected_ratio");
  EXPECT_EQ(i.lower, 0);
  double const z = 1.959963984540054, expected = 12.25;
  EXPECT_NEAR(i.upper, z * z / (50 + z * z) * 50 / expected, 1e-12);
}

TEST(intervals, of_perfect_tables_are_those_of_the_delta_method_alone) {
  auto t = random_table({.n = 60, .hard = true}, 24);
  for (std::size_t i = 0; i < t.size(); ++i) t.score[i] = t.y[i] ? .9 : .1;
  for (auto const* metric : {"mcc", "kappa", "fowlkes_mallows"}) {
    auto const i = interval_of(make(t), metric);
    EXPECT_EQ(name_of(i.how), "hull_bca_delta") << metric;
    EXPECT_EQ(i.lower, interval_of(make(t), metric, "delta_fisher_z").lower) << metric << ": BCa has none";
    EXPECT_EQ(i.why, interval_status::ok) << metric;
    EXPECT_EQ(i.upper, 1) << metric;
    EXPECT_LT(i.lower, 1) << metric;
  }
}

TEST(intervals, of_an_infinite_log_loss_are_none) {
  auto t = random_table({.n = 60}, 25);
  t.score[0] = t.y[0] ? 0 : 1;
  EXPECT_EQ(interval_of(make(t), "log_loss").why, interval_status::infinite_value);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
