// SPDX-License-Identifier: Apache-2.0
// Two result rows as one word: everything in them, to the last bit.
#pragma once
#include <bit>
#include <cmath>
#include <map>
#include <sstream>
#include <string>

#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/engine/registry.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

inline std::string bits(double x) {
  std::ostringstream text;
  if (std::isnan(x)) return "nan";
  text << std::hexfloat << x;
  return text.str();
}

inline std::string text_of(parameter_value const& given) {
  if (auto const* text = std::get_if<std::string>(&given)) return *text;
  if (auto const* number = std::get_if<std::int64_t>(&given)) return std::to_string(*number);
  return parameter_text({"", 0, 0, 0}, std::get<double>(given));
}

/// The identity of a row: model, metric with parameters, group.
inline std::string key_of(result const& r, result_row const& row) {
  std::string key = r.models[row.model] + ' ' + row.metric;
  for (auto const& [name, given] : row.parameters) key += ' ' + name + '=' + text_of(given);
  auto const& p = r.partitions[row.partition];
  for (auto const& part : p.parts) key += " @" + part;
  for (auto const& level : p.groups[row.group]) key += " :" + level.value_or("(missing)");
  return key;
}

/// All other fields.
inline std::string content_of(result_row const& row, bool with_interval = true) {
  std::ostringstream text;
  text << bits(row.value.number) << ' ' << name_of(row.value.why) << ' ' << row.size.n << ' ' << row.size.n_positive << ' '
       << row.size.n_negative << ' ' << row.size.n_units << ' ' << bits(row.size.weight_sum) << ' ' << bits(row.size.n_eff) << ' '
       << static_cast<int>(row.flags);
  if (with_interval)
    text << ' ' << bits(row.interval.lower) << ' ' << bits(row.interval.upper) << ' ' << name_of(row.interval.how) << ' '
         << name_of(row.interval.why) << ' ' << bits(row.interval.se) << ' ' << bits(row.interval.df) << ' ' << row.n_resamples << ' '
         << row.n_undefined;
  for (double x : row.replicates) text << ' ' << bits(x);
  return text.str();
}

using rows_by_key = std::map<std::string, std::string>;

inline rows_by_key rows_of(result const& r, bool with_interval = true) {
  rows_by_key rows;
  for (auto const& row : r.rows()) rows[key_of(r, row)] = content_of(row, with_interval);
  return rows;
}

inline result_row const& row_at(result const& r, std::string const& key) {
  for (auto const& row : r.rows())
    if (key_of(r, row) == key) return row;
  throw std::out_of_range("no row `" + key + "`");
}

}  // namespace CLINMETRICS_NAMESPACE::testing
