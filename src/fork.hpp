// SPDX-License-Identifier: Apache-2.0
// What a forked process may still use. Of all threads only the one that forks lives on in it: locks that others held stay locked there, and
// worker threads are gone.
#pragma once
#include <mutex>

namespace clinmetrics {

/// A lock of something that all threads share. A fork waits until nobody holds it, so that a forked process finds it free and what it
/// guards whole. Nothing that takes long, forks, or takes another such lock may be done under it, and it must live as long as the process.
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

/// Says that worker threads are about to be used; false where they are not to be, because this process was forked from one that used them.
bool may_use_workers();

}  // namespace clinmetrics
