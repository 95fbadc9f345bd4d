// SPDX-License-Identifier: Apache-2.0
#include "pass/score_cells.hpp"

#include <numeric>

#include "clinmetrics/fit/spline_calibration.hpp"
#include "clinmetrics/ordering/ties.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// The cells of a group, counted from the highest score down.
struct descending {
  std::vector<double> score;
  std::vector<double> weight;
  bool is_open = false;  ///< the last cell belongs to the tie that is read
};

constexpr double most_parts = 2000, longest_step_of_logit = .02;

}  // namespace

score_cells distinct_scores(design const& rows, partition const& groups, ranked_order const& order, std::span<double const> score) {
  score_cells out;
  std::vector<descending> found(groups.n_groups());
  out.of_row.resize(rows.n_rows());
  for_each_tie(
      order, {0, order.size()}, {},
      [&](std::uint32_t row) {
        auto& g = found[groups.group_of(row)];
        if (!g.is_open) g.score.push_back(score[row]), g.weight.push_back(0), g.is_open = true;
        g.weight.back() += static_cast<double>(rows.weight_of(row));
        out.of_row[row] = static_cast<std::uint32_t>(g.score.size());
      },
      [&](positions tie) {
        for (std::size_t i = tie.begin; i < tie.end; ++i) found[groups.group_of(order.row[i])].is_open = false;
      });
  for (auto const& g : found) {
    out.begin.push_back(out.begin.back() + g.score.size());
    out.score.insert(out.score.end(), g.score.rbegin(), g.score.rend());
    out.weight.insert(out.weight.end(), g.weight.rbegin(), g.weight.rend());
  }
  for (std::size_t row = 0; row < rows.n_rows(); ++row)
    out.of_row[row] = static_cast<std::uint32_t>(out.begin[groups.group_of(row) + 1] - out.of_row[row]);
  return out;
}

std::vector<std::uint32_t> join_neighbors(std::span<double const> risk, std::span<double const> weight) {
  std::vector<std::uint32_t> cell(risk.size());
  if (static_cast<double>(risk.size()) <= most_parts) {
    std::iota(cell.begin(), cell.end(), 0u);
    return cell;
  }
  double const range = (risk.back() - risk.front()) / most_parts;
  double const most_weight = std::accumulate(weight.begin(), weight.end(), 0.0) / most_parts;
  double first = risk[0], first_logit = logit_of_risk(first), taken = weight[0];
  for (std::size_t i = 1; i < risk.size(); ++i) {
    double const logit = logit_of_risk(risk[i]);
    taken += weight[i], cell[i] = cell[i - 1];
    if (taken <= most_weight && risk[i] - first <= range && logit - first_logit <= longest_step_of_logit) continue;
    first = risk[i], first_logit = logit, taken = weight[i], ++cell[i];
  }
  return cell;
}

score_cells joined_risks(score_cells const& distinct) {
  score_cells out;
  std::vector<std::uint32_t> new_cell(distinct.n_cells());
  for (std::size_t g = 0; g + 1 < distinct.begin.size(); ++g) {
    auto const score = distinct.of(g, distinct.score), weight = distinct.of(g, distinct.weight);
    auto const joined = join_neighbors(score, weight);
    std::size_t const begin = out.begin.back();
    for (std::size_t i = 0; i < joined.size(); ++i) {
      auto const cell = begin + joined[i];
      if (cell == out.score.size()) out.score.push_back(0), out.weight.push_back(0);
      out.weight.back() += weight[i];
      out.score.back() += (score[i] - out.score.back()) * (weight[i] / out.weight.back());  // a cell of one risk has exactly this risk
      new_cell[distinct.begin[g] + i] = static_cast<std::uint32_t>(cell);
    }
    out.begin.push_back(out.score.size());
  }
  out.of_row.reserve(distinct.of_row.size());
  for (auto cell : distinct.of_row) out.of_row.push_back(new_cell[cell]);
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE
