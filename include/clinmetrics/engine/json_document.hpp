// SPDX-License-Identifier: Apache-2.0
// The layout of a result's JSON document: its members in order, and a table's rows, one row per line. The rows come from a result of C++
// or from the columns that Python keeps; the same functions write their cells.
#pragma once
#include <cmath>
#include <functional>
#include <span>

#include "clinmetrics/engine/json.hpp"
#include "clinmetrics/engine/table.hpp"

namespace CLINMETRICS_NAMESPACE::json {

/// The lists of a result to which cells refer.
struct names {
  std::span<std::string const> models;
  std::span<partition const> partitions;
};

/// "sex*age_band", with the data's own `*`, `\` and "(missing)" escaped; null for all rows.
CLINMETRICS_EXPORT void append_attribute(std::string& out, partition const& p);
/// [{"attribute": "sex", "value": "F"}]; a missing level is null.
CLINMETRICS_EXPORT void append_group(std::string& out, partition const& p, std::size_t group);
CLINMETRICS_EXPORT void append_parameters(std::string& out, parameter_list const& list);
CLINMETRICS_EXPORT void append_flags(std::string& out, std::uint32_t bits, std::span<word const> words);

/// The members of a document. Each function appends one JSON value.
struct document {
  using append = std::function<void(std::string&)>;
  append provenance;
  names of;
  std::vector<bool> has_model, has_partition;  ///< what the document's tables, curves and notices name, and what its rows name
  append rows, counts, comparisons, gaps, notices, curves;
  append audit;  ///< of a result that an audit made; else empty, and the document has no such member
};
CLINMETRICS_EXPORT std::string write(document const& d);

/// A list with an object for each row on its own line; append_row(out, i) appends the members.
template <class AppendRow>
void append_rows(std::string& out, std::size_t n_rows, AppendRow const& append_row) {
  out += '[';
  for (std::size_t i = 0; i < n_rows; ++i) {
    out += i == 0 ? "\n  {" : ",\n  {";
    append_row(out, i);
    out += '}';
  }
  out += n_rows == 0 ? "]" : "\n ]";
}

}  // namespace CLINMETRICS_NAMESPACE::json
