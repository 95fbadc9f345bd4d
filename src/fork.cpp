// SPDX-License-Identifier: Apache-2.0
// The handlers that every fork of this process runs.
#include "fork.hpp"

#include <pthread.h>

#include <array>
#include <atomic>
#include <cstdlib>

namespace clinmetrics {
namespace {

// Initialized before any code runs, since locks are made while other objects are.
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

void in_child() {
  release_all();
  if (workers_were_used) workers_are_lost = true;
}

[[maybe_unused]] int const registered = pthread_atfork(&before, &release_all, &in_child);

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

}  // namespace clinmetrics
