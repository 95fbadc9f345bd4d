// SPDX-License-Identifier: Apache-2.0
// How a cohort is checked and taken in: one small function a column.
#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/plain_floating_point.hpp"
#include "clinmetrics/core/wide.hpp"

namespace clinmetrics {
namespace detail {

inline constexpr std::uint64_t weight_ceiling = std::uint64_t{1} << 51;

inline void check_length(std::string_view name, std::size_t size, std::size_t expected) {
  if (size != expected)
    throw input_error("`" + std::string(name) + "` has " + std::to_string(size) + " rows and `y_true` has " + std::to_string(expected) +
                      "; give one per row, in the same order");
}

/// The fault with its first row numbered as the caller numbers rows. `kept`: the rows that stayed; empty: all.
inline fault as_given(fault found, std::span<std::uint32_t const> kept) {
  if (found && !kept.empty()) found.first = kept[found.first];
  return found;
}

/// Marks the NaN rows of a column in `missing`; under `raise` they are an error.
inline void find_nan(named_column const& c, nan_policy policy, std::vector<bool>& missing) {
  fault found;
  visit(c.rows, [&]<class T>(strided<T> item) {
    if constexpr (std::is_floating_point_v<T>)
      for (std::size_t i = 0; i < c.rows.size; ++i)
        if (std::isnan(item[i])) {
          found.add(i);
          if (policy == nan_policy::drop) missing.resize(c.rows.size), missing[i] = true;
        }
  });
  if (found && policy == nan_policy::raise) refuse(c.name, found, "NaN values", "drop them or pass nan_policy='drop'");
}

inline std::vector<std::uint8_t> read_labels(std::string_view name, column const& c, std::span<std::uint32_t const> kept) {
  std::vector<std::uint8_t> out(c.size);
  fault other;
  visit(c, [&]<class T>(strided<T> item) {
    for (std::size_t i = 0; i < c.size; ++i) {
      T const x = item[i];
      if (x != T{0} && x != T{1}) other.add(i);
      out[i] = x == T{1};
    }
  });
  if (other)
    refuse(name, as_given(other, kept), "values that are neither 0 nor 1",
           "give 0/1 or booleans, or name the positive label with pos_label=");
  return out;
}

/// Refuses infinite scores; tells which lie outside [0, 1].
inline fault check_scores(named_column const& c, std::span<std::uint32_t const> kept) {
  fault infinite, outside_unit;
  visit(c.rows, [&]<class T>(strided<T> item) {
    for (std::size_t i = 0; i < c.rows.size; ++i) {
      T const x = item[i];
      if constexpr (std::is_floating_point_v<T>)
        if (std::isinf(x)) infinite.add(i);
      if (!(x >= T{0} && x <= T{1})) outside_unit.add(i);
    }
  });
  if (infinite) refuse(c.name, as_given(infinite, kept), "infinite values", "scores must be finite");
  return as_given(outside_unit, kept);
}

/// Integer weights as they are; real ones as round(w · 2^k), k the largest for which the sum stays within 2⁵¹.
inline void read_weights(column const& c, cohort& out) {
  std::size_t const n = c.size;
  fault negative, infinite, vanishing;
  std::vector<double> real;
  visit(c, [&]<class T>(strided<T> item) {
    if constexpr (std::is_floating_point_v<T>)
      real.resize(n);
    else
      out.weight.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      T const x = item[i];
      if (x < T{0}) negative.add(i);
      if constexpr (std::is_floating_point_v<T>) {
        if (std::isinf(x)) infinite.add(i);
        real[i] = static_cast<double>(x);
      } else {
        out.weight[i] = static_cast<std::uint64_t>(x);
      }
    }
  });
  if (negative) refuse("sample_weight", as_given(negative, out.kept), "negative values", "weights must be 0 or more");
  if (infinite) refuse("sample_weight", as_given(infinite, out.kept), "infinite values", "weights must be finite");
  if (!real.empty() && std::all_of(real.begin(), real.end(), [](double w) { return w == std::floor(w) && w <= 0x1p51; })) {
    out.weight.assign(n, 0);  // whole numbers in a float column are repetitions, too
    std::transform(real.begin(), real.end(), out.weight.begin(), [](double w) { return static_cast<std::uint64_t>(w); });
    real.clear();
  }
  if (!real.empty()) {
    fault extreme;  // their sum, or the unit of their fixed point, would not be a normal double
    for (std::size_t i = 0; i < n; ++i)
      if (!(real[i] >= 0x1p-900 && real[i] <= 0x1p900)) extreme.add(i);
    if (extreme)
      refuse("sample_weight", as_given(extreme, out.kept), "weights below 1e-270 or above 1e270", "multiply all weights by a common factor");
    auto const sum_at = [&](int bits) {
      double sum = 0;  // of whole numbers below 2⁵³: exact
      for (double w : real) {
        sum += std::round(std::ldexp(w, bits));
        if (sum > static_cast<double>(weight_ceiling)) return false;
      }
      return true;
    };
    int bits = 51 - std::ilogb(*std::max_element(real.begin(), real.end())) + 1;
    while (!sum_at(bits)) --bits;
    out.weight_scale = std::ldexp(1.0, -bits);
    out.real_weight = c;
    out.weight.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      out.weight[i] = static_cast<std::uint64_t>(std::round(std::ldexp(real[i], bits)));
      if (real[i] > 0 && out.weight[i] == 0) vanishing.add(i);
    }
    if (vanishing)
      refuse("sample_weight", as_given(vanishing, out.kept), "weights more than 2^50 times smaller than the sum",
             "leave those rows out or rescale them");
  }
  u128 sum = 0;
  for (auto w : out.weight) sum += w;
  if (sum > weight_ceiling) throw input_error("`sample_weight` sums to more than 2^51; divide the weights by a common factor");
  if (std::adjacent_find(out.weight.begin(), out.weight.end(), std::not_equal_to<>()) == out.weight.end() && n > 0) {
    out.weight_scale *= static_cast<double>(out.weight.front());
    out.weight.clear();
    out.real_weight.reset();
  }
}

