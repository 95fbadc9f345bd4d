// SPDX-License-Identifier: Apache-2.0
// Runs items of work that each need a large buffer: as many at the same time as the memory allows.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>

#include "parallel.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The number of buffers of `each` bytes that fit into `bytes`: at least one, at most one per thread.
inline std::size_t how_many_fit(std::size_t bytes, std::size_t each) {
  auto const threads = static_cast<std::size_t>(parallel::n_threads());
  return each == 0 ? threads : std::clamp<std::size_t>(bytes / each, 1, threads);
}

/// Calls f(i, held) for every i in [0, n), at most `at_once` of them at the same time. There are no more objects `held` than that: each is
/// passed from one item to the next.
template <class Held, class F>
void few_at_once(std::size_t n, std::size_t at_once, F const& f) {
  if (std::min(n, at_once) == 1) {  // starting threads would cost more
    Held held;
    for (std::size_t i = 0; i < n; ++i) f(i, held);
    return;
  }
  std::atomic<std::size_t> next = 0;
  parallel::for_each_alone(std::min(n, at_once), [&](std::size_t) {
    Held held;
    for (std::size_t i; !parallel::is_canceling() && (i = next++) < n;) f(i, held);
  });
}

/// The same without objects.
template <class F>
void few_at_once(std::size_t n, std::size_t at_once, F const& f) {
  struct nothing {};
  few_at_once<nothing>(n, at_once, [&](std::size_t i, nothing) { f(i); });
}

}  // namespace CLINMETRICS_NAMESPACE
