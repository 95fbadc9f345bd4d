// SPDX-License-Identifier: Apache-2.0
#include "ordered_replicates.hpp"

#include "clinmetrics/inference/detail/usable_replicates.hpp"
#include "ordering/sort_values.hpp"

namespace CLINMETRICS_NAMESPACE {

double detail::share_below(double value, std::span<double const> replicates) {
  double below = 0;
  for (double r : replicates) below += r < value ? 1 : r == value ? 0.5 : 0;
  return below / static_cast<double>(replicates.size());
}

ordered_replicates detail::in_order(double value, std::span<double const> replicates) {
  ordered_replicates out{.values = defined_replicates(replicates), .n_given = replicates.size()};
  out.below = share_below(value, out.values), out.sd = standard_deviation(out.values);
  sort_values(out.values);
  return out;
}

ordered_replicates const* detail::order_of(evidence const& e, ordered_replicates& own) {
  constexpr std::size_t most = 20'000;
  if (e.in_order) return &e.in_order();
  if (e.replicates.size() > most) return nullptr;
  own = in_order(e.coarse, e.replicates);
  return &own;
}

}  // namespace CLINMETRICS_NAMESPACE
