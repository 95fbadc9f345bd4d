// SPDX-License-Identifier: Apache-2.0
// Checks of columns at the speed of memory: blocks of rows in which every value is as usual are passed over by loops without branches,
// which the compiler vectorizes.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>

#include "clinmetrics/core/column.hpp"
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

/// Calls f(i) for each row, in order, for whose value `is_usual` is false. It must have no branches: & and | in place of && and ||.
template <class T, class Usual, class F>
void for_unusual_rows(strided<T> rows, std::size_t n_rows, stop_flag stop, Usual const& is_usual, F const& f) {
  with_known_stride(rows, [&](auto item) {
    for (std::size_t begin = 0; begin < n_rows; begin += stop_flag::rows_between_looks) {
      stop.check();
      std::size_t const end = std::min(n_rows, begin + stop_flag::rows_between_looks);
      unsigned is_unusual = 0;
      for (std::size_t i = begin; i < end; ++i) is_unusual |= static_cast<unsigned>(!is_usual(item[i]));
      for (std::size_t i = begin; i < end && is_unusual != 0; ++i)
        if (!is_usual(item[i])) f(i);
    }
  });
}

}  // namespace CLINMETRICS_NAMESPACE::detail
