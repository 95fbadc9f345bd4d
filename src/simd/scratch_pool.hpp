// SPDX-License-Identifier: Apache-2.0
// Buffers for tiles of weights that are reused. New pages from the system cost more than the computation itself, so a limited amount is
// kept.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// A buffer of whole pages; the destructor returns it to the pool.
class scratch {
 public:
  /// Throws std::bad_alloc if there is no memory.
  explicit scratch(std::size_t n_bytes);
  ~scratch();
  scratch(scratch const&) = delete;
  scratch& operator=(scratch const&) = delete;
  std::uint8_t* data() const { return data_; }

 private:
  std::uint8_t* data_;
  std::size_t capacity_;
};

}  // namespace CLINMETRICS_NAMESPACE::simd
