// SPDX-License-Identifier: Apache-2.0
// The plugin of the tests as a library that CLINMETRICS_CUDA_PLUGIN may name: whole calls of backend="cuda" without a device.
#include "host_runtime.hpp"

using namespace clinmetrics;

namespace {
device_plugin const& host() {
  static device_plugin const plugin = testing::host_plugin();
  return plugin;
}
}  // namespace

extern "C" {
std::uint32_t clinmetrics_device_version() { return host().version(); }
std::int32_t clinmetrics_device_probe(char* name, std::uint64_t size, std::uint64_t* memory) { return host().probe(name, size, memory); }
std::int32_t clinmetrics_device_fetch(void const* from, std::uint64_t bytes, std::uint64_t stream, void* to, std::uint32_t* is_here) {
  return host().fetch(from, bytes, stream, to, is_here);
}
std::int32_t clinmetrics_device_order(device_order const* request) { return host().order(request); }
void clinmetrics_device_release(void* kept) { host().release(kept); }
std::int32_t clinmetrics_device_open(device_request const* request, void** session) { return host().open(request, session); }
std::int32_t clinmetrics_device_run(void* session, device_range const* range) { return host().run(session, range); }
void clinmetrics_device_close(void* session) { host().close(session); }
char const* clinmetrics_device_message() { return host().message(); }
}
