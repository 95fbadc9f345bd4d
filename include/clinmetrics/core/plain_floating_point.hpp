// SPDX-License-Identifier: Apache-2.0
// The floating-point mode that everything is computed in: subnormal numbers are numbers, rounding is to nearest, nothing traps. A caller
// may run in another one (some libraries switch flush-to-zero on for a whole thread); it comes back at the end of the scope, flags and all.
#pragma once
#include <cfenv>

namespace clinmetrics {

/// FE_DFL_ENV also clears what <cfenv> has no names for: on x86 flush-to-zero and subnormals-are-zero, and the mode of `long double`.
class plain_floating_point {
 public:
  plain_floating_point() {
    std::fegetenv(&callers_);
    std::fesetenv(FE_DFL_ENV);
  }
  ~plain_floating_point() { std::fesetenv(&callers_); }
  plain_floating_point(plain_floating_point const&) = delete;
  plain_floating_point& operator=(plain_floating_point const&) = delete;

 private:
  std::fenv_t callers_;
};

}  // namespace clinmetrics
