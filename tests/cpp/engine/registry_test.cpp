// SPDX-License-Identifier: Apache-2.0
// The registry: every metric by name and alias, the text form there and back, errors that help, and added metrics.
#include "clinmetrics/engine/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <sstream>

#include "clinmetrics/core/error.hpp"
#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/metric/all.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {

/// A metric of another project: the share of rows that are true negatives.
struct quiet_share {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "test_quiet_share",
      .family = "binary",
      .formula = "TN / n",
      .meaning = "Share of the rows that are rightly left alone.",
      .undefined = "no row",
      .reference = "this test",
      .aliases = "test_quiet test_silent",
  };
  static constexpr value of(confusion const& c) { return ratio(c.tn, c.total(), status::empty); }
  static constexpr proportion form_of(confusion const& c) { return {static_cast<double>(c.tn), static_cast<double>(c.total())}; }
};

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string error_of(std::string_view text) {
  try {
    parse_metric(text);
  } catch (input_error const& e) {
    return e.what();
  }
  ADD_FAILURE() << "'" << text << "' was understood";
  return {};
}

std::vector<std::string> words_in(std::string_view text) {
  std::istringstream in{std::string(text)};
  return {std::istream_iterator<std::string>(in), {}};
}

bool is_built_in(metric_record const& r) { return !std::string_view(r.about.name).starts_with("test_"); }

TEST(registry, holds_the_built_in_metrics) {
  std::set<std::string_view> names;
  for (auto const* r : registry::all(binary_outcome::name))
    if (is_built_in(*r)) names.insert(r->about.name);
  EXPECT_THAT(names, ::testing::IsSupersetOf({"sensitivity",
                                              "specificity",
                                              "ppv",
                                              "npv",
                                              "fpr",
                                              "fnr",
                                              "fdr",
                                              "false_omission_rate",
                                              "accuracy",
                                              "balanced_accuracy",
                                              "f1",
                                              "f_beta",
                                              "jaccard",
                                              "mcc",
                                              "kappa",
                                              "informedness",
                                              "markedness",
                                              "lr_positive",
                                              "lr_negative",
                                              "diagnostic_odds_ratio",
                                              "prevalence",
                                              "detection_prevalence",
                                              "fowlkes_mallows",
                                              "g_mean",
                                              "auroc",
                                              "average_precision",
                                              "brier",
                                              "scaled_brier",
                                              "log_loss",
                                              "observed_expected_ratio",
                                              "mean_calibration_difference",
                                              "ece",
                                              "ici",
                                              "e50",
                                              "e90",
                                              "emax",
                                              "mce",
                                              "ece_debiased",
                                              "brier_reliability",
                                              "brier_resolution",
                                              "brier_uncertainty",
                                              "brier_within_bins",
                                              "brier_miscalibration",
                                              "brier_discrimination"}));
}

TEST(registry, names_and_aliases_lead_to_one_metric_each) {
  std::set<std::string> seen;
  for (auto const* r : registry::all(binary_outcome::name)) {
    EXPECT_TRUE(seen.insert(std::string(r->about.name)).second) << r->about.name;
    EXPECT_EQ(registry::find(r->about.name), r);
    for (auto const& alias : words_in(r->about.aliases)) {
      EXPECT_TRUE(seen.insert(alias).second) << alias;
      EXPECT_EQ(registry::find(alias), r);
    }
  }
}

TEST(registry, knows_the_names_of_scikit_learn) {
  for (auto const& [alias, name] : std::vector<std::pair<std::string, std::string>>{{"recall", "sensitivity"},
                                                                                    {"precision", "ppv"},
                                                                                    {"roc_auc_score", "auroc"},
                                                                                    {"brier_score_loss", "brier"},
                                                                                    {"average_precision_score", "average_precision"},
                                                                                    {"f1_score", "f1"},
                                                                                    {"fbeta_score", "f_beta"},
                                                                                    {"jaccard_score", "jaccard"},
                                                                                    {"matthews_corrcoef", "mcc"},
                                                                                    {"cohen_kappa_score", "kappa"},
                                                                                    {"balanced_accuracy_score", "balanced_accuracy"},
                                                                                    {"accuracy_score", "accuracy"}}) {
    auto const* found = registry::find(alias);
    ASSERT_NE(found, nullptr) << alias;
    EXPECT_EQ(found->about.name, name);
  }
}

