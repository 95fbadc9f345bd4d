// SPDX-License-Identifier: Apache-2.0
// Optional members of a metric that make closed-form intervals available.
#pragma once
#include <cstdint>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// `proportion as_proportion(confusion const&)`: makes wilson, clopper_pearson, jeffreys and agresti_coull available.
struct proportion {
  double successes, trials;
};

/// `proportion_pair as_proportion_pair(confusion const&)`: makes square_and_add available.
enum class pair_form : std::uint8_t {
  difference,       ///< a − b
  half_difference,  ///< (a − b + 1)/2
  geometric_mean    ///< √(a·b)
};
struct proportion_pair {
  proportion a, b;
  pair_form form;
};

/// `static constexpr ratio_kind kind_of_ratio`: makes log and log_haldane available.
enum class ratio_kind : std::uint8_t { lr_positive, lr_negative, diagnostic_odds_ratio };

/// `static constexpr indirect_form indirect`: makes indirect_wilson on TP/(TP + FP + FN) available.
enum class indirect_form : std::uint8_t { f1, jaccard };

/// `static constexpr delta_form delta`: makes delta_fisher_z available.
enum class delta_form : std::uint8_t { mcc, kappa, fowlkes_mallows };

}  // namespace CLINMETRICS_NAMESPACE
