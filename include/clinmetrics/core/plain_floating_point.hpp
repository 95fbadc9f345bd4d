// SPDX-License-Identifier: Apache-2.0
// All computations use one floating-point mode: subnormal numbers are kept, rounding is to nearest, and there are no traps. The caller may
// use another mode (some libraries switch flush-to-zero on for a whole thread); its mode and flags are restored at the end of the scope.
#pragma once
#include <cfenv>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// FE_DFL_ENV also clears modes for which <cfenv> has no names: on x86 flush-to-zero and subnormals-are-zero, and the mode of `long
/// double`.
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

}  // namespace CLINMETRICS_NAMESPACE
