// SPDX-License-Identifier: Apache-2.0
// Watches a call, and defines what happens if the process ends or is forked during the work.
#include "watched.hpp"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <vector>

#include "interpreter.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
namespace {

namespace py = pybind11;
using namespace std::chrono_literals;

/// The work in progress in this process. Before static objects are destroyed at the end of the process, it is stopped and waited for.
class works {
 public:
  works() {
    std::atexit([] { all().end(); });
    pthread_atfork(nullptr, nullptr, [] { new (&all()) works(no_threads{}); });  // no work continues in a forked process
  }
  /// Never destroyed.
  static works& all() {
    static works& w = *new works;
    return w;
  }
  void add(run_control& c) {
    std::lock_guard const hold(lock_);
    running_.push_back(&c);
  }
  void remove(run_control& c) {
    std::lock_guard const hold(lock_);
    running_.erase(std::find(running_.begin(), running_.end(), &c));
    ended_.notify_all();
  }

 private:
  struct no_threads {};
  explicit works(no_threads /*unused*/) {}

  void end() {
    std::unique_lock hold(lock_);
    for (auto* c : running_) c->stop = true;
    ended_.wait_for(hold, 10s, [&] { return running_.empty(); });
  }

  std::mutex lock_;
  std::condition_variable ended_;
  std::vector<run_control*> running_;
};

[[maybe_unused]] works& made_before_any_fork = works::all();

/// Work that is in progress as long as this object exists.
class registered_work {
 public:
  explicit registered_work(run_control& control) : control_(control) { works::all().add(control); }
  ~registered_work() { works::all().remove(control_); }
  registered_work(registered_work const&) = delete;

 private:
  run_control& control_;
};

/// One piece of work and its thread. The watching thread may have to wait until the process ends; this object then exists as long.
class work_in_thread {
 public:
  work_in_thread(run_control& control, void (*call)(void*), void* work) : control_(control), call_(call), work_(work) {
    works::all().add(control);
    try {
      thread_ = std::thread([this] { run(); });
    } catch (...) {
      works::all().remove(control);
      throw;
    }
  }
  /// Whether this is a process that was forked during the work, by `progress` or a signal handler: it does not contain the thread.
  bool is_elsewhere() const { return getpid() != process_; }
  /// Waits for a moment; returns whether the work is finished.
  bool wait() {
    std::unique_lock hold(lock_);
    return ended_.wait_for(hold, 50ms, [&] { return is_over_; });
  }
  /// After the end of the work: the exception that it threw, if any.
  std::exception_ptr failure() {
    thread_.join();
    return failure_;
  }

 private:
  void run() {
    try {
      call_(work_);
    } catch (...) {
      failure_ = std::current_exception();
    }
    works::all().remove(control_);
    std::lock_guard const hold(lock_);
    is_over_ = true;
    ended_.notify_one();
  }

  run_control& control_;
  void (*call_)(void*);
  void* work_;
  pid_t process_ = getpid();
  std::exception_ptr failure_;
  std::mutex lock_;
  std::condition_variable ended_;
  bool is_over_ = false;
  std::thread thread_;
};

/// Calls progress(done, total); false if it has raised an exception.
bool tell(py::object const& progress, run_control const& control) {
  unsigned long long const done = control.done.load(), total = control.total.load();
  PyObject* const callable = progress.ptr();
  PyObject* const answer = staying([=] { return PyObject_CallFunction(callable, "KK", done, total); });
  Py_XDECREF(answer);
  return answer != nullptr;
}

/// Runs signal handlers and progress between two waits; returns the exception that one of them has raised, if any.
std::exception_ptr look_around(py::object const& progress, run_control const& control) {
  bool const is_well = staying([] { return PyErr_CheckSignals(); }) == 0 &&
                       (progress.is_none() || control.total.load() == 0 || tell(progress, control));  // without replicates, no progress
  return is_well ? nullptr : std::make_exception_ptr(py::error_already_set());
}

}  // namespace

namespace detail {

void run_here(run_control& control, void (*call)(void*), void* work) {
  without_lock([&] {
    registered_work const registered(control);
    call(work);
  });
}

void run_watched(run_control& control, py::object const& progress, bool may_stay, void (*call)(void*), void* work) {
  std::exception_ptr raised;
  std::unique_ptr<work_in_thread> there;
  try {
    there = std::make_unique<work_in_thread>(control, call, work);
  } catch (std::system_error const&) {  // no thread could be started
    if (!may_stay) throw;
    run_here(control, call, work);
    if (auto const late = look_around(progress, control)) std::rethrow_exception(late);
    return;
  }
  for (bool is_over = false; !is_over;) {
    without_lock([&] { is_over = there->wait(); });
    if (raised) continue;
    raised = look_around(progress, control);
    if (there->is_elsewhere()) {
      static_cast<void>(there.release());  // it cannot be joined
      throw std::runtime_error(
          "this process was forked during the call, which goes on in its parent; leave a forked process with os._exit");
    }
    if (raised) control.stop = true;
  }
  auto const failure = there->failure();
  if (raised) std::rethrow_exception(raised);
  if (failure) std::rethrow_exception(failure);
}

}  // namespace detail
}  // namespace CLINMETRICS_NAMESPACE::bindings
