// SPDX-License-Identifier: Apache-2.0
// Checks of columns at the speed of memory: blocks of rows in which every value is as usual are passed over by loops without branches,
// which the compiler vectorizes.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "clinmetrics/core/column.hpp"
#include "clinmetrics/core/part_runner.hpp"
#include "clinmetrics/core/stop.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// Reads element i of contiguous rows.
template <class T>
struct contiguous {
  std::byte const* first;
  constexpr T operator[](std::size_t i) const { return strided<T>{first, sizeof(T)}[i]; }
};

/// Calls f with a reader of the rows, whose stride is known to the compiler if they are contiguous.
template <class T, class F>
decltype(auto) with_known_stride(strided<T> item, F&& f) {
  return item.stride == static_cast<std::ptrdiff_t>(sizeof(T)) ? f(contiguous<T>{item.first}) : f(item);
}

/// For each block of rows_between_looks rows, whether it may have an unusual row; empty: each may.
using row_blocks = std::vector<std::uint8_t>;

/// Finds the blocks, among those given, with a row for whose value `is_usual` is false. It must have no branches: & and | in place of &&
/// and ||.
template <class T, class Usual>
row_blocks unusual_blocks(strided<T> rows, std::size_t n_rows, stop_flag stop, Usual const& is_usual, part_runner const& run,
                          row_blocks const& among = {}) {
  constexpr std::size_t block = stop_flag::rows_between_looks, blocks_of_part = 4;  // for fewer, starting threads costs more than it saves
  std::size_t const n_blocks = (n_rows + block - 1) / block;
  row_blocks found(n_blocks);
  with_known_stride(rows, [&](auto item) {
    run((n_blocks + blocks_of_part - 1) / blocks_of_part, [&, item](std::size_t part) {
      for (std::size_t b = part * blocks_of_part; b < std::min(n_blocks, (part + 1) * blocks_of_part); ++b) {
        stop.check();
        if (!among.empty() && among[b] == 0) continue;
        unsigned is_unusual = 0;
        for (std::size_t i = b * block, end = std::min(n_rows, i + block); i < end; ++i)
          is_unusual |= static_cast<unsigned>(!is_usual(item[i]));
        found[b] = is_unusual != 0;
      }
    });
  });
  return found;
}

/// Calls f(i) for each row of these blocks, in order, for whose value `is_usual` is false.
template <class T, class Usual, class F>
void for_unusual_rows(strided<T> rows, std::size_t n_rows, row_blocks const& blocks, stop_flag stop, Usual const& is_usual, F const& f) {
  constexpr std::size_t block = stop_flag::rows_between_looks;
  with_known_stride(rows, [&](auto item) {
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      if (blocks[b] == 0) continue;
      stop.check();
      for (std::size_t i = b * block, end = std::min(n_rows, i + block); i < end; ++i)
        if (!is_usual(item[i])) f(i);
    }
  });
}

}  // namespace CLINMETRICS_NAMESPACE::detail
