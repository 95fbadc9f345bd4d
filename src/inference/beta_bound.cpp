// SPDX-License-Identifier: Apache-2.0
// Means and variances under Dirichlet weights, and the quantiles of the beta distributions that have them.
#include "clinmetrics/inference/beta_bound.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

struct moments {
  double mean, variance;
};

/// The beta distribution with these moments: a + b.
double size_of(moments const& m) { return m.mean * (1 - m.mean) / m.variance - 1; }

/// Whether a limit is a quantile of it, or 0.
bool has_limit(moments const& m) { return !(m.mean > 0) || (m.variance > 0 && size_of(m) > 0); }

double lower_quantile(moments const& m, confidence const& c) {
  double const size = size_of(m);
  return m.mean > 0 ? lower_beta_limit(c, m.mean * size, (1 - m.mean) * size) : 0;
}

/// The limits from the moments of the values and of the mirrored values, each with the pseudo-rows at the lower end.
interval limits_of(double value, moments const& values, moments const& mirrored, confidence const& c) {
  if (!has_limit(values) || !has_limit(mirrored)) return detail::limits(0, 1);
  // Rounding must not separate a limit and the value.
  return detail::limits(c.reads_lower() ? std::min(lower_quantile(values, c), value) : detail::nan,
                        c.reads_upper() ? std::max(1 - lower_quantile(mirrored, c), value) : detail::nan);
}

moments with_pseudo_rows(mean_summary const& s, double pseudo_rows) {
  double const real = s.n / (s.n + pseudo_rows);  // the share of the real rows
  return {s.mean * real, real * (s.variance + s.mean * s.mean * (1 - real)) / (s.n + pseudo_rows + 1)};
}

/// `auc`: that of the summary, or 1 minus it for the mirrored placements. The variance has one part for each class: the variance of the
/// mean of its placements, which the pseudo-rows of the other class make smaller.
moments with_pseudo_rows(placement_summary const& s, double auc, double pseudo_rows) {
  double const real_positive = s.n_positive / (s.n_positive + pseudo_rows), real_negative = s.n_negative / (s.n_negative + pseudo_rows);
  auto const part = [&](double spread, double n, double real, double real_of_other) {
    return real_of_other * real_of_other * real * (spread / n + auc * auc * (1 - real)) / (n + pseudo_rows + 1);
  };
  return {auc * real_positive * real_negative, part(s.spread.positive, s.n_positive, real_positive, real_negative) +
                                                   part(s.spread.negative, s.n_negative, real_negative, real_positive)};
}

/// The weight of the positive and of the negative rows with one score.
struct tied_weight {
  double positive, negative;
};

/// Runs between two others, the highest score first.
struct runs_between {
  tied_weight first;
  std::span<tied_rows const> runs;
  tied_weight last;

  std::size_t size() const { return runs.size() + 2; }
  tied_weight operator[](std::size_t i) const {
    if (i == 0) return first;
    return i > runs.size() ? last : tied_weight{static_cast<double>(runs[i - 1].positive), static_cast<double>(runs[i - 1].negative)};
  }
};

/// The average precision of these runs, and its variance under Dirichlet weights by the delta method.
moments of_weights(runs_between const& runs) {
  struct sums {
    double positive = 0, negative = 0;
  } all;
  double area = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    auto const run = runs[i];
    all.positive += run.positive, all.negative += run.negative;
    if (run.positive > 0) area += run.positive * all.positive / (all.positive + all.negative);
  }
  moments m{area / all.positive, 0};
  // From the lowest score up: a weight changes the precision at its own run and at all runs below it.
  auto at = all;                              // the weights of this run and of all runs above it
  double of_positives = 0, of_negatives = 0;  // the derivatives of these precisions, summed over the positive rows there
  for (std::size_t i = runs.size(); i-- > 0;) {
    auto const run = runs[i];
    double const total = at.positive + at.negative;
    of_positives += run.positive * at.negative / (total * total), of_negatives -= run.positive * at.positive / (total * total);
    double const by_positive = (at.positive / total + of_positives - m.mean) / all.positive, by_negative = of_negatives / all.positive;
    m.variance += run.positive * by_positive * by_positive + run.negative * by_negative * by_negative;
    at.positive -= run.positive, at.negative -= run.negative;
  }
  double const weight = all.positive + all.negative;
  m.variance *= weight / (weight + 1);
  return m;
}

}  // namespace

interval beta_bound(mean_summary const& s, double pseudo_rows, confidence const& c) {
  if (!(s.n > 0) || std::isnan(s.mean)) return detail::no_interval(interval_status::undefined_value);
  return limits_of(s.mean, with_pseudo_rows(s, pseudo_rows), with_pseudo_rows({s.n, 1 - s.mean, s.variance}, pseudo_rows), c);
}

interval beta_bound(placement_summary const& s, confidence const& c) {
  double const smaller = std::min(s.n_positive, s.n_negative);
  if (!(smaller >= 1) || std::isnan(s.auc)) return detail::no_interval(interval_status::undefined_value);
  double const pseudo_rows = s.pseudo_rows > 0 ? s.pseudo_rows : 0.5 + 0.5 / smaller;
  return limits_of(s.auc, with_pseudo_rows(s, s.auc, pseudo_rows), with_pseudo_rows(s, 1 - s.auc, pseudo_rows), c);
}

precision_moments moments_of(std::span<tied_rows const> runs, part_runner const& run) {
  constexpr double pseudo = 0.5;
  double n_positive = 0;
  for (auto const& r : runs) n_positive += r.positive;
  runs_between const all[] = {{{0, 0}, runs, {0, 0}}, {{0, pseudo}, runs, {pseudo, 0}}, {{pseudo, 0}, runs, {0, pseudo}}};
  std::array<moments, 3> of;
  run(3, [&](std::size_t i) { of[i] = of_weights(all[i]); });
  auto const& [value, worst, best] = of;
  return {n_positive, value.mean, worst.mean, worst.variance, best.mean, best.variance};
}

interval beta_bound(precision_moments const& m, confidence const& c) {
  if (m.n_positive < 2) return detail::no_interval(interval_status::too_few);
  return limits_of(m.value, {m.worst, m.variance_of_worst}, {1 - m.best, m.variance_of_best}, c);
}

double effective_rows(double variance, double se, double least, double greatest) {
  double const n = variance / (se * se);  // 0/0 if no row varies
  return n >= greatest || std::isnan(n) ? greatest : std::max(n, least);
}

}  // namespace CLINMETRICS_NAMESPACE
