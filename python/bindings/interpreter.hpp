// SPDX-License-Identifier: Apache-2.0
// Runs work without the interpreter's lock and takes the lock again. When the interpreter ends, Python 3.13 and older end a daemon thread
// that asks for the lock by pthread_exit, which unwinds its stack; C++ frames between would end the whole process. Here such a thread waits
// instead until the process has ended, as in newer versions of Python.
#pragma once
#include <Python.h>
#include <unistd.h>

#include <cxxabi.h>
#include <exception>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {

[[noreturn]] inline void wait_for_the_end_of_the_process() {
  for (;;) pause();
}

inline bool interpreter_is_ending() {
#if PY_VERSION_HEX >= 0x030D0000
  return Py_IsFinalizing() != 0;
#else
  return _Py_IsFinalizing() != 0;
#endif
}

/// Calls a function that may end this thread; the thread then waits instead. No object with a destructor may be between here and there.
template <class F>
auto staying(F const& f) {
  if (interpreter_is_ending()) wait_for_the_end_of_the_process();
#ifdef __GLIBCXX__
  try {
    return f();
  } catch (abi::__forced_unwind const&) {
    wait_for_the_end_of_the_process();
  }
#else
  return f();
#endif
}

/// Calls f without the interpreter's lock, and takes the lock again.
template <class F>
void without_lock(F const& f) {
  PyThreadState* const here = PyEval_SaveThread();
  std::exception_ptr failure;
  try {
    f();
#ifdef __GLIBCXX__
  } catch (abi::__forced_unwind const&) {
    throw;  // this thread is being cancelled
#endif
  } catch (...) {
    failure = std::current_exception();
  }
  staying([here] { PyEval_RestoreThread(here); });
  if (failure) std::rethrow_exception(failure);
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
