// SPDX-License-Identifier: Apache-2.0
// Large memory in few pages: the system needs less time to provide it, and a processor less time to find a number in it.
#pragma once
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Asks the system for pages of 2 MiB for many numbers that nobody has written to yet. It is a hint: nothing depends on it.
template <class T>
void prefer_huge_pages([[maybe_unused]] std::span<T> numbers) {
#ifdef MADV_HUGEPAGE
  constexpr std::size_t fewest_bytes = std::size_t{1} << 21, page = 4096;
  if (numbers.size_bytes() < fewest_bytes) return;
  auto* const memory = reinterpret_cast<char*>(numbers.data());
  std::size_t const before = (page - reinterpret_cast<std::uintptr_t>(memory) % page) % page;
  madvise(memory + before, (numbers.size_bytes() - before) / page * page, MADV_HUGEPAGE);
#endif
}

}  // namespace CLINMETRICS_NAMESPACE
