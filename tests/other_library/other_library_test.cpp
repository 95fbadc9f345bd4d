// SPDX-License-Identifier: Apache-2.0
// Metrics and a tally of a library that was compiled with another standard library: their records are plain, so they give the numbers that
// the same metrics give when they are compiled here.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/engine/registry.hpp"
#include "support/results.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

std::string const prefix = "other_";

class other_library : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    void* const library = dlopen(CLINMETRICS_OTHER_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(library, nullptr) << dlerror();
    auto const records = reinterpret_cast<metric_record const* (*)(std::uint32_t*)>(dlsym(library, "records_of_other_library"));
    ASSERT_NE(records, nullptr);
    std::uint32_t n = 0;
    auto const* const first = records(&n);
    for (auto const& record : std::span(first, n)) registry::add(record);
  }

  /// The metrics of the other library that also exist here, under their names without the prefix.
  static std::vector<metric_record const*> twins() {
    std::vector<metric_record const*> list;
    for (auto const* r : registry::all())
      if (std::string_view(r->about.name).starts_with(prefix) && here(*r)) list.push_back(r);
    return list;
  }
  static metric_record const* here(metric_record const& there) { return registry::find(there.about.name + prefix.size()); }

  static std::string contents(cohort const& rows, char const* metric, std::string const& ci) {
    auto const r = evaluate(rows, {.metrics = {metric},
                                   .threshold = {.3, .6},
                                   .groups = {{"group"}},
                                   .ci = ci,
                                   .n_resamples = 400,
                                   .seed = 5,
                                   .min_group_size = 0,
                                   .keep_replicates = true});
    std::string all;
    for (auto const& row : r.rows()) all += testing::content_of(row) + ' ' + testing::bits(row.numerator) + '\n';
    return all;
  }
};

TEST_F(other_library, its_metrics_give_the_same_rows_by_every_method) {
  auto const plain = testing::make(testing::random_table({.n = 200, .score_levels = 40, .n_levels = 2}, 1));
  auto const weighted = testing::make(testing::random_table({.n = 200, .weights_below = 4, .n_units = 90, .n_levels = 2}, 2));
  ASSERT_EQ(twins().size(), 13u);
  for (auto const* there : twins())
    for (auto const& method : all_methods())
      for (auto const* rows : {&plain, &weighted})
        if (fits(*there, *method)) {
          auto const expected = contents(*rows, here(*there)->about.name, method->name);
          EXPECT_EQ(contents(*rows, there->about.name, method->name), expected) << there->about.name << ' ' << method->name;
          EXPECT_NE(expected, "");
        }
}

TEST_F(other_library, its_metrics_read_hard_labels) {
  auto const t = testing::random_table({.n = 100, .hard = true}, 3);
  auto const rows = make_cohort({.y_true = owned_column(t.y), .y_pred = {{"hard", owned_column(t.predicted)}}});
  auto const content = [&](char const* metric) { return testing::content_of(evaluate(rows, {.metrics = {metric}}).rows().front()); };
  for (std::string const name : {"fpr", "mcc", "f_beta"}) EXPECT_EQ(content((prefix + name).c_str()), content(name.c_str())) << name;
}

TEST_F(other_library, its_texts_and_parameters_are_read) {
  for (auto const* there : twins()) {
    EXPECT_NE(there->about.name, here(*there)->about.name);
    EXPECT_STREQ(there->about.meaning, here(*there)->about.meaning);
    EXPECT_NE(there->compute, here(*there)->compute) << "the functions are those of the other library";
  }
  EXPECT_EQ(text_of(parse_metric("other_mean_distance(rows=positives)")), "other_mean_distance(power=1, rows=positives)");
  EXPECT_EQ(text_of(parse_metric("other_ece(bins=7)")), "other_ece(bins=7, binning=equal_width)");
}

TEST_F(other_library, its_own_tally_gives_the_value_by_hand) {
  auto const rows = testing::make({.score = {.25, .5, .75, 1.}, .y = {0, 1, 0, 1}});
  auto const value = [&](char const* metric) {
    return evaluate(rows, {.metrics = {metric}, .ci = "none", .min_group_size = 0}).rows().front().value.number;
  };
  EXPECT_EQ(value("other_mean_distance"), 1.5 / 4);
  EXPECT_EQ(value("other_mean_distance(rows=negatives)"), 1. / 2);
  EXPECT_EQ(value("other_mean_distance(power=2, rows=positives)"), .25 * .25);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
