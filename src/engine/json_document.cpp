// SPDX-License-Identifier: Apache-2.0
// The members of a result's document, in order, and the document of a result of C++.
#include "clinmetrics/engine/json_document.hpp"

#include "clinmetrics/engine/columns.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace json {
namespace {

struct cell_writer {
  std::string& out;
  names const& of;
  std::span<word const> words;

  void operator()(tables::model_number cell) const { append_text(out, of.models[cell.model]); }
  void operator()(std::string const& metric) const { append_text(out, metric); }
  void operator()(parameter_list const& list) const { append_parameters(out, list); }
  void operator()(tables::partition_number cell) const { append_attribute(out, of.partitions[cell.partition]); }
  void operator()(tables::group_number cell) const { append_group(out, of.partitions[cell.partition], cell.group); }
  void operator()(std::string_view name) const { append_text(out, name); }
  void operator()(tables::flag_bits cell) const { append_flags(out, cell.bits, words); }
  void operator()(double x) const { append_number(out, x); }
  void operator()(tables::optional_number x) const { append_number(out, x.number); }
  void operator()(tables::optional_text x) const {
    if (x.text.empty())
      out += "null";
    else
      append_text(out, x.text);
  }
  void operator()(std::uint64_t n) const { append_whole(out, n); }
  void operator()(tables::optional_model_number cell) const {
    if (cell.model == comparison_row::nobody)
      out += "null";
    else
      append_text(out, of.models[cell.model]);
  }
  void operator()(tables::optional_group_number cell) const {
    if (cell.group == comparison_row::nobody)
      out += "null";
    else
      append_group(out, of.partitions[cell.partition], cell.group);
  }
};

template <class Row, class Columns>
void append_cells(std::string& out, names const& of, Columns const& columns, Row const& row) {
  for (auto const& column : columns) {
    append_key(out, column.name);
    cell_writer const write{out, of, column.words ? column.words() : std::span<word const>{}};
    if (column.small == tables::for_small_groups::missing && tables::is_small(row))
      out += "null";
    else
      std::visit([&](auto read) { write(read(row)); }, column.of);
  }
}

void append_notice(std::string& out, notice const& n) {
  append_key(out, "code"), append_text(out, n.code);
  append_key(out, "text"), append_text(out, n.text);
  append_key(out, "model");
  if (n.model.empty())
    out += "null";
  else
    append_text(out, n.model);
  append_key(out, "metrics"), append_list(out, n.metrics, append_text);
  append_key(out, "count"), append_whole(out, n.count);
  append_key(out, "first_row");
  if (n.first_row)
    append_whole(out, *n.first_row);
  else
    out += "null";
}

void append_provenance(std::string& out, result const& r) {
  auto options = r.options;
  options.resampling = r.resampling, options.backend = r.backend, options.num_threads = r.num_threads;
  append_options(out, options);
  out.pop_back();
  append_key(out, "version"), append_text(out, version);
  append_key(out, "n_rows_received"), append_whole(out, r.n_received);
  append_key(out, "n_rows_analysed"), append_whole(out, r.n_analysed);
  append_key(out, "n_dropped"), append_whole(out, r.n_dropped);
  out += '}';
}

/// The items of a list that are in use.
template <class T>
std::vector<T> used(std::span<T const> list, std::vector<bool> const& is_used) {
  std::vector<T> out;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (is_used[i]) out.push_back(list[i]);
  return out;
}

}  // namespace

std::string write(document const& d) {
  std::string out = "{\n \"schema\": ";
  append_text(out, result_schema);
  out += ",\n \"provenance\": ", d.provenance(out);
  out += ",\n \"models\": ", append_list(out, used(d.of.models, d.has_model), append_text);
  std::vector<partition const*> attributes;
  for (std::size_t p = 0; p < d.of.partitions.size(); ++p)
    if (d.has_partition[p] && !d.of.partitions[p].parts.empty()) attributes.push_back(&d.of.partitions[p]);
  out += ",\n \"attributes\": ", append_list(out, attributes, [](std::string& to, partition const* p) {
    to += '{';
    append_key(to, "name"), append_attribute(to, *p);
    append_key(to, "parts"), append_list(to, p->parts, append_text);
    to += '}';
  });
  out += ",\n \"rows\": ", d.rows(out);
  out += ",\n \"counts\": ", d.counts(out);
  out += ",\n \"comparisons\": ", d.comparisons(out);
  out += ",\n \"gaps\": ", d.gaps(out);
  out += ",\n \"notices\": ", d.notices(out);
  out += ",\n \"curves\": ", d.curves(out);
  if (d.audit) out += ",\n \"audit\": ", d.audit(out);
  return out + "\n}";
}

}  // namespace json

std::string to_json(result const& r) {
  json::names const of{r.models, r.partitions};
  json::document d;
  d.of = of;
  d.has_model.assign(r.models.size(), true), d.has_partition.assign(r.partitions.size(), false);
  for (auto const& row : r.rows()) d.has_partition[row.partition] = true;
  d.provenance = [&](std::string& out) { json::append_provenance(out, r); };
  d.rows = [&](std::string& out) {
    json::append_rows(out, r.rows().size(), [&](std::string& to, std::size_t i) {
      auto const& row = r.rows()[i];
      json::append_cells(to, of, tables::rows, row);
      if (row.replicates.empty()) return;
      json::append_key(to, "replicates"), json::append_list(to, row.replicates, json::append_number);
    });
  };
  auto const plain_table = [&of](auto const& columns, auto const& rows) {
    return [&](std::string& out) {
      json::append_rows(out, rows.size(), [&](std::string& to, std::size_t i) { json::append_cells(to, of, columns, rows[i]); });
    };
  };
  d.counts = plain_table(tables::counts, r.counts);
  d.comparisons = plain_table(tables::comparisons, r.comparisons), d.gaps = plain_table(tables::gaps, r.gaps);
  d.notices = [&](std::string& out) {
    json::append_rows(out, r.notices.size(), [&](std::string& to, std::size_t i) { json::append_notice(to, r.notices[i]); });
  };
  d.curves = [&](std::string& out) { json::append_curves(out, r); };
  return json::write(d);
}

}  // namespace CLINMETRICS_NAMESPACE
