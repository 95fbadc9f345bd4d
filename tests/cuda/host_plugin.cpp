// SPDX-License-Identifier: Apache-2.0
// The plugin of the tests: the driver and the kernels, compiled for the host.
#include "driver.hpp"
#include "host_runtime.hpp"

namespace clinmetrics::testing {

device_plugin host_plugin() {
  return {[] { return device_interface_version; },
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
          [](device_order const* request) { return device::make_order(host_device, *request); },
          [](void* kept) { device::release_order<host_runtime>(kept); },
          [](device_request const* request, void** session) { return device::open_session(host_device, *request, session); },
          [](void* session, device_range const* range) { return device::run_session<host_runtime>(session, *range); },
          [](void* session) { device::close_session<host_runtime>(session); },
          []() -> char const* { return "a call failed"; }};
}

}  // namespace clinmetrics::testing
