// SPDX-License-Identifier: Apache-2.0
// The interval of a contrast by Student's t, from the values without a unit of both numbers.
#include "engine/contrast_interval.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "inference/methods.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

struct number {
  deletions left_out;
  evidence of;

  number(double value, std::vector<double> const& without, double n_units = 1) {
    for (double x : without) left_out.without.add({x, n_units, 0});
    of.point = {value, status::ok}, of.rows = of.units = {without.size(), without.size(), without.size()};
    of.left_out = [this]() -> deletions const& { return left_out; };
  }
  number(number const&) = delete;
};

interval by_t(number const& a, number const& b) {
  compared_numbers const both{{&a.of, &methods::transform_t}, {&b.of, &methods::transform_t}};
  return contrast_of(both, contrast::difference, &methods::transform_t).at(.95);
}

std::vector<double> values(std::size_t n, double mean) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(mean + (i % 2 ? .01 : -.01));
  return out;
}

TEST(contrast_of, joins_the_values_without_each_unit) {
  number const a(.5, values(20, .5)), b(.3, std::vector<double>(20, .3));
  auto const i = by_t(a, b);
  ASSERT_EQ(i.why, interval_status::ok);
  EXPECT_NEAR((i.lower + i.upper) / 2, .2, 1e-12);
  EXPECT_NEAR(i.se, .01 * std::sqrt(19.0), 1e-12);  // √(19/20 · 20 · .01²)
}

TEST(contrast_of, has_no_t_without_the_same_units) {  // as where each number has a value for each cell of its own table
  number const a(.5, values(20, .5)), fewer(.3, values(19, .3)), others(.3, values(20, .3), 2);
  EXPECT_EQ(by_t(a, fewer).why, interval_status::not_applicable);
  EXPECT_EQ(by_t(fewer, a).why, interval_status::not_applicable);
  EXPECT_EQ(by_t(a, others).why, interval_status::not_applicable);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::engine
