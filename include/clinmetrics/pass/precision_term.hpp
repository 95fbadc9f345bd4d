// SPDX-License-Identifier: Apache-2.0
// The term of average precision at a positive: the precision at the end of its tie, as an integer.
#pragma once
#include <cstdint>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// trunc(2⁴⁰·(TP/(TP + FP))): the division is IEEE double, so every backend gives the same integer. true_positives ≤ all, all > 0.
constexpr std::uint64_t precision_term(std::uint64_t true_positives, std::uint64_t all) {
  return static_cast<std::uint64_t>(0x1p40 * (static_cast<double>(true_positives) / static_cast<double>(all)));
}

}  // namespace CLINMETRICS_NAMESPACE
