// SPDX-License-Identifier: Apache-2.0
// Runs a kernel for host_runtime.hpp if CLINMETRICS_PTX names the file that nvcc made of the plugin: ptx_machine.hpp runs the entry that
// has the kernel's name. The program must export its symbols.
#pragma once
#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <tuple>

#include "host_runtime.hpp"
#include "ptx_machine.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

/// The allocation of `host_device` that contains an address. A kernel may also read host memory that its caller declares as device memory:
/// for this the page is used.
inline ptx_machine::address_range memory_around(std::uint64_t address, bool writes) {
  auto const block = host_device.block_of(address);
  if (block.second != 0 || writes) return block;
  auto const size = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)), page = address / size * size;
  unsigned char is_resident = 0;
  bool const is_mapped = mincore(reinterpret_cast<void*>(page), size, &is_resident) == 0;
  return is_mapped ? ptx_machine::address_range{page, page + size} : block;
}

/// Of the plugin's kernels.
inline ptx_machine& plugin_ptx() {
  static ptx_machine machine = [] {
    std::ifstream file(CLINMETRICS_PTX);
    return ptx_machine(std::string{std::istreambuf_iterator<char>(file), {}});
  }();
  machine.find_memory = memory_around;
  return machine;
}

/// Names are mangled alike by nvcc and by the host's compiler.
template <class... Parameters>
std::string name_of_kernel(void (*kernel)(Parameters...)) {
  Dl_info about{};
  if (dladdr(reinterpret_cast<void const*>(kernel), &about) == 0 || !about.dli_sname || about.dli_saddr != reinterpret_cast<void*>(kernel))
    throw ptx_error("a kernel whose name the program does not export");
  return about.dli_sname;
}

template <class... Parameters, class... Args>
void run_kernel(void (*kernel)(Parameters...), dim3 grid, dim3 threads, std::size_t shared_bytes, Args... args) {
  std::tuple<Parameters...> const values(args...);
  auto& machine = plugin_ptx();
  machine.seed = simt::detail::host.seed;
  std::apply(
      [&](auto const&... value) {
        machine.launch(name_of_kernel(kernel), {grid.x, grid.y, grid.z}, {threads.x, threads.y, threads.z}, shared_bytes,
                       {std::as_bytes(std::span(&value, 1))...});
      },
      values);
}

}  // namespace CLINMETRICS_NAMESPACE::testing
