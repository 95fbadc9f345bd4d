// SPDX-License-Identifier: Apache-2.0
// The tables of a result in Python, made from their columns: arrays of numbers and codes, and single rows as dicts.
#pragma once
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cmath>
#include <limits>
#include <map>

#include "clinmetrics/engine/columns.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {

namespace py = pybind11;

inline py::str text_of(std::string_view text) { return py::str(text.data(), text.size()); }

/// Numbers the different metrics with their parameters.
class line_numbers {
 public:
  std::int32_t operator()(std::string const& metric, parameter_list const& parameters) {
    auto const [at, is_new] = known_.try_emplace({metric, parameters}, static_cast<std::int32_t>(known_.size()));
    if (is_new) lines.append(py::dict(py::arg("metric") = metric, py::arg("parameters") = dict_of(parameters)));
    return at->second;
  }
  static py::dict dict_of(parameter_list const& parameters) {
    py::dict d;
    for (auto const& [name, given] : parameters) std::visit([&, key = py::str(name)](auto const& x) { d[key] = py::cast(x); }, given);
    return d;
  }
  py::list lines;

 private:
  std::map<std::pair<std::string, parameter_list>, std::int32_t> known_;
};

/// The place of a word in the list of its column.
inline std::int32_t code_of(std::string_view name, std::span<word const> words) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i].name.data() == name.data() || words[i].name == name) return static_cast<std::int32_t>(i);
  throw std::logic_error("a word that is not in the list of its column");
}

template <class T, class Rows, class Get>
py::array_t<T> array_from(Rows const& rows, Get const& get) {
  py::array_t<T> a(static_cast<py::ssize_t>(rows.size()));
  auto* out = a.mutable_data();
  for (auto const& row : rows) *out++ = get(row);
  return a;
}

/// An array of texts, and None for an empty one.
template <class Rows, class Get>
py::array texts_from(Rows const& rows, Get const& get) {
  py::list list;
  for (auto const& row : rows) {
    std::string_view const text = get(row);
    list.append(text.empty() ? py::object(py::none()) : py::object(text_of(text)));
  }
  return py::module_::import("numpy").attr("array")(list, py::arg("dtype") = "O").template cast<py::array>();
}

/// The columns as arrays by name. Metrics with their parameters are numbers of `lines`, the column "line"; attributes are numbers of
/// partitions, the column "partition". A missing number is NaN or -1.
template <class Columns, class Rows>
py::dict arrays_of(Columns const& columns, Rows const& rows, line_numbers& lines) {
  using Row = typename Rows::value_type;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  py::dict d;
  for (auto const& c : columns) {
    auto const set = [&](std::string_view name, auto a) { d[text_of(name)] = std::move(a); };
    auto const hides = [&](Row const& row) { return c.small == tables::for_small_groups::missing && tables::is_small(row); };
    std::visit(
        [&]<class T>(T (*read)(Row const&)) {
          if constexpr (std::is_same_v<T, tables::model_number>)
            set(c.name, array_from<std::int32_t>(rows, [&](Row const& r) { return static_cast<std::int32_t>(read(r).model); }));
          else if constexpr (std::is_same_v<T, std::string const&> && requires(Row const& r) { r.parameters; })
            set("line", array_from<std::int32_t>(rows, [&](auto const& r) { return lines(read(r), r.parameters); }));  // a Row has them
          else if constexpr (std::is_same_v<T, tables::partition_number>)
            set("partition", array_from<std::int32_t>(rows, [&](Row const& r) { return static_cast<std::int32_t>(read(r).partition); }));
          else if constexpr (std::is_same_v<T, tables::group_number>)
            set("group", array_from<std::int32_t>(rows, [&](Row const& r) { return static_cast<std::int32_t>(read(r).group); }));
          else if constexpr (std::is_same_v<T, tables::optional_model_number>)
            set(c.name, array_from<std::int32_t>(rows, [&](Row const& r) { return static_cast<std::int32_t>(read(r).model); }));
          else if constexpr (std::is_same_v<T, tables::optional_group_number>)
            set(c.name, array_from<std::int32_t>(rows, [&](Row const& r) { return static_cast<std::int32_t>(read(r).group); }));
          else if constexpr (std::is_same_v<T, std::string_view>)
            set(c.name, array_from<std::int32_t>(rows, [&, words = c.words()](Row const& r) { return code_of(read(r), words); }));
          else if constexpr (std::is_same_v<T, tables::flag_bits>)
            set(c.name, array_from<std::int32_t>(rows, [&](Row const& r) { return static_cast<std::int32_t>(read(r).bits); }));
          else if constexpr (std::is_same_v<T, double>)
            set(c.name, array_from<double>(rows, [&](Row const& r) { return hides(r) ? nan : read(r); }));
          else if constexpr (std::is_same_v<T, tables::optional_number>)
            set(c.name, array_from<double>(rows, [&](Row const& r) { return read(r).number; }));
          else if constexpr (std::is_same_v<T, tables::optional_text>)
            set(c.name, texts_from(rows, [&](Row const& r) { return read(r).text; }));
          else if constexpr (std::is_same_v<T, std::uint64_t>)
            set(c.name, array_from<std::int64_t>(rows, [&](Row const& r) { return hides(r) ? -1 : static_cast<std::int64_t>(read(r)); }));
        },
        c.of);
  }
  return d;
}

/// A row by the names of its columns, as an Estimate keeps it.
py::dict row_of(result const& r, result_row const& row);

/// The descriptions of all tables: a list of dicts for each.
py::dict described_tables();

/// The texts of words as dicts.
py::list described(std::span<word const> words);

}  // namespace CLINMETRICS_NAMESPACE::bindings
