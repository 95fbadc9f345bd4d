// SPDX-License-Identifier: Apache-2.0
// The error for an input that cannot be used. It names the argument, the number of rows, the first of them and the remedy, and never a
// label, an id or a score.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "clinmetrics/core/printable.hpp"

namespace CLINMETRICS_NAMESPACE {

/// An argument that cannot be used. Thrown before any work; no data have changed.
class CLINMETRICS_EXPORT input_error : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// The request was stopped by the caller (Ctrl-C, a stop token). No data have changed.
class CLINMETRICS_EXPORT stopped : public std::runtime_error {
 public:
  stopped() : std::runtime_error("the evaluation was stopped by the caller") {}
};

/// Rows that share one fault: their number and the first one.
struct fault {
  std::size_t count = 0;
  std::size_t first = 0;
  void add(std::size_t row) {
    if (count++ == 0) first = row;
  }
  explicit operator bool() const { return count != 0; }
};

/// The fault with its first row in the caller's numbering of rows. `kept`: the rows that are analysed; empty: all.
inline fault as_given(fault found, std::span<std::uint32_t const> kept) {
  if (found && !kept.empty()) found.first = kept[found.first];
  return found;
}

/// A name in quotation marks, as in messages: 'risk'.
inline std::string quoted(std::string_view name) { return std::string(1, '\'').append(printable(name)).append(1, '\''); }

/// Names one after another, as in messages: "auroc, brier".
inline std::string listed(std::span<std::string const> names) {
  std::string list;
  for (auto const& name : names) list.append(list.empty() ? "" : ", ").append(name);
  return list;
}

/// The same for an unknown name. It is shown only if it looks like a name, because other text may be data that was given in place of a
/// name.
inline std::string quoted_word(std::string_view text) {
  auto const is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  bool const is_word = !text.empty() && text.size() <= 40 && is_letter(text.front()) &&
                       std::all_of(text.begin(), text.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; });
  return is_word ? quoted(text) : "something that does not look like a name";
}

/// "`y_score` has NaN in 3 rows (first at row 17); drop them or pass nan_policy='drop'"
[[noreturn]] inline void refuse(std::string_view argument, fault const& found, std::string_view what, std::string_view remedy) {
  throw input_error("`" + printable(argument) + "` has " + std::string(what) + " in " + std::to_string(found.count) +
                    (found.count == 1 ? " row" : " rows") + " (first at row " + std::to_string(found.first) + "); " + std::string(remedy));
}

}  // namespace CLINMETRICS_NAMESPACE
