// SPDX-License-Identifier: Apache-2.0
// Writes a result that Python keeps as columns: the same functions write the cells of a result of C++.
#include "arguments.hpp"
#include "clinmetrics/engine/columns.hpp"
#include "clinmetrics/engine/json_document.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
namespace {

/// Text with halves of surrogate pairs, which UTF-8 cannot represent.
std::string bytes_of(py::handle text) {
  Py_ssize_t size = 0;
  if (char const* const utf8 = PyUnicode_AsUTF8AndSize(text.ptr(), &size)) return {utf8, static_cast<std::size_t>(size)};
  PyErr_Clear();
  auto const bytes = py::reinterpret_steal<py::bytes>(PyUnicode_AsEncodedString(text.ptr(), "utf-8", "surrogatepass"));
  if (!bytes) drop_error(), throw unfit::text;
  return bytes;
}

/// Any value that JSON has. NaN and infinities are written as in a result.
void append_any(std::string& out, py::handle x) {
  if (x.is_none()) {
    out += "null";
  } else if (PyBool_Check(x.ptr())) {
    out += x.ptr() == Py_True ? "true" : "false";
  } else if (PyUnicode_Check(x.ptr())) {
    json::append_text(out, bytes_of(x));
  } else if (PyFloat_Check(x.ptr())) {
    json::append_number(out, PyFloat_AS_DOUBLE(x.ptr()));
  } else if (PyLong_Check(x.ptr())) {
    auto const digits = py::reinterpret_steal<py::object>(PyLong_Type.tp_repr(x.ptr()));
    if (!digits) drop_error(), throw unfit::kind;
    out += bytes_of(digits);
  } else if (PyDict_Check(x.ptr())) {
    if (Py_EnterRecursiveCall(" in a result")) throw py::error_already_set();
    out += '{';
    for (auto [key, item] : py::reinterpret_borrow<py::dict>(x)) {
      if (!PyUnicode_Check(key.ptr())) Py_LeaveRecursiveCall(), throw unfit::kind;
      if (out.back() != '{') out += ", ";
      json::append_text(out, bytes_of(key)), out += ": ";
      append_any(out, item);
    }
    out += '}';
    Py_LeaveRecursiveCall();
  } else if (PyList_Check(x.ptr())) {
    if (Py_EnterRecursiveCall(" in a result")) throw py::error_already_set();
    json::append_list(out, py::reinterpret_borrow<py::list>(x), append_any);
    Py_LeaveRecursiveCall();
  } else {
    throw unfit::kind;
  }
}

template <class T>
std::span<T const> numbers_of(py::dict const& columns, std::string_view name) {
  auto const a = read_argument<py::array>(columns[py::str(name.data(), name.size())], "document", "result_json");
  if (a.ndim() != 1 || !a.dtype().is(py::dtype::of<T>()) || !(a.flags() & py::array::c_style)) throw unfit::kind;
  return {static_cast<T const*>(a.data()), static_cast<std::size_t>(a.size())};
}

/// A metric and its parameters, as JSON.
struct line {
  std::string metric, parameters;
};

/// The entry of a code, which may come from a document that was read.
template <class List>
auto const& at(List const& list, std::int32_t code) {
  if (code < 0 || static_cast<std::size_t>(code) >= list.size()) throw unfit::kind;
  return list[static_cast<std::size_t>(code)];
}

/// One column of a table that Python keeps.
class kept_column {
 public:
  template <class Row>
  kept_column(tables::column<Row> const& about, py::dict const& columns)
      : kind_(about.kind()), name_(about.name), is_hidden_(about.small == tables::for_small_groups::missing) {
    using enum tables::cell_kind;
    if (about.words) words_ = about.words();
    switch (kind_) {
      case real:
      case optional_real:
        reals_ = numbers_of<double>(columns, name_);
        break;
      case count:
        counts_ = numbers_of<std::int64_t>(columns, name_);
        break;
      case optional_text:
        texts_ = argument<std::vector<std::optional<std::string>>>::read(
            read_argument<py::array>(columns[py::str(name_.data(), name_.size())], "document", "result_json").attr("tolist")());
        break;
      case metric:
      case parameters:
        codes_ = numbers_of<std::int32_t>(columns, "line");
        break;
      case attribute:
        codes_ = numbers_of<std::int32_t>(columns, "partition");
        break;
      case group:
      case optional_group:
        partitions_ = numbers_of<std::int32_t>(columns, "partition");
        [[fallthrough]];
      default:
        codes_ = numbers_of<std::int32_t>(columns, name_);
    }
  }
  std::string_view name() const { return name_; }
  std::size_t size() const { return std::max({reals_.size(), counts_.size(), codes_.size(), texts_.size()}); }

  void append(std::string& out, std::size_t i, json::names const& of, std::vector<line> const& lines) const {
    using enum tables::cell_kind;
    switch (kind_) {
      case model:
        return json::append_text(out, at(of.models, codes_[i]));
      case optional_model:
        if (codes_[i] < 0) return out.append("null"), void();
        return json::append_text(out, at(of.models, codes_[i]));
      case metric:
        return out.append(at(lines, codes_[i]).metric), void();
      case parameters:
        return out.append(at(lines, codes_[i]).parameters), void();
      case attribute:
        return json::append_attribute(out, at(of.partitions, codes_[i]));
      case optional_group:
        if (codes_[i] < 0) return out.append("null"), void();
        [[fallthrough]];
      case group: {
        auto const& p = at(of.partitions, partitions_[i]);
        at(p.groups, codes_[i]);
        return json::append_group(out, p, static_cast<std::size_t>(codes_[i]));
      }
      case word:
        return json::append_text(out, at(words_, codes_[i]).name);
      case flags:
        return json::append_flags(out, static_cast<std::uint32_t>(codes_[i]), words_);
      case real:
      case optional_real:
        return json::append_number(out, reals_[i]);
      case optional_text:
        if (!texts_[i]) return out.append("null"), void();
        return json::append_text(out, *texts_[i]);
      case count:
        if (is_hidden_ && counts_[i] < 0)
          out += "null";
        else
          json::append_whole(out, static_cast<std::uint64_t>(counts_[i]));
    }
  }

