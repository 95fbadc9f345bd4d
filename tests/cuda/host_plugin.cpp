// SPDX-License-Identifier: Apache-2.0
// The plugin of the tests: the driver and the kernels, compiled for the host. One launch runs at a time, so callers take turns.
// With CLINMETRICS_PTX the kernels are those of that file; the kernels compiled here provide their names.
#include <mutex>

#include "driver.hpp"
#include "host_runtime.hpp"
#ifdef CLINMETRICS_PTX
#include "ptx_kernels.hpp"
#endif

namespace CLINMETRICS_NAMESPACE::testing {

#ifndef CLINMETRICS_PTX
template <class... Parameters, class... Args>
void run_kernel(void (*kernel)(Parameters...), dim3 grid, dim3 threads, std::size_t shared_bytes, Args... args) {
  simt::launch(kernel, grid, threads, shared_bytes, args...);
}
#endif

namespace {

template <class F>
auto in_turn(F const& f) {
  static std::mutex one_at_a_time;
  std::lock_guard const lock(one_at_a_time);
  return f();
}

}  // namespace

device_plugin host_plugin() {
  return {
      [] { return device_interface_version; },
      [](char* name, std::uint64_t size, std::uint64_t* memory) {
        if (size > 0) std::strncpy(name, "host", size - 1), name[size - 1] = 0;
        *memory = host_device.memory;
        return std::int32_t{0};
      },
      [](void const* from, std::uint64_t bytes, std::uint64_t /*stream*/, void* to, std::uint32_t* is_here) {
        std::memcpy(to, from, bytes);
        *is_here = 1;
        return std::int32_t{0};
      },
      [](device_order const* request) { return in_turn([&] { return device::make_order(host_device, *request); }); },
      [](void* kept) { in_turn([&] { device::release_order<host_runtime>(kept); }); },
      [](device_request const* request, void** session) {
        return in_turn([&] { return device::open_session(host_device, *request, session); });
      },
      [](void* session, device_range const* range) { return in_turn([&] { return device::run_session<host_runtime>(session, *range); }); },
      [](void* session) { in_turn([&] { device::close_session<host_runtime>(session); }); },
      []() -> char const* { return "a call failed"; }};
}

}  // namespace CLINMETRICS_NAMESPACE::testing
