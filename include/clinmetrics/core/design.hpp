// SPDX-License-Identifier: Apache-2.0
// The design of a cohort: everything about its rows except what is true of them and what the models say: units of resampling, strata,
// weights and attributes. Passes and weights of replicates need no more than this.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "clinmetrics/core/column.hpp"
#include "clinmetrics/core/partition.hpp"

namespace CLINMETRICS_NAMESPACE {

struct design {
  std::size_t n_received = 0;       ///< rows given
  std::size_t n_dropped = 0;        ///< rows that were left out because of NaN (nan_policy drop)
  std::size_t first_dropped = 0;    ///< the first of them
  std::vector<std::uint32_t> kept;  ///< the given rows that are analysed, ascending, repeated by frequency; empty: all of them
  std::size_t n_analysed = 0;
  std::vector<std::uint64_t> weight;       ///< integers, or fixed point; empty: all are equal, which is the same as no weights
  double weight_scale = 1;                 ///< the given weight of a row is weight_of(row) · weight_scale, rounded if it is not an integer
  std::optional<column> real_weight = {};  ///< the weights as given, if they were rounded to fixed point
  std::vector<std::uint32_t> unit;         ///< the unit of each row, numbered by (stratum, identifier); empty: unit = row
  bool is_clustered = false;               ///< a unit has several rows
  std::vector<std::uint32_t> stratum_begin;  ///< the first unit of each stratum, then the number of units
  bool strata_are_outcome = false;           ///< the strata are the classes of the outcome
  bool is_stratified = false;
  std::vector<attribute> attributes;

  std::size_t n_rows() const { return n_analysed; }
  std::size_t n_units() const { return stratum_begin.back(); }
  std::uint32_t unit_of(std::size_t row) const { return unit.empty() ? static_cast<std::uint32_t>(row) : unit[row]; }
  bool is_weighted() const { return !weight.empty(); }
  std::uint64_t weight_of(std::size_t row) const { return weight.empty() ? 1 : weight[row]; }
};

}  // namespace CLINMETRICS_NAMESPACE
