// SPDX-License-Identifier: Apache-2.0
// Single rows of tables, and the descriptions of the tables.
#include "table_arrays.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
namespace {

/// The names of the columns as Python texts, made once: a single metric is fast.
template <auto const& columns>
std::array<PyObject*, columns.size()> const& keys() {
  static auto const made = [] {
    std::array<PyObject*, columns.size()> list;
    for (std::size_t i = 0; i < list.size(); ++i) list[i] = PyUnicode_InternFromString(std::string(columns[i].name).c_str());
    return list;
  }();
  return made;
}

py::object text_or_none(std::optional<std::string> const& text) { return text ? py::object(py::str(*text)) : py::object(py::none()); }

/// The Python value of a cell.
struct cell_value {
  result const& of;
  std::span<word const> words;

  py::object operator()(tables::model_number cell) const { return py::str(of.models[cell.model]); }
  py::object operator()(std::string const& metric) const { return py::str(metric); }
  py::object operator()(parameter_list const& list) const { return line_numbers::dict_of(list); }
  py::object operator()(tables::partition_number cell) const {
    return tuple_of(of.partitions[cell.partition].parts, [](auto const& part) { return py::str(part); });
  }
  py::object operator()(tables::group_number cell) const {
    return tuple_of(of.partitions[cell.partition].groups[cell.group], text_or_none);
  }
  py::object operator()(std::string_view name) const { return text_of(name); }
  py::object operator()(tables::flag_bits cell) const {
    py::list set;
    for (std::size_t i = 0; i < words.size() && cell.bits; ++i)
      if (cell.bits >> i & 1) set.append(text_of(words[i].name));
    return py::tuple(set);
  }
  py::object operator()(double x) const { return py::float_(x); }
  py::object operator()(tables::optional_number x) const { return std::isnan(x.number) ? py::object(py::none()) : py::float_(x.number); }
  py::object operator()(std::uint64_t n) const { return py::int_(n); }

 private:
  template <class List, class Make>
  static py::tuple tuple_of(List const& list, Make const& make) {
    py::tuple made(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) made[i] = make(list[i]);
    return made;
  }
};

template <class Columns>
py::list described_columns(Columns const& columns) {
  constexpr std::array<char const*, 10> kinds{"model", "metric", "parameters", "attribute",     "group",
                                              "word",  "flags",  "real",       "optional_real", "count"};
  py::list list;
  for (auto const& c : columns)
    list.append(py::dict(py::arg("name") = text_of(c.name), py::arg("kind") = kinds[static_cast<std::size_t>(c.kind())],
                         py::arg("meaning") = text_of(c.meaning), py::arg("is_hidden") = c.small == tables::for_small_groups::missing,
                         py::arg("words") = described(c.words ? c.words() : std::span<word const>{})));
  return list;
}

}  // namespace

py::dict row_of(result const& r, result_row const& row) {
  py::dict d;
  for (std::size_t i = 0; i < tables::rows.size(); ++i) {
    auto const& c = tables::rows[i];
    bool const is_missing = c.small == tables::for_small_groups::missing && tables::is_small(row);
    cell_value const value{r, c.words ? c.words() : std::span<word const>{}};
    auto const cell = std::visit([&](auto read) { return value(read(row)); }, c.of);
    py::object const hidden = c.kind() == tables::cell_kind::real ? py::object(py::float_(std::nan(""))) : py::object(py::none());
    if (PyDict_SetItem(d.ptr(), keys<tables::rows>()[i], (is_missing ? hidden : cell).ptr()) != 0) throw py::error_already_set();
  }
  return d;
}

py::list described(std::span<word const> words) {
  py::list list;
  for (auto const& w : words)
    list.append(py::dict(py::arg("name") = text_of(w.name), py::arg("label") = text_of(w.label), py::arg("meaning") = text_of(w.meaning)));
  return list;
}

py::dict described_tables() {
  return py::dict(py::arg("rows") = described_columns(tables::rows), py::arg("counts") = described_columns(tables::counts));
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
