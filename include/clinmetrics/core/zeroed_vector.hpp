// SPDX-License-Identifier: Apache-2.0
// Large vectors of zeros. The system gives memory that is 0, page by page, to the thread that first writes to it; a vector that sets its
// numbers itself would do so on one thread.
#pragma once
#include <cstdlib>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

namespace detail {

/// Memory that is 0; new numbers keep what is there.
template <class T>
struct zeroed_allocator {
  static_assert(std::is_trivial_v<T>);
  using value_type = T;

  zeroed_allocator() = default;
  template <class U>
  zeroed_allocator(zeroed_allocator<U> const&) noexcept {}
  T* allocate(std::size_t n) {
    auto* const memory = static_cast<T*>(std::calloc(n, sizeof(T)));
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }
  void deallocate(T* memory, std::size_t /*n*/) noexcept { std::free(memory); }
  template <class U>
  void construct(U* /*at*/) noexcept {}  // calloc has begun the life of the number
  template <class U, class... Given>
  void construct(U* at, Given&&... given) {
    ::new (static_cast<void*>(at)) U(std::forward<Given>(given)...);
  }
  bool operator==(zeroed_allocator const&) const = default;
};

}  // namespace detail

/// Its size must not be changed: only new memory is 0.
template <class T>
using zeroed_vector = std::vector<T, detail::zeroed_allocator<T>>;

}  // namespace CLINMETRICS_NAMESPACE
