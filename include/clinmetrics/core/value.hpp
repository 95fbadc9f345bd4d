// SPDX-License-Identifier: Apache-2.0
// A value: a number, or NaN with the reason.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The reason why a value is not a plain number. If several apply, the first of empty, no_positives, no_negatives, zero_denominator is
/// given.
enum class status : std::uint8_t {
  ok,
  empty,             ///< no rows
  no_positives,      ///< the metric needs positive rows, and there are none
  no_negatives,      ///< the same for the negative rows
  zero_denominator,  ///< 0/0 (NaN), or only the denominator is 0 (infinite)
  too_few            ///< the group has fewer units than min_group_size
};

constexpr std::string_view name_of(status s) {
  constexpr std::array<std::string_view, 6> names{"ok", "empty", "no_positives", "no_negatives", "zero_denominator", "too_few"};
  return names[static_cast<std::size_t>(s)];
}

struct value {
  double number;
  status why;
};

}  // namespace CLINMETRICS_NAMESPACE