TEST(registry, what_is_not_there_is_null) {
  for (auto const* name : {"", " ", "aurocc", "AUROC", "roc", "f1 ", "recall tpr"}) EXPECT_EQ(registry::find(name), nullptr) << name;
}

TEST(registry, every_descriptor_is_complete) {
  for (auto const* r : registry::all(binary_outcome::name)) {
    auto const& a = r->about;
    for (std::string_view text : {a.name, a.family, a.formula, a.meaning, a.undefined, a.reference}) EXPECT_FALSE(text.empty()) << a.name;
    EXPECT_THAT((std::vector<std::string_view>{"binary", "ranking", "calibration", "utility"}),
                ::testing::Contains(std::string_view(a.family)));
    EXPECT_LT(a.least, a.greatest) << a.name;
    EXPECT_TRUE(std::string_view(a.meaning).ends_with(".")) << a.name;
    EXPECT_TRUE(is_complete(*r)) << a.name;
    for (auto const& p : r->parameters()) {
      EXPECT_LT(p.least, p.greatest);
      if (std::isnan(p.standard)) continue;  // no default
      EXPECT_LE(p.least, p.standard);
      EXPECT_LE(p.standard, p.greatest);
    }
  }
}

TEST(registry, a_record_computes_what_the_type_computes) {
  std::vector<std::uint64_t> const words{40, 10, 20, 130};
  auto const c = confusion::read(words);
  EXPECT_EQ(registry::find("mcc")->of({}, words).number, mcc::of(c).number);
  std::vector<double> const beta{.5};
  EXPECT_EQ(registry::find("f_beta")->of(beta, words).number, f_beta{.5}.of(c).number);
  EXPECT_EQ(registry::find("sensitivity")->form_of({}, words).share.trials, 60);
  EXPECT_EQ(registry::find("f_beta")->form_of(beta, words).weighted.u, .25);
  EXPECT_EQ(registry::find("brier")->offers, form_kind::bounded_mean);
  for (auto const* r : registry::all(binary_outcome::name))
    if (r->offers != form_kind::none && r->tally == &confusion::record) {
      std::vector<double> parameters;
      for (auto const& p : r->parameters()) parameters.push_back(p.standard);
      EXPECT_EQ(r->form_of(parameters, words).kind, r->offers) << r->about.name;
    }
}

TEST(registry, a_method_fits_where_the_metric_offers_a_form_that_it_accepts) {
  auto const methods_of = [](std::string_view name) {
    std::set<std::string> names;
    for (auto const* method : all_methods())
      if (fits(*registry::find(name), *method)) names.insert(method->name);
    return names;
  };
  using set = std::set<std::string>;
  set const general{"transform_t", "effective_t", "percentile", "basic", "bca"};
  auto const with = [&](set names) {
    names.insert(general.begin(), general.end());
    return names;
  };
  EXPECT_THAT(methods_of("sensitivity"), ::testing::IsSupersetOf(with({"wilson", "clopper_pearson", "jeffreys", "agresti_coull"})));
  for (auto const* name : {"informedness", "markedness", "balanced_accuracy", "g_mean"})
    EXPECT_EQ(methods_of(name), with({"square_and_add", "mover"}));
  for (auto const* name : {"f1", "jaccard"}) EXPECT_EQ(methods_of(name), with({"indirect_wilson"}));
  EXPECT_EQ(methods_of("f_beta"), with({"logit_delta"}));
  for (auto const* name : {"lr_positive", "lr_negative", "diagnostic_odds_ratio"})
    EXPECT_EQ(methods_of(name), with({"log", "log_haldane"}));
  for (auto const* name : {"mcc", "kappa", "fowlkes_mallows"}) EXPECT_EQ(methods_of(name), with({"delta_fisher_z", "hull_bca_delta"}));
  EXPECT_EQ(methods_of("auroc"), with({"delong", "logit_delong", "newcombe5", "hull", "beta_bound"}));
  EXPECT_EQ(methods_of("average_precision"), with({"logit_bootstrap_sd", "beta_bound"}));
  for (auto const* name : {"brier", "log_loss", "mean_calibration_difference"})
    EXPECT_EQ(methods_of(name), with({"beta_bound", "student_t"}));
  EXPECT_EQ(methods_of("scaled_brier"), with({"mover", "hull_mover_t"}));
  EXPECT_EQ(methods_of("observed_expected_ratio"), general);
  EXPECT_EQ(methods_of("ece"), (set{"l1_projection", "l1_consistent"})) << "its replicates are biased upwards";
  for (auto const* name : {"ici", "e50", "e90", "emax", "ece_debiased", "brier_reliability"})
    EXPECT_EQ(methods_of(name), (set{"l1_projection"})) << name;
  for (auto const* name : {"brier_resolution", "brier_within_bins"}) EXPECT_EQ(methods_of(name), general);
  for (auto const* name : {"mce", "brier_miscalibration", "brier_discrimination"}) EXPECT_TRUE(methods_of(name).empty()) << name;
}