/// Frequency weights: each row that stays, as often as its weight says.
inline std::vector<std::uint32_t> repeated_rows(column const& weight, std::vector<bool> const& leaves) {
  fault negative, fraction;
  double sum = 0;  // of whole numbers: exact as far as it is allowed to grow
  visit(weight, [&]<class T>(strided<T> item) {
    for (std::size_t i = 0; i < weight.size; ++i) {
      if (!leaves.empty() && leaves[i]) continue;
      auto const w = static_cast<double>(item[i]);
      if (w < 0) negative.add(i);
      if (w != std::floor(w) || std::isinf(w)) fraction.add(i);
      sum += w;
    }
  });
  if (negative) refuse("sample_weight", negative, "negative values", "weights must be 0 or more");
  if (fraction)
    refuse("sample_weight", fraction, "values that are not whole numbers",
           "frequency weights count identical rows; give whole numbers, or weight_kind='sampling'");
  if (sum >= static_cast<double>(std::numeric_limits<std::uint32_t>::max()))
    throw input_error("`sample_weight` sums to 2^32 - 1 rows or more; with weight_kind='frequency' every one of them is analysed");
  std::vector<std::uint32_t> rows;
  rows.reserve(static_cast<std::size_t>(sum));
  visit(weight, [&]<class T>(strided<T> item) {
    for (std::size_t i = 0; i < weight.size; ++i)
      if (leaves.empty() || !leaves[i]) rows.insert(rows.end(), static_cast<std::size_t>(item[i]), static_cast<std::uint32_t>(i));
  });
  return rows;
}

