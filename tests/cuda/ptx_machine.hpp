// SPDX-License-Identifier: Apache-2.0
// Runs the PTX that nvcc makes of a kernel on the host, to test the compiled kernels without a device.
//
// Instructions do what NVIDIA's "PTX ISA" defines; unknown instructions are an error, as are misaligned addresses, those outside shared
// memory or the ranges that `find_memory` knows, collectives and barriers that not all threads reach, and blocks that do not end. A warp
// runs its lanes together: those at the lowest place in the program first. With a seed the order of warps changes, and in places half of a
// warp runs ahead of the other, so that a missing barrier changes the result. Calls, local memory and variables in global memory are
// refused. One launch at a time.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

struct ptx_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct ptx_entry;

class ptx_machine {
 public:
  using extent = std::array<std::uint32_t, 3>;
  using address_range = std::pair<std::uint64_t, std::uint64_t>;  ///< first, one past the last

  explicit ptx_machine(std::string text);
  ptx_machine(ptx_machine const&) = delete;
  ~ptx_machine();

  std::uint64_t seed = 0;                             ///< 0: warps in their order
  std::uint64_t most_instructions = 1u << 27;         ///< of the warps of a block
  std::uint64_t n_lane_instructions = 0;              ///< run so far
  std::map<std::string, std::uint64_t> n_launches{};  ///< of each entry that ran
  /// The range of memory around an address that may be read, or also written; an empty range: it may not. None: every address is valid.
  std::function<address_range(std::uint64_t address, bool writes)> find_memory;

  std::vector<std::string> entries() const;
  /// `arguments`: the bytes of each. Throws ptx_error.
  void launch(std::string const& name, extent grid, extent block, std::size_t shared_bytes,
              std::vector<std::span<std::byte const>> const& arguments);

 private:
  ptx_entry const& entry(std::string const& name);

  std::string text_;
  std::map<std::string, std::size_t, std::less<>> begins_;  ///< of each entry's text
  std::map<std::string, std::unique_ptr<ptx_entry>> decoded_;
};

}  // namespace CLINMETRICS_NAMESPACE::testing
