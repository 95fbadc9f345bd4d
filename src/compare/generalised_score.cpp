// SPDX-License-Identifier: Apache-2.0
// The weighted generalized score test; the NPV is the PPV of the opposite results and the opposite outcome.
#include "clinmetrics/compare/generalised_score.hpp"

#include "counts.hpp"
#include "score.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr paired_table negated(paired_table const& t) { return {t.neither, t.second, t.first, t.both}; }

}  // namespace

significance_test generalised_score_ppv(paired_results const& r) {
  auto const &with = r.with_event, &without = r.without_event;
  if (!(detail::are_counts(with) && detail::are_counts(without))) return {};
  double const x1 = with.both + with.first, n1 = x1 + without.both + without.first;
  double const x2 = with.both + with.second, n2 = x2 + without.both + without.second;
  if (n1 == 0 || n2 == 0) return {};
  double const p = (x1 + x2) / (n1 + n2), q = (n1 - x1 + (n2 - x2)) / (n1 + n2);
  double const sum = (with.first + with.second) * q * q + (without.first + without.second) * p * p;
  double const cross = x1 * n2 - x2 * n1;  // the difference times n1·n2, without rounding
  return detail::chi_square_test(cross == 0 ? 0 : cross * (cross / (n1 * n2 * sum)));
}

significance_test generalised_score_npv(paired_results const& r) {
  return generalised_score_ppv({negated(r.without_event), negated(r.with_event)});
}

}  // namespace CLINMETRICS_NAMESPACE
