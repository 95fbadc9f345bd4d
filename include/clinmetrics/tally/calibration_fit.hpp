// SPDX-License-Identifier: Apache-2.0
// The logistic regressions of the outcome on the logits of the risks, as the calibration slope and intercept read them.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "clinmetrics/core/value.hpp"
#include "clinmetrics/fit/logistic.hpp"
#include "clinmetrics/pass/calibration_fit.hpp"
#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

struct calibration_fit {
  std::span<std::uint64_t const> words;  ///< the slots of the pass, and then whether the rows are independent and have equal weights
  static tally_record const record;
  static constexpr calibration_fit read(std::span<std::uint64_t const> w) { return {w}; }

  double number(std::size_t slot) const { return std::bit_cast<double>(words[slot]); }
  bool is_independent() const { return words[calibration_fit_pass::n_all] != 0; }
  /// The reason why a fit is missing; ok if it is not. `slot`: why_no_slope or why_no_intercept.
  status why(std::size_t slot) const {
    using pass = calibration_fit_pass;
    if (words[pass::n_positive] + words[pass::n_negative] == 0) return status::empty;
    if (words[pass::n_positive] == 0) return status::no_positives;
    if (words[pass::n_negative] == 0) return status::no_negatives;
    if (words[pass::n_infinite] > 0) return status::infinite_logit;
    switch (static_cast<fit_status>(words[slot])) {
      case fit_status::ok:
        return status::ok;
      case fit_status::collinear:
        return status::constant_score;
      default:
        return status::separated;
    }
  }
  /// The standard error of the slope by the model, at the effective number of rows.
  double slope_se() const {
    using pass = calibration_fit_pass;
    double const a = number(pass::information), b = number(pass::information + 1), c = number(pass::information + 2);
    return std::sqrt(a / (a * c - b * b) * number(pass::mean_weight));
  }
};

/// The same with the deviance, for the test of both at once.
struct calibration_test : calibration_fit {
  static tally_record const record;
  static constexpr calibration_test read(std::span<std::uint64_t const> w) { return {{w}}; }
};

namespace detail {

template <bool wants_deviance>
void ask_calibration_fit(pass_book& book, tally_request const& at, tally_place& place) {
  auto pass = make_calibration_fit(book.rows(), book.groups(), book.truth().events(), book.order(at.output), book.logits(at.output));
  pass.wants_deviance = wants_deviance;
  place.pass = book.keep(std::make_shared<calibration_fit_pass const>(std::move(pass)));
  place.form = !book.rows().is_weighted() && !book.rows().is_clustered;
  place.add(0, calibration_fit_pass::n_all);
}

}  // namespace detail

inline constexpr tally_record calibration_fit::record{
    .name = "calibration_fit",
    .outcome = binary_outcome::name,
    .needs = need::score | need::probability | need::order | need::logit,
    .is_rounded = false,
    .is_cells = false,
    .ask = &detail::ask_calibration_fit<false>,
    .n_words = [](tally_place const& place) { return place.n_slots() + 1; },
    .read =
        [](tally_place const& place, std::uint64_t const* slots, std::int32_t bits, std::uint64_t* out) {
          copy_slots_and_bits(place, slots, bits, out);
          out[place.n_slots()] = place.form;
        },
};

inline constexpr tally_record calibration_test::record = [] {
  tally_record r = calibration_fit::record;
  r.name = "calibration_test", r.ask = &detail::ask_calibration_fit<true>;
  return r;
}();

}  // namespace CLINMETRICS_NAMESPACE
