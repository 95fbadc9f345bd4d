// SPDX-License-Identifier: Apache-2.0
// Long work in a thread of its own, while the calling thread watches for Ctrl-C and tells of progress.
#pragma once
#include <pybind11/pybind11.h>

#include "clinmetrics/engine/backend.hpp"

namespace clinmetrics::bindings {

/// Rows times replicates that take about a millisecond. Work of that size is done by the caller, with the interpreter's lock held: letting
/// it go and starting a thread would take as long.
inline constexpr std::size_t short_work = 400'000;

namespace detail {
void run_watched(run_control& control, pybind11::object const& progress, bool may_stay, void (*call)(void*), void* work);
}

/// Runs work() to its end. The control's stop flag is raised when a signal handler or `progress`, a callable of (done, total) or None, has
/// raised an exception, which is then thrown; and when the process ends. may_stay: where no thread can be started, the caller does the
/// work, and Ctrl-C takes effect at its end.
template <class F>
void watched(run_control& control, pybind11::object const& progress, bool may_stay, F work) {
  detail::run_watched(
      control, progress, may_stay, [](void* w) { (*static_cast<F*>(w))(); }, &work);
}

}  // namespace clinmetrics::bindings
