// SPDX-License-Identifier: Apache-2.0
// The order in which lanes and warps run. The effects of instructions are in ptx_operations.cpp.
#include "ptx_machine.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <optional>
#include <random>

#include "ptx_entry.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

using namespace ptx;

namespace {

/// One launch: blocks one after another, whose warps share the instructions and have registers of their own.
class grid_run {
 public:
  grid_run(ptx_entry const& e, ptx_machine::extent grid, ptx_machine::extent block, std::size_t dynamic_bytes, ptx_machine& machine)
      : entry_(e), grid_(grid), block_(block), machine_(machine), n_threads_(std::uint64_t{block[0]} * block[1] * block[2]) {
    if (n_threads_ == 0 || n_threads_ > e.most_threads || grid[0] == 0 || grid[1] == 0 || grid[2] == 0 || grid[0] > 0x7FFFFFFF ||
        grid[1] > 65535 || grid[2] > 65535)
      throw ptx_error("a launch of an impossible size");
    std::uint64_t const dynamic_begin = (e.static_shared + 15) / 16 * 16, n_shared = dynamic_begin + dynamic_bytes;
    if (n_shared > 48u << 10) throw ptx_error("more than 48 KiB of shared memory");
    shared_.resize(n_shared / 16 + 1);
    memory_.shared = std::as_writable_bytes(std::span(shared_)).first(n_shared);
    memory_.find_memory = &machine.find_memory;
    warps_.resize((n_threads_ + n_lanes - 1) / n_lanes);
    registers_.resize(warps_.size() * e.n_registers);
    for (std::size_t i = 0; i < warps_.size(); ++i) {
      warp& w = warps_[i];
      w.reg = &registers_[i * e.n_registers], w.memory = &memory_, w.first_thread = static_cast<std::uint32_t>(i * n_lanes);
      for (auto const& [at, value] : e.constants) w.reg[at].fill(value);
      for (auto const at : e.dynamic_shared) w.reg[at].fill(block_memory::shared_begin + dynamic_begin);
    }
  }

  void run(std::vector<std::span<std::byte const>> const& arguments) {
    if (arguments.size() != entry_.parameters.size())
      throw ptx_error(std::to_string(arguments.size()) + " arguments for " + std::to_string(entry_.parameters.size()) + " parameters");
    std::vector<std::byte> params(entry_.parameter_bytes);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      auto const& p = entry_.parameters[i];
      if (arguments[i].size() != p.size)
        throw ptx_error("argument " + std::to_string(i) + " has " + std::to_string(arguments[i].size()) + " bytes, its parameter " +
                        std::to_string(p.size));
      std::ranges::copy(arguments[i], params.begin() + static_cast<std::ptrdiff_t>(p.offset));
    }
    memory_.params = params;
    for (std::uint32_t z = 0; z < grid_[2]; ++z)
      for (std::uint32_t y = 0; y < grid_[1]; ++y)
        for (std::uint32_t x = 0; x < grid_[0]; ++x) run_block({x, y, z});
  }

