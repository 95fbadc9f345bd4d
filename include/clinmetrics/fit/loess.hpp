// SPDX-License-Identifier: Apache-2.0
// Local regression (loess): at each point a polynomial of low degree is fitted to the nearest part of the rows, with tricube weights.
//
// As R's loess(y ~ x, span, degree, surface = "direct", family = "gaussian"): of rows with all weight W, the ⌊W·span + 1e-5⌋ nearest ones
// reach as far as the distance h; a row at distance d has the weight w·(1 − (d/h)³)³. Every point is fitted, without interpolation. A row
// with weight 3 counts as three rows, also in the number of nearest rows (R counts it as one). If the rows within h have fewer distinct x
// than the polynomial has coefficients, the smallest coefficients are taken; if h is 0, the mean of the rows at this point.
//
// The entries are ascending in x; an entry may stand for several rows with this x.
// Reference: Cleveland WS, Devlin SJ. J Am Stat Assoc 1988;83:596-610. doi:10.1080/01621459.1988.10478639
#pragma once
#include <span>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

struct loess_options {
  double span = 0.75;  ///< from 0 to 1
  int degree = 2;      ///< 0, 1 or 2
};

struct loess_data {
  std::span<double const> x;       ///< ascending
  std::span<double const> mean;    ///< of y, of each entry
  std::span<double const> weight;  ///< not negative
};

/// The fitted values at some points.
CLINMETRICS_EXPORT std::vector<double> loess(loess_data const& data, std::span<double const> at, loess_options const& how = {});

/// The variances of these values, if the means of the entries are independent and have the given variances.
CLINMETRICS_EXPORT std::vector<double> loess_variances(loess_data const& data, std::span<double const> variance_of_mean,
                                                       std::span<double const> at, loess_options const& how = {});

/// The value at x of straight lines between points; x0 ascending, constant beyond its ends.
CLINMETRICS_EXPORT double interpolate(std::span<double const> x0, std::span<double const> y0, double x);

}  // namespace CLINMETRICS_NAMESPACE
