// SPDX-License-Identifier: Apache-2.0
// Sums over many rows in fixed parts, which are added in order: the result does not depend on the number of threads. Fewer rows are one
// part.
#pragma once
#include <cstddef>
#include <vector>

#include "parallel.hpp"

namespace CLINMETRICS_NAMESPACE {

template <class Index>
inline constexpr Index rows_of_fixed_part = static_cast<Index>(usual_rows_of_part);

template <class Index>
std::size_t number_of_fixed_parts(Index n) {
  return n < 2 * rows_of_fixed_part<Index> ? 1 : static_cast<std::size_t>(n / rows_of_fixed_part<Index>);
}

/// Calls f(part, first row, number of rows) for each part of n rows. Parts may be in work at the same time.
template <class Index, class F>
void for_fixed_parts(Index n, F const& f) {
  constexpr Index part = rows_of_fixed_part<Index>;
  auto const n_parts = number_of_fixed_parts(n);
  if (n_parts == 1) return f(std::size_t{0}, Index{0}, n);
  parallel::isolate([&] {  // so that this thread begins no other work while it waits
    parallel::for_each_alone(n_parts, [&](std::size_t i) {
      Index const first = static_cast<Index>(i) * part;
      f(i, first, i + 1 == n_parts ? n - first : part);
    });
  });
}

/// The sum of part_sum(first row, number of rows), to which += adds another.
template <class Index, class F>
auto sum_of_parts(Index n, F const& part_sum) {
  std::vector<decltype(part_sum(n, n))> of_part(number_of_fixed_parts(n));
  for_fixed_parts(n, [&](std::size_t i, Index first, Index size) { of_part[i] = part_sum(first, size); });
  for (std::size_t i = 1; i < of_part.size(); ++i) of_part[0] += of_part[i];
  return of_part[0];
}

}  // namespace CLINMETRICS_NAMESPACE