 private:
  void run_block(ptx_machine::extent index) {
    index_ = index, instructions_left_ = machine_.most_instructions;
    roll_.seed(machine_.seed + index[0] * 1'000'003ull + index[1] * 10'007ull + index[2]);
    std::ranges::fill(memory_.shared, std::byte{0xA5});
    for (warp& w : warps_) {
      std::uint64_t const n = std::min<std::uint64_t>(n_threads_ - w.first_thread, n_lanes);
      w.running = all_lanes >> (n_lanes - n), w.waiting = w.at_barrier = 0, w.pc.fill(0);
      w.held = new_held();
      for (auto const& [at, which] : entry_.specials)
        for (unsigned k = 0; k < n_lanes; ++k) w.reg[at][k] = special(which, w.first_thread + k);
    }
    std::vector<std::uint32_t> order(warps_.size());
    std::iota(order.begin(), order.end(), 0u);
    for (bool is_done = false; !is_done;) {
      if (machine_.seed != 0) std::ranges::shuffle(order, roll_);
      for (auto i : order)
        if (warps_[i].running != 0) run_warp(warps_[i], machine_.seed != 0 ? std::uint64_t{16} << roll_() % 10 : ~std::uint64_t{0});
      if (std::ranges::all_of(warps_, [](warp const& w) { return w.running == 0; })) is_done = !open_barrier();
    }
  }

  /// Half of the lanes, or none. In one block of two they stay together.
  std::uint32_t new_held() { return machine_.seed == 0 || (machine_.seed ^ index_[0]) % 2 == 0 ? 0 : static_cast<std::uint32_t>(roll_()); }

  /// Of special_registers.
  std::uint64_t special(std::size_t which, std::uint32_t thread) const {
    std::size_t const axis = which % 3;
    switch (which / 3) {
      case 0:
        return axis == 0 ? thread % block_[0] : axis == 1 ? thread / block_[0] % block_[1] : thread / block_[0] / block_[1];
      case 1:
        return block_[axis];
      case 2:
        return index_[axis];
      case 3:
        return grid_[axis];
      default:
        return axis == 0 ? thread % n_lanes : axis == 1 ? thread / n_lanes : n_lanes;
    }
  }

  [[noreturn]] void fail(warp const& w, operation const& o, std::uint32_t lanes_there, std::string const& why) const {
    throw ptx_error("block (" + std::to_string(index_[0]) + ',' + std::to_string(index_[1]) + ',' + std::to_string(index_[2]) +
                    "), thread " + std::to_string(w.first_thread + static_cast<unsigned>(std::countr_zero(lanes_there))) + ", PTX line " +
                    std::to_string(o.line) + ": " + why);
  }

  /// Runs a warp until its lanes wait for another warp, have left, or have run so many instructions.
  void run_warp(warp& w, std::uint64_t turn) {
    while (w.running != 0) {
      std::uint32_t const candidates = (w.running & ~w.held) != 0 ? w.running & ~w.held : w.running;
      std::uint32_t pc = ~0u, stop = ~0u, active = 0;  // stop: the place of the next of the others
      for (std::uint32_t left = candidates; left != 0; left &= left - 1) {
        auto const k = static_cast<unsigned>(std::countr_zero(left));
        if (w.pc[k] < pc) stop = pc, pc = w.pc[k], active = 0;
        if (w.pc[k] == pc)
          active |= 1u << k;
        else
          stop = std::min(stop, w.pc[k]);
      }
      bool const had_its_turn = !run_lanes(w, pc, stop, active, turn);
      if (w.running == 0 && !open_collectives(w)) check_barrier(w);
      if (had_its_turn) return;
    }
  }

  void put(warp& w, std::uint32_t which, std::uint32_t pc) {
    for (; which != 0; which &= which - 1) w.pc[static_cast<unsigned>(std::countr_zero(which))] = pc;
  }

  /// Runs these lanes until they separate, reach others or stop. False: their turn is over.
  bool run_lanes(warp& w, std::uint32_t pc, std::uint32_t stop, std::uint32_t active, std::uint64_t& turn) {
    std::uint64_t const n_active = static_cast<unsigned>(std::popcount(active));
    for (;; ++pc) {
      if (pc == stop || turn == 0) return put(w, active, pc), turn != 0;
      operation const& o = entry_.code[pc];
      if (--instructions_left_ == 0)
        fail(w, o, active, "the block has run " + std::to_string(machine_.most_instructions) + " instructions: it does not end");
      --turn, machine_.n_lane_instructions += n_active;
      std::uint32_t on = active;
      if (o.guard != no_register) {
        std::uint32_t holds = 0;
        for (unsigned k = 0; k < n_lanes; ++k) holds |= static_cast<std::uint32_t>(w.reg[o.guard][k] != 0) << k;
        on &= o.guard_is_negated ? ~holds : holds;
        if (on == 0) continue;
      }
      if (o.kind == flow::straight) {
        try {
          o.run(w, o, on);
        } catch (ptx_error const& e) {
          fail(w, o, on, e.what());
        }
        continue;
      }
      put(w, active & ~on, pc + 1);
      if (o.kind == flow::branch) {
        if (on == active && stop == ~0u) {  // alone
          pc = o.target - 1;
          continue;
        }
        put(w, on, o.target);
      } else {
        put(w, on, pc);
        w.running &= ~on;
        if (o.kind == flow::collective) w.waiting |= on;
        if (o.kind == flow::barrier) w.at_barrier |= on;
      }
      return true;
    }
  }

  /// The lanes for which all lanes of their mask have arrived, except those that have left.
  bool open_collectives(warp& w) {
    std::uint32_t opened = 0;
    for (std::uint32_t left = w.waiting; left != 0; left &= left - 1) {
      auto const lane = static_cast<unsigned>(std::countr_zero(left));
      if (opened >> lane & 1) continue;
      std::uint32_t const pc = w.pc[lane];
      operation const& o = entry_.code[pc];
      auto const mask = static_cast<std::uint32_t>(w.reg[o.in[0]][lane]);
      if (!(mask >> lane & 1)) fail(w, o, 1u << lane, "the calling lane is not in its own mask");
      std::uint32_t const named = mask & (w.waiting | w.at_barrier);
      bool all_here = true;
      for (std::uint32_t rest = named; rest != 0; rest &= rest - 1) {
        auto const k = static_cast<unsigned>(std::countr_zero(rest));
        all_here = all_here && (w.waiting >> k & 1) && w.pc[k] == pc && static_cast<std::uint32_t>(w.reg[o.in[0]][k]) == mask;
      }
      if (!all_here) continue;
      try {
        o.run(w, o, named);
      } catch (ptx_error const& e) {
        fail(w, o, named, e.what());
      }
      put(w, named, pc + 1);
      opened |= named;
    }
    w.waiting &= ~opened, w.running |= opened;
    if (opened != 0) w.held = new_held();
    return opened != 0;
  }

  void check_barrier(warp const& w) const {
    if (w.waiting != 0)
      fail(w, entry_.code[w.pc[static_cast<unsigned>(std::countr_zero(w.waiting))]], w.waiting, "waits for ever for the lanes of its mask");
    std::optional<std::uint32_t> pc;
    for (unsigned k = 0; k < n_lanes; ++k)
      if (w.at_barrier >> k & 1) {
        if (pc && *pc != w.pc[k]) fail(w, entry_.code[w.pc[k]], 1u << k, "lanes of one warp stand at two barriers");
        pc = w.pc[k];
      }
  }
  /// Of the block. False: all have left.
  bool open_barrier() {
    std::optional<std::uint32_t> number;
    for (warp& w : warps_) {
      if (w.at_barrier == 0) continue;
      std::uint32_t const pc = w.pc[static_cast<unsigned>(std::countr_zero(w.at_barrier))];
      if (number && *number != entry_.code[pc].target) fail(w, entry_.code[pc], w.at_barrier, "another warp stands at another barrier");
      number = entry_.code[pc].target;
      put(w, w.at_barrier, pc + 1);
      w.running = std::exchange(w.at_barrier, 0), w.held = new_held();
    }
    return number.has_value();
  }

  ptx_entry const& entry_;
  ptx_machine::extent grid_, block_, index_{};
  ptx_machine& machine_;
  std::uint64_t n_threads_, instructions_left_ = 0;
  std::vector<std::array<std::uint64_t, 2>> shared_;  ///< two words, so that it is aligned
  block_memory memory_;
  std::vector<lanes> registers_;
  std::vector<warp> warps_;
  std::mt19937_64 roll_;
};

}  // namespace

