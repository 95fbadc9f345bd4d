// SPDX-License-Identifier: Apache-2.0
// Buffers for tiles of weights, handed out and taken back. Fresh pages cost more than the sums that they are for, so a moderate amount is
// kept.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

namespace clinmetrics::simd {

/// A buffer of whole pages; goes back to the pool at the end of its life.
class scratch {
 public:
  /// Throws std::bad_alloc where there is no memory.
  explicit scratch(std::size_t n_bytes);
  ~scratch();
  scratch(scratch const&) = delete;
  scratch& operator=(scratch const&) = delete;
  std::uint8_t* data() const { return data_; }

 private:
  std::uint8_t* data_;
  std::size_t capacity_;
};

}  // namespace clinmetrics::simd
