// SPDX-License-Identifier: Apache-2.0
// The floating-point mode that every result is computed in: subnormal numbers are numbers, rounding is to nearest. A caller may run in
// another one (some libraries switch flush-to-zero on for a whole thread); it comes back at the end.
#pragma once
#ifdef __SSE__
#include <xmmintrin.h>
#endif

namespace clinmetrics {

class plain_floating_point {
 public:
#ifdef __SSE__
  plain_floating_point() : callers_(_mm_getcsr()) {
    if (is_a_change()) _mm_setcsr(callers_ & ~mode_bits);
  }
  ~plain_floating_point() {
    if (is_a_change()) _mm_setcsr(callers_);
  }
#else
  plain_floating_point() = default;
  ~plain_floating_point() = default;
#endif
  plain_floating_point(plain_floating_point const&) = delete;
  plain_floating_point& operator=(plain_floating_point const&) = delete;
  bool is_a_change() const { return (callers_ & mode_bits) != 0; }

 private:
  static constexpr unsigned mode_bits = 0x8000u | 0x0040u | 0x6000u;  ///< flush to zero, subnormals are zero, rounding
  unsigned callers_ = 0;
};

}  // namespace clinmetrics
