// SPDX-License-Identifier: Apache-2.0
// Checks of a request: the errors, with the remedy, before any work; how groups of metrics are expanded; the thresholds and cuts.
#include "engine/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/evaluate.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

using clinmetrics::testing::make;
using clinmetrics::testing::random_table;
using ::testing::AllOf;
using ::testing::HasSubstr;

cohort rows() { return make(random_table({.n = 30, .n_levels = 2, .hard = true}, 1)); }
cohort scores_only() { return make(random_table({.n = 30}, 1)); }

std::string error_of(cohort const& c, evaluate_options const& o) {
  try {
    evaluate(c, o);
  } catch (input_error const& e) {
    return e.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

TEST(plan, thresholds_are_a_number_a_rule_a_list_or_a_vector) {
  std::string const rule = "youden";
  std::vector<double> const numbers{.2, .5};
  std::vector<std::string> const rules{"youden", "max_f1"};
  auto const thresholds_of = [](evaluate_options const& o) {
    std::vector<std::string> out;
    for (auto const& t : o.threshold) out.push_back(t.is_rule() ? text_of(t.rule()) : std::to_string(t.number()).substr(0, 3));
    return out;
  };
  using ::testing::ElementsAre;
  EXPECT_THAT(thresholds_of({.threshold = .2}), ElementsAre("0.2"));
  EXPECT_THAT(thresholds_of({.threshold = 1}), ElementsAre("1.0"));
  EXPECT_THAT(thresholds_of({.threshold = "youden"}), ElementsAre("youden"));
  EXPECT_THAT(thresholds_of({.threshold = rule}), ElementsAre("youden"));
  EXPECT_THAT(thresholds_of({.threshold = {.2, "youden"}}), ElementsAre("0.2", "youden"));
  EXPECT_THAT(thresholds_of({.threshold = {"youden", "max_f1"}}), ElementsAre("youden", "max_f1"));
  EXPECT_THAT(thresholds_of({.threshold = numbers}), ElementsAre("0.2", "0.5"));
  EXPECT_THAT(thresholds_of({.threshold = {numbers.begin(), numbers.end()}}), ElementsAre("0.2", "0.5"));
  EXPECT_THAT(thresholds_of({.threshold = rules}), ElementsAre("youden", "max_f1"));
  EXPECT_THAT(thresholds_of({.threshold = {}}), ElementsAre());
}

TEST(plan, numbers_out_of_range_are_refused) {
  auto const c = scores_only();
  for (double level : {0., 1., -1., 95., std::nan("")}) EXPECT_THAT(error_of(c, {.level = level}), HasSubstr("`level`"));
  for (double t : {std::nan(""), std::numeric_limits<double>::infinity()})
    EXPECT_THAT(error_of(c, {.threshold = {t}}), HasSubstr("`threshold`"));
  EXPECT_THAT(error_of(c, {.n_resamples = 0}), HasSubstr("`n_resamples`"));
  EXPECT_THAT(error_of(c, {.stream = 65536}), HasSubstr("`stream`"));
  EXPECT_THAT(error_of(c, {.num_threads = -1}), HasSubstr("`num_threads`"));
  EXPECT_THAT(error_of(c, {.backend = "abacus"}), AllOf(HasSubstr("'abacus'"), HasSubstr("reference")));
}

TEST(plan, names_that_are_not_there_are_refused) {
  auto const c = rows();
  EXPECT_THAT(error_of(c, {.metrics = {"aurocc"}}), HasSubstr("'aurocc'"));
  EXPECT_THAT(error_of(c, {.metrics = {}}), HasSubstr("`metrics` is empty"));
  EXPECT_THAT(error_of(c, {.groups = {{"sex"}}}), AllOf(HasSubstr("`groups`"), HasSubstr("'sex'")));
  EXPECT_THAT(error_of(c, {.groups = {{}}}), HasSubstr("empty cross"));
  EXPECT_THAT(error_of(c, {.ci = "wald"}), AllOf(HasSubstr("`ci`"), HasSubstr("'wald'")));
  EXPECT_THAT(error_of(c, {.ci = "mover"}), AllOf(HasSubstr("'mover'"), HasSubstr("does not exist for the metric")));
  EXPECT_THAT(error_of(c, {.ci_of = {{"auroc", "wald"}}}), HasSubstr("'wald'"));
  EXPECT_THAT(error_of(c, {.ci_of = {{"kappa", "bca"}}}), AllOf(HasSubstr("'kappa'"), HasSubstr("not asked for")));
  EXPECT_THAT(error_of(c, {.ci_of = {{"auroc", "delong"}, {"auc", "none"}}}), AllOf(HasSubstr("'auroc'"), HasSubstr("twice")));
}

TEST(plan, a_method_that_never_fits_is_refused_before_work) {
  auto const c = scores_only();
  auto const refuses = [&](std::string const& metric, std::string const& how) {
    EXPECT_THAT(error_of(c, {.metrics = {metric}, .threshold = {.5}, .ci = how}),
                AllOf(HasSubstr("'" + how + "'"), HasSubstr("does not exist for")))
        << metric;
  };
  refuses("auroc", "wilson"), refuses("sensitivity", "delong"), refuses("brier", "hull"), refuses("scaled_brier", "square_and_add"),
      refuses("average_precision", "delong"), refuses("ece", "percentile");
  refuses("ece", "bca"), refuses("f1", "log"), refuses("auroc", "l1_projection"), refuses("mcc", "logit_bootstrap_sd"),
      refuses("average_precision", "wilson");
}

TEST(plan, what_a_metric_needs_is_asked_for_by_name) {
  EXPECT_THAT(error_of(scores_only(), {.metrics = {"sensitivity"}}),
              AllOf(HasSubstr("`threshold` is missing"), HasSubstr("'sensitivity'")));
  EXPECT_THAT(error_of(rows(), {.metrics = {"auroc"}}), AllOf(HasSubstr("`y_score` is missing"), HasSubstr("'auroc'")));
  auto t = random_table({.n = 30}, 1);
  for (auto& s : t.score) s *= 3;
  EXPECT_THAT(error_of(make(t), {.metrics = {"brier"}}),
              AllOf(HasSubstr("outside [0, 1]"), HasSubstr("'brier'"), HasSubstr("never transformed")));
  EXPECT_THAT(error_of(make(t), {.metrics = {"ece"}}), HasSubstr("outside [0, 1]"));
  cohort_input in;
  in.y_true = owned_column(std::vector<int>{0, 1});
  EXPECT_THAT(error_of(make_cohort(in), {}), HasSubstr("at least one model"));
}

TEST(plan, a_group_of_metrics_leaves_out_what_does_not_fit) {
  auto t = random_table({.n = 30}, 1);
  for (auto& s : t.score) s *= 3;
  auto const names_in = [](plan const& p) {
    std::vector<std::string> names;
    for (auto const& s : p.all) names.emplace_back(s.metric.record->about.name);
    return names;
  };
  EXPECT_EQ(names_in(make_plan(make(t), {})), (std::vector<std::string>{"prevalence", "auroc", "average_precision"}));
  EXPECT_EQ(make_plan(make(t), {.threshold = {1.}}).all.size(), 3u + 9u);
  EXPECT_EQ(make_plan(scores_only(), {.threshold = {.2, .5}}).all.size(), 9u + 2 * 10u);
}

TEST(plan, a_metric_may_read_the_threshold_of_its_line) {
  auto const p = make_plan(scores_only(), {.metrics = {"net_benefit", "net_benefit_treat_all"}, .threshold = {.2, .5}});
  ASSERT_EQ(p.all.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(p.all[i].metric.parameters, (std::vector<double>{i % 2 == 0 ? .2 : .5}));
    EXPECT_EQ(text_of(p.all[i].metric), i < 2 ? "net_benefit" : "net_benefit_treat_all");
    EXPECT_EQ(parameters_of(p.all[i].metric, p.all[i].threshold).size(), 1u) << "the threshold, once";
  }
  auto const stated = make_plan(scores_only(), {.metrics = {"net_benefit(threshold_probability=.1)"}, .threshold = {.2}});
  EXPECT_EQ(stated.all[0].metric.parameters, (std::vector<double>{.1}));
  EXPECT_EQ(text_of(stated.all[0].metric), "net_benefit(threshold_probability=0.1)");
}

TEST(plan, a_threshold_that_is_no_risk_cannot_weigh_errors) {
  auto t = random_table({.n = 30}, 1);
  for (auto& s : t.score) s *= 3;
  EXPECT_THAT(error_of(make(t), {.metrics = {"net_benefit"}, .threshold = {.2}}),
              AllOf(HasSubstr("'net_benefit'"), HasSubstr("`y_score` has values outside [0, 1]"), HasSubstr("threshold_probability=0.1")));
  EXPECT_THAT(error_of(scores_only(), {.metrics = {"net_benefit"}, .threshold = {.2, 1.5}}),
              HasSubstr("`threshold` has a value outside [0, 1]"));
  EXPECT_THAT(error_of(rows(), {.metrics = {"net_benefit"}, .threshold = {.2}}), HasSubstr("hard labels have none"));
  EXPECT_THAT(error_of(scores_only(), {.metrics = {"net_benefit"}}), HasSubstr("`threshold` is missing"));
  EXPECT_EQ(make_plan(make(t), {.metrics = {"net_benefit(threshold_probability=0.1)"}, .threshold = {2.}}).all.size(), 1u);
  EXPECT_EQ(make_plan(scores_only(), {.threshold = {1.5}}).all.size(), 9u + 9u);
  EXPECT_THAT(make_plan(scores_only(), {.threshold = {1.5}}).notices.at(0).text, HasSubstr("They need thresholds from 0 to 1."));
}

TEST(plan, a_parameter_without_default_must_be_given) {
  EXPECT_THAT(error_of(scores_only(), {.metrics = {"ppv_at_prevalence"}, .threshold = {.2}}),
              AllOf(HasSubstr("`prevalence` of ppv_at_prevalence is missing"), HasSubstr("ppv_at_prevalence(prevalence=0.1)")));
  EXPECT_EQ(make_plan(scores_only(), {.metrics = {"ppv_at_prevalence(prevalence=0.1)"}, .threshold = {.2}}).all.size(), 1u);
}

TEST(plan, a_metric_asked_for_twice_is_computed_once) {
  EXPECT_EQ(make_plan(scores_only(), {.metrics = {"auroc", "roc_auc_score", "clinical", "auc"}}).all.size(), 9u);
  EXPECT_EQ(make_plan(scores_only(), {.metrics = {"ece", "ece(bins=10)", "ece(bins=11)"}}).all.size(), 2u);
}

TEST(plan, intervals_may_be_named_metric_by_metric) {
  auto const p =
      make_plan(scores_only(), {.metrics = {"auroc", "brier", "f_beta(beta=2)", "f_beta(beta=3)"},
                                .threshold = {.5},
                                .ci = "none",
                                .ci_of = {{"roc_auc_score", "delong"}, {"f_beta", "percentile"}, {"f_beta( beta = 3 )", "auto"}}});
  ASSERT_EQ(p.all.size(), 4u);
  EXPECT_EQ(name_of(p.all[0].rule.method), "delong");
  EXPECT_FALSE(p.all[0].rule.is_default);
  EXPECT_EQ(p.all[1].rule.method, nullptr);
  EXPECT_EQ(name_of(p.all[2].rule.method), "percentile");
  EXPECT_TRUE(p.all[3].rule.is_default);
  EXPECT_EQ(name_of(p.all[3].rule.method), "logit_delta");
}

TEST(plan, cuts_are_sorted_and_shared) {
  auto const c = make({.score = {.1, .2, .3, .4}, .y = {0, 1, 0, 1}});
  auto p = make_plan(c, {.metrics = {"sensitivity"}, .threshold = {.35, .15, .31, -5, 5}});
  place_cuts(p, c, *make_backend("reference"), {});
  EXPECT_EQ(p.cuts[0], (std::vector<std::uint32_t>{0, 1, 3, 4}));
  std::vector<std::uint32_t> places;
  for (auto const& s : p.all) places.push_back(p.cuts[0][s.cut]);
  EXPECT_EQ(places, (std::vector<std::uint32_t>{1, 3, 1, 4, 0}));
}

TEST(count_metrics, counts_those_whose_interval_may_take_replicates) {
  auto const counted = [](evaluate_options const& o) {
    auto const n = count_metrics(o);
    return std::pair(static_cast<unsigned>(n.all), static_cast<unsigned>(n.resampled));
  };
  EXPECT_EQ(counted({.metrics = {"auroc", "sensitivity"}}), std::pair(2u, 0u));
  EXPECT_EQ(counted({.metrics = {"auroc", "average_precision"}}), std::pair(2u, 1u));  // with units only
  EXPECT_EQ(counted({.metrics = {"auroc", "sensitivity"}, .ci = "percentile"}), std::pair(2u, 2u));
  EXPECT_EQ(counted({.metrics = {"auroc", "sensitivity"}, .ci_of = {{"auroc", "bca"}}}), std::pair(2u, 1u));
  EXPECT_EQ(counted({.metrics = {"auroc", "average_precision"}, .ci = "none"}), std::pair(2u, 0u));
  EXPECT_EQ(counted({.metrics = {"auroc", "average_precision"}, .ci = "none", .keep_replicates = true}), std::pair(2u, 2u));
  EXPECT_EQ(counted({.metrics = {"sensitivity"}, .threshold = {"youden"}}), std::pair(1u, 1u));
  EXPECT_EQ(counted({.metrics = {"sensitivity"}, .threshold_of = {{"m", {"youden"}}}}), std::pair(1u, 1u));
  EXPECT_EQ(counted({.metrics = {"no such metric"}}), std::pair(0u, 0u));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::engine