TEST(parse_metric, defaults_and_text_form_there_and_back) {
  for (auto const* r : registry::all(binary_outcome::name)) {
    auto const m = parse_metric(r->about.name);
    EXPECT_EQ(m.record, r);
    ASSERT_EQ(m.parameters.size(), r->parameters().size());
    auto const again = parse_metric(text_of(m));
    EXPECT_EQ(again.record, r);
    for (std::size_t i = 0; i < m.parameters.size(); ++i) {
      EXPECT_THAT(m.parameters[i], ::testing::NanSensitiveDoubleEq(r->parameters()[i].standard));
      EXPECT_THAT(again.parameters[i], ::testing::NanSensitiveDoubleEq(m.parameters[i]));
    }
  }
  EXPECT_EQ(text_of(parse_metric("auroc")), "auroc");
  EXPECT_EQ(text_of(parse_metric("recall")), "sensitivity");
  EXPECT_EQ(text_of(parse_metric("auroc()")), "auroc");
  EXPECT_EQ(text_of(parse_metric("f_beta")), "f_beta(beta=2)");
  EXPECT_EQ(text_of(parse_metric("ece")), "ece(bins=10, binning=equal_width)");
  EXPECT_EQ(text_of(parse_metric("net_benefit")), "net_benefit");
  EXPECT_EQ(text_of(at_threshold(parse_metric("net_benefit_at_prevalence(prevalence=.1)"), .2)),
            "net_benefit_at_prevalence(prevalence=0.1)");
}

TEST(parse_metric, parameters) {
  EXPECT_EQ(text_of(parse_metric("f_beta(beta=0.5)")), "f_beta(beta=0.5)");
  EXPECT_EQ(text_of(parse_metric("fbeta_score(beta=3)")), "f_beta(beta=3)");
  EXPECT_EQ(text_of(parse_metric("ece(binning=equal_mass,bins=15)")), "ece(bins=15, binning=equal_mass)");
  EXPECT_EQ(text_of(parse_metric("ece( bins=15 , binning=equal_mass )")), "ece(bins=15, binning=equal_mass)");
  EXPECT_EQ(text_of(parse_metric("ece(bins = 15, binning = equal_mass)")), "ece(bins=15, binning=equal_mass)");
  EXPECT_EQ(text_of(parse_metric("f_beta(beta=1e-3)")), "f_beta(beta=0.001)");
  for (double beta : {.1, 1. / 3, 2.5, 1e-3, 999.999}) {
    auto m = parse_metric("f_beta");
    m.parameters[0] = beta;
    EXPECT_EQ(parse_metric(text_of(m)).parameters[0], beta) << "the text keeps every bit";
  }
}

