// SPDX-License-Identifier: Apache-2.0
// A flag that stops long work. Every loop checks it at intervals.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>

#include "clinmetrics/core/error.hpp"

namespace CLINMETRICS_NAMESPACE {

class stop_flag {
 public:
  static constexpr std::size_t rows_between_looks = 16384;
  stop_flag() = default;
  explicit stop_flag(std::atomic<bool> const* raised) : raised_(raised) {}
  bool is_raised() const { return raised_ != nullptr && raised_->load(std::memory_order_relaxed); }
  /// Throws `stopped` if the flag is set; checks it at every 16384th row.
  void check(std::size_t row = 0) const {
    if (row % rows_between_looks == 0 && is_raised()) throw stopped();
  }

 private:
  std::atomic<bool> const* raised_ = nullptr;
};

/// Calls f(row) for every row in order, and checks the flag every 16384 rows.
template <class F>
void for_rows(std::size_t n_rows, stop_flag stop, F&& f) {
  for (std::size_t begin = 0; begin < n_rows; begin += stop_flag::rows_between_looks) {
    stop.check();
    std::size_t const end = std::min(n_rows, begin + stop_flag::rows_between_looks);
    for (std::size_t row = begin; row < end; ++row) f(row);
  }
}

}  // namespace CLINMETRICS_NAMESPACE
