// SPDX-License-Identifier: Apache-2.0
// JSON of results: a document by hand, numbers and text that need care, and the members of an evaluated result.
#include "clinmetrics/engine/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include "clinmetrics/engine/columns.hpp"
#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/inference/method.hpp"
#include "support/results.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity_ = std::numeric_limits<double>::infinity();

std::string number(double x) {
  std::string out;
  json::append_number(out, x);
  return out;
}

std::string text(std::string_view x) {
  std::string out;
  json::append_text(out, x);
  return out;
}

TEST(json, numbers_read_back_to_the_same_double) {
  EXPECT_EQ(number(nan), "null");
  EXPECT_EQ(number(infinity_), "\"inf\"");
  EXPECT_EQ(number(-infinity_), "\"-inf\"");
  EXPECT_EQ(number(0), "0.0");
  EXPECT_EQ(number(-0.0), "-0.0") << "without the point, a reader would make the whole number 0 of it";
  EXPECT_EQ(number(100000), "100000.0");
  EXPECT_EQ(number(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(number(1e16), "1e+16");
  for (double x : {1.0 / 3, 5e-324, -2.2250738585072014e-308, 1e308, 123456.789, 9.9e-5, 1e-4, 9007199254740993.0})
    EXPECT_EQ(std::strtod(number(x).c_str(), nullptr), x) << number(x);
}

TEST(json, text_is_valid_utf8_and_escaped) {
  EXPECT_EQ(text("a\"\\\n\t\x01é"), "\"a\\\"\\\\\\n\\t\\u0001é\"");
  EXPECT_EQ(text("\xED\xA0\xBD"), "\"\\ud83d\"") << "half of a surrogate pair";
  EXPECT_EQ(text("x\xFFy\xC3"), "\"x\xEF\xBF\xBDy\xEF\xBF\xBD\"") << "bytes that are not UTF-8";
}

/// One model, everyone and a group that is too small; a confusion table and a notice.
result by_hand() {
  result r;
  r.models = {"risk"}, r.backend = "cpu", r.num_threads = 2, r.n_received = 9, r.n_analysed = 8, r.n_dropped = 1;
  r.options.metrics = {{"f_beta", {{"beta", 0.5}}}, "clinical"}, r.options.seed = 7;
  r.partitions = {everyone(), {{"a*b", "(missing)"}, {}, {{"x", std::nullopt}}}};
  result_row row;
  row.metric = "f_beta", row.parameters = {{"beta", 0.5}, {"threshold", 0.2}}, row.level = 0.9;
  row.value = {0.5, status::ok}, row.interval = {0.25, 0.75, interval_status::ok, 0.125, nan, find_method("logit_delta")};
  row.numerator = row.denominator = nan, row.flags = 4 | 8, row.size = {8, 3, 5, 8, 8, 8, false};
  r.rows().push_back(row);
  row.partition = 1, row.is_hidden = true, row.value = {nan, status::too_few}, row.flags = 0, row.size = {.n = 4};
  row.interval = {nan, nan, interval_status::too_few, nan, nan, nullptr};
  r.rows().push_back(row);
  r.counts = {{0, 0, 0, 0.2, 2, 1, 1, 4}, {0, 0, 0, std::nullopt, 2, 1, 1, 4}};
  r.notices = {{"rows_dropped", "1 row was left out.", "", {}, 1, 3}};
  return r;
}

TEST(json, a_document_by_hand) {
  EXPECT_EQ(to_json(by_hand()), R"json({
 "schema": "clinmetrics.result/2",
 "provenance": {"threshold": [], "groups": [], "metrics": ["f_beta(beta=0.5)", "clinical"], "ci": "auto", "level": 0.95, "n_resamples": 2000, "resampling": "multinomial", "seed": 7, "stream": 0, "min_group_size": 10, "backend": "cpu", "num_threads": 2, "max_memory": null, "keep_replicates": false, "curves": "none", "compare": null, "alternative": "two_sided", "margin": null, "gaps": "none", "reference": {}, "adjustment": "holm", "version": ")json" CLINMETRICS_VERSION
                                R"json(", "n_rows_received": 9, "n_rows_analysed": 8, "n_dropped": 1},
 "models": ["risk"],
 "attributes": [{"name": "a\\*b*\\(missing)", "parts": ["a*b", "(missing)"]}],
 "rows": [
  {"model": "risk", "metric": "f_beta", "parameters": {"beta": 0.5, "threshold": 0.2}, "attribute": null, "group": [], "value": 0.5, "status": "ok", "lower": 0.25, "upper": 0.75, "level": 0.9, "method": "logit_delta", "interval_status": "ok", "flags": ["low_effective_sample_size", "small_stratum"], "se": 0.125, "df": null, "published_lower": null, "published_upper": null, "published_method": "none", "numerator": null, "denominator": null, "n": 8, "n_positive": 3, "n_negative": 5, "n_units": 8, "weight_sum": 8.0, "n_eff": 8.0, "n_resamples": 0, "n_undefined": 0},
  {"model": "risk", "metric": "f_beta", "parameters": {"beta": 0.5, "threshold": 0.2}, "attribute": "a\\*b*\\(missing)", "group": [{"attribute": "a*b", "value": "x"}, {"attribute": "(missing)", "value": null}], "value": null, "status": "too_few", "lower": null, "upper": null, "level": 0.9, "method": "none", "interval_status": "too_few", "flags": [], "se": null, "df": null, "published_lower": null, "published_upper": null, "published_method": "none", "numerator": null, "denominator": null, "n": 4, "n_positive": null, "n_negative": null, "n_units": null, "weight_sum": null, "n_eff": null, "n_resamples": 0, "n_undefined": 0}
 ],
 "counts": [
  {"model": "risk", "threshold": 0.2, "rule": null, "attribute": null, "group": [], "tp": 2.0, "fp": 1.0, "fn": 1.0, "tn": 4.0},
  {"model": "risk", "threshold": null, "rule": null, "attribute": null, "group": [], "tp": 2.0, "fp": 1.0, "fn": 1.0, "tn": 4.0}
 ],
 "comparisons": [],
 "gaps": [],
 "notices": [
  {"code": "rows_dropped", "text": "1 row was left out.", "model": null, "metrics": [], "count": 1, "first_row": 3}
 ],
 "curves": []
})json");
}

TEST(json, an_evaluation_has_its_request_and_its_curves) {
  auto const c = testing::make(testing::random_table({.n = 60, .n_levels = 2}, 5));
  evaluate_options o{.metrics = {"auroc", "ppv"}, .threshold = {.4}, .groups = {{"group"}}, .ci = "none", .seed = 3};
  o.curves = curve_steps::steps, o.ci_of = {{"ppv", "wilson"}}, o.keep_replicates = true, o.n_resamples = 10;
  auto const text = to_json(evaluate(c, o));
  EXPECT_EQ(text, to_json(evaluate(c, o)));
  EXPECT_THAT(text, HasSubstr(R"("groups": ["group"])"));
  EXPECT_THAT(text, HasSubstr(R"("ci": {"ppv": "wilson"})"));
  EXPECT_THAT(text, HasSubstr(R"("threshold": [0.4])"));
  EXPECT_THAT(text, HasSubstr(R"("replicates": [)"));
  EXPECT_THAT(text, HasSubstr(R"("marks": [{"threshold": 0.4, "tp": )"));
  EXPECT_THAT(text, HasSubstr(R"({"model": "model", "attribute": null, "group": [], "tp": [0.0, )"));
  EXPECT_THAT(text,
              HasSubstr(R"({"model": "model", "attribute": "group", "group": [{"attribute": "group", "value": null}], "tp": [0.0, )"));
  EXPECT_THAT(text, Not(HasSubstr(" nan")));
  for (auto const& column : tables::rows) EXPECT_THAT(text, HasSubstr('"' + std::string(column.name) + "\": "));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
