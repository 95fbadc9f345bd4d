// SPDX-License-Identifier: Apache-2.0
// Rows of the tables of comparisons (of models on the same rows) and of gaps (of one model between groups).
#pragma once
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "clinmetrics/compare/decision.hpp"
#include "clinmetrics/compare/test.hpp"
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/core/value.hpp"
#include "clinmetrics/engine/options.hpp"

namespace CLINMETRICS_NAMESPACE {

/// What is compared. All but the first two and the last are gaps.
enum class comparison_kind : std::uint8_t {
  models,         ///< model a with model b
  joint,          ///< all models at once
  range,          ///< the greatest with the least value among the groups: a and b
  worst,          ///< the value of the worst group: a
  rest,           ///< group a with all other rows that belong to a group of the attribute
  reference,      ///< group a with the reference group b
  pairs,          ///< group a with group b
  xauc,           ///< positive rows of a against negative rows of the rest, with positive rows of the rest against negative rows of a
  heterogeneity,  ///< all groups at once
  between,        ///< the variance between groups
  results         ///< model a of one result with model b of another one, of independent data
};

/// What the value of a row is.
enum class comparison_scale : std::uint8_t { difference, ratio, value, i_squared, variance, test_only };

enum class comparison_test : std::uint8_t {
  none,
  delong,
  delong_joint,
  obuchowski,
  delong_welch,
  mcnemar_mid_p,
  miettinen_nurminen,
  generalised_score,
  cochran_q
};

inline constexpr std::array<word, 11> comparison_kind_words{{
    {"models", "two models", "Two models on the same {rows}."},
    {"joint", "all models", "All models on the same {rows} at once."},
    {"range", "largest gap", "The largest and the smallest value among the groups."},
    {"worst", "worst group", "The value of the worst group."},
    {"rest", "against the rest", "A group and all other {rows} of the attribute’s groups."},
    {"reference", "against the reference", "A group and the reference group."},
    {"pairs", "two groups", "Two groups."},
    {"xauc", "cross-group AUROC",
     "The AUROC of the group’s {rows} with the outcome against the other groups’ {rows} without it, less the AUROC of the other groups’ "
     "{rows} with the outcome against the group’s {rows} without it."},
    {"heterogeneity", "heterogeneity", "The share of the variation between groups that is not chance: I², with Cochran’s Q test."},
    {"between", "variance between groups", "The variance of the values between groups, without the part that is chance."},
    {"results", "two results", "A model in two results of independent data, such as those of two hospitals."},
}};

inline constexpr std::array<word, 6> comparison_scale_words{{
    {"difference", "difference", "The value of a less the value of b."},
    {"ratio", "ratio", "The value of a divided by the value of b."},
    {"value", "value", "The value of one group."},
    {"i_squared", "I²", "A share from 0 to 1."},
    {"variance", "variance", "On the scale of the metric, squared."},
    {"test_only", "test", "There is no value, only a test."},
}};

inline constexpr std::array<word, 2> p_adjustment_words{{
    {"holm", "Holm", "Holm’s method: the probability of any false claim in the family is held."},
    {"benjamini_hochberg", "Benjamini–Hochberg", "The expected share of false claims among all claims of the family is held."},
}};

inline constexpr std::array<word, 9> comparison_test_words{{
    {"none", "None", "There is no test."},
    {"delong", "DeLong", "DeLong’s test of two AUROCs on the same {rows}."},
    {"delong_joint", "Joint DeLong", "DeLong’s χ² test that all AUROCs are equal."},
    {"obuchowski", "Obuchowski", "DeLong’s test for several {rows} of one unit, by Obuchowski."},
    {"delong_welch", "DeLong, two samples", "DeLong’s test of the AUROCs of two independent samples, with Welch’s degrees of freedom."},
    {"mcnemar_mid_p", "McNemar mid-p", "McNemar’s test of two paired proportions, with the mid-p value."},
    {"miettinen_nurminen", "Miettinen–Nurminen", "The score test of two independent proportions."},
    {"generalised_score", "Weighted generalised score", "Kosinski’s test of two predictive values on the same {rows}."},
    {"cochran_q", "Cochran’s Q", "The test that all groups have the same value."},
}};

constexpr std::string_view name_of(comparison_kind k) { return comparison_kind_words[static_cast<std::size_t>(k)].name; }
constexpr std::string_view name_of(comparison_scale s) { return comparison_scale_words[static_cast<std::size_t>(s)].name; }
constexpr std::string_view name_of(p_adjustment a) { return p_adjustment_words[static_cast<std::size_t>(a)].name; }
constexpr std::string_view name_of(comparison_test t) { return comparison_test_words[static_cast<std::size_t>(t)].name; }

struct comparison_row {
  static constexpr std::uint32_t nobody = ~std::uint32_t{0};
  static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

  comparison_kind kind = comparison_kind::models;
  std::uint32_t model = 0;      ///< of a gap
  std::uint32_t a = nobody;     ///< a model, or of a gap a group; nobody: there is none
  std::uint32_t b = nobody;     ///< the same
  std::uint32_t partition = 0;  ///< as in a result_row
  std::uint32_t group = 0;      ///< of a comparison of models
  std::string metric;
  parameter_list parameters;
  comparison_scale scale = comparison_scale::difference;
  clinmetrics::value value{nan, status::ok};
  clinmetrics::interval interval{nan, nan, interval_status::not_requested, nan, nan};
  clinmetrics::interval published{nan, nan, interval_status::not_requested, nan, nan};
  double level = nan;
  double p = nan;  ///< by the interval
  comparison_test test = comparison_test::none;
  significance_test classical;  ///< of `test`
  double p_exact = nan;         ///< McNemar's exact test
  double p_bootstrap = nan, p_permutation = nan;
  double margin = nan;  ///< NaN: nothing is judged with a margin
  clinmetrics::alternative alternative = clinmetrics::alternative::two_sided;
  clinmetrics::decision decision = clinmetrics::decision::not_judged;
  double simultaneous_lower = nan, simultaneous_upper = nan;
  double p_adjusted = nan;
  p_adjustment adjustment = p_adjustment::holm;
  std::uint64_t n_judged = 0;  ///< the members of the family
  std::uint16_t flags = 0;
};

}  // namespace CLINMETRICS_NAMESPACE
