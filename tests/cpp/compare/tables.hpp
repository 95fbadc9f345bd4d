// SPDX-License-Identifier: Apache-2.0
// Small tables of pairs and of groups, all of them, for laws.
#pragma once
#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/compare/paired_table.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

/// visit(table) for each table of 1 to `most` pairs.
template <class F>
void for_each_table(int most, F&& visit) {
  for (int n = 1; n <= most; ++n)
    for (int a = 0; a <= n; ++a)
      for (int b = 0; a + b <= n; ++b)
        for (int c = 0; a + b + c <= n; ++c) visit(paired_table{double(a), double(b), double(c), double(n - a - b - c)});
}

/// visit(a, b) for all proportions of two groups of 1 to `most` rows.
template <class F>
void for_each_two_groups(int most, F&& visit) {
  for (int n = 1; n <= most; ++n)
    for (int m = 1; m <= most; ++m)
      for (int x = 0; x <= n; ++x)
        for (int y = 0; y <= m; ++y) visit(proportion{double(x), double(n)}, proportion{double(y), double(m)});
}

/// What is not a table of pairs.
inline constexpr paired_table not_tables[] = {{0, 0, 0, 0}, {-1, 2, 2, 2}, {1, 2.5, 2, 2}, {1, 2, NAN, 2}, {1, 2, 3, HUGE_VAL}};

inline void expect_no_test(significance_test const& t) { EXPECT_TRUE(std::isnan(t.statistic) && std::isnan(t.df) && std::isnan(t.p)); }

}  // namespace CLINMETRICS_NAMESPACE::testing
