// SPDX-License-Identifier: Apache-2.0
// Placements are equal within a tie, so their sums and sums of squares are added tie by tie, in exact integers.
#include "placement_spread.hpp"

#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/ordering/ties.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// Doubled placements V of one class: their number, ΣV, ΣV².
struct placement_sums {
  std::uint64_t n = 0;
  u128 sum = 0, squares = 0;
  void add(std::uint64_t count, std::uint64_t v) {
    n += count, sum += static_cast<u128>(count) * v, squares += static_cast<u128>(v) * v * count;
  }

  /// Σ(V − mean)², on the scale on which `others` rows on the losing side are 1.
  double spread(std::uint64_t others) const {
    if (n == 0 || others == 0) return 0;
    u128 const mean = sum / n, rest = sum % n;  // ΣV² − (ΣV)²/n, with (ΣV)²/n = mean²·n + 2·mean·rest + rest²/n, keeps within 128 bits
    double const size = static_cast<double>(n), part = static_cast<double>(rest);
    double const spread = static_cast<double>(squares - mean * mean * n - 2 * mean * rest) - part * part / size;
    double const whole = 2 * static_cast<double>(others);
    return spread / (whole * whole);
  }
};

struct group_state {
  std::uint64_t negatives = 0;               // of the whole group
  std::uint64_t tp = 0, fp = 0;              // above the current tie
  std::uint64_t tied_pos = 0, tied_neg = 0;  // within it
  placement_sums of_positives, of_negatives;
  void add(bool is_positive) { tied_pos += is_positive, tied_neg += !is_positive; }
  void end_tie() {
    if (tied_pos) of_positives.add(tied_pos, 2 * (negatives - fp - tied_neg) + tied_neg);
    if (tied_neg) of_negatives.add(tied_neg, 2 * tp + tied_pos);
    tp += tied_pos, fp += tied_neg;
    tied_pos = tied_neg = 0;
  }
};

}  // namespace

namespace {

std::vector<group_state> walk(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups, stop_flag stop) {
  std::vector<group_state> states(groups.n_groups());
  for (std::size_t row = 0; row < label.size(); ++row) states[groups.group_of(row)].negatives += label[row] == 0;
  for_each_group_tie(
      order, groups, states, {0, order.size()}, stop, [&](group_state& s, std::uint32_t row) { s.add(label[row]); },
      [](group_state& s, std::uint32_t /*row*/) { s.end_tie(); });
  return states;
}

class_spread spread_of(group_state const& g) { return {g.of_positives.spread(g.of_negatives.n), g.of_negatives.spread(g.of_positives.n)}; }

}  // namespace

std::vector<class_spread> spread_of_placements(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                               stop_flag stop) {
  std::vector<class_spread> out;
  for (auto const& g : walk(label, order, groups, stop)) out.push_back(spread_of(g));
  return out;
}

std::vector<group_auroc_counts> aurocs_of_groups(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                                 stop_flag stop) {
  std::vector<group_auroc_counts> out;
  for (auto const& g : walk(label, order, groups, stop)) {
    auto const n_positive = static_cast<double>(g.of_positives.n), n_negative = static_cast<double>(g.of_negatives.n);
    out.push_back({static_cast<double>(g.of_positives.sum) / (2 * n_positive * n_negative), {n_positive, n_negative}, spread_of(g)});
  }
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
