// SPDX-License-Identifier: Apache-2.0
// The plugin of the tests: the driver and the kernels, compiled for the host.
#include "driver.hpp"
#include "host_runtime.hpp"
#include "sort.hpp"

namespace clinmetrics::testing {

std::int32_t run_on_host(device_request const* request) { return static_cast<std::int32_t>(device::run_request(host_device, *request)); }

device_plugin host_plugin() {
  return {[] { return device_interface_version; },
          [](char* name, std::uint64_t size, std::uint64_t* memory) {
            if (size > 0) std::strncpy(name, "host", size - 1), name[size - 1] = 0;
            *memory = host_device.memory;
            return std::int32_t{0};
          },
          &run_on_host,
          [](device_sort const* request) { return static_cast<std::int32_t>(device::sort_request(host_device, *request)); },
          [](void const* from, std::uint64_t bytes, std::uint64_t /*stream*/, void* to) {
            std::memcpy(to, from, bytes);
            return std::int32_t{0};
          },
          []() -> char const* { return "a call failed"; }};
}

}  // namespace clinmetrics::testing
