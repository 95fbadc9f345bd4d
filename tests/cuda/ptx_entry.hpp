// SPDX-License-Identifier: Apache-2.0
// An entry of PTX as ptx_machine.hpp runs it, and the reading of it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "ptx_operations.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

struct ptx_entry {
  struct parameter {
    std::uint64_t offset, size;
  };
  std::vector<ptx::operation> code;
  std::vector<parameter> parameters;
  std::uint64_t parameter_bytes = 0, static_shared = 0;
  std::uint32_t n_registers = ptx::first_register, most_threads = 1024;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> constants;  ///< registers that contain a constant
  std::vector<std::pair<std::uint32_t, std::size_t>> specials;     ///< registers that contain a special register
  std::vector<std::uint32_t> dynamic_shared;                       ///< that hold its address
};

namespace ptx {

/// The three axes of each stand together.
inline constexpr std::string_view special_registers[] = {"%tid.x",    "%tid.y",    "%tid.z",   "%ntid.x",  "%ntid.y",
                                                         "%ntid.z",   "%ctaid.x",  "%ctaid.y", "%ctaid.z", "%nctaid.x",
                                                         "%nctaid.y", "%nctaid.z", "%laneid",  "%warpid",  "WARP_SZ"};

/// The entry whose name is at `begin`. Throws ptx_error that names the line.
ptx_entry read_entry(std::string_view text, std::size_t begin);

}  // namespace ptx
}  // namespace CLINMETRICS_NAMESPACE::testing
