// SPDX-License-Identifier: Apache-2.0
// Agresti and Coull's interval of a proportion: Wald's interval after z²/2 successes and z²/2 failures were added.
//
//   p̃ ± z·√(p̃(1 − p̃)/ñ),   ñ = n + z²,   p̃ = (x + z²/2)/ñ; clipped to [0, 1].
//
// Degenerate cases: exactly 0 below at x = 0 and exactly 1 above at x = n; n = 0 has no interval (undefined_value). x and n need not be
// whole. Reference: Agresti A, Coull BA. Am Stat 1998;52:119-126. doi:10.1080/00031305.1998.10480550
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE {

CLINMETRICS_EXPORT interval agresti_coull(proportion p, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE
