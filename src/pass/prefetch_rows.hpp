// SPDX-License-Identifier: Apache-2.0
// Asks for the numbers of a group's rows before they are read one after the other: the rows of a small group are far apart in memory, and
// waiting for each of them takes longer than what is computed from it.
#pragma once
#include <cstdint>
#include <span>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

template <class T>
void prefetch_rows(std::span<T const> numbers, std::span<std::uint32_t const> rows) {
  constexpr std::size_t most_rows = 4096;  // more would not stay in the first caches; the rows of large groups are next to each other
  if (numbers.empty() || rows.size() > most_rows) return;
  for (auto const row : rows) __builtin_prefetch(&numbers[row]);
}

}  // namespace CLINMETRICS_NAMESPACE
