// SPDX-License-Identifier: Apache-2.0
// The covariances of the AUROCs of several models on the same rows, which are independent or belong to units such as patients.
//
// The placement of a positive row is the share of the negative rows that have a lower score, ties one half; that of a negative row is
// the share of the positive rows that have a higher score. The AUROC A is the mean placement of either class.
//
//   delong_covariance      S₊/n₊ + S₋/n₋, with S the covariance of the placements of two models over the rows of a class
//   obuchowski_covariance  S₊/n₊ + S₋/n₋ + (C + C′)/(n₊n₋), from the sums X_i, Y_i of the placements of unit i with m_i positive and
//                          n_i negative rows; I units, I₊ of them with positive rows and I₋ with negative rows:
//                            S₊ = I₊/((I₊ − 1)n₊) Σ(X_i − m_i·A)(X′_i − m_i·A′)
//                            S₋ = I₋/((I₋ − 1)n₋) Σ(Y_i − n_i·A)(Y′_i − n_i·A′)
//                            C = I/(I − 1) Σ(X_i − m_i·A)(Y′_i − n_i·A′), and C′ the same with the models swapped
//                          If each unit has one row, it is DeLong's.
//
// Placements are doubled counts, which are whole numbers. DeLong's sums are therefore exact, and only the few operations after them are
// rounded: the result depends neither on the order of the rows nor on the machine. Obuchowski's sums are rounded, in the order of units.
//
// Degenerate cases: if a class has no rows, all numbers are NaN; if it has one row or one unit, the covariances are NaN.
// References: DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837-845. doi:10.2307/2531595; Obuchowski NA. Biometrics
// 1997;53:567-578. doi:10.2307/2533958
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The doubled placements of one model: for a positive row, twice the number of negative rows below it, plus one for each tie; for a
/// negative row, twice the number of positive rows above it, plus one for each tie. The rows are in the same order for every model. Fewer
/// than 2³¹ rows in each class.
struct row_placements {
  std::span<std::uint32_t const> positive, negative;
};

/// The sums of the doubled placements of one model over the positive and over the negative rows of each unit; 0 for a unit without such
/// rows.
struct unit_placements {
  std::span<std::uint64_t const> positive, negative;
};

/// How many positive and negative rows each unit has.
struct unit_counts {
  std::span<std::uint32_t const> positive, negative;
};

/// The AUROCs of k models, and two symmetric k × k matrices, row by row. The variance of the difference of two AUROCs is computed from the
/// differences of the placements, so that it is right also where two models differ in a few rows only; it is exactly 0 if they do not
/// differ.
struct auroc_covariance {
  std::vector<double> aucs, covariances, variances_of_differences;

  std::size_t size() const { return aucs.size(); }
  double covariance(std::size_t a, std::size_t b) const { return covariances[a * size() + b]; }
  double variance(std::size_t a) const { return covariance(a, a); }
  double variance_of_difference(std::size_t a, std::size_t b) const { return variances_of_differences[a * size() + b]; }
  /// NaN if an AUROC has no variance.
  CLINMETRICS_EXPORT double correlation(std::size_t a, std::size_t b) const;
};

CLINMETRICS_EXPORT auroc_covariance delong_covariance(std::span<row_placements const> models);
CLINMETRICS_EXPORT auroc_covariance obuchowski_covariance(std::span<unit_placements const> models, unit_counts const& units);

}  // namespace CLINMETRICS_NAMESPACE
