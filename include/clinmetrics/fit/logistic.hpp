// SPDX-License-Identifier: Apache-2.0
// Logistic regression: log(p/(1 − p)) = offset + Σ_j coefficient_j · column_j, by maximum likelihood.
//
// A row may stand for several equal ones: its trials are their number or their weight, its events those of them with the event. A constant
// is a column of ones like any other.
//
// The columns are made orthonormal, with the trials as weights, and Newton's steps (iteratively reweighted least squares) follow until a
// step is less than 3e-7 standard errors long; the error that is left is about the square of that. The same rows in the same order give the
// same bits, whatever the number of threads; between machines the last digits may differ.
//
// No fit: there are no rows (empty), no events or only events, a column is a combination of the others (collinear), or the likelihood has
// no maximum, because a combination of the columns separates the rows with the event from those without (separated; also if they only
// touch). Reference: McCullagh P, Nelder JA. Generalized Linear Models, 2nd ed. Chapman & Hall 1989, chapter 4; separation: Albert A,
// Anderson JA. Biometrika 1984;71:1-10. doi:10.1093/biomet/71.1.1
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/stop.hpp"

namespace CLINMETRICS_NAMESPACE {

/// All numbers must be finite. `events` has one entry per row; the number of columns follows from the size of the design.
struct logistic_data {
  std::span<double const> design;       ///< all rows of the first column, then all rows of the second, …
  std::span<double const> events;       ///< of each row, from 0 to its trials
  std::span<double const> trials = {};  ///< of each row, not negative unless rows stand for others together; empty: 1
  std::span<double const> offset = {};  ///< of each row; empty: 0
  std::span<double const> start = {};   ///< coefficients from which the steps begin; empty: 0

  std::size_t n_rows() const { return events.size(); }
  std::size_t n_columns() const { return events.empty() ? 0 : design.size() / events.size(); }
};

enum class fit_status : std::uint8_t { ok, empty, no_events, only_events, collinear, separated };

/// Without a fit, only `why` is set.
struct logistic_fit {
  fit_status why = fit_status::empty;
  std::vector<double> coefficients = {};
  std::vector<double> covariance = {};  ///< of the coefficients, the inverse of Fisher's information, column after column

  double covariance_of(std::size_t i, std::size_t j) const { return covariance[j * coefficients.size() + i]; }
};

CLINMETRICS_EXPORT logistic_fit fit_logistic(logistic_data const& data, stop_flag stop = {});

/// The constant alone, with the offset: log(p/(1 − p)) = offset + constant. It is faster than the same by fit_logistic.
struct constant_fit {
  fit_status why = fit_status::empty;
  double constant = 0, information = 0;
};
CLINMETRICS_EXPORT constant_fit fit_constant(std::span<double const> offset, std::span<double const> events, std::span<double const> trials,
                                             stop_flag stop = {});

/// The log-likelihood at given coefficients, without the binomial coefficients.
CLINMETRICS_EXPORT double logistic_log_likelihood(logistic_data const& data, std::span<double const> coefficients);

}  // namespace CLINMETRICS_NAMESPACE
