// SPDX-License-Identifier: Apache-2.0
// Runs CUDA kernels on the host: the threads of a block are fibers, blocks run one after another.
//
// For tests without a device; needs Boost.Context. It checks the results of a kernel and that its collectives are reached by the threads
// that they name: lanes outside their own mask, collectives that not all named lanes reach, and barriers that a thread misses are errors
// that name block, thread and place. With a seed, threads run in a random order between collectives, and some warps run ahead of others, so
// that a missing barrier changes the result. Shared memory is filled with arbitrary bytes before each block. The emulator does not test the
// memory model between blocks, or speed. One launch at a time, from one thread.
#pragma once
#include <algorithm>
#include <bit>
#include <boost/context/fiber.hpp>
#include <boost/context/pooled_fixedsize_stack.hpp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// NOLINTBEGIN(bugprone-reserved-identifier): CUDA's names, so that a kernel reads as CUDA
#define __global__ inline
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)

struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1) : x(x_), y(y_), z(z_) {}
};
struct alignas(8) uint2 {
  unsigned x, y;
};

namespace simt {

/// A kernel that broke the rules of CUDA.
struct error : std::logic_error {
  using std::logic_error::logic_error;
};

/// A line of a kernel.
struct place {
  char const* file;
  int line;
  bool operator==(place const& other) const { return line == other.line && std::strcmp(file, other.file) == 0; }
  bool operator<(place const& other) const {
    int const order = std::strcmp(file, other.file);
    return order != 0 ? order < 0 : line < other.line;
  }
};

namespace detail {

enum class state { ready, at_warp, at_block, done };

struct thread {
  boost::context::fiber fiber, scheduler;
  dim3 index;
  unsigned rank = 0;
  state at = state::ready;
  unsigned mask = 0;      // of the collective for which it waits
  char const* what = "";  // its name
  place where{"", 0};
  std::uint64_t value = 0;      // the value that the thread passes to it
  std::uint64_t seen[32] = {};  // the values of the lanes of the mask
  unsigned lane() const { return rank % 32; }
};

inline thread* current = nullptr;  // the thread that runs
inline dim3 block_index, block_size, grid_size;

class machine {
 public:
  /// 0: threads run in their order.
  std::uint64_t seed = 0;

  void launch(dim3 grid, dim3 block, std::size_t shared_bytes, std::function<void()> body) {
    std::size_t const n_threads = std::size_t{block.x} * block.y * block.z;
    if (n_threads == 0 || n_threads > 1024 || grid.x == 0 || grid.y == 0 || grid.z == 0 || grid.x > 0x7FFFFFFF || grid.y > 65535 ||
        grid.z > 65535)
      throw error("a launch of an impossible size: grid " + text_of(grid) + ", block " + text_of(block));
    if (shared_bytes > 48u << 10) throw error("more than 48 KiB of dynamic shared memory");
    body_ = std::move(body);
    grid_size = grid, block_size = block;
    shared_.clear();
    dynamic_ = std::make_unique<std::byte[]>(shared_bytes), dynamic_size_ = shared_bytes;
    for (unsigned z = 0; z < grid.z; ++z)
      for (unsigned y = 0; y < grid.y; ++y)
        for (unsigned x = 0; x < grid.x; ++x) {
          block_index = {x, y, z};
          run_block(n_threads);
        }
  }

  void* shared(place const& where, std::size_t size) {
    auto& object = shared_[where];
    if (!object.bytes) {
      object = {std::make_unique<std::byte[]>(size), size};
      std::size_t total = 0;
      for (auto const& [at, m] : shared_) total += m.size;
      if (total > 48u << 10) throw error("more than 48 KiB of static shared memory");
      std::memset(object.bytes.get(), arbitrary_byte, size);
    }
    return object.bytes.get();
  }
  void* dynamic_shared(std::size_t size) {
    if (size > dynamic_size_)
      throw error("the kernel wants " + std::to_string(size) + " bytes of dynamic shared memory, the launch gives " +
                  std::to_string(dynamic_size_));
    return dynamic_.get();
  }

