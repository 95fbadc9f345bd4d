// SPDX-License-Identifier: Apache-2.0
// Chooses one of the cuts of an ordering by a rule.
#pragma once
#include <cmath>
#include <limits>

#include "clinmetrics/pass/cut_table.hpp"
#include "clinmetrics/pass/threshold_rule.hpp"

namespace CLINMETRICS_NAMESPACE {

namespace detail {

/// What a rule makes as large as possible. Each is greater for more true positives and less for more false positives, so that its value at
/// the end of a block with the false positives of its beginning is a bound.
struct cut_objective {
  threshold_rule const& rule;
  double positives, negatives;

  double operator()(double tp, double fp) const {
    double const fn = positives - tp, n_flagged = tp + fp;
    switch (rule.by) {
      case threshold_criterion::closest_topleft: {
        double const a = fn / positives, b = fp / negatives;
        return -(a * a + b * b);
      }
      case threshold_criterion::min_cost:
        if (rule.prevalence == 0) return rule.number * tp - fp;
        return rule.number * rule.prevalence * (tp / positives) - (1 - rule.prevalence) * (fp / negatives);
      case threshold_criterion::max_f1:
        return tp == 0 ? 0 : tp / (fp + fn);  // F1/(2 − 2·F1)
      case threshold_criterion::max_mcc: {
        double const rest = positives + negatives - n_flagged, above_chance = tp * negatives - fp * positives;
        if (!is_defined(tp, fp)) return -std::numeric_limits<double>::infinity();
        return above_chance * std::abs(above_chance) / (n_flagged * rest);  // MCC · |MCC| · n₊n₋
      }
      case threshold_criterion::ppv:
        return tp > 0 && tp / n_flagged >= rule.number ? tp : -1;
      default:
        return tp * negatives - fp * positives;
    }
  }
  /// Where all or no rows are flagged, there is no MCC.
  bool is_defined(double tp, double fp) const {
    return rule.by != threshold_criterion::max_mcc || (tp + fp > 0 && tp + fp < positives + negatives);
  }
  double bound(double fp, double tp) const {
    if (!is_defined(tp, fp)) return 0;  // no cut of the block is better than chance
    double const most = (*this)(tp, fp);
    bool const is_rounded = rule.by == threshold_criterion::max_mcc;  // its operations are not monotone one by one
    return is_rounded ? most + 1e-9 * std::abs(most) : most;
  }
};

inline bool has_limit(threshold_criterion by) {
  return by == threshold_criterion::sensitivity || by == threshold_criterion::specificity || by == threshold_criterion::alert_rate;
}

/// Whether the rule has a meaning for so many rows of each class.
inline bool can_choose(threshold_rule const& rule, double positives, double negatives) {
  switch (rule.by) {
    case threshold_criterion::sensitivity:
    case threshold_criterion::ppv:
    case threshold_criterion::max_f1:
      return positives > 0;
    case threshold_criterion::specificity:
      return negatives > 0;
    case threshold_criterion::alert_rate:
      return positives + negatives > 0;
    case threshold_criterion::min_cost:
      if (rule.prevalence == 0) return positives + negatives > 0;
      [[fallthrough]];
    default:
      return positives > 0 && negatives > 0;
  }
}

template <class Cuts>
std::size_t cut_at_limit(threshold_rule const& rule, Cuts const& cuts) {
  double const positives = cuts.positives(), negatives = cuts.negatives(), x = rule.number;
  if (rule.by == threshold_criterion::sensitivity) return first_cut_with(cuts, [&](double tp, double) { return tp / positives >= x; });
  bool const is_rate = rule.by == threshold_criterion::alert_rate;
  auto const last = last_cut_with(
      cuts, [&](double tp, double fp) { return is_rate ? (tp + fp) / (positives + negatives) <= x : (negatives - fp) / negatives >= x; });
  double const reached = cuts.tp(last);
  return first_cut_with(cuts, [&](double tp, double) { return tp >= reached; });
}

}  // namespace detail

/// The cut that the rule chooses; no_cut if none satisfies it, or if a class that it needs has no row. `guess`: a cut that is probably
/// good, or no_cut.
template <class Cuts>
std::size_t choose_cut(threshold_rule const& rule, Cuts const& cuts, std::size_t guess) {
  if (!detail::can_choose(rule, cuts.positives(), cuts.negatives())) return no_cut;
  if (detail::has_limit(rule.by)) return detail::cut_at_limit(rule, cuts);
  detail::cut_objective const f{rule, cuts.positives(), cuts.negatives()};
  auto const bound = [&](double, double fp, double tp, double) { return f.bound(fp, tp); };
  auto const at = best_cut(cuts, f, bound, guess == no_cut ? good_cut(cuts, f) : guess);
  double const best = f(cuts.tp(at), cuts.fp(at));
  bool const is_forbidden = rule.by == threshold_criterion::ppv ? best < 0 : best == -std::numeric_limits<double>::infinity();
  return is_forbidden ? no_cut : at;
}

}  // namespace CLINMETRICS_NAMESPACE
