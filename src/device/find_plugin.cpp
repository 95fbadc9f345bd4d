// SPDX-License-Identifier: Apache-2.0
// The plugin's runtime opens the driver by its name without a folder, and the system searches it in LD_LIBRARY_PATH. An empty entry there
// is usual, because `export LD_LIBRARY_PATH=/somewhere:$LD_LIBRARY_PATH` makes one; so a driver is refused only if it is really found
// there.
#include "find_plugin.hpp"

#include <dlfcn.h>
#include <link.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string_view>

#include "clinmetrics/core/printable.hpp"

namespace CLINMETRICS_NAMESPACE::device {
namespace {

constexpr char plugin_file[] = "libclinmetrics_cuda.so", driver_file[] = "libcuda.so.1";

bool is_absolute(std::string_view path) { return !path.empty() && path.front() == '/'; }

/// The file of the running program; empty if the system does not report it.
std::string own_program() {
  std::array<char, 4096> path;
  auto const size = readlink("/proc/self/exe", path.data(), path.size());
  return size > 0 && static_cast<std::size_t>(size) < path.size() ? std::string(path.data(), static_cast<std::size_t>(size))
                                                                  : std::string();
}

/// The file of the library or program that this code was linked into.
std::string own_file() {
  Dl_info info;
  link_map* map = nullptr;
  if (dladdr1(reinterpret_cast<void*>(&own_file), &info, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) == 0 || !map) return {};
  return map->l_name && *map->l_name ? map->l_name : own_program();  // the program itself has no name in this list
}

/// Whether LD_LIBRARY_PATH leads through an empty or relative entry to a driver.
bool a_stray_driver_would_load() {
  char const* const folders = std::getenv("LD_LIBRARY_PATH");
  if (!folders) return false;
  std::string_view left = folders;
  for (bool more = true; more;) {
    auto const end = left.find_first_of(":;");
    std::string const folder(left.substr(0, end));
    more = end != std::string_view::npos;
    if (more) left.remove_prefix(end + 1);
    if (is_absolute(folder)) continue;
    for (char const* below : {"", "glibc-hwcaps/x86-64-v2/", "glibc-hwcaps/x86-64-v3/", "glibc-hwcaps/x86-64-v4/", "tls/", "x86_64/"})
      if (access(((folder.empty() ? "." : folder) + "/" + below + driver_file).c_str(), F_OK) == 0) return true;
  }
  return false;
}

}  // namespace

plugin_place find_plugin() {
  plugin_place place;
  if (char const* const named = std::getenv("CLINMETRICS_CUDA_PLUGIN")) {
    place.path = named;
    if (!is_absolute(place.path)) return {"", "CLINMETRICS_CUDA_PLUGIN must be an absolute path"};
  } else {
    std::string const file = own_file();
    if (!is_absolute(file))
      return {"", "the folder of the library is not known; name the plugin by an absolute path in CLINMETRICS_CUDA_PLUGIN"};
    place.path = file.substr(0, file.rfind('/') + 1) + plugin_file;
  }
  if (access(place.path.c_str(), F_OK) != 0) return {"", "the plugin " + printable(place.path) + " does not exist"};
  if (a_stray_driver_would_load())
    return {"", std::string("LD_LIBRARY_PATH has an empty or relative entry, through which ") + driver_file +
                    " would be loaded from the working folder; remove that entry"};
  return place;
}

}  // namespace CLINMETRICS_NAMESPACE::device
