// SPDX-License-Identifier: Apache-2.0
// Checks the inputs of a cohort, with one small function per column.
#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <set>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/detail/number_units.hpp"
#include "clinmetrics/core/detail/read_weights.hpp"
#include "clinmetrics/core/detail/usual_rows.hpp"
#include "clinmetrics/core/plain_floating_point.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace detail {

inline void number_units(cohort_input const& in, std::span<std::uint8_t const> events, design& out, std::span<std::uint32_t const> kept,
                         bool all, stop_flag stop);

/// The number of rows, and the column that says so.
struct expected_length {
  std::string_view name;
  std::size_t n_rows;
  void check(std::string_view other, std::size_t size) const {
    if (size != n_rows)
      throw input_error("`" + printable(other) + "` has " + std::to_string(size) + " rows and `" + printable(name) + "` has " +
                        std::to_string(n_rows) + "; give one per row, in the same order");
  }
};

/// Marks the NaN rows of a column in `missing`; under `raise` they are an error.
inline void find_nan(named_column const& c, row_blocks const& among, nan_policy policy, std::vector<bool>& missing, stop_flag stop,
                     part_runner const& run) {
  fault found;
  visit(c.rows, [&]<class T>(strided<T> item) {
    if constexpr (std::is_floating_point_v<T>) {
      auto const is_number = [](T x) { return x == x; };
      for_unusual_rows(item, c.rows.size, unusual_blocks(item, c.rows.size, stop, is_number, run, among), stop, is_number,
                       [&](std::size_t i) {
                         found.add(i);
                         if (policy == nan_policy::drop) missing.resize(c.rows.size), missing[i] = true;
                       });
    }
  });
  if (found && policy == nan_policy::raise) refuse(c.name, found, "NaN", "drop them or pass nan_policy='drop'");
}

inline std::vector<std::uint8_t> read_labels(std::string_view name, column const& c, std::span<std::uint32_t const> kept, stop_flag stop,
                                             part_runner const& run) {
  std::vector<std::uint8_t> out(c.size);
  fault other;
  visit(c, [&]<class T>(strided<T> item) {
    auto const is_label = [](T x) { return (x == T{0}) | (x == T{1}); };
    for_unusual_rows(item, c.size, unusual_blocks(item, c.size, stop, is_label, run), stop, is_label, [&](std::size_t i) { other.add(i); });
    with_known_stride(item, [&](auto rows) { for_rows(c.size, stop, run, [&](std::size_t i) { out[i] = rows[i] == T{1}; }); });
  });
  if (other)
    refuse(name, as_given(other, kept), "values that are neither 0 nor 1",
           "give 0/1 or booleans, or name the positive label with pos_label=, or both with labels=");
  return out;
}

inline constexpr auto is_in_unit = [](auto x) { return (x >= decltype(x){0}) & (x <= decltype(x){1}); };

/// The blocks of scores that are not all in [0, 1].
inline row_blocks blocks_outside_unit(column const& scores, stop_flag stop, part_runner const& run) {
  return visit(scores, [&]<class T>(strided<T> item) { return unusual_blocks(item, scores.size, stop, is_in_unit, run); });
}

/// Refuses infinite scores; returns which scores are outside [0, 1].
inline fault check_scores(named_column const& c, row_blocks const& outside, std::span<std::uint32_t const> kept, stop_flag stop) {
  fault infinite, outside_unit;
  visit(c.rows, [&]<class T>(strided<T> item) {
    for_unusual_rows(item, c.rows.size, outside, stop, is_in_unit, [&](std::size_t i) {
      if constexpr (std::is_floating_point_v<T>)
        if (std::isinf(item[i])) infinite.add(i);
      outside_unit.add(i);
    });
  });
  if (infinite) refuse(c.name, as_given(infinite, kept), "infinite values", "scores must be finite");
  return as_given(outside_unit, kept);
}

