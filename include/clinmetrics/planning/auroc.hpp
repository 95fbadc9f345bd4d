// SPDX-License-Identifier: Apache-2.0
// Planning of an AUROC θ and of the difference of two AUROCs on the same rows.
//
// Four variances. n₊ and n₋ rows have the outcome or not, κ = n₋/n₊, A = √2·Φ⁻¹(θ) is the distance of two normal distributions:
//   obuchowski      e^(−A²/2)/(32π)·[5A² + 8 + (A² + 8)/κ]/n₊: the binormal closed form of Obuchowski and McClish, which is conservative
//   binormal        [θ(1 − θ) + (n₊ + n₋ − 2)(Q − θ²)]/(n₊·n₋) with Q = θ − 2·T(Φ⁻¹(θ), 1/√3), T Owen's function: the variance of the
//                   empirical AUROC itself if the scores of both classes are normal with equal variances
//   hanley_mcneil   [θ(1 − θ) + (n₊ − 1)(θ/(2 − θ) − θ²) + (n₋ − 1)(2θ²/(1 + θ) − θ²)]/(n₊·n₋)
//   newcombe        the same with n₊ − 1 and n₋ − 1 replaced by (n₊ + n₋)/2 − 1, as in Riley et al. 2021
//
//   power for a goal          Φ((θ − goal − z·SE(goal))/SE(θ)), as Obuchowski and McClish
//   power for a difference    Φ((θ₁ − θ₂ − margin)/SE − z), SE² = V₁ + V₂ − 2ρ·√(V₁·V₂)
//   expected width            2·z·SE
// Where the correlations r₊ and r₋ of the two scores among rows of each class are known, ρ follows from the binormal covariance:
//   ρ = [r₊ + r₋/κ + A₁A₂(r₊² + r₋²/κ)/8]/[(1 + 1/κ)·√((1 + A₁²/8)(1 + A₂²/8))].
// Rows for a power or a width are the least n for which n and all larger numbers suffice; n₊ = n·prevalence need not be whole, and at
// least 2 rows of each class are expected.
//
// References: Obuchowski NA, McClish DK. Stat Med 1997;16:1529-1542; Hanley JA, McNeil BJ. Radiology 1982;143:29-36; Newcombe RG. Stat Med
// 2006;25:559-573. doi:10.1002/sim.2324; Riley RD et al. Stat Med 2021;40:4230-4251. doi:10.1002/sim.9025
#pragma once
#include <cstdint>

#include "clinmetrics/inference/confidence.hpp"

namespace CLINMETRICS_NAMESPACE::planning {

enum class auroc_variance : std::uint8_t { obuchowski, binormal, hanley_mcneil, newcombe };

/// How many rows of each class are expected. They need not be whole.
struct class_sizes {
  double positive, negative;
  static class_sizes of(double n, double prevalence) { return {n * prevalence, n * (1 - prevalence)}; }
};

CLINMETRICS_EXPORT double variance_of_auroc(double auroc, class_sizes n, auroc_variance method);

CLINMETRICS_EXPORT double power_of_auroc(std::uint64_t n, double prevalence, double expected, double goal, auroc_variance method,
                                         confidence const& c);
CLINMETRICS_EXPORT std::uint64_t rows_for_power_of_auroc(double power, double prevalence, double expected, double goal,
                                                         auroc_variance method, confidence const& c);
CLINMETRICS_EXPORT double width_of_auroc(std::uint64_t n, double prevalence, double expected, auroc_variance method, confidence const& c);
CLINMETRICS_EXPORT std::uint64_t rows_for_width_of_auroc(double width, double prevalence, double expected, auroc_variance method,
                                                         confidence const& c);

/// Two models on the same rows, and the correlation ρ of their AUROCs.
struct two_aurocs {
  double a, b, correlation;
};

/// ρ from the correlations of the scores within each class.
CLINMETRICS_EXPORT double correlation_of_aurocs(double a, double b, double r_positive, double r_negative, double prevalence);

CLINMETRICS_EXPORT double power_of_difference(std::uint64_t n, double prevalence, two_aurocs expected, double margin, auroc_variance method,
                                              confidence const& c);
CLINMETRICS_EXPORT std::uint64_t rows_for_power_of_difference(double power, double prevalence, two_aurocs expected, double margin,
                                                              auroc_variance method, confidence const& c);
CLINMETRICS_EXPORT double width_of_difference(std::uint64_t n, double prevalence, two_aurocs expected, auroc_variance method,
                                              confidence const& c);
CLINMETRICS_EXPORT std::uint64_t rows_for_width_of_difference(double width, double prevalence, two_aurocs expected, auroc_variance method,
                                                              confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE::planning
