// SPDX-License-Identifier: Apache-2.0
// Plans of studies. Numbers of rows, powers and widths of one quantity; the package chooses which of them is asked for.
#include "arguments.hpp"
#include "clinmetrics/core/error.hpp"
#include "clinmetrics/planning/auroc.hpp"
#include "clinmetrics/planning/paired_proportions.hpp"
#include "clinmetrics/planning/proportion.hpp"
#include "clinmetrics/planning/rows.hpp"
#include "clinmetrics/planning/validation.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
namespace {

using rows = std::uint64_t;
using four_numbers = std::tuple<double, double, double, double>;
using three_numbers = std::tuple<double, double, double>;
using two_numbers = std::tuple<double, double>;

/// The position of a name in the list of an enumeration's names.
template <class Enum, std::size_t N>
Enum choice(std::string const& given, char const* argument, std::array<std::string_view, N> const& names) {
  std::string known;
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == given) return static_cast<Enum>(i);
    known += (i ? ", " : "") + std::string(names[i]);
  }
  throw input_error("`" + std::string(argument) + "` is not known; known are: " + known);
}

planning::proportion_interval interval_of(std::string const& name) {
  return choice<planning::proportion_interval, 2>(name, "method", {"wilson", "clopper_pearson"});
}
planning::auroc_variance variance_of(std::string const& name) {
  return choice<planning::auroc_variance, 4>(name, "variance", {"obuchowski", "binormal", "hanley_mcneil", "newcombe"});
}
planning::mcnemar_kind kind_of(std::string const& name) { return choice<planning::mcnemar_kind, 2>(name, "test", {"mid_p", "exact"}); }
planning::two_aurocs both_of(three_numbers const& x) { return {std::get<0>(x), std::get<1>(x), std::get<2>(x)}; }
planning::slope_information information_of(three_numbers const& x) { return {std::get<0>(x), std::get<1>(x), std::get<2>(x)}; }
three_numbers numbers_of(planning::slope_information const& x) { return {x.i00, x.i01, x.i11}; }
planning::decisions decisions_of(four_numbers const& x) { return {std::get<0>(x), std::get<1>(x), std::get<2>(x), std::get<3>(x)}; }
planning::discordant_shares shares_of(two_numbers const& x) { return {std::get<0>(x), std::get<1>(x)}; }

rows plan_rows_for_class(rows n, double share, std::optional<double> assurance) {
  return assurance ? planning::rows_for_class(n, share, *assurance) : planning::rows_for_class(n, share);
}

double plan_proportion_power(rows n, double expected, double goal, double level) {
  return planning::power_of_proportion(n, expected, goal, level);
}
rows plan_proportion_rows_for_power(double power, double expected, double goal, double level) {
  return planning::rows_for_power_of_proportion(power, expected, goal, level);
}
double plan_proportion_width(rows n, double expected, std::string method, double level) {
  return planning::width_of_proportion(n, expected, interval_of(method), level);
}
rows plan_proportion_rows_for_width(double width, double expected, std::string method, double level) {
  return planning::rows_for_width_of_proportion(width, expected, interval_of(method), level);
}

double plan_auroc_power(rows n, double prevalence, double expected, double goal, std::string variance, double level) {
  return planning::power_of_auroc(n, prevalence, expected, goal, variance_of(variance), level);
}
rows plan_auroc_rows_for_power(double power, double prevalence, double expected, double goal, std::string variance, double level) {
  return planning::rows_for_power_of_auroc(power, prevalence, expected, goal, variance_of(variance), level);
}
double plan_auroc_width(rows n, double prevalence, double expected, std::string variance, double level) {
  return planning::width_of_auroc(n, prevalence, expected, variance_of(variance), level);
}
rows plan_auroc_rows_for_width(double width, double prevalence, double expected, std::string variance, double level) {
  return planning::rows_for_width_of_auroc(width, prevalence, expected, variance_of(variance), level);
}

double plan_auroc_correlation(double a, double b, double r_positive, double r_negative, double prevalence) {
  return planning::correlation_of_aurocs(a, b, r_positive, r_negative, prevalence);
}
double plan_difference_power(rows n, double prevalence, three_numbers expected, double margin, std::string variance, double level) {
  return planning::power_of_difference(n, prevalence, both_of(expected), margin, variance_of(variance), level);
}
rows plan_difference_rows_for_power(double power, double prevalence, three_numbers expected, double margin, std::string variance,
                                    double level) {
  return planning::rows_for_power_of_difference(power, prevalence, both_of(expected), margin, variance_of(variance), level);
}
double plan_difference_width(rows n, double prevalence, three_numbers expected, std::string variance, double level) {
  return planning::width_of_difference(n, prevalence, both_of(expected), variance_of(variance), level);
}
rows plan_difference_rows_for_width(double width, double prevalence, three_numbers expected, std::string variance, double level) {
  return planning::rows_for_width_of_difference(width, prevalence, both_of(expected), variance_of(variance), level);
}

double plan_observed_expected_width(rows n, double prevalence, double expected, double level) {
  return planning::width_of_observed_expected(n, prevalence, expected, level);
}
rows plan_observed_expected_rows(double width, double prevalence, double expected, double level) {
  return planning::rows_for_width_of_observed_expected(width, prevalence, expected, level);
}

