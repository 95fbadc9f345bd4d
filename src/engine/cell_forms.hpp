// SPDX-License-Identifier: Apache-2.0
// What one row of each cell of the 2 × 2 table adds to the form of a metric.
#pragma once
#include <array>
#include <cstdint>

#include "clinmetrics/engine/registry.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// Of a metric with the tally confusion: its form on one row alone, for TP, FP, FN and TN.
inline std::array<form, 4> forms_of_single_rows(metric_instance const& m) {
  std::array<form, 4> out;
  for (std::size_t cell = 0; cell < 4; ++cell) {
    std::uint64_t words[4] = {};
    words[cell] = 1, out[cell] = m.form_at(words);
  }
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
