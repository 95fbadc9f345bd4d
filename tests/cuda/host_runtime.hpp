// SPDX-License-Identifier: Apache-2.0
// A substitute for the CUDA runtime on the host: memory that is counted, copies that are checked and happen late, a stream for each thread,
// kernels that run in the emulator or as PTX, and calls that fail on request.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "clinmetrics/engine/plugin.hpp"
#include "simt.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

/// Runs a kernel; throws the rule that it broke. Defined in host_plugin.cpp.
template <class... Parameters, class... Args>
void run_kernel(void (*kernel)(Parameters...), dim3 grid, dim3 threads, std::size_t shared_bytes, Args... args);

class host_runtime {
 public:
  std::uint64_t memory = std::uint64_t{1} << 30;  ///< of the device
  std::uint64_t reported = 0;                     ///< the value that free_memory reports; 0: the true value
  std::uint32_t n_warps = 0;                      ///< number of warps that run at the same time: up to as many, a ranked pass is one launch
  std::uint64_t pinned = 1u << 20;                ///< bytes of a piece of pinned memory: copies go through its halves
  std::uint64_t failing_call = 0;                 ///< the call with this number fails (from 1)
  device_status failure = device_status::broken;
  std::uint64_t n_calls = 0, n_launches = 0;
  std::string broken_rule;                      ///< the faults of a kernel
  std::uint64_t held() const { return held_; }  ///< bytes not released, and pinned pieces and marks

  /// Begin and end of the allocation that contains an address; both 0: there is none.
  std::pair<std::uint64_t, std::uint64_t> block_of(std::uint64_t address) const {
    auto const at = blocks_.upper_bound(reinterpret_cast<void*>(address));
    if (at == blocks_.begin()) return {0, 0};
    auto const& [data, b] = *std::prev(at);
    auto const begin = std::uint64_t{reinterpret_cast<std::uintptr_t>(data)};
    return address - begin < b.size ? std::pair{begin, begin + b.size} : std::pair<std::uint64_t, std::uint64_t>{0, 0};
  }

  device_status allocate(void** out, std::uint64_t bytes) {
    if (fails()) return failure;
    if (bytes > memory - held_) return device_status::out_of_memory;
    auto fresh = std::make_unique<std::byte[]>(bytes);
    std::memset(fresh.get(), 0x5A, bytes);  // a device's memory has unspecified contents at first
    *out = fresh.get();
    held_ += bytes;
    blocks_[*out] = {std::move(fresh), bytes};
    return device_status::ok;
  }
  void release(void* data) {
    while (!queues_.empty()) catch_up(queues_.begin()->first);  // it waits for the device
    auto const at = blocks_.find(data);
    if (at == blocks_.end()) std::abort();  // released twice, or never allocated
    held_ -= at->second.size;
    blocks_.erase(at);
  }
  std::uint64_t pinned_bytes() const { return pinned; }
  device_status allocate_pinned(void** out) {
    if (fails()) return failure;
    pinned_.push_back(std::make_unique<std::byte[]>(pinned));
    *out = pinned_.back().get();
    std::memset(*out, 0x5A, pinned);
    held_ += 1;
    return device_status::ok;
  }
  void release_pinned(void* data) {
    auto const at = std::find_if(pinned_.begin(), pinned_.end(), [&](auto const& p) { return p.get() == data; });
    if (at == pinned_.end() || !queues_.empty()) std::abort();  // never given, or still in use
    pinned_.erase(at);
    held_ -= 1;
  }
  device_status create_mark(void** out) {
    if (fails()) return failure;
    marks_.push_back(std::make_unique<std::thread::id>());
    *out = marks_.back().get();
    held_ += 1;
    return device_status::ok;
  }
  void destroy_mark(void* at) {
    catch_up(stream_of(at));
    std::erase_if(marks_, [&](auto const& m) { return m.get() == at; });
    held_ -= 1;
  }
  device_status mark(void* at) {
    if (fails()) return failure;
    stream_of(at) = std::this_thread::get_id();
    return device_status::ok;
  }
  /// Does all work of a stream, as late as a device may do it.
  device_status wait(void* at) {
    catch_up(stream_of(at));
    return fails() ? failure : device_status::ok;
  }
  device_status copy_in(void* to, void const* half, std::uint64_t bytes) {
    if (fails()) return failure;
    check_inside(to, bytes), check_pinned(half, bytes);
    put([=] { std::memcpy(to, half, bytes); });
    return device_status::ok;
  }
  device_status copy_out(void* half, void const* from, std::uint64_t from_pitch, std::uint64_t width, std::uint64_t height) {
    if (fails()) return failure;
    check_pinned(half, width * height);
    put([=, this] {
      for (std::uint64_t line = 0; line < height; ++line) {
        auto const* source = static_cast<std::byte const*>(from) + line * from_pitch;
        check_inside(source, width);
        std::memcpy(static_cast<std::byte*>(half) + line * width, source, width);
      }
    });
    return device_status::ok;
  }
  device_status clear(void* data, std::uint64_t bytes) {
    if (fails()) return failure;
    catch_up();
    check_inside(data, bytes);
    std::memset(data, 0, bytes);
    return device_status::ok;
  }
  device_status free_memory(std::uint64_t* bytes) {
    if (fails()) return failure;
    *bytes = reported != 0 ? reported : memory - held_;
    return device_status::ok;
  }
  device_status count_warps(std::uint32_t* n) {
    if (fails()) return failure;
    *n = n_warps;
    return device_status::ok;
  }
  template <class Kernel, class... Args>
  device_status launch(Kernel kernel, dim3 grid, dim3 threads, std::size_t shared_bytes, Args... args) {
    if (fails()) return failure;
    ++n_launches;
    catch_up();
    try {
      run_kernel(kernel, grid, threads, shared_bytes, args...);
    } catch (std::exception const& e) {
      broken_rule = e.what();
      return device_status::broken;
    }
    return device_status::ok;
  }

