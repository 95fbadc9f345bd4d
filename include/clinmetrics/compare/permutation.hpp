// SPDX-License-Identifier: Apache-2.0
// The permutation test of a difference of two means on the same rows: within each unit, the two models change places at random.
//
// With D_i the sum of the differences over the rows of unit i, T = ΣD_i; an exchange changes the sign of D_i. p is the share of
// |T*| >= |T| among B random exchanges and the data itself. With more than 4,000,000/B units, the normal distribution with the variance
// ΣD_i² of T* takes their place: the two differ by less than the error of the random exchanges.
//
// Degenerate cases: no differences: p = 1; no units, or a sum that is not finite: NaN. Reference: Pitman EJG. Suppl J R Stat Soc
// 1937;4:119-130
#pragma once
#include <cstdint>
#include <span>

#include "clinmetrics/compare/test.hpp"
#include "clinmetrics/inference/evidence.hpp"

namespace CLINMETRICS_NAMESPACE {

CLINMETRICS_EXPORT double exchange_test(std::span<double const> differences, std::uint32_t n_exchanges, random_source const& from);

}  // namespace CLINMETRICS_NAMESPACE
