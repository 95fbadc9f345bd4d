// SPDX-License-Identifier: Apache-2.0
// The sums of the ranked pass that describe the whole ordering: sizes of the classes, Mann–Whitney count and average-precision sum.
#pragma once
#include <cstdint>
#include <span>

#include "clinmetrics/core/wide.hpp"

namespace CLINMETRICS_NAMESPACE {

struct ranked {
  std::uint64_t n_positive, n_negative;
  u128 two_u;          ///< 2U: Σ over positives of 2·(negatives below) + (negatives tied)
  u128 precision_sum;  ///< Σ over positives of the precision at the end of their tie, · 2⁴⁰
  static constexpr std::size_t n_words = 6;
  static constexpr int precision_bits = 40;
  static constexpr ranked read(std::span<std::uint64_t const> w) { return {w[0], w[1], wide(w[2], w[3]), wide(w[4], w[5])}; }
};

}  // namespace CLINMETRICS_NAMESPACE
