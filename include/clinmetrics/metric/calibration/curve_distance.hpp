// SPDX-License-Identifier: Apache-2.0
// What the distances of a smooth calibration curve from the diagonal have in common: ICI, E50, E90 and Emax.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/calibration_curve.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The reason why there is no curve.
inline status reason_of(calibration_curve const& t) {
  if (t.why == calibration_curve::too_few) return status::too_few;
  if (t.why == calibration_curve::infinite_logit) return status::infinite_logit;
  switch (static_cast<fit_status>(static_cast<int>(t.why))) {
    case fit_status::ok:
      return status::ok;
    case fit_status::empty:
      return status::empty;
    case fit_status::no_events:
      return status::no_positives;
    case fit_status::only_events:
      return status::no_negatives;
    default:
      return status::separated;
  }
}

/// `Which`: the place of the distance in `distances`.
template <std::size_t Which>
struct curve_distance {
  using tally = calibration_curve;
  static constexpr std::array parameters{
      parameter{.name = "smoother", .standard = 0, .least = 0, .greatest = 1, .choices = "rcs|loess", .is_whole = true},
  };
  /// With what all have in common.
  static constexpr descriptor complete(descriptor d) {
    d.section = sections::calibration, d.family = "calibration";
    d.undefined = "fewer than 5 rows of a class; with smoother=rcs also if a risk is 0 or 1, or if a spline separates the classes";
    d.reference = "Austin PC, Steyerberg EW. Stat Med 2019;38:4051-4065. doi:10.1002/sim.8281";
    d.direction = better::lower, d.h = scale::identity;
    d.interval = d.interval_dependent = "l1_projection";
    d.depends_on_prevalence = d.reads_both_classes = true;
    return d;
  }

  smoother how = smoother::rcs;

  value of(calibration_curve const& t) const {
    auto const why = reason_of(t);
    return why == status::ok ? defined(t.from_diagonal.number[Which]) : undefined(why);
  }
  /// The same distance between the curves of a replicate and of all rows.
  static double between(std::uint64_t const* replicate, std::uint64_t const*, std::uint32_t n_words) {
    auto const t = calibration_curve::read({replicate, n_words});
    return t.why == 0 ? t.from_curve_of_all.number[Which] : not_a_number;
  }
  static sum_of_deviations form_of(calibration_curve const&) { return {&between}; }
};

}  // namespace CLINMETRICS_NAMESPACE
