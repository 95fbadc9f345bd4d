// SPDX-License-Identifier: Apache-2.0
// Takes units out of a calibration fit. At the fit of all rows, the gradient of the rows that remain is that of the unit with the other
// sign, and their information is that of all less that of the unit, which is the correction for the unit's leverage.
#include <bit>
#include <optional>
#include <vector>

#include "clinmetrics/fit/logistic.hpp"
#include "clinmetrics/pass/calibration_fit.hpp"
#include "fit/sums_near_fit.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using pass = calibration_fit_pass;

double number_of(std::uint64_t slot) { return std::bit_cast<double>(slot); }
std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }

/// The coefficients without a unit. `exists`: false if the information of the rows that remain is singular.
struct line_without : logit_line {
  bool exists = true;

  void step_both(logit_fit_sums const& rest) {
    auto const& [a, b, c] = rest.information;
    double const determinant = rest.determinant();
    exists = exists && determinant > 0;
    constant += (c * rest.gradient[0] - b * rest.gradient[1]) / determinant;
    slope += (a * rest.gradient[1] - b * rest.gradient[0]) / determinant;
  }
  void step_constant(logit_fit_sums const& rest) {
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
    logit_line const both_fitted{number_of(sums[pass::constant]), number_of(sums[pass::slope])};
    logit_line const alone_fitted{number_of(sums[pass::intercept]), 1};
    logit_fit_sums rest_of_both, rest_of_alone;
    for (std::size_t i = 0; i < 3; ++i) rest_of_both.information[i] = number_of(sums[pass::information + i]);
    rest_of_alone.information[0] = number_of(sums[pass::information_of_intercept]);
    for (auto const row : unit_rows) {
      add(row, -1, both_fitted, rest_of_both), add(row, -1, alone_fitted, rest_of_alone);
      sums[pass_.events[row] ? pass::n_positive : pass::n_negative] -= pass_.rows->weight_of(row);
    }
    line_without both{both_fitted}, alone{alone_fitted};
    both.step_both(rest_of_both), alone.step_constant(rest_of_alone);
    if (!group_rows_.empty()) {
      if (!near_both_) remember_fits(both_fitted, alone_fitted);
      both.step_both(rest_at(both, *near_both_, unit_rows)), alone.step_constant(rest_at(alone, *near_alone_, unit_rows));
    }
    if (!both.exists) sums[pass::why_no_slope] = no_fit;
    if (!alone.exists) sums[pass::why_no_intercept] = no_fit;
    sums[pass::constant] = bits_of(both.constant), sums[pass::slope] = bits_of(both.slope), sums[pass::intercept] = bits_of(alone.constant);
  }

  bool is_shareable() const override { return group_rows_.empty(); }

 private:
  double weight_of(std::uint32_t row) const { return static_cast<double>(pass_.rows->weight_of(row)); }

  void add(std::uint32_t row, double sign, logit_line const& at, logit_fit_sums& to) const {
    double const logit = pass_.logit[row];
    auto const [risk, variance] = risk_and_variance::at(at.at(logit));
    to.add(logit, sign * weight_of(row), (pass_.events[row] != 0 ? 1.0 : 0.0) - risk, variance);
  }

  void remember_fits(logit_line const& both, logit_line const& alone) {
    std::vector<outcome_at_logit> rows;
    rows.reserve(group_rows_.size());
    for (auto const row : group_rows_) rows.push_back({pass_.logit[row], weight_of(row), pass_.events[row] != 0});
    near_both_.emplace(rows, both, false), near_alone_.emplace(rows, alone, true);
  }

  /// The sums over the rows of the group without those of a unit.
  logit_fit_sums rest_at(logit_line const& at, sums_near_fit const& near, std::span<std::uint32_t const> unit_rows) const {
    if (auto all = near.at(at)) {
      for (auto const row : unit_rows) add(row, -1, at, *all);
      return *all;
    }
    auto const unit = pass_.rows->unit_of(unit_rows.front());
    logit_fit_sums rest;
    for (auto const row : group_rows_)
      if (pass_.rows->unit_of(row) != unit) add(row, 1, at, rest);
    return rest;
  }

  pass const& pass_;
  std::span<std::uint32_t const> group_rows_ = {};  ///< empty: there is no second step
  std::optional<sums_near_fit> near_both_, near_alone_;
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
