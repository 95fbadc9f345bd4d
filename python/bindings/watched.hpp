// SPDX-License-Identifier: Apache-2.0
// Runs work without the interpreter's lock: long work in its own thread, while the calling thread watches for Ctrl-C and reports progress.
#pragma once
#include <pybind11/pybind11.h>

#include "clinmetrics/engine/backend.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {

/// Rows times replicates that take about a millisecond. Work of that size is done by the caller, with the interpreter's lock held:
/// releasing the lock and starting a thread would take as long.
inline constexpr std::size_t short_work = 400'000;

namespace detail {
void run_here(run_control& control, void (*call)(void*), void* work);
void run_watched(run_control& control, pybind11::object const& progress, bool may_stay, void (*call)(void*), void* work);
}  // namespace detail

/// Runs work() to its end in the calling thread, if it takes a fraction of a second: Ctrl-C takes effect at its end. In a new thread it
/// would begin more slowly: in a virtual machine, the system often puts a new thread and the one that helps it on the same processor, and
/// parts them after 10 to 30 milliseconds only.
template <class F>
void unwatched(run_control& control, F work) {
  detail::run_here(
      control, [](void* w) { (*static_cast<F*>(w))(); }, &work);
}

/// Runs work() to its end. The control's stop flag is set if a signal handler or `progress`, a callable of (done, total) or None, has
/// raised an exception, which is then thrown; and if the process ends. may_stay: if no thread can be started, the caller does the work, and
/// Ctrl-C takes effect at its end.
template <class F>
void watched(run_control& control, pybind11::object const& progress, bool may_stay, F work) {
  detail::run_watched(
      control, progress, may_stay, [](void* w) { (*static_cast<F*>(w))(); }, &work);
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
