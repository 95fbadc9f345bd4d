// SPDX-License-Identifier: Apache-2.0
// Planning of an external validation by the criteria of Riley and others: observed/expected, calibration slope, standardized net benefit.
//
//   O:E          SE(log O:E)² = (1 − φ)/(φ·n), φ the prevalence; the width is O:E·(e^(z·SE) − e^(−z·SE))
//   slope        SE² = I₀₀/(n·(I₀₀·I₁₁ − I₀₁²)): the Fisher information of a row, I_jk = E[q(1 − q)·x^(j+k)], with the model's linear
//                predictor x = logit(risk) and the true risk q = expit(intercept + slope·x); the width is 2·z·SE
//   net benefit  standardized (divided by φ), at a threshold t: SE² = [Se(1 − Se)/φ + w²·Sp(1 − Sp)/(1 − φ) + w²·(1 − Sp)²/(φ(1 − φ))]/n,
//                w = (1 − φ)/φ·t/(1 − t); the width is 2·z·SE
// The expectation of the slope's criterion is over a sample of risks, a normal distribution of x, a beta distribution of the risks, or two
// normal distributions of equal variance σ² in the two classes, with the given AUROC c: σ² = 2·Φ⁻¹(c)², the means of logit(q) are
// logit(φ) ± σ²/2. The integrals are computed to about 10 digits.
//
// Reference: Riley RD, Debray TPA, Collins GS, et al. Stat Med 2021;40:4230-4251. doi:10.1002/sim.9025
#pragma once
#include <cstdint>
#include <span>

#include "clinmetrics/inference/confidence.hpp"

namespace CLINMETRICS_NAMESPACE::planning {

CLINMETRICS_EXPORT double width_of_observed_expected(std::uint64_t n, double prevalence, double expected, confidence const& c);
CLINMETRICS_EXPORT std::uint64_t rows_for_width_of_observed_expected(double width, double prevalence, double expected, confidence const& c);

/// How the true risk follows from the model's: logit(q) = intercept + slope·logit(risk).
struct calibration {
  double slope = 1, intercept = 0;
};

/// The mean Fisher information of a row about intercept and slope.
struct slope_information {
  double i00, i01, i11;
};

/// Risks of 0 or 1 are refused.
CLINMETRICS_EXPORT slope_information information_of_risks(std::span<double const> risks, calibration truth);
CLINMETRICS_EXPORT slope_information information_of_normal(double mean, double sd, calibration truth);
CLINMETRICS_EXPORT slope_information information_of_beta(double alpha, double beta, calibration truth);
CLINMETRICS_EXPORT slope_information information_of_binormal(double auroc, double prevalence, calibration truth);

CLINMETRICS_EXPORT double width_of_slope(std::uint64_t n, slope_information const& row, confidence const& c);
CLINMETRICS_EXPORT std::uint64_t rows_for_width_of_slope(double width, slope_information const& row, confidence const& c);

/// A model's decisions at a threshold.
struct decisions {
  double sensitivity, specificity, prevalence, threshold;
};

/// Se − w·(1 − Sp).
CLINMETRICS_EXPORT double standardized_net_benefit(decisions const& d);
CLINMETRICS_EXPORT double width_of_net_benefit(std::uint64_t n, decisions const& d, confidence const& c);
CLINMETRICS_EXPORT std::uint64_t rows_for_width_of_net_benefit(double width, decisions const& d, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE::planning
