// SPDX-License-Identifier: Apache-2.0
// Work for many threads: those of oneTBB, or only the caller in a process that was forked from one that had used oneTBB, whose threads do
// not exist there. Only this file and fork.cpp call oneTBB.
#pragma once
#include <sys/mman.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <new>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <typeinfo>

#include "fork.hpp"

namespace CLINMETRICS_NAMESPACE {
inline constexpr std::size_t usual_rows_of_part = std::size_t{1} << 15;  ///< for fewer, starting threads costs more than it saves
}

namespace CLINMETRICS_NAMESPACE::parallel {

/// A thread takes a little memory when it first throws an exception, and the process ends if the system gives none. So a loop for which the
/// system has less than this throws bad_alloc before it uses other threads, and they take that memory before their first task.
inline void check_free_memory() {
  constexpr std::size_t least = 1 << 21;
  void* const room = mmap(nullptr, least, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) throw std::bad_alloc();
  munmap(room, least);
}

template <class F>
auto ready_for_exceptions(F const& f) {
  return [&f](std::size_t i) {
    static_cast<void>(std::current_exception());
    f(i);
  };
}

/// Whether other threads can do some of n items.
inline bool can_share(std::size_t n) {
  if (n < 2 || !may_use_workers()) return false;
  check_free_memory();
  return true;
}

/// Calls f(i) for every i in [0, n), in any order; one thread may do neighbouring items together.
template <class F>
void for_all(std::size_t n, F const& f) {
  if (can_share(n)) return tbb::parallel_for(std::size_t{0}, n, ready_for_exceptions(f));
  for (std::size_t i = 0; i < n; ++i) f(i);
}

/// The same for large items: each is a separate task.
template <class F>
void for_each_alone(std::size_t n, F const& f) {
  if (can_share(n)) return tbb::parallel_for(std::size_t{0}, n, ready_for_exceptions(f), tbb::simple_partitioner());
  for (std::size_t i = 0; i < n; ++i) f(i);
}

/// A part_runner of the core.
inline void run_parts(std::size_t n, std::function<void(std::size_t)> const& f) { for_each_alone(n, f); }

/// Calls f; while it waits for its own tasks, the thread begins no others.
template <class F>
void isolate(F const& f) {
  if (may_use_workers()) return tbb::this_task_arena::isolate(f);
  f();
}

/// The number of threads that work for the caller.
inline int n_threads() { return may_use_workers() ? tbb::this_task_arena::max_concurrency() : 1; }

/// Whether another task of the same loop has failed.
inline bool is_canceling() { return may_use_workers() && tbb::is_current_task_group_canceling(); }

/// Calls f with at most this many threads; 0: as many as the caller has. Returns the number of threads. Tasks compute in the caller's
/// present floating-point mode: otherwise an arena's threads would keep the mode that the caller had when the arena was made.
template <class F>
int with_threads(int most, F const& f) {
  int count = 1;
  if (!may_use_workers()) return f(), count;
  auto const work = [&] {
    using group = tbb::task_group_context;
    group in_callers_mode(group::isolated, group::default_traits | group::fp_settings);
    tbb::parallel_for(
        0, 1, [&](int) { f(); }, tbb::simple_partitioner(), in_callers_mode);
    count = tbb::this_task_arena::max_concurrency();
  };
  try {
    if (most == 0)
      work();
    else
      tbb::task_arena(std::min(most, tbb::info::default_concurrency())).execute(work);
  } catch (std::runtime_error const& e) {
    // oneTBB tells only in words that it could not start a thread.
    if (typeid(e) == typeid(std::runtime_error) && std::string_view(e.what()).find("pthread_create") != std::string_view::npos)
      throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again), "no thread could be started");
    throw;
  }
  return count;
}

}  // namespace CLINMETRICS_NAMESPACE::parallel