 private:
  tables::cell_kind kind_;
  std::string_view name_;
  bool is_hidden_;
  std::span<clinmetrics::word const> words_;
  std::span<double const> reals_;
  std::vector<std::optional<std::string>> texts_;
  std::span<std::int64_t const> counts_;
  std::span<std::int32_t const> codes_, partitions_;
};

template <class Columns>
std::vector<kept_column> kept_columns(Columns const& columns, py::dict const& arrays) {
  std::vector<kept_column> list;
  for (auto const& about : columns) list.emplace_back(about, arrays);
  for (auto const& c : list)
    if (c.size() != list.front().size()) throw unfit::kind;
  return list;
}

std::vector<partition> partitions_of(py::handle given) {
  std::vector<partition> list;
  for (auto const& p : argument<std::vector<py::dict>>::read(given))
    list.push_back({argument<std::vector<std::string>>::read(p["parts"]), {}, argument<std::vector<group_key>>::read(p["groups"])});
  for (auto const& p : list)
    for (auto const& key : p.groups)
      if (key.size() != p.parts.size()) throw unfit::kind;
  return list;
}

std::vector<line> lines_of(py::handle given) {
  std::vector<line> list;
  for (auto const& each : argument<std::vector<py::dict>>::read(given)) {
    line one;
    append_any(one.metric, each["metric"]), append_any(one.parameters, each["parameters"]);
    list.push_back(std::move(one));
  }
  return list;
}

/// A list of dicts, one per line.
json::document::append lines_from(py::handle list) {
  return [list](std::string& out) {
    auto const items = argument<std::vector<py::dict>>::read(list);
    json::append_rows(out, items.size(), [&](std::string& to, std::size_t i) {
      std::string object;
      append_any(object, items[i]);
      to += std::string_view(object).substr(1, object.size() - 2);  // without its braces
    });
  };
}

std::string document_of(py::dict const& given) {
  auto const models = argument<std::vector<std::string>>::read(given["models"]);
  auto const partitions = partitions_of(given["partitions"]);
  auto const lines = lines_of(given["lines"]);
  auto const columns = argument<py::dict>::read(given["columns"]);
  auto const rows = kept_columns(tables::rows, columns), counts = kept_columns(tables::counts, argument<py::dict>::read(given["counts"])),
             comparisons = kept_columns(tables::comparisons, argument<py::dict>::read(given["comparisons"])),
             gaps = kept_columns(tables::gaps, argument<py::dict>::read(given["gaps"]));
  auto const replicates = argument<std::optional<std::vector<py::object>>>::read(given["replicates"]);
  if (replicates && replicates->size() != rows.front().size()) throw unfit::kind;
  json::names const of{models, partitions};
  json::document d;
  d.of = of;
  d.has_model = argument<std::vector<bool>>::read(given["has_model"]);
  d.has_partition.assign(partitions.size(), false);
  for (auto p : numbers_of<std::int32_t>(columns, "partition")) at(partitions, p), d.has_partition[static_cast<std::size_t>(p)] = true;
  if (d.has_model.size() != models.size()) throw unfit::kind;
  d.provenance = [&](std::string& out) { append_any(out, given["provenance"]); };
  auto const append_cells = [&](std::string& out, std::vector<kept_column> const& list, std::size_t i) {
    for (auto const& c : list) json::append_key(out, c.name()), c.append(out, i, of, lines);
  };
  d.rows = [&](std::string& out) {
    json::append_rows(out, rows.front().size(), [&](std::string& to, std::size_t i) {
      append_cells(to, rows, i);
      if (!replicates) return;
      json::append_key(to, "replicates"), append_any(to, (*replicates)[i]);
    });
  };
  auto const plain_table = [&append_cells](std::vector<kept_column> const& table) {
    return [&](std::string& out) {
      json::append_rows(out, table.front().size(), [&](std::string& to, std::size_t i) { append_cells(to, table, i); });
    };
  };
  d.counts = plain_table(counts), d.comparisons = plain_table(comparisons), d.gaps = plain_table(gaps);
  d.notices = lines_from(given["notices"]), d.curves = lines_from(given["curves"]);
  if (!given["audit"].is_none()) d.audit = [&](std::string& out) { append_any(out, given["audit"]); };
  return json::write(d);
}

/// The text of a document that may contain halves of surrogate pairs only as escapes.
std::string result_json(py::dict const& document) {
  try {
    return document_of(document);
  } catch (unfit) {
    throw py::type_error("`document` of result_json() must be a result as Result.to_json gives it");
  } catch (py::error_already_set& e) {
    if (!e.matches(PyExc_KeyError)) throw;
    throw py::type_error("`document` of result_json() must be a result as Result.to_json gives it");
  }
}

}  // namespace

void bind_json(py::module_& m) { def(m, "result_json", {"document"}, &result_json); }

}  // namespace CLINMETRICS_NAMESPACE::bindings