/// Identifiers as sortable integers; order is numerical.
inline std::vector<std::int64_t> read_ids(std::string_view name, column const& c) {
  std::vector<std::int64_t> out(c.size);
  visit(c, [&]<class T>(strided<T> item) {
    if constexpr (std::is_floating_point_v<T>) {
      throw input_error("`" + std::string(name) + "` holds floats; give integer or text identifiers");
    } else {
      for (std::size_t i = 0; i < c.size; ++i) {
        if constexpr (std::is_same_v<T, std::uint64_t>)
          out[i] = static_cast<std::int64_t>(item[i] ^ (std::uint64_t{1} << 63));  // keeps the order
        else
          out[i] = static_cast<std::int64_t>(item[i]);
      }
    }
  });
  return out;
}

/// Numbers the units by (stratum, identifier); checks that units nest in strata and that no stratum is a single unit.
inline void number_units(cohort_input const& in, cohort& out, std::span<std::uint32_t const> kept, bool all) {
  std::size_t const n = out.n_rows();
  auto const ids_of = [&](std::string_view name, column const& c) { return read_ids(name, all ? c : take(c, kept)); };
  if (!in.unit && !in.strata) {
    out.stratum_begin = {0, static_cast<std::uint32_t>(n)};
    return;
  }
  std::vector<std::int64_t> const stratum = in.strata ? ids_of("strata", *in.strata) : std::vector<std::int64_t>(n, 0);
  std::vector<std::int64_t> id;
  if (in.unit)
    id = ids_of("unit", *in.unit);
  else
    id.resize(n), std::iota(id.begin(), id.end(), 0);
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) {
    return stratum[a] != stratum[b] ? stratum[a] < stratum[b] : id[a] != id[b] ? id[a] < id[b] : a < b;
  });
  out.unit.resize(n);
  out.stratum_begin.clear();
  std::uint32_t unit = 0;
  for (std::size_t k = 0; k < n; ++k) {
    auto const row = order[k];
    bool const new_stratum = k == 0 || stratum[row] != stratum[order[k - 1]];
    bool const new_unit = new_stratum || id[row] != id[order[k - 1]];
    if (k > 0 && new_unit) ++unit;
    if (k > 0 && !new_unit) out.is_clustered = true;
    if (new_stratum) out.stratum_begin.push_back(unit);
    out.unit[row] = unit;
  }
  out.stratum_begin.push_back(n == 0 ? 0 : unit + 1);
  if (n == 0) out.stratum_begin.insert(out.stratum_begin.begin(), 0);
  if (!in.strata) return;
  if (in.unit) {  // an identifier in two strata would be two units
    std::map<std::int64_t, std::int64_t> home;
    fault split;
    for (std::size_t i = 0; i < n; ++i)
      if (home.try_emplace(id[i], stratum[i]).first->second != stratum[i]) split.add(i);
    if (split) refuse("unit", as_given(split, kept), "rows whose unit also stands in another stratum", "units must nest in strata");
  }
  out.is_stratified = out.stratum_begin.size() > 2;
  fault alone;
  for (std::size_t i = 0; i < n && out.is_stratified; ++i) {
    auto const end = std::upper_bound(out.stratum_begin.begin(), out.stratum_begin.end(), out.unit[i]);
    if (*end - *(end - 1) == 1) alone.add(i);
  }
  if (alone)
    refuse("strata", as_given(alone, kept), "rows in a stratum of one unit", "its spread cannot be estimated: join it with another");
  std::map<std::int64_t, int> classes;
  for (std::size_t i = 0; i < n; ++i) classes[stratum[i]] |= 1 << out.y[i];
  out.strata_are_outcome = out.is_stratified && std::all_of(classes.begin(), classes.end(), [](auto const& c) { return c.second != 3; });
}

}  // namespace detail