/// Frequency weights: each row that is analysed, as often as its weight.
inline std::vector<std::uint32_t> repeated_rows(column const& weight, std::vector<bool> const& leaves, stop_flag stop) {
  fault negative, fraction;
  double sum = 0;  // a sum of whole numbers: exact up to the largest sum that is allowed
  visit(weight, [&]<class T>(strided<T> item) {
    for_rows(weight.size, stop, [&](std::size_t i) {
      if (!leaves.empty() && leaves[i]) return;
      auto const w = static_cast<double>(item[i]);
      if (w < 0) negative.add(i);
      if (w != std::floor(w) || std::isinf(w)) fraction.add(i);
      sum += w;
    });
  });
  if (negative) refuse("sample_weight", negative, "negative weights", "weights must be 0 or more");
  if (fraction)
    refuse("sample_weight", fraction, "values that are not whole numbers",
           "frequency weights count identical rows; give whole numbers, or weight_kind='sampling'");
  if (sum >= static_cast<double>(std::numeric_limits<std::uint32_t>::max()))
    throw input_error("`sample_weight` sums to 2^32 - 1 rows or more; with weight_kind='frequency' every one of them is analysed");
  std::vector<std::uint32_t> rows;
  rows.reserve(static_cast<std::size_t>(sum));
  visit(weight, [&]<class T>(strided<T> item) {
    for_rows(weight.size, stop, [&](std::size_t i) {
      if (leaves.empty() || !leaves[i]) rows.insert(rows.end(), static_cast<std::size_t>(item[i]), static_cast<std::uint32_t>(i));
    });
  });
  return rows;
}

/// All columns that may contain NaN: those of the outcome first.
inline std::vector<named_column> float_columns(cohort_input const& in, outcome_source const& truth) {
  std::vector<named_column> list = truth.columns;
  for (auto const& c : in.y_score) list.push_back({c.name.empty() ? "y_score" : c.name, c.rows});
  for (auto const& c : in.y_pred) list.push_back({c.name.empty() ? "y_pred" : c.name, c.rows});
  if (in.sample_weight) list.push_back({"sample_weight", *in.sample_weight});
  return list;
}

inline void check_attribute(attribute const& a, stop_flag stop) {
  fault unknown;
  for_rows(a.code.size(), stop, [&](std::size_t i) {
    if (a.code[i] >= 0 && static_cast<std::size_t>(a.code[i]) >= a.levels.size()) unknown.add(i);
  });
  if (unknown) refuse(a.name, unknown, "codes without a level", "number the levels from 0, and give -1 where there is none");
}

inline void check_shapes(cohort_input const& in, std::vector<named_column> const& floats, expected_length const& expected, stop_flag stop) {
  if (expected.n_rows >= std::numeric_limits<std::uint32_t>::max())
    throw input_error("`" + printable(expected.name) + "` has 2^32 - 1 rows or more; evaluate it in parts");
  for (auto const& c : floats) expected.check(c.name, c.rows.size);
  if (in.unit) expected.check("unit", in.unit->size);
  if (in.strata) expected.check("strata", in.strata->size);
  for (auto const& a : in.attributes) {
    expected.check(a.name, a.code.size());
    check_attribute(a, stop);
  }
  std::set<std::string_view> names;
  for (auto const* models : {&in.y_score, &in.y_pred})
    for (auto const& m : *models)
      if (!names.insert(m.name).second) throw input_error("`y_score` and `y_pred` give two models the same name; name each model once");
}

/// Finds the rows that are analysed. Returns whether all are, each once. `among`: the blocks of each column that may have NaN.
inline bool choose_rows(cohort_input const& in, std::vector<named_column> const& floats, std::span<row_blocks const> among, design& out,
                        stop_flag stop, part_runner const& run) {
  std::size_t const n = out.n_received;
  std::vector<bool> leaves;  // NaN under `drop`, then weight 0
  for (std::size_t i = 0; i < floats.size(); ++i) find_nan(floats[i], among[i], in.on_nan, leaves, stop, run);
  out.n_dropped = static_cast<std::size_t>(std::count(leaves.begin(), leaves.end(), true));
  out.first_dropped = static_cast<std::size_t>(std::find(leaves.begin(), leaves.end(), true) - leaves.begin());
  if (in.sample_weight)
    visit(*in.sample_weight, [&]<class T>(strided<T> w) {
      for_rows(n, stop, [&](std::size_t i) {
        if (w[i] == T{0}) leaves.resize(n), leaves[i] = true;
      });
    });
  bool const is_frequency = in.sample_weight && in.kind_of_weight == weight_kind::frequency;
  bool const all = !is_frequency && std::find(leaves.begin(), leaves.end(), true) == leaves.end();
  if (is_frequency)
    out.kept = repeated_rows(*in.sample_weight, leaves, stop);
  else if (!all)
    for_rows(n, stop, [&](std::size_t i) {
      if (!leaves[i]) out.kept.push_back(static_cast<std::uint32_t>(i));
    });
  out.n_analysed = all ? n : out.kept.size();
  return all;
}

