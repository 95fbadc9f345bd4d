// SPDX-License-Identifier: Apache-2.0
// Each kernel that nvcc made runs here, and gives the integers of the reference. The plugin's other tests run on them too: CMakeLists.txt.
#include "ptx_kernels.hpp"

#include <gtest/gtest.h>

#include "workload.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

template <class T>
void expect_order(std::vector<T> const& scores) {
  column const c = column_of(scores);
  auto const order = testing::order_by_plugin(c), expected = rank(c);
  EXPECT_EQ(order.row, expected.row);
  EXPECT_EQ(order.tie_ends, expected.tie_ends);
}

TEST(PtxKernels, NoneIsLeftOut) {
  auto& machine = testing::plugin_ptx();
  for (std::uint64_t i = 0; i < 60; ++i) ASSERT_NO_FATAL_FAILURE(testing::expect_equal(testing::random_configuration(i)));
  ASSERT_NO_FATAL_FAILURE(expect_order<double>({.3, -2.5, 0., -.1, -0., .3, -1e300, 1e300, -2.5, 5e-324, -5e-324}));
  ASSERT_NO_FATAL_FAILURE(expect_order<float>({.3f, -2.5f, 0.f, -.1f, -0.f, .3f, -1e30f, 1e30f, -2.5f, 1e-45f, -1e-45f}));
  ASSERT_NO_FATAL_FAILURE(expect_order<std::int8_t>({3, -128, 127, 0, -1, -128}));
  ASSERT_NO_FATAL_FAILURE(expect_order<std::int64_t>({3, -4, INT64_MIN, INT64_MAX, 0, -1}));
  unsigned n_kernels = 0;
  for (auto const& name : machine.entries()) {
    if (!name.starts_with("_ZN11clinmetrics")) continue;  // a kernel of CUDA's sort
    ++n_kernels;
    EXPECT_GT(machine.n_launches[name], 0u) << name;
  }
  EXPECT_GT(n_kernels, 0u);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
