// SPDX-License-Identifier: Apache-2.0
// Only the headers: a cohort, its ordering, one pass for the value and one for each sixteen replicates, and a percentile interval.
#include <clinmetrics/core/cohort.hpp>
#include <clinmetrics/inference/percentile.hpp>
#include <clinmetrics/metric/ranking/auroc.hpp>
#include <clinmetrics/pass/ranked.hpp>
#include <clinmetrics/random/resampler.hpp>
#include <cstdio>

namespace cm = clinmetrics;

double auroc_of(cm::slot_view slots) {
  std::array<std::uint64_t, cm::ranked_pairs::n_words> words{};
  for (std::size_t s = 0; s < words.size(); ++s) words[s] = slots[s];
  return cm::auroc::of(cm::ranked_pairs::read(words)).number;
}

int main() {
  std::vector<double> const risk = {.91, .08, .35, .62, .14, .27, .77, .05, .44, .19, .58, .11,
                                    .83, .30, .22, .49, .07, .66, .16, .39, .71, .12, .25, .52};
  std::vector<int> const died = {1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1};
  cm::cohort const rows = cm::make_cohort({.y_true = cm::column_of(died), .y_score = {{"model", cm::column_of(risk)}}});
  cm::ranked_order const order = cm::rank(rows.models[0].score);
  cm::partition const everyone = cm::everyone();
  cm::ranked_pass const pass{&rows, &order, &everyone, rows.events()};

  cm::slot_block point(pass.n_slots(), 1, 1);
  pass.walk(cm::once{}, point, 0);
  double const value = auroc_of(point.view(0, 0));

  constexpr std::uint32_t n_resamples = 2000;
  cm::resampler const weights(cm::resampling::multinomial, 7, 0, rows.stratum_begin);
  cm::slot_block drawn(pass.n_slots(), 1, n_resamples);
  for (std::uint32_t first = 0; first < n_resamples; first += cm::lanes) {
    std::vector<std::uint32_t> weight(rows.n_units() * cm::lanes);
    weights.fill(first, cm::lanes, weight);
    pass.walk(cm::drawn{cm::lanes, weight}, drawn, first);
  }
  std::vector<double> replicates;
  for (std::uint32_t r = 0; r < n_resamples; ++r) replicates.push_back(auroc_of(drawn.view(0, r)));

  cm::interval const limits = cm::percentile(value, replicates, 0.95);
  std::printf("auroc %.3f [%.3f, %.3f] percentile\n", value, limits.lower, limits.upper);
}
