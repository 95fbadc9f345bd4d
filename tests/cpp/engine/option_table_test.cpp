// SPDX-License-Identifier: Apache-2.0
// The table of options: every member of the options is in it, ranges are checked, and parameters given as numbers are those of the text
// form.
#include "clinmetrics/engine/option_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "clinmetrics/core/error.hpp"
#include "clinmetrics/engine/registry.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using ::testing::HasSubstr;

std::string error_of(evaluate_options const& o) {
  try {
    check_options(o);
  } catch (input_error const& e) {
    return e.what();
  }
  return "";
}

TEST(option_table, has_each_option_once_with_a_sentence) {
  std::set<std::string_view> names;
  for (auto const& option : options::table) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    EXPECT_TRUE(option.meaning.ends_with('.')) << option.name;
    EXPECT_EQ(options::find(option.name), &option);
    EXPECT_TRUE(option.part_of.empty() || options::find(option.part_of)) << option.name;
  }
  EXPECT_EQ(names.size(), 27u) << "25 members of evaluate_options that are not the control, and 2 of reading_options";
  EXPECT_EQ(options::find("levl"), nullptr);
}

TEST(option_table, defaults_are_inside_their_ranges) { EXPECT_EQ(error_of({}), ""); }

TEST(option_table, numbers_outside_their_ranges_are_refused) {
  EXPECT_THAT(error_of({.level = 0}), HasSubstr("`level` must lie between 0 and 1, such as 0.95"));
  EXPECT_THAT(error_of({.level = 1}), HasSubstr("`level`"));
  EXPECT_THAT(error_of({.level = std::numeric_limits<double>::quiet_NaN()}), HasSubstr("`level`"));
  EXPECT_THAT(error_of({.n_resamples = 0}), HasSubstr("`n_resamples` must lie between 1 and 4294967295"));
  EXPECT_THAT(error_of({.stream = 0x10000}), HasSubstr("`stream` must lie between 0 and 65535"));
  EXPECT_THAT(error_of({.num_threads = -1}), HasSubstr("`num_threads` must lie between 1 and 65536"));
  EXPECT_EQ(error_of({.num_threads = 0, .max_memory = 0}), "") << "0 is the default of both";
}

TEST(option_table, parameters_are_the_same_as_numbers_and_as_text) {
  auto const of = [](metric_choice const& m) { return text_of(find_metric(m)); };
  EXPECT_EQ(of({"f_beta", {{"beta", 0.1 + 0.2}}}), "f_beta(beta=0.30000000000000004)");
  EXPECT_EQ(find_metric({"f_beta", {{"beta", 1.0 / 3}}}).parameters, std::vector{1.0 / 3});
  EXPECT_EQ(of({"ece", {{"binning", "equal_mass"}, {"bins", std::int64_t{7}}}}), of("ece(bins=7, binning=equal_mass)"));
  EXPECT_EQ(of({"ece(bins=9)", {{"binning", "equal_mass"}}}), "ece(bins=9, binning=equal_mass)");
  auto const error = [&](metric_choice const& m) -> std::string {
    try {
      find_metric(m);
    } catch (input_error const& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_THAT(error({"ece", {{"bins", 7.5}}}), HasSubstr("`bins` of ece must be a whole number from 1 to 1000"));
  EXPECT_THAT(error({"ece", {{"bins", "many"}}}), HasSubstr("`bins` of ece must be a whole number"));
  EXPECT_THAT(error({"ece", {{"binning", std::int64_t{0}}}}), HasSubstr("`binning` of ece must be one of equal_width|equal_mass"));
  EXPECT_THAT(error({"auroc", {{"beta", 2.0}}}), HasSubstr("'auroc' has no parameter 'beta'; it has: none"));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
