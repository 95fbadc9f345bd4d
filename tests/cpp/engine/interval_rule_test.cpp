// SPDX-License-Identifier: Apache-2.0
// The rule of a line: the method by metric and kind of rows, what a method asked for by name is refused for, and what may replace a
// default.
#include "engine/interval_rule.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

using clinmetrics::testing::make;
using clinmetrics::testing::random_table;

cohort plain() { return make(random_table({.n = 60}, 1)); }
cohort clustered() { return make(random_table({.n = 60, .n_units = 20}, 1)); }
cohort weighted() { return make(random_table({.n = 60, .weights_below = 4}, 1)); }
cohort stratified() { return make(random_table({.n = 60, .n_strata = 2}, 1)); }

interval_rule rule_of(std::string const& metric, std::string const& wanted, cohort const& rows) {
  return choose_rule(parse_metric(metric), wanted, rows, false);
}

TEST(interval_rule, default_depends_on_the_rows) {
  for (auto const* metric : {"sensitivity", "informedness", "f1", "lr_positive", "auroc", "mcc"}) {
    auto const& about = registry::find(metric)->about;
    EXPECT_EQ(name_of(rule_of(metric, "auto", plain()).method), about.interval);
    for (auto const& rows : {clustered(), weighted(), stratified()}) {
      auto const rule = rule_of(metric, "auto", rows);
      EXPECT_EQ(name_of(rule.method), about.interval_dependent);
      EXPECT_TRUE(rule.is_default);
      EXPECT_EQ(rule.refused, interval_status::ok);
    }
  }
}

TEST(interval_rule, a_name_is_kept_and_refused_for_its_rows_before_any_work) {
  auto const why = [](std::string const& method, cohort const& rows) {
    auto const rule = rule_of("sensitivity", method, rows);
    EXPECT_EQ(name_of(rule.method), method);
    EXPECT_FALSE(rule.is_default);
    return rule.refused;
  };
  EXPECT_EQ(why("clopper_pearson", plain()), interval_status::ok);
  EXPECT_EQ(why("clopper_pearson", clustered()), interval_status::refused_clusters);
  EXPECT_EQ(why("clopper_pearson", weighted()), interval_status::refused_weights);
  EXPECT_EQ(why("clopper_pearson", stratified()), interval_status::refused_strata);
  for (auto const& rows : {clustered(), weighted(), stratified()}) EXPECT_EQ(why("percentile", rows), interval_status::ok);
}

TEST(interval_rule, none_reads_nothing) {
  auto const rule = rule_of("auroc", "none", plain());
  EXPECT_EQ(rule.method, nullptr);
  EXPECT_FALSE(rule.reads.resamples() || rule.reads.deletions || rule.reads.units || rule.reads.placements || rule.reads.row_spread ||
               rule.reads.runs);
}

TEST(interval_rule, says_what_must_be_prepared) {
  EXPECT_TRUE(rule_of("auroc", "auto", plain()).reads.placements);
  EXPECT_TRUE(rule_of("auroc", "auto", clustered()).reads.deletions);
  EXPECT_TRUE(rule_of("mcc", "auto", plain()).reads.resamples());
  EXPECT_TRUE(rule_of("ece", "auto", plain()).reads.deviations);
  EXPECT_FALSE(rule_of("sensitivity", "auto", plain()).reads.deletions);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::engine
