// SPDX-License-Identifier: Apache-2.0
// The sums of a logistic regression over some rows at coefficients near known ones, in a time that does not depend on the number of rows.
//
// The risk of each row is a power series in the change a + b·x of its fitted logit, x its logit less the mean one, so that the sums are
// polynomials in a and b, whose coefficients are moments Σ w·c_k·x^m of the rows.
#pragma once
#include <optional>
#include <span>

#include "logit_fit.hpp"

namespace CLINMETRICS_NAMESPACE {

struct outcome_at_logit {
  double logit, weight;
  bool event;
};

class sums_near_fit {
 public:
  /// `slope_is_fixed`: only lines with the same slope will be asked for.
  sums_near_fit(std::span<outcome_at_logit const> rows, logit_line const& about, bool slope_is_fixed);
  /// Empty if the coefficients are too far away.
  std::optional<logit_fit_sums> at(logit_line const& line) const;

 private:
  static constexpr std::size_t most_terms = 14;  ///< for changes up to 0.34

  logit_line about_;
  double mean_ = 0, farthest_ = 0;                                           ///< logit, and distance from it
  double events_[2] = {};                                                    ///< Σ w·xʲ over the rows with the event
  std::array<std::array<double, most_terms>, most_terms + 1> moments_ = {};  ///< [m][k], k from m − 1 on
};

}  // namespace CLINMETRICS_NAMESPACE
