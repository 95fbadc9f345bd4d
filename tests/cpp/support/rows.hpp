// SPDX-License-Identifier: Apache-2.0
// Small random tables for the tests, with ties, weights, units, strata and groups; and the same table filtered, permuted or repeated.
#pragma once
#include <cstdint>
#include <vector>

#include "clinmetrics/core/cohort.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

struct table {
  std::vector<double> score;
  std::vector<std::uint8_t> y;
  std::vector<std::uint64_t> weight = {};    ///< empty: none
  std::vector<double> real_weight = {};      ///< empty: none
  std::vector<std::int64_t> unit = {};       ///< empty: the row
  std::vector<std::int64_t> stratum = {};    ///< empty: none
  std::vector<std::int32_t> group = {};      ///< of the attribute "group"; empty: none
  std::vector<std::uint8_t> predicted = {};  ///< hard labels of a second model; empty: none
  int n_levels = 0;                          ///< of the attribute

  std::size_t size() const { return y.size(); }
};

struct shape {
  std::size_t n = 30;
  std::uint32_t score_levels = 5;  ///< 0: continuous
  double prevalence = .4;
  std::uint32_t weights_below = 0;  ///< 0: none, else integer weights 0 … below
  bool real_weights = false;
  std::uint32_t n_units = 0;   ///< 0: the row
  std::uint32_t n_strata = 0;  ///< units are assigned to strata in turn
  int n_levels = 0;            ///< of the attribute; −1 is also drawn, for missing
  bool hard = false;
};

table random_table(shape const& s, std::uint64_t seed);
cohort make(table const& t);

/// The rows with these numbers, in this order; a number may occur twice.
table rows_at(table const& t, std::vector<std::size_t> const& which);

template <class Keep>
table rows_where(table const& t, Keep&& keep) {
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < t.size(); ++i)
    if (keep(i)) which.push_back(i);
  return rows_at(t, which);
}

table shuffled(table const& t, std::uint64_t seed);

}  // namespace CLINMETRICS_NAMESPACE::testing
