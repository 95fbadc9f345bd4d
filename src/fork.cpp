// SPDX-License-Identifier: Apache-2.0
// The handlers that every fork of this process runs.
#include "fork.hpp"

#include <pthread.h>
#include <tbb/cache_aligned_allocator.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace CLINMETRICS_NAMESPACE {
namespace {

// Initialized before any code runs, because locks are made while other objects are initialized.
constinit std::array<std::atomic<process_lock*>, 8> all_locks{};
constinit std::atomic<bool> workers_were_used = false, workers_are_lost = false;

void before() {
  for (auto& l : all_locks)
    if (l) l.load()->lock();
}

void release_all() {
  for (auto at = all_locks.rbegin(); at != all_locks.rend(); ++at)
    if (*at) at->load()->unlock();
}

int exit_status = 0;
void remember_status(int status, void* /*nothing*/) { exit_status = status; }

/// At the end of a process, oneTBB waits for locks that its lost threads may have held. Libraries that were loaded earlier are finished
/// later; so if threads were lost, the process ends here, before oneTBB is finished.
void end_before_tbb() {
  if (!workers_are_lost) return;
  std::fflush(nullptr);
  _exit(exit_status);
}

void in_child() {
  release_all();
  if (!workers_were_used || workers_are_lost) return;
  workers_are_lost = true;
  on_exit(&remember_status, nullptr);  // handlers are called in the reverse order of their registration
}

int set_up() {
  tbb::cache_aligned_allocator<char> loads_its_library;  // oneTBB opens it at its first allocation: now, before the next line
  loads_its_library.deallocate(loads_its_library.allocate(1), 1);
  return pthread_atfork(&before, &release_all, &in_child) + std::atexit(&end_before_tbb);
}

[[maybe_unused]] int const is_set_up = set_up();

}  // namespace

process_lock::process_lock() {
  for (auto& l : all_locks)
    if (process_lock* free = nullptr; l.compare_exchange_strong(free, this)) return;
  std::abort();  // make all_locks longer
}

bool may_use_workers() {
  if (workers_are_lost.load(std::memory_order_relaxed)) return false;
  if (!workers_were_used.load(std::memory_order_relaxed)) workers_were_used = true;
  return true;
}

}  // namespace CLINMETRICS_NAMESPACE
