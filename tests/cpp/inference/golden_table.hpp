// SPDX-License-Identifier: Apache-2.0
// Reads tables of numbers of other tools from tests/golden, and compares results with them.
#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "clinmetrics/core/interval.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

/// Rows of a CSV file with a header line and only numbers.
inline std::vector<std::vector<double>> read_golden(std::string const& name) {
  std::ifstream file(std::string(CLINMETRICS_GOLDEN_DIR) + "/" + name);
  std::vector<std::vector<double>> rows;
  std::string line, cell;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    rows.emplace_back();
    while (std::getline(cells, cell, ',')) rows.back().push_back(std::strtod(cell.c_str(), nullptr));
  }
  return rows;
}

inline double relative_error(double got, double want) { return got == want ? 0 : std::abs(got - want) / std::abs(want); }

/// `make(row)` equals the last two numbers of each row of `name` to a relative 1e-12, and equals 0 and 1 exactly.
template <class F>
void expect_golden(std::string const& name, std::size_t n_rows_at_least, F&& make) {
  auto const rows = read_golden(name);
  ASSERT_GE(rows.size(), n_rows_at_least) << name << " is missing or cut short";
  for (auto const& row : rows) {
    double const lower = row[row.size() - 2], upper = row[row.size() - 1];
    interval const i = make(row);
    EXPECT_EQ(i.why, interval_status::ok);
    EXPECT_LE(relative_error(i.lower, lower), 1e-12)
        << name << ": " << i.lower << " for " << lower << ", first arguments " << row[0] << ' ' << row[1];
    EXPECT_LE(relative_error(i.upper, upper), 1e-12)
        << name << ": " << i.upper << " for " << upper << ", first arguments " << row[0] << ' ' << row[1];
  }
}

inline void expect_limits(interval const& i, double lower, double upper, double tolerance) {
  EXPECT_EQ(i.why, interval_status::ok) << name_of(i.why);
  EXPECT_NEAR(i.lower, lower, tolerance);
  EXPECT_NEAR(i.upper, upper, tolerance);
}

inline void expect_none(interval const& i, interval_status why) {
  EXPECT_EQ(name_of(i.why), name_of(why));
  EXPECT_TRUE(std::isnan(i.lower) && std::isnan(i.upper) && std::isnan(i.se) && std::isnan(i.df));
}

/// `inner` is within `outer`, up to rounding.
inline void expect_within(interval const& inner, interval const& outer) {
  EXPECT_GE(inner.lower, outer.lower - 1e-14);
  EXPECT_LE(inner.upper, outer.upper + 1e-14);
}

}  // namespace CLINMETRICS_NAMESPACE::testing
