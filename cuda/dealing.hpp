// SPDX-License-Identifier: Apache-2.0
// Orderings that stay on the device, and the rows of ranked passes made from them: sorted there by group, tie and label, and cut into
// segments on the host, which receives the ends of the ties.
#pragma once
#include <bit>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "clinmetrics/engine/plugin.hpp"
#include "memory.hpp"
#include "order.cuh"
#include "ranked.cuh"
#include "segments.hpp"
#include "staging.hpp"

namespace CLINMETRICS_NAMESPACE::device {

inline std::uint32_t size_of(std::uint32_t type) {
  return visit(static_cast<dtype>(type), []<class T>(std::type_identity<T>) { return std::uint32_t{sizeof(T)}; });
}
/// The key of 1 in a type.
inline std::uint64_t key_of_one(std::uint32_t type) {
  return visit(static_cast<dtype>(type), []<class T>(std::type_identity<T>) { return std::uint64_t{detail::sort_key(T{1})}; });
}

inline std::uint32_t order_blocks(std::uint64_t n_threads) {
  return static_cast<std::uint32_t>((n_threads + order_threads - 1) / order_threads);
}
/// Number of 32-bit words that whole blocks of threads write, with one bit per thread; it is even.
inline std::uint64_t words_of(std::uint64_t n_threads) { return std::uint64_t{order_blocks(n_threads)} * (order_threads / 32); }

/// The column on the device: its own memory, or a copy.
template <class Runtime>
device_column bring(staging<Runtime>& copies, arena<Runtime>& memory, device_column const& c, std::uint32_t n) {
  if (c.is_on_device) return c;
  std::uint32_t const size = size_of(c.type);
  auto* const to = memory.template take<std::uint8_t>(std::uint64_t{n} * size);
  copies.to_device_strided(to, c.data, n, c.stride, size);
  return {to, size, c.type, 1};
}
template <class T, class Runtime>
T const* bring(staging<Runtime>& copies, arena<Runtime>& memory, T const* from, std::uint64_t n) {
  if (!from) return nullptr;
  auto* const to = memory.template take<T>(n);
  copies.to_device(to, from, n * sizeof(T));
  return to;
}

/// The memory that a sort of n rows needs in addition to its result.
template <class Runtime>
class sorter {
 public:
  sorter(Runtime& runtime, arena<Runtime>& memory, std::uint32_t n)
      : keys(memory.template take<std::uint64_t>(n)), sorted_keys(memory.template take<std::uint64_t>(n)), runtime_(runtime), n_(n) {
    check(runtime_.sort_scratch(n, &scratch_bytes_));
    scratch_ = memory.template take<std::uint8_t>(scratch_bytes_);
  }
  /// Sorts `rows` by the lowest bits of `keys`; equal keys keep their order.
  void sort(std::uint32_t const* rows, std::uint32_t* sorted_rows, std::uint32_t key_bits) {
    check(runtime_.sort_pairs(scratch_, scratch_bytes_, keys, sorted_keys, rows, sorted_rows, n_, key_bits));
  }
  std::uint64_t *keys, *sorted_keys;

 private:
  Runtime& runtime_;
  std::uint32_t n_;
  void* scratch_ = nullptr;
  std::uint64_t scratch_bytes_ = 0;
};

/// An ordering that stays on the device.
template <class Runtime>
struct kept_order {
  arena<Runtime> memory;
  std::uint32_t n;
  order_view view{};
};

template <class Runtime>
std::unique_ptr<kept_order<Runtime>> order_rows(Runtime& runtime, device_order const& request) {
  std::uint32_t const n = request.n;
  if (request.version != device_interface_version || request.score.type > static_cast<std::uint32_t>(dtype::float64))
    throw failure{device_status::bad_request};
  auto kept = std::make_unique<kept_order<Runtime>>(kept_order<Runtime>{arena<Runtime>(runtime), n, {}});
  if (n == 0) return kept;
  auto* const rows = kept->memory.template take<std::uint32_t>(n);
  auto* const tie = kept->memory.template take<std::uint32_t>(n);
  kept->view = {rows, tie};

  staging<Runtime> copies(runtime);
  arena<Runtime> work(runtime);
  sorter<Runtime> by_score(runtime, work, n);
  auto* const numbers = work.template take<std::uint32_t>(n);
  auto* const tie_ends = work.template take<std::uint32_t>(words_of(n));
  std::uint32_t const key_bits = size_of(request.score.type) == 8 ? 64 : 32;
  check(runtime.launch(write_keys, dim3(order_blocks(n)), order_threads, 0, bring(copies, work, request.score, n), n, key_bits,
                       by_score.keys, numbers));
  by_score.sort(numbers, rows, key_bits);
  check(runtime.launch(find_ties, dim3(order_blocks(n)), order_threads, 0, static_cast<std::uint64_t const*>(by_score.sorted_keys), n, tie,
                       tie_ends));
  copies.to_host(request.rows, rows, std::uint64_t{n} * sizeof(std::uint32_t));
  copies.to_host(request.tie_ends, tie_ends, (std::uint64_t{n} + 63) / 64 * sizeof(std::uint64_t));
  return kept;
}

/// A ranked pass in device memory.
struct resident_ranked {
  device_ranked_pass pass{};  ///< only its numbers are used; its pointers are no longer valid
  ranked_input in{};
  device_group const* groups = nullptr;
  std::uint32_t n_rows = 0, n_groups_with_rows = 0;
  std::uint32_t most_segments = 0;  ///< of a group
  std::uint32_t n_slots() const { return 6 + 2 * pass.n_cuts; }
};

/// Arranges the rows for each pass. All passes have the same number of rows, and columns that several of them read are copied once. The
/// arrays that a pass keeps are added to `kept`.
template <class Runtime>
class dealer {
 public:
  dealer(Runtime& runtime, staging<Runtime>& copies, arena<Runtime>& kept, std::uint32_t n_rows)
      : runtime_(runtime), copies_(copies), kept_(kept), n_(n_rows), sorter_(runtime, work_, n_rows) {
    dealt_ = work_.template take<std::uint32_t>(n_);
    tie_ends_ = work_.template take<std::uint32_t>(words_of(n_));
  }