  void yield() { current->scheduler = std::move(current->scheduler).resume(); }

  [[noreturn]] static void fail(thread const& t, std::string const& message) {
    throw error("block " + text_of(block_index) + ", thread " + std::to_string(t.rank) + ": " + t.what + " at " + t.where.file + ':' +
                std::to_string(t.where.line) + ": " + message);
  }

 private:
  static constexpr int arbitrary_byte = 0xA5;
  struct shared_object {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
  };

  static std::string text_of(dim3 d) { return '(' + std::to_string(d.x) + ',' + std::to_string(d.y) + ',' + std::to_string(d.z) + ')'; }

  void start(thread& t) {
    t.fiber = boost::context::fiber(std::allocator_arg, stacks_, [this, &t](boost::context::fiber&& scheduler) {
      t.scheduler = std::move(scheduler);
      try {
        body_();
      } catch (boost::context::detail::forced_unwind const&) {
        throw;
      } catch (...) {
        failure_ = std::current_exception();
      }
      t.at = state::done;
      return std::move(t.scheduler);
    });
  }

  void run_block(std::size_t n_threads) {
    for (auto& [at, m] : shared_) std::memset(m.bytes.get(), arbitrary_byte, m.size);
    if (dynamic_size_ > 0) std::memset(dynamic_.get(), arbitrary_byte, dynamic_size_);
    std::vector<thread> threads(n_threads);
    std::vector<unsigned> order(n_threads);
    for (unsigned i = 0; i < n_threads; ++i) {
      auto& t = threads[i];
      order[i] = t.rank = i;
      t.index = {i % block_size.x, i / block_size.x % block_size.y, i / block_size.x / block_size.y};
      start(t);
    }
    std::mt19937_64 shuffle(seed + block_index.x * 1'000'003ull + block_index.y * 10'007ull + block_index.z);
    std::uint64_t held_back = 0;  // one bit per warp: the warp pauses, so that others run ahead
    bool has_run = false;
    for (bool progress = true; progress;) {
      progress = false;
      if (seed != 0) std::shuffle(order.begin(), order.end(), shuffle);
      if (seed != 0 && (!has_run || shuffle() % 8 == 0)) held_back = shuffle();
      has_run = false;
      for (unsigned i : order)
        if (threads[i].at == state::ready) {
          progress = true;
          if (!(held_back >> i / 32 & 1)) has_run = true, resume(threads[i]);
        }
      for (std::size_t warp = 0; warp < n_threads; warp += 32) progress |= open_collectives(threads, warp);
      progress |= open_barrier(threads);
    }
    for (auto const& t : threads)
      if (t.at != state::done) fail(t, "waits for ever");
  }

  void resume(thread& t) {
    current = &t;
    t.fiber = std::move(t.fiber).resume();
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  }

  /// A collective operation of a warp is completed when all lanes that it names have reached it.
  static bool open_collectives(std::vector<thread>& threads, std::size_t warp) {
    bool opened = false;
    std::size_t const end = std::min(warp + 32, threads.size());
    for (std::size_t i = warp; i < end; ++i) {
      auto const& t = threads[i];
      if (t.at != state::at_warp) continue;
      unsigned const mask = t.mask;
      if (end - warp < 32 && mask >> (end - warp) != 0) fail(t, "the mask names lanes that do not exist");
      bool all = true;
      for (std::size_t k = warp; k < end && all; ++k)
        if (mask >> (k - warp) & 1) {
          if (threads[k].at == state::done) fail(t, "the mask names thread " + std::to_string(k) + ", which has left");
          all = threads[k].at == state::at_warp && threads[k].mask == mask && threads[k].where == t.where;
        }
      if (!all) continue;
      for (std::size_t k = warp; k < end; ++k)
        if (mask >> (k - warp) & 1)
          for (std::size_t from = warp; from < end; ++from) threads[k].seen[from - warp] = threads[from].value;
      for (std::size_t k = warp; k < end; ++k)
        if (mask >> (k - warp) & 1) threads[k].at = state::ready;
      opened = true;
    }
    return opened;
  }

  static bool open_barrier(std::vector<thread>& threads) {
    thread const* first = nullptr;
    for (auto const& t : threads)
      if (t.at == state::at_block) {
        if (first && !(first->where == t.where))
          fail(t, "thread " + std::to_string(first->rank) + " stands at another barrier, line " + std::to_string(first->where.line));
        if (!first) first = &t;
      }
    if (!first) return false;
    std::uint64_t count = 0;
    for (auto const& t : threads) {
      if (t.at == state::done)
        throw error("block " + text_of(block_index) + ", thread " + std::to_string(t.rank) + " has left, and thread " +
                    std::to_string(first->rank) + " waits for it at " + first->what + ", " + first->where.file + ':' +
                    std::to_string(first->where.line));
      if (t.at != state::at_block) return false;
      count += t.value;
    }
    for (auto& t : threads) t.at = state::ready, t.seen[0] = count;
    return true;
  }

  std::function<void()> body_;
  std::exception_ptr failure_;
  std::map<place, shared_object> shared_;
  std::unique_ptr<std::byte[]> dynamic_;
  std::size_t dynamic_size_ = 0;
  boost::context::pooled_fixedsize_stack stacks_{64 << 10};  // kept from block to block
};

inline machine host;

/// Waits until all lanes of the mask have reached it; then seen[k] is the value of lane k.
inline std::uint64_t const* meet(unsigned mask, std::uint64_t value, char const* what, place where) {
  thread& me = *current;
  me.what = what, me.where = where;
  if (!(mask >> me.lane() & 1)) machine::fail(me, "the calling lane is not in its own mask");
  me.at = state::at_warp, me.mask = mask, me.value = value;
  host.yield();
  return me.seen;
}
inline std::uint64_t meet_block(bool value, char const* what, place where) {
  thread& me = *current;
  me.at = state::at_block, me.value = value, me.what = what, me.where = where;
  host.yield();
  return me.seen[0];
}

/// The value of a lane of the mask.
template <class T>
T brought(std::uint64_t const* seen, unsigned mask, unsigned lane) {
  if (!(mask >> lane & 1)) machine::fail(*current, "reads lane " + std::to_string(lane) + ", which is not in the mask");
  T value;
  std::memcpy(&value, &seen[lane], sizeof value);
  return value;
}
template <class T>
std::uint64_t bits_of(T value) {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= 8);
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  return bits;
}

}  // namespace detail

/// Shared memory of a block, one object per line of the kernel; at first its contents are arbitrary.
template <class T>
T& shared(char const* file, int line) {
  static_assert(std::is_trivially_default_constructible_v<std::remove_all_extents_t<T>>);
  return *static_cast<T*>(detail::host.shared({file, line}, sizeof(T)));
}
/// The first `n` objects in the shared memory whose size the launch gives.
template <class T>
T* dynamic_shared(std::size_t n) {
  return static_cast<T*>(detail::host.dynamic_shared(n * sizeof(T)));
}

/// The order of threads between collectives; 0: ascending.
inline void set_order(std::uint64_t seed) { detail::host.seed = seed; }

template <class Kernel, class... Args>
void launch(Kernel kernel, dim3 grid, dim3 block, std::size_t shared_bytes, Args... args) {
  detail::host.launch(grid, block, shared_bytes, [=] { kernel(args...); });
}

}  // namespace simt

