// SPDX-License-Identifier: Apache-2.0
// The parameter of metrics that weigh false positives against true positives by the odds of the threshold.
//
// A threshold of a predicted risk says what is at stake: whoever treats at a risk of t or more accepts (1 − t)/t unnecessary treatments
// for each necessary one. Vickers AJ, Elkin EB. Med Decis Making 2006;26:565-574. doi:10.1177/0272989X06295361
#pragma once
#include <cmath>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

inline constexpr parameter threshold_probability{
    .name = "threshold_probability", .standard = not_a_number, .least = 0, .greatest = 1, .is_threshold = true};

/// The share of events that the reader states, which has no default.
inline constexpr parameter stated_prevalence{.name = "prevalence", .standard = not_a_number, .least = 1e-9, .greatest = 1 - 1e-9};

/// t/(1 − t): 0 for t = 0, infinite for t = 1.
constexpr double odds_of(double t) { return t == 1 ? infinity : t / (1 - t); }

/// weight·count, where nothing costs nothing at any weight.
constexpr double weighed(double weight, double count) { return count == 0 ? 0 : weight * count; }

/// A number that is infinite if its weight is.
constexpr value possibly_infinite(double number) { return {number, number - number == 0 ? status::ok : status::zero_denominator}; }

/// The correlation of two shares x/n and y/n of the same n rows, none of which counts in both.
inline double correlation_of_shares(double x, double y, double n) { return x == n || y == n ? 0 : -std::sqrt(x / (n - x) * (y / (n - y))); }

}  // namespace CLINMETRICS_NAMESPACE
