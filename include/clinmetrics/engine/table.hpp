// SPDX-License-Identifier: Apache-2.0
// A table of a result, described once: each column with its name, the kind of its cells, whether small groups have it, and its meaning.
// Python's columns and frames, the JSON, its schema, the command line and the documentation are made from these descriptions.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "clinmetrics/core/word.hpp"
#include "clinmetrics/engine/result.hpp"

namespace CLINMETRICS_NAMESPACE::tables {

/// Cells that are not plain numbers or text. An index into a list of the result, or the bits of flags:
struct model_number {
  std::uint32_t model;
};
struct partition_number {
  std::uint32_t partition;
};
struct group_number {
  std::uint32_t partition, group;
};
/// The same, or nothing: comparison_row::nobody is missing.
struct optional_model_number {
  std::uint32_t model;
};
struct optional_group_number {
  std::uint32_t partition, group;
};
struct flag_bits {
  std::uint32_t bits;
};
/// A number that a row may lack: NaN is missing, also in Python, where it is None.
struct optional_number {
  double number;
};

/// A text that a row may lack: an empty one is missing.
struct optional_text {
  std::string_view text;
};

/// A function that reads a cell of a row. The order is that of cell_kind.
template <class Row>
using reader =
    std::variant<model_number (*)(Row const&), std::string const& (*)(Row const&), parameter_list const& (*)(Row const&),
                 partition_number (*)(Row const&), group_number (*)(Row const&), std::string_view (*)(Row const&),
                 flag_bits (*)(Row const&), double (*)(Row const&), optional_number (*)(Row const&), std::uint64_t (*)(Row const&),
                 optional_model_number (*)(Row const&), optional_group_number (*)(Row const&), optional_text (*)(Row const&)>;

/// The kind of a column's cells. It defines how they are stored, written and printed.
enum class cell_kind : std::uint8_t {
  model,           ///< the name of a model
  metric,          ///< the name of a metric
  parameters,      ///< parameters by name; in frames as JSON
  attribute,       ///< an attribute or a cross of attributes; missing for all rows
  group,           ///< the levels of a group
  word,            ///< one of a list of words
  flags,           ///< several words of a list
  real,            ///< a double; NaN is null in JSON
  optional_real,   ///< a double, or missing
  count,           ///< a whole number from 0 on
  optional_model,  ///< the name of a model, or missing
  optional_group,  ///< the levels of a group, or missing
  optional_text    ///< a text, or missing
};
static_assert(std::variant_size_v<reader<result_row>> == static_cast<std::size_t>(cell_kind::optional_text) + 1);

/// Whether the cells of groups below the minimum size are shown, or missing: NaN or null.
enum class for_small_groups : std::uint8_t { shown, missing };

template <class Row>
struct column {
  std::string_view name;
  reader<Row> of;
  for_small_groups small;
  std::string_view meaning;                    ///< one sentence; names of columns are in backticks
  std::span<word const> (*words)() = nullptr;  ///< of the kinds `word` and `flags`

  constexpr cell_kind kind() const { return static_cast<cell_kind>(of.index()); }
};

/// Whether the row is that of a group below the minimum size.
inline bool is_small(result_row const& row) { return row.is_hidden; }
constexpr bool is_small(count_row const&) { return false; }       // such groups have no counts
constexpr bool is_small(comparison_row const&) { return false; }  // and are not compared

/// The interval methods that a result may name: of its rows, and of its comparisons and gaps.
CLINMETRICS_EXPORT std::span<word const> method_words();
CLINMETRICS_EXPORT std::span<word const> comparison_method_words();

}  // namespace CLINMETRICS_NAMESPACE::tables