ptx_machine::ptx_machine(std::string text) : text_(std::move(text)) {
  constexpr std::string_view mark = ".entry ";
  for (std::size_t at = 0; (at = text_.find(mark, at)) != std::string::npos; ++at) {
    std::size_t const name = at + mark.size();
    begins_[text_.substr(name, text_.find_first_of("( \t\n{", name) - name)] = name;
  }
}
ptx_machine::~ptx_machine() = default;

std::vector<std::string> ptx_machine::entries() const {
  std::vector<std::string> names;
  for (auto const& [name, at] : begins_) names.push_back(name);
  return names;
}

ptx_entry const& ptx_machine::entry(std::string const& name) {
  auto& known = decoded_[name];
  if (!known) {
    auto const at = begins_.find(name);
    if (at == begins_.end()) throw ptx_error("no such entry");
    known = std::make_unique<ptx_entry>(read_entry(text_, at->second));
  }
  return *known;
}

void ptx_machine::launch(std::string const& name, extent grid, extent block, std::size_t shared_bytes,
                         std::vector<std::span<std::byte const>> const& arguments) {
  try {
    grid_run(entry(name), grid, block, shared_bytes, *this).run(arguments);
  } catch (ptx_error const& e) {
    throw ptx_error(name + ": " + e.what());
  }
  ++n_launches[name];
}

}  // namespace CLINMETRICS_NAMESPACE::testing
