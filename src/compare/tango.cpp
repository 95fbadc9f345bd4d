// SPDX-License-Identifier: Apache-2.0
// Tango's score test and interval of the difference of paired proportions.
#include <cmath>

#include "clinmetrics/compare/paired_table.hpp"
#include "clinmetrics/inference/detail/no_interval.hpp"
#include "counts.hpp"
#include "score.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// n·(s − δ²). For δ ≥ 0, s = δ + 2q with the most likely q = P(second alone), the larger root of
///   2n·q² − (b + c − (2n − b + c)·δ)·q − c·δ(1 − δ) = 0,
/// which is written without a difference of numbers that are nearly equal. For δ < 0 the two are swapped.
double variance(paired_table const& t, double difference) {
  if (difference < 0) return variance(t.swapped(), -difference);
  double const n = t.total(), spread = difference * (1 - difference);
  double const middle = t.first + t.second - (2 * n - t.first + t.second) * difference, product = 2 * t.second * spread;
  double const root = std::sqrt(middle * middle + 4 * n * product);
  double const second_alone = middle > 0 ? (middle + root) / (4 * n) : product == 0 ? 0 : product / (root - middle);
  return n * (2 * second_alone + spread);
}

double distance(paired_table const& t, double difference) { return t.first - t.second - t.total() * difference; }

double lower_limit(paired_table const& t, confidence const& c) {
  auto const excess = [&](double difference) { return distance(t, difference) - c.z * std::sqrt(variance(t, difference)); };
  return detail::lower_score_limit(-1, (t.first - t.second) / t.total(), excess);
}

}  // namespace

interval tango(paired_table const& t, confidence const& c) {
  if (!detail::is_defined(t)) return detail::no_interval(interval_status::undefined_value);
  return detail::limits(lower_limit(t, c), -lower_limit(t.swapped(), c));
}

significance_test tango_test(paired_table const& t, double difference) {
  if (!(detail::is_defined(t) && std::abs(difference) <= 1)) return {};
  return detail::score_test(distance(t, difference), variance(t, difference));
}

}  // namespace CLINMETRICS_NAMESPACE
