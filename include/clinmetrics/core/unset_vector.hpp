// SPDX-License-Identifier: Apache-2.0
// Vectors whose numbers are written at once after they are made: setting them to 0 before would take time on one thread.
#pragma once
#include <memory>
#include <utility>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// An allocator that gives new numbers no value.
template <class T>
struct unset_allocator : std::allocator<T> {
  template <class U>
  struct rebind {
    using other = unset_allocator<U>;
  };
  template <class U>
  void construct(U* at) noexcept {
    ::new (static_cast<void*>(at)) U;
  }
  template <class U, class... Given>
  void construct(U* at, Given&&... given) {
    ::new (static_cast<void*>(at)) U(std::forward<Given>(given)...);
  }
};

}  // namespace CLINMETRICS_NAMESPACE::detail

namespace CLINMETRICS_NAMESPACE {

/// resize() leaves new numbers without a value.
template <class T>
using unset_vector = std::vector<T, detail::unset_allocator<T>>;

}  // namespace CLINMETRICS_NAMESPACE
