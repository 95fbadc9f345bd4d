// SPDX-License-Identifier: Apache-2.0
// Takes units out of a calibration fit. At the fit of all rows, the gradient of the rows that remain is that of the unit with the other
// sign, and their information is that of all less that of the unit, which is the correction for the unit's leverage.
#include <bit>
#include <cmath>
#include <utility>

#include "clinmetrics/fit/logistic.hpp"
#include "clinmetrics/pass/calibration_fit.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using pass = calibration_fit_pass;

double number_of(std::uint64_t slot) { return std::bit_cast<double>(slot); }
std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }

/// The parts of some rows in the gradient and in the information, at a fit of constant and slope or of the constant alone.
struct part {
  double gradient[2] = {}, information[3] = {};

  void add(double logit, double fitted, double w, bool event) {
    double const small = std::exp(-std::abs(fitted)), risk = fitted >= 0 ? 1 / (1 + small) : small / (1 + small);
    double const residual = w * ((event ? 1.0 : 0.0) - risk), weight = w * small / ((1 + small) * (1 + small));
    gradient[0] += residual, gradient[1] += residual * logit;
    information[0] += weight, information[1] += weight * logit, information[2] += weight * logit * logit;
  }
};

/// The coefficients without a unit. `exists`: false if the information of the rows that remain is singular.
struct coefficients {
  double constant, slope;
  bool exists = true;

  void step_both(part const& rest) {
    auto const& [a, b, c] = rest.information;
    double const determinant = a * c - b * b;
    exists = exists && determinant > 0;
    constant += (c * rest.gradient[0] - b * rest.gradient[1]) / determinant;
    slope += (a * rest.gradient[1] - b * rest.gradient[0]) / determinant;
  }
  void step_constant(part const& rest) {
    exists = exists && rest.information[0] > 0;
    constant += rest.gradient[0] / rest.information[0];
  }
};

/// Without the unit the rows may be separated, or only one class may be left.
constexpr auto no_fit = static_cast<std::uint64_t>(fit_status::separated);

class calibration_fit_group_deletion final : public group_deletion {
 public:
  calibration_fit_group_deletion(pass const& of, std::span<std::uint32_t const> group_rows) : pass_(of) {
    if (group_rows.size() <= pass::most_rows_with_second_step) group_rows_ = group_rows;
  }

  void take_out(std::span<std::uint32_t const> unit_rows, std::span<std::uint64_t> sums) override {
    coefficients both{number_of(sums[pass::constant]), number_of(sums[pass::slope])}, alone{number_of(sums[pass::intercept]), 1};
    part rest_of_both, rest_of_alone;
    for (std::size_t i = 0; i < 3; ++i) rest_of_both.information[i] = number_of(sums[pass::information + i]);
    rest_of_alone.information[0] = number_of(sums[pass::information_of_intercept]);
    auto const at_fit = std::pair(both, alone);
    for (auto const row : unit_rows) {
      add(row, -1, at_fit.first, rest_of_both), add(row, -1, at_fit.second, rest_of_alone);
      sums[pass_.events[row] ? pass::n_positive : pass::n_negative] -= pass_.rows->weight_of(row);
    }
    both.step_both(rest_of_both), alone.step_constant(rest_of_alone);
    if (!group_rows_.empty()) step_again(pass_.rows->unit_of(unit_rows.front()), both, alone);
    if (!both.exists) sums[pass::why_no_slope] = no_fit;
    if (!alone.exists) sums[pass::why_no_intercept] = no_fit;
    sums[pass::constant] = bits_of(both.constant), sums[pass::slope] = bits_of(both.slope), sums[pass::intercept] = bits_of(alone.constant);
  }

 private:
  void add(std::uint32_t row, double sign, coefficients const& at, part& to) const {
    double const logit = pass_.logit[row];
    to.add(logit, at.constant + at.slope * logit, sign * static_cast<double>(pass_.rows->weight_of(row)), pass_.events[row] != 0);
  }

  void step_again(std::uint32_t unit, coefficients& both, coefficients& alone) const {
    part rest_of_both, rest_of_alone;
    for (auto const row : group_rows_)
      if (pass_.rows->unit_of(row) != unit) add(row, 1, both, rest_of_both), add(row, 1, alone, rest_of_alone);
    both.step_both(rest_of_both), alone.step_constant(rest_of_alone);
  }

  pass const& pass_;
  std::span<std::uint32_t const> group_rows_ = {};  ///< empty: there is no second step
};

class calibration_fit_deletion final : public pass_deletion {
 public:
  explicit calibration_fit_deletion(pass const& of) : pass_(of) {}
  std::unique_ptr<group_deletion> of_group(std::span<std::uint32_t const> group_rows, std::span<std::uint32_t const> /*slots*/,
                                           stop_flag /*stop*/) const override {
    return std::make_unique<calibration_fit_group_deletion>(pass_, group_rows);
  }

 private:
  pass const& pass_;
};

}  // namespace

std::unique_ptr<pass_deletion> delete_units(calibration_fit_pass const& pass, stop_flag /*stop*/) {
  return std::make_unique<calibration_fit_deletion>(pass);
}

}  // namespace CLINMETRICS_NAMESPACE