inline outcome_source binary_source(column const& y_true, part_runner const& run) {
  auto const make = [y_true, run](std::vector<column> const& columns, std::span<std::uint32_t const> kept, stop_flag stop) {
    auto y = read_labels("y_true", columns.front(), kept, stop, run);
    std::optional<column> on_device;
    if (y.size() == y_true.size && kept.empty() && y_true.on_device.data)
      on_device = column{nullptr, y_true.size, 0, y_true.type, nullptr, y_true.on_device};
    return std::make_shared<binary_outcome const>(std::move(y), std::move(on_device));
  };
  return {{{"y_true", y_true}}, make};
}

}  // namespace detail

inline cohort make_cohort(cohort_input const& in, stop_flag stop, part_runner const& run) {
  return make_cohort(in, detail::binary_source(in.y_true, run), stop, run);
}

inline cohort make_cohort(cohort_input const& in, outcome_source const& truth, stop_flag stop, part_runner const& run) {
  using namespace detail;
  plain_floating_point const plain;
  cohort out;
  auto const floats = float_columns(in, truth);
  out.n_received = truth.columns.front().rows.size;
  check_shapes(in, floats, {truth.columns.front().name, out.n_received}, stop);
  std::vector<row_blocks> blocks(floats.size());  // of the scores, whose values are read once if all are in [0, 1]
  auto const of_model = std::span(blocks).subspan(truth.columns.size(), in.y_score.size());
  for (std::size_t m = 0; m < of_model.size(); ++m) of_model[m] = blocks_outside_unit(in.y_score[m].rows, stop, run);
  bool const all = choose_rows(in, floats, blocks, out, stop, run);
  auto const here = [&](column const& c) { return all ? c : take(c, out.kept, stop); };

  std::vector<column> columns;
  for (auto const& c : truth.columns) columns.push_back(here(c.rows));
  out.truth = truth.make(columns, out.kept, stop);
  for (std::size_t i = 0; i < of_model.size(); ++i) {
    auto const& c = in.y_score[i];
    model m{c.name, here(c.rows), {}};
    if (!all) of_model[i] = blocks_outside_unit(m.score, stop, run);
    m.outside_unit = check_scores({c.name.empty() ? "y_score" : c.name, m.score}, of_model[i], out.kept, stop);
    m.is_probability = !m.outside_unit;
    out.models.push_back(std::move(m));
  }
  for (auto const& c : in.y_pred) {
    auto& m = out.models.emplace_back();  // constructed in place, because g++ 12 warns about a temporary
    m.name = c.name;
    named_column const rows{c.name.empty() ? "y_pred" : c.name, here(c.rows)};
    m.predicted = truth.decisions ? truth.decisions(rows, out.kept, stop) : read_labels(rows.name, rows.rows, out.kept, stop, run);
  }
  if (in.sample_weight && in.kind_of_weight == weight_kind::sampling) read_weights(here(*in.sample_weight), out, stop);
  number_units(in, out.events(), out, out.kept, all, stop);
  for (auto const& a : in.attributes) {
    attribute mine{a.name, {}, a.levels};
    if (all)
      mine.code = a.code;
    else
      for_rows(out.kept.size(), stop, [&](std::size_t i) { mine.code.push_back(a.code[out.kept[i]]); });
    out.attributes.push_back(std::move(mine));
  }
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE
