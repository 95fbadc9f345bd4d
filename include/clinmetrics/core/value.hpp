// SPDX-License-Identifier: Apache-2.0
// A value: a number, or NaN with the reason.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "clinmetrics/core/plain.hpp"
#include "clinmetrics/core/word.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The reason why a value is not a plain number. If several apply, the first of empty, no_positives, no_negatives, zero_denominator is
/// given.
enum class status : std::uint8_t {
  ok,
  empty,             ///< no rows
  no_positives,      ///< the metric needs positive rows, and there are none
  no_negatives,      ///< the same for the negative rows
  zero_denominator,  ///< 0/0 (NaN), or only the denominator is 0 (infinite)
  too_few,           ///< the group has fewer units than min_group_size, or a class too few rows for a calibration curve
  infinite_logit,    ///< a risk is exactly 0 or 1
  constant_score,    ///< all scores are equal
  separated,         ///< a score separates the rows with the outcome from those without
  not_independent,   ///< a test for independent rows of equal weight
  no_threshold,      ///< no threshold satisfies the rule by which it is chosen
  below_chance       ///< a corrected partial area has no meaning below that of chance
};

/// The names of the statuses and their texts.
inline constexpr std::array<word, 12> status_words{{
    {"ok", "defined", "The value is a number; an infinite log loss also has this status."},
    {"empty", "no rows", "The group has no rows, so nothing can be computed."},
    {"no_positives", "no events",
     "No {row} of the group has the outcome, and the metric divides by the number of those that have it. The value is left undefined."},
    {"no_negatives", "only events",
     "Every {row} of the group has the outcome, and the metric divides by the number of those without it. The value is left undefined."},
    {"zero_denominator", "zero in the denominator",
     "The metric divides by a count that is zero here, such as PPV when no {row} is predicted positive. The value is undefined, or "
     "infinite "
     "if only the denominator is zero."},
    {"too_few", "too few rows",
     "The group is smaller than the minimum size. Only its size is shown, because an interval from so few rows would mislead and the "
     "numbers could identify a person. For metrics of a calibration curve also: a class has fewer than 5 {rows}."},
    {"infinite_logit", "a risk of 0 or 1",
     "A predicted risk is exactly 0 or 1, and its logit is infinite. Such risks are never changed to others; the value is left undefined."},
    {"constant_score", "only one score", "All scores of the group are equal, so that no slope can be estimated."},
    {"separated", "the classes are separated",
     "Some score has all {rows} with the outcome on one side and all others on the other side, so that the likelihood has no maximum and "
     "no "
     "regression can be fitted."},
    {"not_independent", "the rows are not independent",
     "The test is valid for independent {rows} of equal weight only, and here units have several rows or weights are unequal."},
    {"no_threshold", "no threshold",
     "No threshold of these data satisfies the rule by which it is chosen, for example because the PPV that it demands is not reached, or "
     "because all {rows} or no {row} have the outcome."},
    {"below_chance", "below chance",
     "The partial area is smaller than that of a model that knows nothing, where the McClish correction has no meaning."},
}};

constexpr std::string_view name_of(status s) { return status_words[static_cast<std::size_t>(s)].name; }

struct value {
  double number;
  status why;
};
static_assert(are_plain<value>);

}  // namespace CLINMETRICS_NAMESPACE
