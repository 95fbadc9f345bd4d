// SPDX-License-Identifier: Apache-2.0
// How a loop over parts of the rows is run: in order, or by threads of a caller that has some.
#pragma once
#include <algorithm>
#include <cstddef>
#include <functional>

#include "clinmetrics/core/stop.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Calls f(i) for every i in [0, n), in any order; calls at the same time are allowed. An exception ends the loop.
using part_runner = std::function<void(std::size_t n, std::function<void(std::size_t)> const& f)>;

inline void run_in_order(std::size_t n, std::function<void(std::size_t)> const& f) {
  for (std::size_t i = 0; i < n; ++i) f(i);
}

/// Calls f(row) for every row, in parts that `run` runs.
template <class F>
void for_rows(std::size_t n_rows, stop_flag stop, part_runner const& run, F const& f) {
  constexpr std::size_t part = 4 * stop_flag::rows_between_looks;  // for fewer, starting threads costs more than it saves
  run((n_rows + part - 1) / part, [&](std::size_t i) {
    std::size_t const first = i * part;
    for_rows(std::min(part, n_rows - first), stop, [&](std::size_t row) { f(first + row); });
  });
}

}  // namespace CLINMETRICS_NAMESPACE
