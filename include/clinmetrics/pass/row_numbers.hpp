// SPDX-License-Identifier: Apache-2.0
// One number for each row: stored, or computed from the row each time it is read, which takes no memory.
#pragma once
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

template <class T>
class row_numbers {
 public:
  row_numbers() = default;
  row_numbers(std::vector<T> stored) : row_numbers(std::make_shared<std::vector<T> const>(std::move(stored))) {}
  row_numbers(std::initializer_list<T> stored) : row_numbers(std::vector<T>(stored)) {}
  /// Of several passes.
  row_numbers(std::shared_ptr<std::vector<T> const> shared) : owner_(std::move(shared)), stored_(*owner_) {}
  template <class F>
  requires std::is_invocable_r_v<T, F const&, std::size_t> row_numbers(F of_row) : of_row_(std::move(of_row)) {}

  /// No numbers were given.
  bool empty() const { return stored_.empty() && !of_row_; }
  T operator[](std::size_t row) const { return of_row_ ? of_row_(row) : stored_[row]; }
  /// The numbers that are stored; empty if there are none.
  std::span<T const> stored() const { return stored_; }

 private:
  std::shared_ptr<std::vector<T> const> owner_;
  std::span<T const> stored_;
  std::function<T(std::size_t)> of_row_;
};

}  // namespace CLINMETRICS_NAMESPACE
