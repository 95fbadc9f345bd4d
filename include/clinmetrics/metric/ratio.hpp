// SPDX-License-Identifier: Apache-2.0
// Ratios of integers as values: one division, or undefined with a reason.
#pragma once
#include <cstdint>
#include <limits>

#include "clinmetrics/core/value.hpp"
#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/tally/confusion.hpp"

namespace CLINMETRICS_NAMESPACE {

inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinity = std::numeric_limits<double>::infinity();

constexpr value undefined(status why) { return {not_a_number, why}; }
constexpr value defined(double number) { return {number, status::ok}; }

/// part/whole; `why` if the whole is 0.
template <class Integer>
constexpr value ratio(Integer part, Integer whole, status why) {
  return whole == 0 ? undefined(why) : defined(static_cast<double>(part) / static_cast<double>(whole));
}

/// part/whole; +∞ if only the whole is 0.
constexpr value open_ratio(u128 part, u128 whole) {
  if (whole != 0) return defined(static_cast<double>(part) / static_cast<double>(whole));
  return {part == 0 ? not_a_number : infinity, status::zero_denominator};
}

constexpr u128 product(std::uint64_t a, std::uint64_t b) { return static_cast<u128>(a) * b; }

constexpr status if_any(confusion const& c, status why) { return c.total() == 0 ? status::empty : why; }

/// ok if both classes have rows, else the reason.
constexpr status both_classes(confusion const& c) {
  if (c.total() == 0) return status::empty;
  if (c.positives() == 0) return status::no_positives;
  return c.negatives() == 0 ? status::no_negatives : status::ok;
}

}  // namespace CLINMETRICS_NAMESPACE