TEST(parse_metric, errors_name_what_is_known) {
  EXPECT_THAT(error_of("aurocc"), AllOf(HasSubstr("'aurocc'"), HasSubstr("known are"), HasSubstr("auroc"), HasSubstr("ece")));
  EXPECT_THAT(error_of(""), HasSubstr("known are"));
  EXPECT_THAT(error_of("f_beta(beta=2"), HasSubstr("parenthesis"));
  EXPECT_THAT(error_of("f_beta("), HasSubstr("parenthesis"));
  EXPECT_THAT(error_of("f_beta(alpha=2)"), AllOf(HasSubstr("no parameter 'alpha'"), HasSubstr("it has: beta")));
  EXPECT_THAT(error_of("f_beta(2)"), HasSubstr("it has: beta"));
  EXPECT_THAT(error_of("auroc(beta=2)"), HasSubstr("it has: none"));
  for (auto const* text : {"f_beta(beta=0)", "f_beta(beta=-1)", "f_beta(beta=1e9)", "f_beta(beta=nan)", "f_beta(beta=inf)",
                           "f_beta(beta=two)", "f_beta(beta=)", "f_beta(beta=2x)", "f_beta(beta=2))", "f_beta(beta=1e400)"})
    EXPECT_THAT(error_of(text), AllOf(HasSubstr("`beta` of f_beta must be a number"), HasSubstr("0.001 to 1000"))) << text;
  for (auto const* text : {"ece(bins=0)", "ece(bins=1001)", "ece(bins=2.5)"})
    EXPECT_THAT(error_of(text), HasSubstr("`bins` of ece must be a whole number from 1 to 1000")) << text;
  EXPECT_THAT(error_of("ece(binning=0)"), HasSubstr("must be one of equal_width|equal_mass"));
}

TEST(metric_group, clinical_is_made_of_known_metrics) {
  auto const names = metric_group("clinical");
  EXPECT_EQ(names.size(), 20u);
  for (auto const& name : names) EXPECT_NE(registry::find(name), nullptr) << name;
  EXPECT_TRUE(metric_group("surgical").empty());
  EXPECT_EQ(registry::find("clinical"), nullptr) << "a group must not hide a metric";
}

TEST(registry, a_metric_from_outside_is_as_good_as_a_built_in_one) {
  auto const before = registry::all();
  auto const& added = registry::add(entry_of<quiet_share>());
  EXPECT_EQ(registry::find("test_quiet_share"), &added);
  EXPECT_EQ(registry::find("test_silent"), &added);
  auto const after = registry::all();
  ASSERT_EQ(after.size(), before.size() + 1);
  EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin())) << "records never move";

  auto const c = testing::make(testing::random_table({.n = 50, .hard = true}, 1));
  auto const r = evaluate(c, {.metrics = {"test_quiet"}, .threshold = {.5}});
  ASSERT_EQ(r.rows().size(), 2u);
  EXPECT_EQ(r.rows()[0].metric, "test_quiet_share");
  EXPECT_EQ(name_of(r.rows()[0].interval.how), "wilson");
  EXPECT_EQ(r.rows()[0].interval.why, interval_status::ok);
  EXPECT_THROW(registry::add(entry_of<quiet_share>()), input_error);
  auto stolen = entry_of<quiet_share>();
  stolen.about.name = "test_other", stolen.about.aliases = "recall";
  EXPECT_THROW(registry::add(stolen), input_error);
  EXPECT_EQ(registry::find("test_other"), nullptr);
}

/// A possible error of another project's metric: no default interval is named, so Wilson's is used, and there is no proportion.
struct forgetful {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "test_forgetful", .family = "binary", .formula = "TP", .meaning = "Hits.", .undefined = "never", .reference = "none"};
  static constexpr value of(confusion const& c) { return defined(static_cast<double>(c.tp)); }
};