three_numbers plan_information_of_risks(std::vector<double> risks, double slope, double intercept) {
  return numbers_of(planning::information_of_risks(risks, {slope, intercept}));
}
three_numbers plan_information_of_normal(double mean, double sd, double slope, double intercept) {
  return numbers_of(planning::information_of_normal(mean, sd, {slope, intercept}));
}
three_numbers plan_information_of_beta(double alpha, double beta, double slope, double intercept) {
  return numbers_of(planning::information_of_beta(alpha, beta, {slope, intercept}));
}
three_numbers plan_information_of_binormal(double auroc, double prevalence, double slope, double intercept) {
  return numbers_of(planning::information_of_binormal(auroc, prevalence, {slope, intercept}));
}
double plan_slope_width(rows n, three_numbers row, double level) { return planning::width_of_slope(n, information_of(row), level); }
rows plan_slope_rows(double width, three_numbers row, double level) {
  return planning::rows_for_width_of_slope(width, information_of(row), level);
}

double plan_standardized_net_benefit(four_numbers decisions) { return planning::standardized_net_benefit(decisions_of(decisions)); }
double plan_net_benefit_width(rows n, four_numbers decisions, double level) {
  return planning::width_of_net_benefit(n, decisions_of(decisions), level);
}
rows plan_net_benefit_rows(double width, four_numbers decisions, double level) {
  return planning::rows_for_width_of_net_benefit(width, decisions_of(decisions), level);
}

double plan_mcnemar_power(rows n, two_numbers discordant, std::string test, double level) {
  return planning::power_of_mcnemar(n, shares_of(discordant), kind_of(test), level);
}
rows plan_mcnemar_rows(double power, two_numbers discordant, std::string test, double level) {
  return planning::rows_for_power_of_mcnemar(power, shares_of(discordant), kind_of(test), level);
}

}  // namespace

void bind_planning(py::module_& m) {
  def(m, "plan_rows_for_class", {"rows", "prevalence", "assurance"}, &plan_rows_for_class);
  def(m, "plan_proportion_power", {"n", "expected", "goal", "level"}, &plan_proportion_power);
  def(m, "plan_proportion_rows_for_power", {"power", "expected", "goal", "level"}, &plan_proportion_rows_for_power);
  def(m, "plan_proportion_width", {"n", "expected", "method", "level"}, &plan_proportion_width);
  def(m, "plan_proportion_rows_for_width", {"width", "expected", "method", "level"}, &plan_proportion_rows_for_width);
  def(m, "plan_auroc_power", {"n", "prevalence", "expected", "goal", "variance", "level"}, &plan_auroc_power);
  def(m, "plan_auroc_rows_for_power", {"power", "prevalence", "expected", "goal", "variance", "level"}, &plan_auroc_rows_for_power);
  def(m, "plan_auroc_width", {"n", "prevalence", "expected", "variance", "level"}, &plan_auroc_width);
  def(m, "plan_auroc_rows_for_width", {"width", "prevalence", "expected", "variance", "level"}, &plan_auroc_rows_for_width);
  def(m, "plan_auroc_correlation", {"a", "b", "r_positive", "r_negative", "prevalence"}, &plan_auroc_correlation);
  def(m, "plan_difference_power", {"n", "prevalence", "expected", "margin", "variance", "level"}, &plan_difference_power);
  def(m, "plan_difference_rows_for_power", {"power", "prevalence", "expected", "margin", "variance", "level"},
      &plan_difference_rows_for_power);
  def(m, "plan_difference_width", {"n", "prevalence", "expected", "variance", "level"}, &plan_difference_width);
  def(m, "plan_difference_rows_for_width", {"width", "prevalence", "expected", "variance", "level"}, &plan_difference_rows_for_width);
  def(m, "plan_observed_expected_width", {"n", "prevalence", "expected", "level"}, &plan_observed_expected_width);
  def(m, "plan_observed_expected_rows", {"width", "prevalence", "expected", "level"}, &plan_observed_expected_rows);
  def(m, "plan_information_of_risks", {"risks", "expected", "intercept"}, &plan_information_of_risks);
  def(m, "plan_information_of_normal", {"mean", "sd", "expected", "intercept"}, &plan_information_of_normal);
  def(m, "plan_information_of_beta", {"alpha", "beta", "expected", "intercept"}, &plan_information_of_beta);
  def(m, "plan_information_of_binormal", {"auroc", "prevalence", "expected", "intercept"}, &plan_information_of_binormal);
  def(m, "plan_slope_width", {"n", "row", "level"}, &plan_slope_width);
  def(m, "plan_slope_rows", {"width", "row", "level"}, &plan_slope_rows);
  def(m, "plan_standardized_net_benefit", {"decisions"}, &plan_standardized_net_benefit);
  def(m, "plan_net_benefit_width", {"n", "decisions", "level"}, &plan_net_benefit_width);
  def(m, "plan_net_benefit_rows", {"width", "decisions", "level"}, &plan_net_benefit_rows);
  def(m, "plan_mcnemar_power", {"n", "discordant", "test", "level"}, &plan_mcnemar_power);
  def(m, "plan_mcnemar_rows", {"power", "discordant", "test", "level"}, &plan_mcnemar_rows);
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