  device_status sort_scratch(std::uint32_t /*n*/, std::uint64_t* bytes) {
    if (fails()) return failure;
    *bytes = scratch_bytes;
    return device_status::ok;
  }
  device_status sort_pairs(void* scratch, std::uint64_t bytes, std::uint64_t const* keys, std::uint64_t* sorted_keys,
                           std::uint32_t const* rows, std::uint32_t* sorted_rows, std::uint32_t n, std::uint32_t key_bits) {
    if (fails()) return failure;
    catch_up();
    if (bytes != scratch_bytes) std::abort();
    check_inside(scratch, bytes);
    std::uint64_t const mask = key_bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << key_bits) - 1;
    check_inside(keys, n * sizeof *keys), check_inside(sorted_keys, n * sizeof *keys);
    check_inside(rows, n * sizeof *rows), check_inside(sorted_rows, n * sizeof *rows);
    std::vector<std::uint32_t> place(n);
    std::iota(place.begin(), place.end(), 0u);
    if (std::any_of(keys, keys + n, [&](auto key) { return key > mask; })) std::abort();
    std::stable_sort(place.begin(), place.end(), [&](auto a, auto b) { return keys[a] < keys[b]; });
    for (std::uint32_t i = 0; i < n; ++i) sorted_keys[i] = keys[place[i]], sorted_rows[i] = rows[place[i]];
    return device_status::ok;
  }

 private:
  struct block {
    std::unique_ptr<std::byte[]> bytes;
    std::uint64_t size;
  };
  static constexpr std::uint64_t scratch_bytes = 100;

  static std::thread::id& stream_of(void* mark) { return *static_cast<std::thread::id*>(mark); }
  void put(std::function<void()> work) { queues_[std::this_thread::get_id()].push_back(std::move(work)); }
  /// The work of a thread's stream that the device has not done yet: copies, whose effect the host sees late.
  void catch_up(std::thread::id stream = std::this_thread::get_id()) {
    auto const at = queues_.find(stream);
    if (at == queues_.end()) return;
    auto const late = std::move(at->second);
    queues_.erase(at);
    for (auto const& work : late) work();
  }
  void check_pinned(void const* data, std::uint64_t bytes) const {
    auto const* const first = static_cast<std::byte const*>(data);
    if (std::none_of(pinned_.begin(), pinned_.end(), [&](auto const& p) { return first >= p.get() && first + bytes <= p.get() + pinned; }))
      std::abort();
  }
  bool fails() { return ++n_calls == failing_call; }
  void check_inside(void const* data, std::uint64_t bytes) const {
    auto const address = std::uint64_t{reinterpret_cast<std::uintptr_t>(data)}, end = block_of(address).second;
    if (end == 0 || bytes > end - address) std::abort();
  }

  std::map<void*, block> blocks_;
  std::vector<std::unique_ptr<std::byte[]>> pinned_;
  std::vector<std::unique_ptr<std::thread::id>> marks_;  ///< the stream of each
  std::map<std::thread::id, std::vector<std::function<void()>>> queues_;
  std::uint64_t held_ = 0;
};

/// The device of `host_plugin`.
inline host_runtime host_device;

/// A plugin whose device is the host. Defined in host_plugin.cpp, the only file that compiles the kernels for the tests.
device_plugin host_plugin();

}  // namespace CLINMETRICS_NAMESPACE::testing