#define CLINMETRICS_SHARED(type, name) type& name = simt::shared<type>(__FILE__, __LINE__)
#define CLINMETRICS_DYNAMIC_SHARED(type, name, n) type* const name = simt::dynamic_shared<type>(n)

#define threadIdx (simt::detail::current->index)
#define blockIdx (simt::detail::block_index)
#define blockDim (simt::detail::block_size)
#define gridDim (simt::detail::grid_size)

#define SIMT_PLACE char const *file = __builtin_FILE(), int line = __builtin_LINE()

inline void __syncthreads(SIMT_PLACE) { simt::detail::meet_block(false, "__syncthreads", {file, line}); }
inline int __syncthreads_count(int predicate, SIMT_PLACE) {
  return static_cast<int>(simt::detail::meet_block(predicate != 0, "__syncthreads_count", {file, line}));
}
inline void __syncwarp(unsigned mask = ~0u, SIMT_PLACE) { simt::detail::meet(mask, 0, "__syncwarp", {file, line}); }

template <class T>
T __shfl_sync(unsigned mask, T value, int lane, SIMT_PLACE) {
  auto const* seen = simt::detail::meet(mask, simt::detail::bits_of(value), "__shfl_sync", {file, line});
  return simt::detail::brought<T>(seen, mask, static_cast<unsigned>(lane) % 32);
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, SIMT_PLACE) {
  auto const* seen = simt::detail::meet(mask, simt::detail::bits_of(value), "__shfl_up_sync", {file, line});
  unsigned const lane = simt::detail::current->lane();
  return lane < delta ? value : simt::detail::brought<T>(seen, mask, lane - delta);
}
template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, SIMT_PLACE) {
  auto const* seen = simt::detail::meet(mask, simt::detail::bits_of(value), "__shfl_down_sync", {file, line});
  unsigned const lane = simt::detail::current->lane();
  return lane + delta > 31 ? value : simt::detail::brought<T>(seen, mask, lane + delta);
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int bits, SIMT_PLACE) {
  auto const* seen = simt::detail::meet(mask, simt::detail::bits_of(value), "__shfl_xor_sync", {file, line});
  return simt::detail::brought<T>(seen, mask, (simt::detail::current->lane() ^ static_cast<unsigned>(bits)) % 32);
}
inline unsigned __ballot_sync(unsigned mask, int predicate, SIMT_PLACE) {
  auto const* seen = simt::detail::meet(mask, predicate != 0, "__ballot_sync", {file, line});
  unsigned votes = 0;
  for (unsigned lane = 0; lane < 32; ++lane)
    if (mask >> lane & 1) votes |= static_cast<unsigned>(seen[lane]) << lane;
  return votes;
}
inline unsigned __reduce_add_sync(unsigned mask, unsigned value, SIMT_PLACE) {
  auto const* seen = simt::detail::meet(mask, value, "__reduce_add_sync", {file, line});
  unsigned sum = 0;
  for (unsigned lane = 0; lane < 32; ++lane)
    if (mask >> lane & 1) sum += static_cast<unsigned>(seen[lane]);
  return sum;
}
#undef SIMT_PLACE

template <class T>
T atomicAdd(T* at, std::type_identity_t<T> value) {
  static_assert(std::is_same_v<T, std::uint32_t> || std::is_same_v<T, std::uint64_t> || std::is_same_v<T, unsigned long long>);
  T const old = *at;
  *at = old + value;
  return old;
}
inline int __popc(unsigned x) { return std::popcount(x); }
/// PTX's: four of the eight bytes of y and x, selected by the nibbles of `which`; a nibble's high bit asks for copies of the byte's sign.
inline unsigned prmt(unsigned x, unsigned y, unsigned which) {
  std::uint64_t const both = std::uint64_t{y} << 32 | x;
  unsigned out = 0;
  for (unsigned i = 0; i < 4; ++i) {
    unsigned const nibble = which >> 4 * i & 15, byte = both >> 8 * (nibble & 7) & 255;
    out |= (nibble & 8 ? (byte & 128 ? 255u : 0u) : byte) << 8 * i;
  }
  return out;
}
// NOLINTEND(bugprone-reserved-identifier)
