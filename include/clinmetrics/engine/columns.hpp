// SPDX-License-Identifier: Apache-2.0
// The columns of the tables of a result, one line per column. A column that is added here appears in C++'s JSON, its schema, Python's
// estimates, frames and stubs, the command line's CSV and the documentation.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "clinmetrics/engine/table.hpp"
#include "clinmetrics/inference/method.hpp"

namespace CLINMETRICS_NAMESPACE::tables {

namespace detail {
inline std::span<word const> statuses() { return status_words; }
inline std::span<word const> interval_statuses() { return interval_status_words; }
inline std::span<word const> flags() { return flag_words; }
inline std::span<word const> kinds() { return comparison_kind_words; }
inline std::span<word const> scales() { return comparison_scale_words; }
inline std::span<word const> tests() { return comparison_test_words; }
inline std::span<word const> alternatives() { return alternative_words; }
inline std::span<word const> decisions() { return decision_words; }
inline std::span<word const> adjustments() { return p_adjustment_words; }
}  // namespace detail

/// The rows of a result.
inline constexpr auto rows = [] {
  using R = result_row const&;
  constexpr auto shown = for_small_groups::shown, missing = for_small_groups::missing;
  return std::to_array<column<result_row>>({
      // clang-format off
      {"model", [](R r) { return model_number{r.model}; }, shown, "name of the model: its column, or the name of the argument"},
      {"metric", [](R r) -> std::string const& { return r.metric; }, shown, "name of the metric"},
      {"parameters", [](R r) -> parameter_list const& { return r.parameters; }, shown, "parameters of the metric, and the threshold; in frames as JSON with sorted keys"},
      {"attribute", [](R r) { return partition_number{r.partition}; }, shown, "the attribute of the group, such as `sex`, or `sex*age_band` for a cross; missing for all rows"},
      {"group", [](R r) { return group_number{r.partition, r.group}; }, shown, "the group, such as `F`, or `F*65+` for a cross; missing for all rows; `(missing)` for rows without a value of the attribute"},
      {"value", [](R r) { return r.value.number; }, shown, "the value of the metric; NaN if it is undefined"},
      {"status", [](R r) { return name_of(r.value.why); }, shown, "`ok`, or the reason why the value is undefined or infinite", &detail::statuses},
      {"lower", [](R r) { return r.interval.lower; }, shown, "lower limit of the interval; NaN if there is no interval"},
      {"upper", [](R r) { return r.interval.upper; }, shown, "upper limit of the interval; NaN if there is no interval"},
      {"level", [](R r) { return r.level; }, shown, "level of the interval, as a fraction"},
      {"method", [](R r) { return name_of(r.interval.how); }, shown, "method of the interval", &method_words},
      {"interval_status", [](R r) { return name_of(r.interval.why); }, shown, "`ok`, or the reason why there is no interval", &detail::interval_statuses},
      {"flags", [](R r) { return flag_bits{r.flags}; }, shown, "warnings; in frames separated by commas", &detail::flags},
      {"se", [](R r) { return r.interval.se; }, shown, "standard error on the scale of the value; NaN if the method has none"},
      {"df", [](R r) { return r.interval.df; }, shown, "degrees of freedom of the standard error; NaN if the method has none"},
      {"published_lower", [](R r) { return r.published.lower; }, shown, "lower limit by a published method, beside a default method that is newer; NaN if there is none"},
      {"published_upper", [](R r) { return r.published.upper; }, shown, "upper limit by the published method; NaN if there is none"},
      {"published_method", [](R r) { return name_of(r.published.how); }, shown, "the published method", &method_words},
      {"numerator", [](R r) { return r.numerator; }, shown, "for proportions, the count or sum of weights in the numerator; NaN for other metrics"},
      {"denominator", [](R r) { return r.denominator; }, shown, "for proportions, the count or sum of weights in the denominator; NaN for other metrics"},
      {"n", [](R r) -> std::uint64_t { return r.size.n; }, shown, "number of rows, without weights"},
      {"n_positive", [](R r) -> std::uint64_t { return r.size.n_positive; }, missing, "number of positive rows, without weights"},
      {"n_negative", [](R r) -> std::uint64_t { return r.size.n_negative; }, missing, "number of negative rows, without weights"},
      {"n_units", [](R r) -> std::uint64_t { return r.size.n_units; }, missing, "number of units of resampling, without weights"},
      {"weight_sum", [](R r) { return r.size.weight_sum; }, missing, "sum of the weights"},
      {"n_eff", [](R r) { return r.size.n_eff; }, missing, "Kish's effective sample size"},
      {"n_resamples", [](R r) -> std::uint64_t { return r.n_resamples; }, shown, "number of replicates that were used; 0 if there were none"},
      {"n_undefined", [](R r) -> std::uint64_t { return r.n_undefined; }, shown, "number of replicates without a value"},
      // clang-format on
  });
}();

/// The confusion counts of a result. Groups below the minimum size have no row.
inline constexpr auto counts = [] {
  using R = count_row const&;
  constexpr auto shown = for_small_groups::shown;
  return std::to_array<column<count_row>>({
      // clang-format off
      {"model", [](R r) { return model_number{r.model}; }, shown, "name of the model"},
      {"threshold", [](R r) { return optional_number{r.threshold.value_or(std::numeric_limits<double>::quiet_NaN())}; }, shown, "the threshold, or the one that the rule chose; missing for hard labels, and in the public view if a rule chose it"},
      {"rule", [](R r) { return optional_text{r.rule}; }, shown, "the rule that chose the threshold; missing if there was none"},
      {"attribute", [](R r) { return partition_number{r.partition}; }, shown, "the attribute of the group; missing for all rows"},
      {"group", [](R r) { return group_number{r.partition, r.group}; }, shown, "the group; missing for all rows"},
      {"tp", [](R r) { return r.tp; }, shown, "true positives, or the sum of their weights"},
      {"fp", [](R r) { return r.fp; }, shown, "false positives, or the sum of their weights"},
      {"fn", [](R r) { return r.fn; }, shown, "false negatives, or the sum of their weights"},
      {"tn", [](R r) { return r.tn; }, shown, "true negatives, or the sum of their weights"},
      // clang-format on
  });
}();

namespace detail {

template <class Row, std::size_t A, std::size_t B>
constexpr std::array<column<Row>, A + B> joined(std::array<column<Row>, A> const& first, std::array<column<Row>, B> const& second) {
  std::array<column<Row>, A + B> all{};
  std::copy(second.begin(), second.end(), std::copy(first.begin(), first.end(), all.begin()));
  return all;
}

/// The columns that comparisons and gaps share.
inline constexpr auto judged = [] {
  using R = comparison_row const&;
  constexpr auto shown = for_small_groups::shown;
  return std::to_array<column<comparison_row>>({
      // clang-format off
      {"scale", [](R r) { return name_of(r.scale); }, shown, "what the value is: a difference, a ratio, or another number", &scales},
      {"value", [](R r) { return r.value.number; }, shown, "the difference, the ratio, or what `scale` says; NaN if it is undefined"},
      {"status", [](R r) { return name_of(r.value.why); }, shown, "`ok`, or the reason why the value is undefined", &statuses},
      {"lower", [](R r) { return r.interval.lower; }, shown, "lower limit of the interval; NaN if there is no interval"},
      {"upper", [](R r) { return r.interval.upper; }, shown, "upper limit of the interval; NaN if there is no interval"},
      {"level", [](R r) { return r.level; }, shown, "level of the interval, as a fraction"},
      {"method", [](R r) { return name_of(r.interval.how); }, shown, "method of the interval", &comparison_method_words},
      {"interval_status", [](R r) { return name_of(r.interval.why); }, shown, "`ok`, or the reason why there is no interval", &interval_statuses},
      {"published_lower", [](R r) { return r.published.lower; }, shown, "lower limit by a published method, beside a method that is newer; NaN if there is none"},
      {"published_upper", [](R r) { return r.published.upper; }, shown, "upper limit by the published method; NaN if there is none"},
      {"published_method", [](R r) { return name_of(r.published.how); }, shown, "the published method", &comparison_method_words},
      {"p", [](R r) { return r.p; }, shown, "p value of the claim, by the interval: 1 − L, where L is the level at which a limit is equal to the margin; half of it if the claim is one-sided"},
      {"test", [](R r) { return name_of(r.test); }, shown, "the classical test", &tests},
      {"statistic", [](R r) { return r.classical.statistic; }, shown, "statistic of the test; NaN if it has none"},
      {"df", [](R r) { return r.classical.df; }, shown, "degrees of freedom of the statistic; NaN if it has none"},
      {"test_p", [](R r) { return r.classical.p; }, shown, "two-sided p value of the test that there is no difference"},
      {"p_exact", [](R r) { return r.p_exact; }, shown, "p value of McNemar’s exact test; NaN for other metrics"},
      {"p_bootstrap", [](R r) { return r.p_bootstrap; }, shown, "two-sided p value by the replicates of the difference; NaN without replicates"},
      {"p_permutation", [](R r) { return r.p_permutation; }, shown, "two-sided p value of a permutation test, which exchanges the two models at random within each unit; NaN for metrics that are not means over rows"},
      {"margin", [](R r) { return optional_number{r.margin}; }, shown, "the margin of the claim; missing for a two-sided claim"},
      {"alternative", [](R r) { return name_of(r.alternative); }, shown, "the claim that is judged", &alternatives},
      {"decision", [](R r) { return name_of(r.decision); }, shown, "what the interval shows", &decisions},
      {"simultaneous_lower", [](R r) { return r.simultaneous_lower; }, shown, "lower limit that holds for the whole family at once; NaN if there is none"},
      {"simultaneous_upper", [](R r) { return r.simultaneous_upper; }, shown, "upper limit that holds for the whole family at once; NaN if there is none"},
      {"p_adjusted", [](R r) { return r.p_adjusted; }, shown, "`p`, adjusted for the number of members of the family"},
      {"adjustment", [](R r) { return name_of(r.adjustment); }, shown, "how `p_adjusted` was adjusted", &adjustments},
      {"n_judged", [](R r) { return r.n_judged; }, shown, "number of members of the family: the comparisons of the same metric and kind"},
      {"flags", [](R r) { return flag_bits{r.flags}; }, shown, "warnings; in frames separated by commas", &flags},
      // clang-format on
  });
}();

}  // namespace detail

/// The comparisons of models on the same rows.
inline constexpr auto comparisons = [] {
  using R = comparison_row const&;
  constexpr auto shown = for_small_groups::shown;
  return detail::joined(
      std::to_array<column<comparison_row>>({
          // clang-format off
      {"a", [](R r) { return optional_model_number{r.a}; }, shown, "the first model; missing if all models are compared at once"},
      {"b", [](R r) { return optional_model_number{r.b}; }, shown, "the second model; missing if all models are compared at once"},
      {"kind", [](R r) { return name_of(r.kind); }, shown, "what is compared", &detail::kinds},
      {"metric", [](R r) -> std::string const& { return r.metric; }, shown, "name of the metric"},
      {"parameters", [](R r) -> parameter_list const& { return r.parameters; }, shown, "parameters of the metric, and the threshold; in frames as JSON with sorted keys"},
      {"attribute", [](R r) { return partition_number{r.partition}; }, shown, "the attribute of the group, as in the rows of a result; missing for all rows"},
      {"group", [](R r) { return group_number{r.partition, r.group}; }, shown, "the group; missing for all rows"},
          // clang-format on
      }),
      detail::judged);
}();

/// The gaps between groups.
inline constexpr auto gaps = [] {
  using R = comparison_row const&;
  constexpr auto shown = for_small_groups::shown;
  return detail::joined(
      std::to_array<column<comparison_row>>({
          // clang-format off
      {"model", [](R r) { return model_number{r.model}; }, shown, "name of the model"},
      {"attribute", [](R r) { return partition_number{r.partition}; }, shown, "the attribute whose groups are compared"},
      {"a", [](R r) { return optional_group_number{r.partition, r.a}; }, shown, "the first group; missing if all groups are compared at once"},
      {"b", [](R r) { return optional_group_number{r.partition, r.b}; }, shown, "the second group; missing for the rest, and where there is none"},
      {"kind", [](R r) { return name_of(r.kind); }, shown, "what is compared", &detail::kinds},
      {"metric", [](R r) -> std::string const& { return r.metric; }, shown, "name of the metric"},
      {"parameters", [](R r) -> parameter_list const& { return r.parameters; }, shown, "parameters of the metric, and the threshold; in frames as JSON with sorted keys"},
          // clang-format on
      }),
      detail::judged);
}();

}  // namespace CLINMETRICS_NAMESPACE::tables
