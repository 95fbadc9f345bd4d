// SPDX-License-Identifier: Apache-2.0
// The passes of a cohort, run by the kernels on the host.
#pragma once
#include <gtest/gtest.h>

#include "cohort_passes.hpp"
#include "host_runtime.hpp"

namespace clinmetrics::testing {

struct workload : cohort_passes {
  using cohort_passes::cohort_passes;

  std::vector<std::uint64_t> by_kernels(resampler const& w, std::uint32_t first, std::uint32_t count, std::uint32_t most_rows,
                                        device_status expected = device_status::ok) const {
    run_control control;
    device_status status{};
    auto words = by_plugin(host_plugin(), w, first, count, most_rows, control, status);
    EXPECT_EQ(static_cast<int>(status), static_cast<int>(expected));
    EXPECT_EQ(host_device.broken_rule, "");
    EXPECT_EQ(host_device.held(), 0u);
    if (expected == device_status::ok) {
      EXPECT_EQ(control.done, count);
    }
    return words;
  }
};

}  // namespace clinmetrics::testing
