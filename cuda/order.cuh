// SPDX-License-Identifier: Apache-2.0
// Kernels that prepare the rows of a ranked pass: keys that sort scores, the beginnings of ties, keys that sort an ordering into groups,
// and the rows in the order of the pass. A thread = a row, or a position. The runtime does the sorts between these steps.
#pragma once
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "clinmetrics/core/column.hpp"
#include "clinmetrics/core/detail/sort_key.hpp"
#include "clinmetrics/engine/plugin.hpp"
#include "segments.hpp"
#include "simt.hpp"

namespace CLINMETRICS_NAMESPACE::device {

inline constexpr std::uint32_t order_threads = 256;

__device__ inline std::uint64_t index_of_thread() { return std::uint64_t{blockIdx.x} * order_threads + threadIdx.x; }

/// The key of `rank` for a row of a column; it ascends with the number.
__device__ inline std::uint64_t key_of(device_column const& c, std::uint64_t row) {
  return visit(static_cast<dtype>(c.type), [&]<class T>(std::type_identity<T>) {
    return std::uint64_t{detail::sort_key(strided<T>{static_cast<std::byte const*>(c.data), c.stride}[row])};
  });
}

/// Keys that ascend as the scores descend, below 2^key_bits, and the rows' numbers.
__global__ void write_keys(device_column score, std::uint32_t n, std::uint32_t key_bits, std::uint64_t* keys, std::uint32_t* rows) {
  std::uint64_t const row = index_of_thread();
  if (row >= n) return;
  std::uint64_t const highest = key_bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << key_bits) - 1;
  keys[row] = highest - key_of(score, row);
  rows[row] = static_cast<std::uint32_t>(row);
}

/// The number of keys below `key` among n ascending keys.
__device__ inline std::uint32_t count_below(std::uint64_t const* keys, std::uint32_t n, std::uint64_t key) {
  std::uint32_t low = 0, high = n;
  while (low < high) {
    std::uint32_t const middle = low + (high - low) / 2;
    if (keys[middle] < key)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// For each position, the beginning of its run of equal keys, and one bit that is set if the run ends there. Whole warps.
__global__ void find_ties(std::uint64_t const* keys, std::uint32_t n, std::uint32_t* tie, std::uint32_t* tie_ends) {
  std::uint64_t const at = index_of_thread();
  bool const is_here = at < n;
  std::uint64_t const key = is_here ? keys[at] : 0;
  if (is_here) {
    bool const goes_on = at > 0 && keys[at - 1] == key;
    tie[at] = goes_on ? count_below(keys, static_cast<std::uint32_t>(at), key) : static_cast<std::uint32_t>(at);
  }
  unsigned const ends = __ballot_sync(~0u, is_here && (at + 1 == n || keys[at + 1] != key));
  if (threadIdx.x % 32 == 0) tie_ends[at / 32] = ends;
}

/// Rows in the order of a score: the row at each position, and the beginning of its tie.
struct order_view {
  std::uint32_t const* row;
  std::uint32_t const* tie;
};

/// A key that sorts rows by group, then tie, positives first.
struct dealing_key {
  std::uint32_t position_bits;  ///< a position, or n, is below 2^position_bits
  __host__ __device__ std::uint64_t of(std::uint64_t group, std::uint32_t position) const {
    return (group << position_bits | position) << 1;
  }
};

/// one: the key of 1 in the type of y.
__global__ void write_dealing_keys(order_view order, std::uint32_t n, std::uint32_t const* group_of, device_column y, std::uint64_t one,
                                   dealing_key key, std::uint64_t* keys) {
  std::uint64_t const at = index_of_thread();
  if (at >= n) return;
  std::uint32_t const row = order.row[at];
  keys[at] = key.of(group_of ? group_of[row] : 0, order.tie[at]) | (key_of(y, row) == one ? 0u : 1u);
}

struct dealt_rows {
  device_row* rows;
  std::uint64_t* weight;    ///< null: all 1
  std::uint32_t* tie_ends;  ///< one bit per row: its tie ends there
};

/// Makes the rows of the pass from the sorted keys. unit, weight: of each row; null: its number, and 1. Whole warps.
__global__ void write_rows(std::uint64_t const* keys, std::uint32_t const* rows, std::uint32_t n, std::uint32_t const* unit,
                           std::uint64_t const* weight, dealt_rows out) {
  std::uint64_t const at = index_of_thread();
  bool ends = false;
  if (at < n) {
    std::uint64_t const tie = keys[at] / 2;
    std::uint32_t const row = rows[at];
    bool const begins = at == 0 || keys[at - 1] / 2 != tie;
    ends = at + 1 == n || keys[at + 1] / 2 != tie;
    std::uint32_t flags = keys[at] % 2 == 0 ? row_is_positive : 0u;
    if (!(begins && ends)) flags |= ends ? row_is_tied | row_ends_tie : row_is_tied;
    out.rows[at] = {unit ? unit[row] : row, flags};
    if (weight) out.weight[at] = weight[row];
  }
  unsigned const word = __ballot_sync(~0u, ends);
  if (threadIdx.x % 32 == 0) out.tie_ends[at / 32] = word;
}

/// For each group its first row, then the row that follows each cut: n_groups · (n_cuts + 1) numbers, one thread each.
__global__ void find_bounds(std::uint64_t const* keys, std::uint32_t n, dealing_key key, std::uint32_t n_groups, std::uint32_t n_cuts,
                            std::uint32_t const* cuts, std::uint32_t* bounds) {
  std::uint64_t const i = index_of_thread(), group = i / (n_cuts + 1), k = i % (n_cuts + 1);
  if (group >= n_groups) return;
  bounds[i] = count_below(keys, n, key.of(group, k == 0 ? 0 : cuts[k - 1]));
}

}  // namespace CLINMETRICS_NAMESPACE::device
