// SPDX-License-Identifier: Apache-2.0
// The source of the weights of a pass: generated during the pass, one chunk at a time (poisson), and stored for later passes or not; or
// read from a tile of all units (either kind).
#pragma once
#include <numeric>

#include "clinmetrics/random/resampler.hpp"
#include "poisson_fill.hpp"
#include "ranked_kernel.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// Poisson weights, generated when they are needed: 8 KiB that stay in L1.
class streamed_weights {
 public:
  /// `first` is a multiple of 16.
  streamed_weights(resampler const& weights, std::uint32_t first) : lanes_(weights.seed(), first / lanes), stream_(weights.stream()) {
    std::iota(identity_, identity_ + chunk_rows, 0u);
  }
  weight_rows operator()(std::uint32_t const* units, std::size_t n, std::size_t /*n_ahead*/) {
    fill_poisson(lanes_, stream_, units, n, chunk_);
    return {chunk_, identity_};
  }

 private:
  philox_lanes lanes_;
  std::uint32_t stream_;
  std::uint32_t identity_[chunk_rows];
  alignas(64) std::uint8_t chunk_[chunk_rows * tile_width];
};

/// Poisson weights, generated when they are needed and stored in a tile: row i contains the weights of the i-th unit that was asked for.
class recorded_weights {
 public:
  recorded_weights(resampler const& weights, std::uint32_t first, std::uint8_t* tile)
      : lanes_(weights.seed(), first / lanes), stream_(weights.stream()), next_(tile) {
    std::iota(identity_, identity_ + chunk_rows, 0u);
  }
  weight_rows operator()(std::uint32_t const* units, std::size_t n, std::size_t /*n_ahead*/) {
    std::uint8_t* const rows = next_;
    fill_poisson(lanes_, stream_, units, n, rows);
    next_ += n * tile_width;
    return {rows, identity_};
  }

 private:
  philox_lanes lanes_;
  std::uint32_t stream_;
  std::uint32_t identity_[chunk_rows];
  std::uint8_t* next_;
};

/// Weights of all units, one row each, read in any order.
class resident_weights {
 public:
  explicit resident_weights(std::uint8_t const* tile) : tile_(tile) {}
  weight_rows operator()(std::uint32_t const* units, std::size_t n, std::size_t n_ahead) const { return {tile_, units, n + n_ahead}; }

 private:
  std::uint8_t const* tile_;
};

}  // namespace CLINMETRICS_NAMESPACE::simd
