// SPDX-License-Identifier: Apache-2.0
// Single rows of tables, and the descriptions of the tables.
#include "table_arrays.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
namespace {

/// The Python text of a word, made once.
py::handle known_text(std::string_view name) {
  static auto& texts = *new std::map<char const*, PyObject*>;
  auto& text = texts[name.data()];
  if (!text) text = py::str(name.data(), name.size()).release().ptr();
  return text;
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
  py::object operator()(std::string_view name) const { return py::reinterpret_borrow<py::object>(known_text(name)); }
  py::object operator()(tables::flag_bits cell) const {
    py::list set;
    for (std::size_t i = 0; i < words.size() && cell.bits; ++i)
      if (cell.bits >> i & 1) set.append(text_of(words[i].name));
    return py::tuple(set);
  }
  py::object operator()(double x) const { return py::float_(x); }
  py::object operator()(tables::optional_number x) const { return std::isnan(x.number) ? py::object(py::none()) : py::float_(x.number); }
  py::object operator()(tables::optional_text x) const { return x.text.empty() ? py::object(py::none()) : py::object(text_of(x.text)); }
  py::object operator()(std::uint64_t n) const { return py::int_(n); }
  py::object operator()(tables::optional_model_number cell) const {
    return cell.model == comparison_row::nobody ? py::object(py::none()) : (*this)(tables::model_number{cell.model});
  }
  py::object operator()(tables::optional_group_number cell) const {
    return cell.group == comparison_row::nobody ? py::object(py::none()) : (*this)(tables::group_number{cell.partition, cell.group});
  }

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
  constexpr std::array<char const*, 13> kinds{"model",          "metric",         "parameters",   "attribute",     "group",
                                              "word",           "flags",          "real",         "optional_real", "count",
                                              "optional_model", "optional_group", "optional_text"};
  py::list list;
  for (auto const& c : columns)
    list.append(py::dict(py::arg("name") = text_of(c.name), py::arg("kind") = kinds[static_cast<std::size_t>(c.kind())],
                         py::arg("meaning") = text_of(c.meaning), py::arg("is_hidden") = c.small == tables::for_small_groups::missing,
                         py::arg("words") = described(c.words ? c.words() : std::span<word const>{})));
  return list;
}

}  // namespace

/// A row in which every cell is None: copying it is faster than adding one key after the other.
py::dict const& empty_row() {
  static auto const& made = *new py::dict([] {
    py::dict d;
    for (auto const& c : tables::rows) d[known_text(c.name)] = py::none();
    d["replicates"] = py::none();
    return d;
  }());
  return made;
}

py::dict row_of(result const& r, result_row const& row) {
  auto d = py::reinterpret_steal<py::dict>(PyDict_Copy(empty_row().ptr()));
  if (!d) throw py::error_already_set();
  for (auto const& c : tables::rows) {
    bool const is_missing = c.small == tables::for_small_groups::missing && tables::is_small(row);
    if (is_missing && c.kind() != tables::cell_kind::real) continue;
    cell_value const value{r, c.words ? c.words() : std::span<word const>{}};
    auto const cell = is_missing ? py::object(py::float_(std::nan(""))) : std::visit([&](auto read) { return value(read(row)); }, c.of);
    if (PyDict_SetItem(d.ptr(), known_text(c.name).ptr(), cell.ptr()) != 0) throw py::error_already_set();
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
  return py::dict(py::arg("rows") = described_columns(tables::rows), py::arg("counts") = described_columns(tables::counts),
                  py::arg("comparisons") = described_columns(tables::comparisons), py::arg("gaps") = described_columns(tables::gaps));
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
