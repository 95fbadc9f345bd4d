// SPDX-License-Identifier: Apache-2.0
// Loads the functions of a device plugin from its library.
#pragma once
#include <dlfcn.h>

#include <optional>
#include <string>

#include "clinmetrics/engine/plugin.hpp"

namespace CLINMETRICS_NAMESPACE::device {

/// Empty if one is missing or if the plugin has another version of the interface.
inline std::optional<device_plugin> load_plugin(void* library) {
  device_plugin plugin{};
  auto const find = [&]<class Function>(char const* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, (std::string("clinmetrics_device_") + name).c_str()));
    return function != nullptr;
  };
  if (!find("version", plugin.version) || plugin.version() != device_interface_version) return std::nullopt;
  bool const is_whole = find("probe", plugin.probe) && find("fetch", plugin.fetch) && find("order", plugin.order) &&
                        find("release", plugin.release) && find("open", plugin.open) && find("run", plugin.run) &&
                        find("close", plugin.close) && find("message", plugin.message);
  return is_whole ? std::optional(plugin) : std::nullopt;
}

}  // namespace CLINMETRICS_NAMESPACE::device
