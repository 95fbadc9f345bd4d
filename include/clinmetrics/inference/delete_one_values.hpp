// SPDX-License-Identifier: Apache-2.0
// The values of a number with each unit left out in turn, and their moments.
//
// Moments are made of blocks of values, each around its own mean, and joined by Chan, Golub and LeVeque's update, so that equal values
// have exactly no variance. Where only moments are read, a block of values takes memory, whatever the number of units; the bits are the
// same. Reference: Chan TF, Golub GH, LeVeque RJ. Am Stat 1983;37:242-247. doi:10.1080/00031305.1983.10483115
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "clinmetrics/core/interval.hpp"

namespace CLINMETRICS_NAMESPACE {

struct standard_error {
  double number;
  interval_status why;
};

/// The value without one unit, and the number of units of the stratum with this value.
struct delete_one {
  double value;
  double n_units = 1;
  std::uint32_t stratum = 0;
};

/// Of the values of one stratum: the number of units, the mean, and the sums of (value − mean)² and (value − mean)³ over units.
struct delete_one_moments {
  double n_units = 0, mean = 0, squares = 0, cubes = 0;

  delete_one_moments& operator+=(delete_one_moments const& o) {
    if (n_units == 0) return *this = o;
    if (o.n_units == 0) return *this;
    double const n = n_units + o.n_units, d = o.mean - mean;
    cubes += o.cubes + d * d * d * n_units * o.n_units * (n_units - o.n_units) / (n * n) +
             3 * d * (n_units * o.squares - o.n_units * squares) / n;
    squares += o.squares + d * d * n_units * o.n_units / n;
    mean += d * (o.n_units / n), n_units = n;
    return *this;
  }
};

namespace detail {

/// The units of a stratum and their mean delete-one value, computed as the first value plus the mean difference from it, so that equal
/// values have exactly this value as mean.
struct stratum_mean {
  double n_units = 0, first = 0, mean = 0;
};

/// Of the values at(begin), …, at(end − 1).
template <class ValueAt>
std::vector<stratum_mean> stratum_means(std::size_t begin, std::size_t end, ValueAt const& at) {
  std::vector<stratum_mean> of;
  for (std::size_t i = begin; i < end; ++i) {
    delete_one const d = at(i);
    if (d.stratum >= of.size()) of.resize(std::size_t{d.stratum} + 1);
    auto& s = of[d.stratum];
    if (s.n_units == 0) s.first = d.value;
    s.n_units += d.n_units, s.mean += (d.value - s.first) * d.n_units;
  }
  for (auto& s : of) s.mean = s.first + (s.n_units > 0 ? s.mean / s.n_units : 0);
  return of;
}

/// Adds moments to those of the same strata.
inline void add_strata(std::vector<delete_one_moments> const& of, std::vector<delete_one_moments>& to) {
  if (to.size() < of.size()) to.resize(of.size());
  for (std::size_t s = 0; s < of.size(); ++s) to[s] += of[s];
}

/// Adds the moments of these values to those of the strata.
template <class ValueAt>
void add_moments(std::size_t begin, std::size_t end, ValueAt const& at, std::vector<delete_one_moments>& to) {
  auto const means = stratum_means(begin, end, at);
  std::vector<delete_one_moments> of(means.size());
  for (std::size_t s = 0; s < of.size(); ++s) of[s].n_units = means[s].n_units, of[s].mean = means[s].mean;
  for (std::size_t i = begin; i < end; ++i) {
    delete_one const d = at(i);
    auto& s = of[d.stratum];
    double const apart = d.value - s.mean, square = d.n_units * apart * apart;
    s.squares += square, s.cubes += square * apart;
  }
  add_strata(of, to);
}

}  // namespace detail

/// Such values of all units, in order. Of units that count once, in the first stratum, only the values take memory.
class delete_one_values {
 public:
  /// Whether each value can be read again, or only the moments of all.
  enum class keep : std::uint8_t { all, moments };

  delete_one_values() = default;
  explicit delete_one_values(keep what) : keeps_all_(what == keep::all) {}
  delete_one_values(std::vector<delete_one> const& values) {
    for (auto const& d : values) add(d);
  }
  void reserve(std::size_t n) { value_.reserve(keeps_all_ ? n : std::min(n, block)); }
  /// If only moments are kept, the value must not be NaN.
  void add(delete_one const& d) {
    keep_number(n_units_, d.n_units, 1.0), keep_number(stratum_, d.stratum, std::uint32_t{0});
    value_.push_back(d.value), error_.reset();
    if (!keeps_all_ && value_.size() == block) end_block();
  }
  /// Takes the values of the units that follow out of `next`. If only moments are kept: in both, after a whole number of blocks, and one
  /// block at most.
  void take_from(delete_one_values& next) {
    for (std::size_t i = 0; i < next.size(); ++i) add(next[i]);
    detail::add_strata(next.ended_, ended_);
    next.value_.clear(), next.n_units_.clear(), next.stratum_.clear(), next.ended_.clear(), next.error_.reset();
  }
  /// Whether there are no values.
  bool empty() const { return value_.empty() && ended_.empty(); }
  /// Of the values that can be read again.
  std::size_t size() const { return value_.size(); }
  delete_one operator[](std::size_t i) const { return {value_[i], n_units_.empty() ? 1 : n_units_[i], stratum_.empty() ? 0 : stratum_[i]}; }

  /// By stratum, with `instead` of values that are NaN. Not finite if a value is infinite.
  std::vector<delete_one_moments> moments(double instead) const {
    auto of = ended_;
    for (std::size_t begin = 0; begin < size(); begin += block) {
      auto const defined = [&](std::size_t i) {
        delete_one d = (*this)[i];
        if (std::isnan(d.value)) d.value = instead;
        return d;
      };
      detail::add_moments(begin, std::min(begin + block, size()), defined, of);
    }
    return of;
  }

  /// The standard error for a value, kept for the next call, because limits at several levels read the same one. Only for one thread.
  template <class Compute>
  standard_error const& kept_error(double value, Compute const& compute) const {
    if (!error_ || value_of_error_ != value) error_ = compute(), value_of_error_ = value;
    return *error_;
  }

  static constexpr std::size_t block = std::size_t{1} << 14;  ///< values

 private:
  template <class T>
  void keep_number(std::vector<T>& column, T x, T usual) {
    if (column.empty() && x == usual) return;
    column.resize(value_.size(), usual), column.push_back(x);
  }
  void end_block() {
    detail::add_moments(
        0, size(), [this](std::size_t i) { return (*this)[i]; }, ended_);
    value_.clear(), n_units_.clear(), stratum_.clear();
  }

  bool keeps_all_ = true;
  std::vector<double> value_, n_units_;         // empty: all 1
  std::vector<std::uint32_t> stratum_;          // empty: all 0
  std::vector<delete_one_moments> ended_ = {};  // of blocks that are no longer kept
  mutable std::optional<standard_error> error_;
  mutable double value_of_error_ = 0;
};

}  // namespace CLINMETRICS_NAMESPACE
