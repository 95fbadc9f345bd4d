// SPDX-License-Identifier: Apache-2.0
// Results as JSON. The same result gives the same bytes everywhere.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "clinmetrics/engine/options.hpp"
#include "clinmetrics/engine/result.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The schema that a document names.
inline constexpr std::string_view result_schema = "clinmetrics.result/2";

/// A result as a JSON document of the schema "clinmetrics.result/2", which Python's `Result.from_json` and the command `clinmetrics report`
/// read. NaN is null, infinities are "inf" and "-inf", parameters are sorted by name; each number reads back to the same double. The
/// provenance contains the version, the options and the numbers of rows; names and digests of the inputs are known to Python only.
CLINMETRICS_EXPORT std::string to_json(result const& r);

namespace json {

/// Each of these functions appends one JSON value.
CLINMETRICS_EXPORT void append_number(std::string& out, double x);
CLINMETRICS_EXPORT void append_whole(std::string& out, std::uint64_t x);
/// Text in UTF-8. Halves of surrogate pairs are written as escapes, and bytes that are not UTF-8 as U+FFFD.
CLINMETRICS_EXPORT void append_text(std::string& out, std::string_view text);
/// The options by name as an object; an option that was left out is null.
CLINMETRICS_EXPORT void append_options(std::string& out, evaluate_options const& o);
/// The curves of a result as a list.
CLINMETRICS_EXPORT void append_curves(std::string& out, result const& r);

/// Appends the key of the next member of an object. The text of the object so far ends with '{' or with a member.
inline void append_key(std::string& out, std::string_view key) {
  if (out.back() != '{') out += ", ";
  append_text(out, key);
  out += ": ";
}

/// Appends a list; append(out, item) appends one item.
template <class List, class Append>
void append_list(std::string& out, List const& list, Append const& append) {
  out += '[';
  bool is_first = true;
  for (auto const& item : list) {
    if (!is_first) out += ", ";
    append(out, item), is_first = false;
  }
  out += ']';
}

}  // namespace json
}  // namespace CLINMETRICS_NAMESPACE
