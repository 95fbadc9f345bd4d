// SPDX-License-Identifier: Apache-2.0
// The passes of a cohort, run by the kernels on the host.
#pragma once
#include <gtest/gtest.h>

#include "cohort_passes.hpp"
#include "host_runtime.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

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

/// An ordering by the kernels, which is not kept.
inline ranked_order order_by_plugin(column const& score) {
  ranked_order order;
  void* kept = nullptr;
  EXPECT_EQ(device::order_on_plugin(host_plugin(), score, order, kept), device_status::ok);
  host_plugin().release(kept);
  EXPECT_EQ(host_device.held(), 0u);
  return order;
}

/// One configuration by the reference and by the kernels.
inline void expect_equal(configuration const& c) {
  SCOPED_TRACE(::testing::Message() << "n " << c.rows.n << ", levels " << c.rows.score_levels << ", prevalence " << c.rows.prevalence
                                    << ", weights " << c.rows.weights_below << (c.rows.real_weights ? " real" : "") << ", units "
                                    << c.rows.n_units << ", strata " << c.rows.n_strata << ", groups " << c.rows.n_levels << ", seed "
                                    << c.seed << ", cuts " << c.n_cuts << ", replicates " << c.first << " + " << c.count << ", segment "
                                    << c.most_rows << ", " << name_of(c.kind));
  workload const w(random_table(c.rows, c.seed), c.n_cuts, c.wants_precision);
  auto const weights = w.weights(c.kind, c.seed);
  simt::set_order(c.seed % 4 == 0 ? 0 : c.seed);
  host_device.n_warps = c.seed / 2 % 2 == 0 ? 0 : 1u << 20;  // one kernel per step, or, if groups are small, one for all
  ASSERT_TRUE(w.by_reference(weights, c.first, c.count) == w.by_kernels(weights, c.first, c.count, c.most_rows));
}

}  // namespace CLINMETRICS_NAMESPACE::testing
