// SPDX-License-Identifier: Apache-2.0
// What an interval of a difference or a ratio shows, and the p value that belongs to it.
//
// The printed interval decides: a claim is shown if every value of the interval agrees with it. At the level .95 each limit has a one-sided
// error of .025, so that superiority and non-inferiority are judged at .025, and equivalence needs the level .90 for the usual two tests at
// .05. The p value is 1 − level (two-sided), or half of it (one-sided), of the interval whose limit just meets the margin.
//
//   claim           higher is better                    lower is better
//   different       0 outside the interval              the same
//   superior        lower > margin                      upper < −margin
//   non-inferior    lower > −margin                     upper < margin
//   equivalent      −margin < lower and upper < margin  the same
// A ratio is judged only for being different from 1.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/core/word.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/metric/descriptor.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The claim that a comparison judges.
enum class alternative : std::uint8_t { two_sided, superior, non_inferior, equivalent };

/// What was shown.
enum class decision : std::uint8_t { not_judged, different, superior, non_inferior, equivalent, not_shown };

inline constexpr std::array<word, 4> alternative_words{{
    {"two_sided", "two-sided", "The two numbers differ, in either direction."},
    {"superior", "superior", "The first is better than the second, by more than the margin."},
    {"non_inferior", "non-inferior", "The first is not worse than the second by the margin or more."},
    {"equivalent", "equivalent", "The two differ by less than the margin, in both directions."},
}};

inline constexpr std::array<word, 6> decision_words{{
    {"not_judged", "not judged",
     "Nothing was judged: there is no interval, the metric has no better direction, or the number is not a difference or a ratio."},
    {"different", "different", "The interval shows that the two numbers differ."},
    {"superior", "superior", "The interval shows that the first is better than the second."},
    {"non_inferior", "non-inferior", "The interval shows that the first is not worse than the second by the margin or more."},
    {"equivalent", "equivalent", "The interval shows that the two differ by less than the margin."},
    {"not_shown", "not shown", "The interval does not show the claim. With few rows, this is no evidence against it."},
}};

constexpr std::string_view name_of(alternative a) { return alternative_words[static_cast<std::size_t>(a)].name; }
constexpr std::string_view name_of(decision d) { return decision_words[static_cast<std::size_t>(d)].name; }

/// A difference is compared with 0, a ratio with 1.
enum class contrast : std::uint8_t { difference, ratio };

/// A claim about a contrast; of a ratio, the two-sided one.
struct claim {
  clinmetrics::alternative alternative = clinmetrics::alternative::two_sided;
  double margin = 0;
  clinmetrics::contrast contrast = clinmetrics::contrast::difference;
  better direction = better::higher;
};

/// Whether the claim can be judged: a one-sided claim needs a metric of which more, or less, is better; non-inferiority and equivalence
/// need a margin.
constexpr bool is_judgeable(claim const& c) {
  bool const is_one_sided = c.alternative == alternative::superior || c.alternative == alternative::non_inferior;
  bool const needs_margin = c.alternative == alternative::equivalent || c.alternative == alternative::non_inferior;
  return (!is_one_sided || c.direction == better::higher || c.direction == better::lower) && (!needs_margin || c.margin > 0);
}

/// not_judged if there is no interval, or the claim cannot be judged.
CLINMETRICS_EXPORT decision judge(claim const& c, interval const& i);

/// The p value of a claim: the level at which a limit meets the margin. At least 6·10⁻¹⁴ (two-sided); if the limits exist up to some level
/// only, as with replicates, at least what that level gives. `at(c)` is the interval at a confidence; only the limits that c.reads are
/// read. NaN if there is none.
/// `first`: critical values at which the search begins, such as those at which the interval is known already; that of 95 % if there are
/// none.
CLINMETRICS_EXPORT double p_of(claim const& c, std::function<interval(confidence const&)> const& at, std::span<double const> first = {});

}  // namespace CLINMETRICS_NAMESPACE