  resident_ranked deal(device_ranked_pass const& pass) {
    resident_ranked out;
    out.pass = pass, out.n_rows = n_;
    if (n_ == 0) return out;
    auto const order = order_of(pass);
    auto const* const group = here(groups_, pass.group);
    auto const* const unit = here(units_, pass.unit);
    auto const* const row_weight = here(weights_, pass.weight);
    auto const label = label_of(pass);
    dealing_key const key{static_cast<std::uint32_t>(std::bit_width(n_))};
    check(runtime_.launch(write_dealing_keys, dim3(order_blocks(n_)), order_threads, 0, order, n_, group, label,
                          key_of_one(pass.label.type), key, sorter_.keys));
    sorter_.sort(order.row, dealt_, static_cast<std::uint32_t>(std::bit_width(key.of(pass.n_groups - 1, n_) | 1)));

    std::uint64_t const n_bounds = std::uint64_t{pass.n_groups} * (pass.n_cuts + 1);
    auto const* const cuts = bring(copies_, work_, pass.cuts, pass.n_cuts);
    auto* const bounds = work_.template take<std::uint32_t>(n_bounds);
    auto* const rows = kept_.template take<device_row>(n_);
    auto* const weight = row_weight ? kept_.template take<std::uint64_t>(n_) : nullptr;
    std::uint64_t const* const keys = sorter_.sorted_keys;
    check(runtime_.launch(write_rows, dim3(order_blocks(n_)), order_threads, 0, keys, static_cast<std::uint32_t const*>(dealt_), n_, unit,
                          row_weight, dealt_rows{rows, weight, tie_ends_}));
    check(runtime_.launch(find_bounds, dim3(order_blocks(n_bounds)), order_threads, 0, keys, n_, key, pass.n_groups, pass.n_cuts, cuts,
                          bounds));

    std::vector<std::uint32_t> bounds_here(n_bounds), tie_ends(words_of(n_));
    copies_.to_host(bounds_here.data(), bounds, n_bounds * sizeof(std::uint32_t));
    copies_.to_host(tie_ends.data(), tie_ends_, tie_ends.size() * sizeof(std::uint32_t));
    auto const table = cut_segments(n_, pass.n_groups, pass.n_cuts, bounds_here, bit_set(tie_ends), pass.most_rows);
    out.in = {rows,
              weight,
              bring(copies_, kept_, table.segments.data(), table.segments.size()),
              static_cast<std::uint32_t>(table.segments.size()),
              nullptr,
              0};
    out.groups = bring(copies_, kept_, table.groups.data(), table.groups.size());
    out.n_groups_with_rows = static_cast<std::uint32_t>(table.groups.size()), out.most_segments = table.most_segments;
    return out;
  }

 private:
  order_view order_of(device_ranked_pass const& pass) {
    if (pass.order) {
      auto const& order = *static_cast<kept_order<Runtime> const*>(pass.order);
      if (order.n != n_) throw failure{device_status::bad_request};
      return order.view;
    }
    auto const [at, is_new] = orders_.try_emplace(pass.rows);
    if (is_new) at->second = {bring(copies_, work_, pass.rows, n_), bring(copies_, work_, pass.tie, n_)};
    return at->second;
  }
  /// The copy on the device of an array with one entry per row.
  template <class T>
  T const* here(std::map<void const*, T const*>& copied, T const* from) {
    if (!from) return nullptr;
    auto const [at, is_new] = copied.try_emplace(from);
    if (is_new) at->second = bring(copies_, work_, from, n_);
    return at->second;
  }
  device_column label_of(device_ranked_pass const& pass) {
    auto const [at, is_new] = labels_.try_emplace(pass.label.data);
    if (is_new) at->second = bring(copies_, work_, pass.label, n_);
    return at->second;
  }

  Runtime& runtime_;
  staging<Runtime>& copies_;
  arena<Runtime>& kept_;
  arena<Runtime> work_{runtime_};
  std::uint32_t n_;
  sorter<Runtime> sorter_;
  std::uint32_t *dealt_ = nullptr, *tie_ends_ = nullptr;
  std::map<void const*, order_view> orders_;  ///< orderings from the host, by address
  std::map<void const*, std::uint32_t const*> groups_, units_;
  std::map<void const*, std::uint64_t const*> weights_;
  std::map<void const*, device_column> labels_;
};

}  // namespace CLINMETRICS_NAMESPACE::device
