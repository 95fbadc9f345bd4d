// SPDX-License-Identifier: Apache-2.0
// What a forked process can still use. It contains only the thread that forked: locks that other threads held stay locked in it, and worker
// threads do not exist.
#pragma once
#include <mutex>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// A lock for data that all threads share. A fork waits until no thread holds it, so that a forked process finds it free and the guarded
/// data complete. A thread that holds it must not do long work, fork, or take another such lock. It must exist as long as the process.
class process_lock {
 public:
  process_lock();
  process_lock(process_lock const&) = delete;
  process_lock& operator=(process_lock const&) = delete;
  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

/// Announces that worker threads will be used; false if they must not be, because this process was forked from one that used them.
bool may_use_workers();

}  // namespace CLINMETRICS_NAMESPACE
