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

/// Whether a cell may still take the next one.
class room {
 public:
  room(std::span<double const> score, std::span<double const> weight) : range_((score.back() - score.front()) / most_parts) {
    for (double w : weight) most_weight_ += w / most_parts;
  }
  bool holds(double weight, double first, double last) const {
    return weight <= most_weight_ && last - first <= range_ && logit_of_risk(last) - logit_of_risk(first) <= longest_step_of_logit;
  }

 private:
  double range_, most_weight_ = 0;
};

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
  room const of_cell(risk, weight);
  std::size_t first = 0;
  double taken = weight[0];
  for (std::size_t i = 1; i < risk.size(); ++i) {
    bool const is_new = !of_cell.holds(taken + weight[i], risk[first], risk[i]);
    if (is_new) first = i, taken = 0;
    taken += weight[i], cell[i] = cell[i - 1] + (is_new ? 1 : 0);
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
