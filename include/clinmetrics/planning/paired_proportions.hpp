// SPDX-License-Identifier: Apache-2.0
// Planning of two proportions on the same rows by McNemar's test, such as the sensitivities of two models.
//
// `a_only` and `b_only` are the probabilities that a row is a success of one model alone. The number D of such rows is Bin(n, a_only +
// b_only), and given D = d, those of model a are Bin(d, a_only/(a_only + b_only)). The power is the probability that the two-sided test at
// 1 − level rejects, in either direction, summed exactly over both. Where the power falls as n grows, rows for a power are the least n such
// that n and all larger numbers reach it.
#pragma once
#include <cstdint>

#include "clinmetrics/inference/confidence.hpp"

namespace CLINMETRICS_NAMESPACE::planning {

enum class mcnemar_kind : std::uint8_t { mid_p, exact };

struct discordant_shares {
  double a_only, b_only;
};

CLINMETRICS_EXPORT double power_of_mcnemar(std::uint64_t n, discordant_shares expected, mcnemar_kind kind, confidence const& c);
CLINMETRICS_EXPORT std::uint64_t rows_for_power_of_mcnemar(double power, discordant_shares expected, mcnemar_kind kind,
                                                           confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE::planning
