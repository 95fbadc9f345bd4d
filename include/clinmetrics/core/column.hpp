// SPDX-License-Identifier: Apache-2.0
// A column: a typed view, with a stride, of rows that another object owns. Nothing is copied; the rows must outlive the view unless `owner`
// keeps them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "clinmetrics/core/error.hpp"
#include "clinmetrics/core/stop.hpp"

namespace CLINMETRICS_NAMESPACE {

enum class dtype : std::uint8_t { boolean, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64 };

/// Reads element i for any stride (also negative) and any alignment. constexpr, so that kernels may call it.
template <class T>
struct strided {
  std::byte const* first;
  std::ptrdiff_t stride;
  constexpr T operator[](std::size_t i) const {
    T item{};
    std::memcpy(&item, first + static_cast<std::ptrdiff_t>(i) * stride, sizeof item);
    return item;
  }
};

/// The place of a column's rows in device memory, if they are also there.
struct device_copy {
  void const* data = nullptr;  ///< null: they are not in device memory
  std::ptrdiff_t stride = 0;   ///< in bytes
};

struct column {
  void const* data = nullptr;
  std::size_t size = 0;
  std::ptrdiff_t stride = 0;  ///< in bytes
  dtype type = dtype::float64;
  std::shared_ptr<void const> owner = nullptr;  ///< keeps the rows alive; null if the caller does
  device_copy on_device = {};                   ///< `owner` does not keep this copy: it must outlive the view
};

template <class T>
constexpr dtype dtype_of() {
  if constexpr (std::is_same_v<T, bool>)
    return dtype::boolean;
  else if constexpr (std::is_same_v<T, float>)
    return dtype::float32;
  else if constexpr (std::is_same_v<T, double>)
    return dtype::float64;
  else {
    static_assert(std::is_integral_v<T>, "a column holds booleans, integers, floats or doubles");
    constexpr int size_class = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
    return static_cast<dtype>((std::is_signed_v<T> ? 1 : 5) + size_class);  // 1 is int8 and 5 is uint8; wider types follow each
  }
}

namespace detail {
template <class Rows>
inline constexpr bool is_span = false;
template <class T, std::size_t n>
inline constexpr bool is_span<std::span<T, n>> = true;
}  // namespace detail

/// Contiguous rows that live on when a function returns: a named vector or array, or a span. The header "ranges" has such a concept, but
/// it would be the largest header that this library includes.
template <class Rows>
concept lasting_rows = requires(Rows& rows) {
  std::data(rows);
  std::size(rows);
}
&&(std::is_lvalue_reference_v<Rows> || detail::is_span<std::remove_cv_t<Rows>>);

/// A view of contiguous rows of a vector, an array or a span, const or not. A temporary that owns its rows does not compile, because the
/// view would outlive them: give the rows a name, or use owned_column.
template <lasting_rows Rows>
column column_of(Rows&& rows) {
  using T = std::remove_cvref_t<decltype(*std::data(rows))>;
  return {std::data(rows), std::size(rows), static_cast<std::ptrdiff_t>(sizeof(T)), dtype_of<T>()};
}

/// A column that owns its rows.
template <class T>
column owned_column(std::vector<T> rows) {
  auto kept = std::make_shared<std::vector<T> const>(std::move(rows));
  column view = column_of(*kept);
  view.owner = kept;
  return view;
}

/// Calls f(std::type_identity<T>), where T is the C++ type of the elements of such a column. constexpr, so that kernels may call it.
template <class F>
constexpr decltype(auto) visit(dtype type, F&& f) {
  switch (type) {
    case dtype::boolean:
      return f(std::type_identity<std::uint8_t>());  // one byte, 0 or 1
    case dtype::int8:
      return f(std::type_identity<std::int8_t>());
    case dtype::int16:
      return f(std::type_identity<std::int16_t>());
    case dtype::int32:
      return f(std::type_identity<std::int32_t>());
    case dtype::int64:
      return f(std::type_identity<std::int64_t>());
    case dtype::uint8:
      return f(std::type_identity<std::uint8_t>());
    case dtype::uint16:
      return f(std::type_identity<std::uint16_t>());
    case dtype::uint32:
      return f(std::type_identity<std::uint32_t>());
    case dtype::uint64:
      return f(std::type_identity<std::uint64_t>());
    case dtype::float32:
      return f(std::type_identity<float>());
    case dtype::float64:
      break;
  }
  return f(std::type_identity<double>());
}

/// Calls f(strided<T>) with the column's own type.
template <class F>
decltype(auto) visit(column const& c, F&& f) {
  return visit(c.type, [&]<class T>(std::type_identity<T>) -> decltype(auto) {
    return f(strided<T>{static_cast<std::byte const*>(c.data), c.stride});
  });
}

/// A new column with copies of the rows whose numbers are in `kept`, in that order.
inline column take(column const& c, std::span<std::uint32_t const> kept, stop_flag stop = {}) {
  return visit(c, [&]<class T>(strided<T> in) {
    std::vector<T> out(kept.size());
    for_rows(kept.size(), stop, [&](std::size_t i) { out[i] = in[kept[i]]; });
    return owned_column(std::move(out));
  });
}

}  // namespace CLINMETRICS_NAMESPACE
