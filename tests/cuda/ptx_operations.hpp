// SPDX-License-Identifier: Apache-2.0
// The decoded instructions of ptx_machine.hpp, and a table of their effects on the registers of a warp.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>

#include "ptx_machine.hpp"

namespace CLINMETRICS_NAMESPACE::testing::ptx {

inline constexpr unsigned n_lanes = 32;
inline constexpr std::uint32_t all_lanes = ~0u;
using lanes = std::array<std::uint64_t, n_lanes>;  ///< a register: the bits of each lane, of which the lowest belong to its type

enum : std::uint32_t { carry_flag, sink, first_register, no_register = ~0u };  // of each thread: CC.CF, and what `_` names

enum class flow : std::uint8_t { straight, branch, exit, collective, barrier };
enum class space : std::uint8_t { generic, global, shared, param };

/// The memory that the threads of a block address.
struct block_memory {
  static constexpr std::uint64_t shared_begin = 1024;  ///< in the shared window, of which a device keeps the first bytes
  std::span<std::byte> shared;
  std::span<std::byte const> params;
  std::function<ptx_machine::address_range(std::uint64_t, bool)> const* find_memory = nullptr;
  std::array<ptx_machine::address_range, 2> last_found{};  ///< by it: to read, to write
};

struct warp;
struct operation;
using action = void (*)(warp&, operation const&, std::uint32_t active);

struct operation {
  action run = nullptr;
  flow kind = flow::straight;
  space where = space::generic;
  bool guard_is_negated = false;
  std::uint8_t n = 1;  ///< elements of a vector
  std::uint32_t guard = no_register;
  std::array<std::uint32_t, 4> out{sink, sink, sink, sink};
  std::array<std::uint32_t, 5> in{};  ///< an address, or the mask of a collective, comes first
  std::int64_t offset = 0;            ///< added to the address
  std::uint32_t target = 0;           ///< of a branch; the number of a barrier
  std::uint32_t line = 0;
};

struct warp {
  lanes* reg = nullptr;
  block_memory* memory = nullptr;
  std::array<std::uint32_t, n_lanes> pc{};
  std::uint32_t running = 0, waiting = 0, at_barrier = 0;  ///< lanes; the rest have left
  std::uint32_t held = 0;                                  ///< these run when no other can
  std::uint32_t first_thread = 0;
};

struct recipe {
  action run;
  unsigned n_inputs;
};
/// Instructions that compute one register from others, lane by lane, by their full names.
std::unordered_map<std::string, recipe> const& elementwise();
/// ld, st, atom and red by operation and type, as in "ld.u32" and "atom.add.u64".
std::unordered_map<std::string, action> const& memory_actions();
/// shfl and vote, by their full names.
std::unordered_map<std::string, recipe> const& collectives();
/// mov between a register of so many bits and n registers; null: there is none.
action packing(unsigned bits, unsigned n);
action unpacking(unsigned bits, unsigned n);
/// cvta.to.shared and cvta.shared.
void into_shared_window(warp& w, operation const& o, std::uint32_t active);
void out_of_shared_window(warp& w, operation const& o, std::uint32_t active);

}  // namespace CLINMETRICS_NAMESPACE::testing::ptx