inline cohort make_cohort(cohort_input const& in) {
  using namespace detail;
  plain_floating_point const plain;
  cohort out;
  std::size_t const n = out.n_received = in.y_true.size;
  if (n >= std::numeric_limits<std::uint32_t>::max())
    throw input_error("`y_true` has 2^32 - 1 rows or more; audit it in parts and merge the tallies");

  std::vector<named_column> floats{{"y_true", in.y_true}};  // everything that may hold NaN
  for (auto const& c : in.y_score) floats.push_back({c.name.empty() ? "y_score" : c.name, c.rows});
  for (auto const& c : in.y_pred) floats.push_back({c.name.empty() ? "y_pred" : c.name, c.rows});
  if (in.sample_weight) floats.push_back({"sample_weight", *in.sample_weight});
  for (auto const& c : floats) check_length(c.name, c.rows.size, n);
  if (in.unit) check_length("unit", in.unit->size, n);
  if (in.strata) check_length("strata", in.strata->size, n);
  for (auto const& a : in.attributes) {
    check_length(a.name, a.code.size(), n);
    fault unknown;
    for (std::size_t i = 0; i < n; ++i)
      if (a.code[i] >= 0 && static_cast<std::size_t>(a.code[i]) >= a.levels.size()) unknown.add(i);
    if (unknown) refuse(a.name, unknown, "codes without a level", "number the levels from 0, and give -1 where there is none");
  }

  std::set<std::string_view> names;
  for (auto const* models : {&in.y_score, &in.y_pred})
    for (auto const& m : *models)
      if (!names.insert(m.name).second) throw input_error("`y_score` and `y_pred` give two models the same name; name each model once");

  std::vector<bool> leaves;  // NaN under `drop`, then weight 0
  for (auto const& c : floats) find_nan(c, in.on_nan, leaves);
  out.n_dropped = static_cast<std::size_t>(std::count(leaves.begin(), leaves.end(), true));
  out.first_dropped = static_cast<std::size_t>(std::find(leaves.begin(), leaves.end(), true) - leaves.begin());
  if (in.sample_weight)
    visit(*in.sample_weight, [&]<class T>(strided<T> w) {
      for (std::size_t i = 0; i < n; ++i)
        if (w[i] == T{0}) leaves.resize(n), leaves[i] = true;
    });
  bool const is_frequency = in.sample_weight && in.kind_of_weight == weight_kind::frequency;
  bool const all = !is_frequency && std::find(leaves.begin(), leaves.end(), true) == leaves.end();
  if (is_frequency)
    out.kept = repeated_rows(*in.sample_weight, leaves);
  else if (!all)
    for (std::size_t i = 0; i < n; ++i)
      if (!leaves[i]) out.kept.push_back(static_cast<std::uint32_t>(i));
  auto const here = [&](column const& c) { return all ? c : take(c, out.kept); };

  out.y = read_labels("y_true", here(in.y_true), out.kept);
  if (all && in.y_true.on_device.data) out.y_on_device = column{nullptr, n, 0, in.y_true.type, nullptr, in.y_true.on_device};
  for (auto const& c : in.y_score) {
    model m{c.name, here(c.rows), {}};
    m.outside_unit = check_scores({c.name.empty() ? "y_score" : c.name, m.score}, out.kept);
    m.is_probability = !m.outside_unit;
    out.models.push_back(std::move(m));
  }
  for (auto const& c : in.y_pred)
    out.models.push_back({c.name, {}, read_labels(c.name.empty() ? "y_pred" : c.name, here(c.rows), out.kept)});
  if (in.sample_weight && in.kind_of_weight == weight_kind::sampling) read_weights(here(*in.sample_weight), out);
  number_units(in, out, out.kept, all);
  for (auto const& a : in.attributes) {
    attribute mine{a.name, {}, a.levels};
    if (all)
      mine.code = a.code;
    else
      for (auto i : out.kept) mine.code.push_back(a.code[i]);
    out.attributes.push_back(std::move(mine));
  }
  return out;
}

}  // namespace clinmetrics
