// SPDX-License-Identifier: Apache-2.0
// Sampling weights as integers: whole numbers as they are, and other numbers as fixed point.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <type_traits>
#include <vector>

#include "clinmetrics/core/design.hpp"
#include "clinmetrics/core/error.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/core/wide.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

inline constexpr std::uint64_t greatest_sum_of_weights = std::uint64_t{1} << 51;

/// Copies weights; refuses negative and infinite ones.
template <class Number, class T>
std::vector<Number> copy_weights(strided<T> item, std::size_t n, std::span<std::uint32_t const> kept, stop_flag stop) {
  std::vector<Number> out(n);
  fault negative, infinite;
  for_rows(n, stop, [&](std::size_t i) {
    T const x = item[i];
    if (x < T{0}) negative.add(i);
    if constexpr (std::is_floating_point_v<T>)
      if (std::isinf(x)) infinite.add(i);
    out[i] = static_cast<Number>(x);
  });
  if (negative) refuse("sample_weight", as_given(negative, kept), "negative weights", "weights must be 0 or more");
  if (infinite) refuse("sample_weight", as_given(infinite, kept), "infinite weights", "weights must be finite");
  return out;
}

/// Refuses weights with which the sum, or the unit of the fixed point, would not be a normal double.
inline void refuse_extreme(std::vector<double> const& weights, double greatest, std::span<std::uint32_t const> kept, stop_flag stop) {
  fault extreme;
  for_rows(weights.size(), stop, [&](std::size_t i) {
    if (weights[i] > 0x1p900 || greatest < 0x1p-900) extreme.add(i);
  });
  if (extreme)
    refuse("sample_weight", as_given(extreme, kept), "weights below 1e-270 or above 1e270", "multiply all weights by a common factor");
}

/// The largest k for which the sum of all round(w · 2^k) is at most greatest_sum_of_weights.
inline int fraction_bits(std::vector<double> const& weights, double greatest, stop_flag stop) {
  auto const sum_fits = [&](int bits) {
    double sum = 0;  // a sum of whole numbers below 2⁵³ is exact
    for (std::size_t i = 0; i < weights.size(); ++i) {
      stop.check(i);
      sum += std::round(std::ldexp(weights[i], bits));
      if (sum > static_cast<double>(greatest_sum_of_weights)) return false;
    }
    return true;
  };
  int bits = 51 - std::ilogb(greatest) + 1;
  while (!sum_fits(bits)) --bits;
  return bits;
}

/// Rounds weights to fixed point; refuses those that would become 0.
inline void round_weights(std::vector<double> const& weights, int bits, design& out, stop_flag stop) {
  out.weight_scale = std::ldexp(1.0, -bits);
  out.weight.resize(weights.size());
  fault vanishing;
  for_rows(weights.size(), stop, [&](std::size_t i) {
    out.weight[i] = static_cast<std::uint64_t>(std::round(std::ldexp(weights[i], bits)));
    if (weights[i] > 0 && out.weight[i] == 0) vanishing.add(i);
  });
  if (vanishing)
    refuse("sample_weight", as_given(vanishing, out.kept), "weights more than 2^50 times smaller than the sum",
           "leave those rows out or rescale them");
}

/// Whole numbers in a column of floats are integers, too; if all weights are equal, none are needed.
inline void read_float_weights(column const& given, std::vector<double> const& weights, design& out, stop_flag stop) {
  if (std::all_of(weights.begin(), weights.end(), [](double w) { return w == std::floor(w) && w <= 0x1p51; })) {
    out.weight.assign(weights.begin(), weights.end());
    return;
  }
  double const greatest = *std::max_element(weights.begin(), weights.end());
  refuse_extreme(weights, greatest, out.kept, stop);
  if (std::all_of(weights.begin(), weights.end(), [&](double w) { return w == greatest; })) {
    out.weight_scale = greatest;
    return;
  }
  round_weights(weights, fraction_bits(weights, greatest, stop), out, stop);
  out.real_weight = given;
}

/// Equal weights become the scale of rows without weights.
inline void drop_equal_weights(design& out) {
  auto& w = out.weight;
  if (w.empty() || std::adjacent_find(w.begin(), w.end(), std::not_equal_to<>()) != w.end()) return;
  out.weight_scale *= static_cast<double>(w.front());
  w.clear();
  out.real_weight.reset();
}

/// Keeps whole weights as they are; other weights become round(w · 2^k), with the largest k for which the sum is at most 2⁵¹.
inline void read_weights(column const& given, design& out, stop_flag stop) {
  visit(given, [&]<class T>(strided<T> item) {
    if constexpr (std::is_floating_point_v<T>)
      read_float_weights(given, copy_weights<double>(item, given.size, out.kept, stop), out, stop);
    else
      out.weight = copy_weights<std::uint64_t>(item, given.size, out.kept, stop);
  });
  u128 sum = 0;
  for (auto w : out.weight) sum += w;
  if (sum > greatest_sum_of_weights) throw input_error("`sample_weight` sums to more than 2^51; divide the weights by a common factor");
  drop_equal_weights(out);
}

}  // namespace CLINMETRICS_NAMESPACE::detail
