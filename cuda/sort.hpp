// SPDX-License-Identifier: Apache-2.0
// Rows by ascending key. The runtime sorts (on a device by CUB's radix sort, which is stable); this brings keys there and rows back.
#pragma once
#include <cstdint>

#include "clinmetrics/engine/plugin.hpp"
#include "memory.hpp"
#include "simt.hpp"

namespace clinmetrics::device {

inline constexpr std::uint32_t numbering_threads = 256;

/// rows[i] = i.
__global__ void number_rows(std::uint32_t* rows, std::uint32_t n) {
  std::uint64_t const i = std::uint64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i < n) rows[i] = static_cast<std::uint32_t>(i);
}

/// The plugin's function; never throws.
template <class Runtime>
std::int32_t sort_rows(Runtime& runtime, device_sort const& request) noexcept {
  return status_of_work([&] {
    if (request.version != device_interface_version || request.key_bits > 64) throw failure{device_status::bad_request};
    std::uint32_t const n = request.n;
    if (n == 0) return;
    std::uint64_t const key_bytes = std::uint64_t{n} * sizeof(std::uint64_t), row_bytes = std::uint64_t{n} * sizeof(std::uint32_t);
    buffer<Runtime> keys(runtime, key_bytes), sorted_keys(runtime, key_bytes), rows(runtime, row_bytes), sorted_rows(runtime, row_bytes);
    check(runtime.copy_in(keys.data(), request.keys, key_bytes));
    check(runtime.launch(number_rows, dim3((n - 1) / numbering_threads + 1), numbering_threads, 0, static_cast<std::uint32_t*>(rows.data()),
                         n));
    check(runtime.sort_pairs(static_cast<std::uint64_t const*>(keys.data()), static_cast<std::uint64_t*>(sorted_keys.data()),
                             static_cast<std::uint32_t const*>(rows.data()), static_cast<std::uint32_t*>(sorted_rows.data()), n,
                             request.key_bits));
    check(runtime.copy_out(request.keys, key_bytes, sorted_keys.data(), key_bytes, key_bytes, 1));
    check(runtime.copy_out(request.rows, row_bytes, sorted_rows.data(), row_bytes, row_bytes, 1));
  });
}

}  // namespace clinmetrics::device