TEST(registry, refuses_a_metric_whose_default_interval_does_not_exist) {
  for (auto change : {+[](metric_record&) {}, +[](metric_record& r) { r.about.interval = "delong"; },
                      +[](metric_record& r) { r.about.interval = "transform_t", r.about.interval_dependent = "square_and_add"; },
                      +[](metric_record& r) { r.about.interval = "logit_delta"; }, +[](metric_record& r) { r.about.interval = "wald"; },
                      +[](metric_record& r) { r.about.interval = "mover"; }}) {
    auto record = entry_of<forgetful>();
    change(record);
    try {
      registry::add(record);
      ADD_FAILURE() << "the metric was taken";
    } catch (input_error const& e) {
      EXPECT_THAT(e.what(), AllOf(HasSubstr("'test_forgetful'"), HasSubstr("does not exist for it")));
    }
  }
  EXPECT_EQ(registry::find("test_forgetful"), nullptr);
}

/// A mean over rows that is made of counts, so that there are no values of single rows to read.
struct mean_of_counts {
  using tally = confusion;
  static constexpr descriptor about{.name = "test_mean_of_counts",
                                    .family = "binary",
                                    .formula = "(TP + TN)/n",
                                    .meaning = "Hits.",
                                    .undefined = "never",
                                    .reference = "none",
                                    .interval = "beta_bound"};
  static constexpr value of(confusion const& c) { return defined(static_cast<double>(c.tp + c.tn) / static_cast<double>(c.total())); }
  static constexpr bounded_mean form_of(confusion const& c) { return {.value = of(c).number, .least = 0, .greatest = 1}; }
};

TEST(registry, refuses_methods_that_read_rows_for_a_tally_of_counts) {
  auto record = entry_of<mean_of_counts>();
  EXPECT_THROW(registry::add(record), input_error);
  record.about.interval = "transform_t";
  registry::add(record);
  auto const c = testing::make(testing::random_table({.n = 50, .hard = true}, 1));
  EXPECT_EQ(evaluate(c, {.metrics = {"test_mean_of_counts"}, .threshold = {.5}}).rows()[0].interval.why, interval_status::ok);
  EXPECT_THROW(evaluate(c, {.metrics = {"test_mean_of_counts"}, .threshold = {.5}, .ci = "beta_bound"}), input_error);
}

TEST(registry, refuses_a_record_that_lacks_something) {
  for (auto change : {+[](metric_record& r) { r.about.name = ""; }, +[](metric_record& r) { r.about.reference = nullptr; },
                      +[](metric_record& r) { r.tally = nullptr; }, +[](metric_record& r) { r.compute = nullptr; },
                      +[](metric_record& r) { r.compute_form = nullptr; },
                      +[](metric_record& r) {
                        static constexpr parameter nameless{.standard = 1, .least = 0, .greatest = 2};
                        r.first_parameter = &nameless, r.n_parameters = 1;
                      }}) {
    auto record = entry_of<quiet_share>();
    record.about.name = "test_incomplete", record.about.aliases = "";
    EXPECT_TRUE(is_complete(record));
    change(record);
    try {
      registry::add(record);
      ADD_FAILURE() << "the metric was taken";
    } catch (input_error const& e) {
      EXPECT_THAT(e.what(), HasSubstr("make it with entry_of"));
    }
  }
}

TEST(registry, refuses_a_default_for_dependent_rows_that_needs_independent_ones) {
  auto record = entry_of<quiet_share>();
  record.about.name = "test_for_independent_rows", record.about.aliases = "", record.about.interval_dependent = "jeffreys";
  try {
    registry::add(record);
    ADD_FAILURE() << "the metric was taken";
  } catch (input_error const& e) {
    EXPECT_THAT(e.what(), AllOf(HasSubstr("'test_for_independent_rows'"), HasSubstr("'jeffreys'"), HasSubstr("'transform_t'")));
  }
}

TEST(registry, defaults_of_the_built_in_metrics_exist_for_them) {
  for (auto const* r : registry::all(binary_outcome::name)) {
    if (!has_interval(r->about)) {
      EXPECT_FALSE(fits(*r, *find_method("transform_t"))) << r->about.name;
      continue;
    }
    EXPECT_TRUE(fits(*r, *find_method(r->about.interval))) << r->about.name;
    EXPECT_TRUE(fits(*r, *find_method(r->about.interval_dependent))) << r->about.name;
    EXPECT_FALSE(find_method(r->about.interval_dependent)->needs_independent_rows.contains(r->offers)) << r->about.name;
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
