// SPDX-License-Identifier: Apache-2.0
// The pass of the tally calibration_curve.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "clinmetrics/fit/loess.hpp"
#include "clinmetrics/tally/calibration_curve.hpp"
#include "pass/cell_sums.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr std::size_t fewest_of_class = 5, most_points = 101;

/// The observed risks of the entries of a table, or the reason why there are none.
struct fitted_curve {
  double why = calibration_curve::too_few;
  std::vector<double> observed;
};

/// Entries at which loess is fitted: about half of them at equal steps of the weight, and half at equal steps of the risk.
std::vector<double> points_of(risk_table const& rows) {
  if (rows.risk.size() <= most_points) return {rows.risk.begin(), rows.risk.end()};
  std::vector<double> at;
  double const low = rows.risk.front(), high = rows.risk.back();
  constexpr std::size_t half = most_points / 2;
  for (std::size_t k = 0; k <= half; ++k) {
    double const part = static_cast<double>(k) / half;
    at.push_back(weighted_quantile(rows.risk, rows.weight, part));
    at.push_back(low + part * (high - low));
  }
  std::sort(at.begin(), at.end());
  at.erase(std::unique(at.begin(), at.end()), at.end());
  return at;
}

fitted_curve fit_loess(risk_table const& rows) {
  auto const n = rows.risk.size();
  std::vector<double> mean(n), out(n);
  for (std::size_t i = 0; i < n; ++i) mean[i] = rows.events[i] / rows.weight[i];
  auto const at = points_of(rows);
  auto values = loess({rows.risk, mean, rows.weight}, at);
  for (double& v : values) v = std::clamp(v, 0.0, 1.0);
  for (std::size_t i = 0; i < n; ++i) out[i] = interpolate(at, values, rows.risk[i]);
  return {0, std::move(out)};
}

fitted_curve fit_spline(risk_table const& rows, int n_knots, stop_flag stop) {
  spline_calibration const curve(rows, n_knots, stop);
  return {static_cast<double>(curve.why()), curve.observed()};
}

distances distances_of(std::vector<double> const& a, std::span<double const> b, std::span<double const> weight) {
  std::vector<std::pair<double, double>> apart;  // with weights
  double sum = 0, all = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    apart.emplace_back(std::abs(a[i] - b[i]), weight[i]);
    sum += weight[i] * apart.back().first, all += weight[i];
  }
  std::sort(apart.begin(), apart.end());
  std::vector<double> x, w;
  for (auto const& [distance, of] : apart) x.push_back(distance), w.push_back(of);
  return {{sum / all, weighted_quantile(x, w, .5), weighted_quantile(x, w, .9), x.back()}};
}

/// By the numbers of rows of each class; 0 if they are enough.
double why_no_curve(double n_positive, double n_negative) {
  if (n_positive + n_negative == 0) return static_cast<double>(fit_status::empty);
  if (n_positive == 0) return static_cast<double>(fit_status::no_events);
  if (n_negative == 0) return static_cast<double>(fit_status::only_events);
  return std::min(n_positive, n_negative) < fewest_of_class ? calibration_curve::too_few : 0;
}

struct calibration_pass {
  design const* rows;
  partition const* groups;
  std::uint8_t const* event;
  smoother how;
  score_cells cells;
  std::vector<double> why_none = {};  ///< of each group: the reason why it has no curve; 0: it has one
  std::vector<int> n_knots = {};      ///< the same, if it has a curve
  std::vector<double> of_all = {};    ///< the curve of all rows of the group at each cell

  std::size_t n_slots() const { return calibration_curve::n_slots; }
  slot_layout layout() const { return {{calibration_curve::n_slots, merging::never, false}}; }

  fitted_curve fit(std::size_t group, risk_table const& table, stop_flag stop) const {
    if (why_none[group] != 0) return {why_none[group], {}};
    if (how == smoother::rcs && (table.risk.front() <= 0 || table.risk.back() >= 1)) return {calibration_curve::infinite_logit, {}};
    return how == smoother::loess ? fit_loess(table) : fit_spline(table, n_knots[group], stop);
  }

  /// The number of knots of each group and its curve.
  void prepare() {
    std::vector<std::array<double, 2>> n(groups->n_groups()), weight(groups->n_groups());
    for (std::size_t row = 0; row < rows->n_rows(); ++row) {
      auto const g = groups->group_of(row);
      n[g][event[row]] += 1, weight[g][event[row]] += static_cast<double>(rows->weight_of(row));
    }
    of_all.assign(cells.n_cells(), std::nan(""));
    for (std::size_t g = 0; g < n.size(); ++g) {
      auto const& size = rows->weight_scale == 1 ? weight[g] : n[g];  // whole weights count as repeated rows
      why_none.push_back(why_no_curve(n[g][1], n[g][0]));
      n_knots.push_back(n_knots_for(std::min(size[0], size[1])));
    }
    cell_sums const sums(*rows, cells, event, once{}, 0);
    for (std::size_t g = 0; g < n.size(); ++g) {
      auto const filled = sums.of(g);
      auto const curve = fit(g, filled.table(), {});
      for (std::size_t i = 0; i < curve.observed.size(); ++i) of_all[filled.cell[i]] = curve.observed[i];
    }
  }

  template <class Multiplicity>
  void walk(Multiplicity const& times, slot_block& out, std::size_t first) const {
    for (std::uint32_t lane = 0; lane < times.count; ++lane) {
      cell_sums const sums(*rows, cells, event, times, lane);
      for (std::size_t g = 0; g < groups->n_groups(); ++g) {
        times.stop.check();
        write(g, sums.of(g), times.stop,
              [&](std::size_t slot, double x) { out.at(slot, g, first + lane) = std::bit_cast<std::uint64_t>(x); });
      }
    }
  }

  template <class Write>
  void write(std::size_t group, filled_cells const& filled, stop_flag stop, Write const& to) const {
    auto const curve = fit(group, filled.table(), stop);
    to(0, curve.why);
    if (curve.why != 0) return;
    std::vector<double> whole;
    for (auto cell : filled.cell) whole.push_back(of_all[cell]);
    auto const from_diagonal = distances_of(curve.observed, filled.score, filled.weight);
    auto from_whole = distances_of(curve.observed, whole, filled.weight);
    from_whole.number[1] = from_whole.number[0];  // their median was simulated and is too small: E50 then covers down to 90 %
    for (std::size_t i = 0; i < distances::n; ++i) to(1 + i, from_diagonal.number[i]), to(1 + distances::n + i, from_whole.number[i]);
  }
};

}  // namespace

void detail::ask_calibration_curve(pass_book& book, tally_request const& at, tally_place& place) {
  std::vector<double> risk(book.n_rows());
  for (std::uint32_t row = 0; row < risk.size(); ++row) risk[row] = book.score(at.output, row);
  auto pass = std::make_shared<calibration_pass>(calibration_pass{
      .rows = &book.rows(),
      .groups = &book.groups(),
      .event = book.truth().events(),
      .how = static_cast<smoother>(static_cast<int>(at.parameters[0])),
      .cells = joined_risks(distinct_scores(book.rows(), book.groups(), book.order(at.output), risk)),
  });
  pass->prepare();
  place.pass = book.keep(std::shared_ptr<calibration_pass const>(std::move(pass)));
  place.add(0, calibration_curve::n_slots);
}

}  // namespace CLINMETRICS_NAMESPACE
