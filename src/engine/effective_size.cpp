// SPDX-License-Identifier: Apache-2.0
#include "effective_size.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "cell_forms.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

using by_cell = std::array<double, 4>;  // TP, FP, FN, TN

/// A count of a form as a sum of cells.
struct count {
  double number;
  double mean_weight;  ///< of its rows
};

class table {
 public:
  table(metric_instance const& metric, std::span<std::uint64_t const> words, class_weights const& mean)
      : weight_{mean.positive, mean.negative, mean.positive, mean.negative}, of_cell_(forms_of_single_rows(metric)) {
    for (std::size_t k = 0; k < 4; ++k) number_[k] = static_cast<double>(words[k]);
  }

  /// `number_of` takes the count from a form.
  template <class NumberOf>
  count count_of(form const& whole, NumberOf const& number_of) const {
    double sum = 0, of_rows = 0, greatest = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      double const share = number_of(of_cell_[k]), n = number_[k] > 0 ? share * number_[k] : 0;
      sum += n, of_rows += n * weight_[k];
      if (share > 0) greatest = std::max(greatest, weight_[k]);
    }
    double const number = number_of(whole);
    if (!(std::abs(sum - number) <= 1e-9 * number)) return {std::numeric_limits<double>::quiet_NaN(), greatest};
    return {number, sum > 0 ? of_rows / sum : greatest};
  }

 private:
  by_cell weight_, number_{};
  std::array<form, 4> of_cell_;
};

/// The factor of all counts, from the derivatives of the metric.
template <std::size_t n>
double factor_of(std::array<count, n> const& counts, std::array<double, n> const& derivative) {
  double equal = 0, weighted = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double const variance = derivative[i] * derivative[i] * counts[i].number;
    equal += variance, weighted += variance * counts[i].mean_weight;
  }
  return equal / weighted;
}

proportion share_of(count const& x, count const& y) {
  double const factor = (x.number + y.number) / (y.number * x.mean_weight + x.number * y.mean_weight);
  return {x.number * factor, (x.number + y.number) * factor};
}

/// `share_of_form` takes the proportion from a form.
template <class ShareOf>
proportion at_effective_size(table const& t, form const& whole, ShareOf const& share_of_form) {
  return share_of(t.count_of(whole, [&](form const& f) { return share_of_form(f).successes; }),
                  t.count_of(whole, [&](form const& f) { return share_of_form(f).trials - share_of_form(f).successes; }));
}

composite with_share_of_events(composite f, class_weights const& mean) {
  auto& share = f.b.share;
  share = share_of({share.successes, mean.positive}, {share.trials - share.successes, mean.negative});
  return f;
}

weighted_proportion at_effective_size(table const& t, form const& whole) {
  auto f = whole.weighted;
  double const counted = f.w * f.x, missed = f.u * f.y + f.v * f.z;  // the derivatives without their common factor
  std::array const counts{t.count_of(whole, [](form const& of) { return of.weighted.x; }),
                          t.count_of(whole, [](form const& of) { return of.weighted.y; }),
                          t.count_of(whole, [](form const& of) { return of.weighted.z; })};
  double const factor = factor_of<3>(counts, {f.w * missed, f.u * counted, f.v * counted});
  f.x *= factor, f.y *= factor, f.z *= factor;
  return f;
}

cell_statistic at_effective_size_of_cells(table const& t, form const& whole) {
  auto f = whole.cells;
  cell_value const at = f.at(f.counts);
  auto const& derivative = at.gradient;
  std::array<count, 4> counts;
  for (std::size_t k = 0; k < 4; ++k) counts[k] = t.count_of(whole, [k](form const& of) { return of.cells.counts[k]; });
  double const factor = factor_of<4>(counts, {derivative[0], derivative[1], derivative[2], derivative[3]});
  for (double& n : f.counts) n *= factor;
  return f;
}

}  // namespace

form form_at_effective_size(metric_instance const& metric, std::span<std::uint64_t const> words, class_weights const& mean_weights) {
  form out = metric.form_at(words);
  if (out.kind == form_kind::composite) return with_share_of_events(out.parts, mean_weights);
  table const t(metric, words, mean_weights);
  switch (out.kind) {
    case form_kind::proportion:
      return at_effective_size(t, out, [](form const& f) { return f.share; });
    case form_kind::carried_proportion:
      return carried_proportion{at_effective_size(t, out, [](form const& f) { return f.carried.share; }), out.carried.map};
    case form_kind::ratio_of_proportions:
      return ratio_of_proportions{at_effective_size(t, out, [](form const& f) { return f.ratio.a; }),
                                  at_effective_size(t, out, [](form const& f) { return f.ratio.b; })};
    case form_kind::odds_ratio:
      return odds_ratio{at_effective_size(t, out, [](form const& f) { return f.odds.a; }),
                        at_effective_size(t, out, [](form const& f) { return f.odds.b; })};
    case form_kind::weighted_proportion:
      return at_effective_size(t, out);
    case form_kind::cell_statistic:
      return at_effective_size_of_cells(t, out);
    case form_kind::composite_of_proportions: {
      auto const a = at_effective_size(t, out, [](form const& f) { return f.parts.a.share; });
      out.parts.b.share = at_effective_size(t, out, [](form const& f) { return f.parts.b.share; });
      out.parts.a.share = a;
      return out;
    }
    default:
      return out;
  }
}

}  // namespace CLINMETRICS_NAMESPACE::engine
