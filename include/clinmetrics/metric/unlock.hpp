// SPDX-License-Identifier: Apache-2.0
// What a metric may offer to open closed-form intervals: plain numbers that an interval understands.
#pragma once
#include <cstdint>

namespace clinmetrics {

/// `proportion as_proportion(confusion const&)`: opens wilson, clopper_pearson, jeffreys, agresti_coull.
struct proportion {
  double successes, trials;
};

/// `proportion_pair as_proportion_pair(confusion const&)`: opens square_and_add.
enum class pair_form : std::uint8_t {
  difference,       ///< a − b
  half_difference,  ///< (a − b + 1)/2
  geometric_mean    ///< √(a·b)
};
struct proportion_pair {
  proportion a, b;
  pair_form form;
};

/// `static constexpr ratio_kind kind_of_ratio`: opens log and log_haldane.
enum class ratio_kind : std::uint8_t { lr_positive, lr_negative, diagnostic_odds_ratio };

/// `static constexpr indirect_form indirect`: opens indirect_wilson on TP/(TP + FP + FN).
enum class indirect_form : std::uint8_t { f1, jaccard };

/// `static constexpr delta_form delta`: opens delta_fisher_z.
enum class delta_form : std::uint8_t { mcc, kappa, fowlkes_mallows };

}  // namespace clinmetrics
