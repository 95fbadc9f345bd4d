// SPDX-License-Identifier: Apache-2.0
// Runs a test body once on every instruction set of this machine for which the kernels are compiled.
#pragma once
#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <array>
#include <cstdint>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

inline constexpr std::array<std::int64_t, 5> kernel_targets{HWY_SSSE3, HWY_SSE4, HWY_AVX2, HWY_AVX3, HWY_AVX3_DL};

template <class F>
void on_every_target(F const& body) {
  std::int64_t const here = hwy::SupportedTargets();
  for (auto target : kernel_targets) {
    if (!(here & target)) continue;
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    SCOPED_TRACE(hwy::TargetName(target));
    body();
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    if (::testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace CLINMETRICS_NAMESPACE::testing
