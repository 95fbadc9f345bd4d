// SPDX-License-Identifier: Apache-2.0
// The greatest sums that a replicate can reach, known before any replicate is drawn: they decide which kernel runs a ranked pass.
#pragma once
#include <cstdint>
#include <optional>

#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/pass/ranked.hpp"
#include "clinmetrics/random/resampler.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

inline constexpr unsigned greatest_byte = 255;  ///< replicates with a larger weight are computed by the reference

struct weight_bounds {
  bool is_weighted;  ///< the rows have weights of their own
  std::uint64_t greatest_of_row;
  u128 replicate;  ///< no replicate has a larger sum of row weight times replicate weight
};
weight_bounds bounds_of(ranked_pass const& pass, resampler const& weights);

/// How a kernel adds up a ranked pass.
enum class ranked_sums : std::uint8_t {
  bytes,   ///< rows without weights: bytes within a block, and 64 bits across blocks
  narrow,  ///< row weights of one digit: 32 bits, products of 64 bits
  wide,    ///< other row weights: 64 bits, products of 120 bits
};
/// Empty if a sum might exceed the integers of every kernel.
std::optional<ranked_sums> sums_for(weight_bounds const& bounds);

}  // namespace CLINMETRICS_NAMESPACE::simd
