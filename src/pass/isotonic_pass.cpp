// SPDX-License-Identifier: Apache-2.0
// The pass of the tally isotonic_scores.
#include <bit>
#include <memory>
#include <numeric>

#include "clinmetrics/fit/isotonic.hpp"
#include "clinmetrics/tally/isotonic_scores.hpp"
#include "pass/cell_sums.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// The Brier score of predicting `risk` for each entry.
double brier_of(filled_cells const& rows, std::vector<double> const& risk, double all) {
  double sum = 0;
  for (std::size_t i = 0; i < risk.size(); ++i)
    sum += rows.events[i] * ((1 - risk[i]) * (1 - risk[i])) + (rows.weight[i] - rows.events[i]) * (risk[i] * risk[i]);
  return sum / all;
}

isotonic_scores scores_of(filled_cells const& rows) {
  double const all = std::accumulate(rows.weight.begin(), rows.weight.end(), 0.0);
  if (all == 0) return {};
  double const prevalence = std::accumulate(rows.events.begin(), rows.events.end(), 0.0) / all;
  return {all, brier_of(rows, rows.score, all), brier_of(rows, isotonic_means(rows.events, rows.weight), all),
          prevalence * (1 - prevalence)};
}

struct isotonic_pass {
  design const* rows;
  partition const* groups;
  std::uint8_t const* event;
  score_cells cells;

  std::size_t n_slots() const { return isotonic_scores::n_words; }
  slot_layout layout() const { return {{isotonic_scores::n_words, merging::never, false}}; }

  template <class Multiplicity>
  void walk(Multiplicity const& times, slot_block& out, std::size_t first) const {
    for (std::uint32_t lane = 0; lane < times.count; ++lane) {
      cell_sums const sums(*rows, cells, event, times, lane);
      for (std::size_t g = 0; g < groups->n_groups(); ++g) {
        times.stop.check();
        auto const s = scores_of(sums.of(g));
        std::size_t slot = 0;
        for (double x : {s.weight, s.of_risks, s.recalibrated, s.of_prevalence})
          out.at(slot++, g, first + lane) = std::bit_cast<std::uint64_t>(x);
      }
    }
  }
};

}  // namespace

void detail::ask_isotonic_scores(pass_book& book, tally_request const& at, tally_place& place) {
  std::vector<double> risk(book.n_rows());
  for (std::uint32_t row = 0; row < risk.size(); ++row) risk[row] = book.score(at.output, row);
  place.pass = book.keep(std::make_shared<isotonic_pass const>(isotonic_pass{
      &book.rows(), &book.groups(), book.truth().events(), distinct_scores(book.rows(), book.groups(), book.order(at.output), risk)}));
  place.add(0, isotonic_scores::n_words);
}

}  // namespace CLINMETRICS_NAMESPACE
