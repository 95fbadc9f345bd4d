// SPDX-License-Identifier: Apache-2.0
#include "smooth_lines.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "clinmetrics/fit/loess.hpp"
#include "clinmetrics/fit/spline_calibration.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "fewest_rows.hpp"
#include "pass/score_cells.hpp"
#include "round_outward.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

constexpr int n_steps = 50;  // equal steps of the risk, and as many of its logit

struct columns {
  std::vector<double> risk, weight, events;
  risk_table table() const { return {risk, events, weight}; }
};

/// Neighbors are joined as in the tally calibration_curve.
columns joined(columns const& distinct) {
  columns out;
  auto const cell = join_neighbors(distinct.risk, distinct.weight);
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] == out.risk.size()) out.risk.push_back(0), out.weight.push_back(0), out.events.push_back(0);
    out.weight.back() += distinct.weight[i], out.events.back() += distinct.events[i];
    out.risk.back() += (distinct.risk[i] - out.risk.back()) * (distinct.weight[i] / out.weight.back());
  }
  return out;
}

/// The risks at which lines have points, from low to high.
std::vector<double> points_between(double low, double high) {
  double const spread = high - low;
  low = round_up(low, digits_of(low, spread)), high = round_down(high, digits_of(high, spread));
  std::vector<double> at;
  if (!(low < high)) return at;
  bool const has_logits = low > 0 && high < 1;
  double const first = has_logits ? logit_of_risk(low) : 0, last = has_logits ? logit_of_risk(high) : 0;
  at.push_back(low), at.push_back(high);
  for (int k = 1; k < n_steps; ++k) {
    double const part = static_cast<double>(k) / n_steps;
    at.push_back(low + part * (high - low));
    if (has_logits) at.push_back(1 / (1 + std::exp(-(first + part * (last - first)))));
  }
  std::sort(at.begin(), at.end());
  at.erase(std::unique(at.begin(), at.end()), at.end());
  std::erase_if(at, [&](double x) { return x < low || x > high; });
  return at;
}

bool is_independent(cohort const& rows) { return !rows.is_weighted() && !rows.is_clustered; }

/// Σ over units of s·sᵀ, where s is the sum of weight·(y − observed)·terms over the rows of a unit.
struct score_products {
  std::vector<double> sum;  ///< column after column
  double n_units = 0;
};

score_products products_of_units(ranked_group const& group, spline_calibration const& curve, stop_flag stop) {
  auto const& rows = group.rows;
  auto const y = rows.events();
  auto of_unit = group.order.row;  // by unit
  std::sort(of_unit.begin(), of_unit.end(), [&](auto a, auto b) { return std::pair(rows.unit_of(a), a) < std::pair(rows.unit_of(b), b); });
  auto const k = curve.n_terms();
  score_reader const risk(group.about.score);
  score_products out{std::vector<double>(k * k)};
  std::vector<double> terms(k), scores(k);
  for (std::size_t i = 0; i < of_unit.size(); ++i) {
    stop.check(i);
    auto const row = of_unit[i];
    double const p = risk(row), rest = static_cast<double>(rows.weight_of(row)) * (y[row] - curve.observed_at(p));
    curve.terms_at(p, terms);
    for (std::size_t j = 0; j < k; ++j) scores[j] += rest * terms[j];
    if (i + 1 < of_unit.size() && rows.unit_of(of_unit[i + 1]) == rows.unit_of(row)) continue;
    for (std::size_t a = 0; a < k; ++a)
      for (std::size_t b = 0; b < k; ++b) out.sum[b * k + a] += scores[a] * scores[b];
    std::fill(scores.begin(), scores.end(), 0), ++out.n_units;
  }
  return out;
}

/// V·S·V·u/(u − 1), with the inverse of the information V.
std::vector<double> robust_covariance(std::span<double const> v, score_products const& s) {
  auto const k = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(v.size()))));
  auto const product = [k](auto const& a, auto const& b) {
    std::vector<double> out(k * k);
    for (std::size_t i = 0; i < k; ++i)
      for (std::size_t j = 0; j < k; ++j)
        for (std::size_t m = 0; m < k; ++m) out[j * k + i] += a[m * k + i] * b[j * k + m];
    return out;
  };
  auto out = product(product(v, s.sum), v);
  for (double& x : out) x *= s.n_units / (s.n_units - 1);
  return out;
}

double risk_of_logit(double x) { return 1 / (1 + std::exp(-x)); }

smooth_line spline_line(columns const& rows, std::vector<double> at, ranked_group const& group, int n_knots, double level, stop_flag stop) {
  smooth_line out;
  out.method = "rcs";
  if (rows.risk.front() <= 0 || rows.risk.back() >= 1) return out;
  spline_calibration const curve(rows.table(), n_knots, stop);
  if (curve.why() != fit_status::ok) return out;
  std::vector<double> covariance(curve.covariance().begin(), curve.covariance().end());
  double reach = normal_quantile_two_sided(level);
  if (!is_independent(group.rows)) {
    auto const products = products_of_units(group, curve, stop);
    covariance = robust_covariance(covariance, products), reach = t_quantile_two_sided(level, products.n_units - 1);
  }
  for (double x : at) {
    double const logit = curve.logit_at(x), step = reach * std::sqrt(curve.logit_variance_at(x, covariance));
    out.observed.push_back(risk_of_logit(logit));
    out.lower.push_back(risk_of_logit(logit - step)), out.upper.push_back(risk_of_logit(logit + step));
  }
  out.score = std::move(at);
  return out;
}

smooth_line loess_line(columns const& rows, std::vector<double> at, bool has_limits, double level) {
  smooth_line out;
  out.method = "loess";
  auto const n = rows.risk.size();
  std::vector<double> mean(n), variance(n);
  for (std::size_t i = 0; i < n; ++i) mean[i] = rows.events[i] / rows.weight[i];
  loess_data const data{rows.risk, mean, rows.weight};
  out.observed = loess(data, at);
  for (double& c : out.observed) c = std::clamp(c, 0.0, 1.0);
  for (std::size_t i = 0; i < n; ++i) {
    double const c = interpolate(at, out.observed, rows.risk[i]);
    variance[i] = c * (1 - c) / rows.weight[i];
  }
  auto const of_value = has_limits ? loess_variances(data, variance, at) : std::vector<double>(at.size(), std::nan(""));
  for (std::size_t i = 0; i < at.size(); ++i) {
    double const step = normal_quantile_two_sided(level) * std::sqrt(of_value[i]);
    out.lower.push_back(has_limits ? std::max(out.observed[i] - step, 0.0) : step);
    out.upper.push_back(has_limits ? std::min(out.observed[i] + step, 1.0) : step);
  }
  out.score = std::move(at);
  return out;
}

/// The risk of the row at a place, from the end of the list: the fewest_rows-th row.
double inner_risk(std::vector<double> const& risk, std::vector<std::size_t> const& n_rows, bool from_front) {
  std::size_t passed = 0;
  for (std::size_t k = 0; k < risk.size(); ++k) {
    std::size_t const i = from_front ? k : risk.size() - 1 - k;
    if ((passed += n_rows[i]) >= fewest_rows) return risk[i];
  }
  return std::nan("");
}

}  // namespace

void risk_collector::add(score_cut const& cut) {
  risk_.push_back(cut.score), n_rows_.push_back(cut.n_tied_rows);
  weight_.push_back(static_cast<double>(cut.n_tied())), events_.push_back(static_cast<double>(cut.n_tied_positive));
}

std::vector<smooth_line> risk_collector::finish(ranked_group const& group, double level, stop_flag stop) && {
  auto const y = group.rows.events();
  std::array<std::size_t, 2> n{};
  std::array<double, 2> weight{};
  for (auto row : group.order.row) ++n[y[row]], weight[y[row]] += static_cast<double>(group.rows.weight_of(row));
  if (std::min(n[0], n[1]) < fewest_rows) return {};
  for (auto* list : {&risk_, &weight_, &events_}) std::reverse(list->begin(), list->end());
  std::reverse(n_rows_.begin(), n_rows_.end());
  double const low = std::max(weighted_quantile(risk_, weight_, .01), inner_risk(risk_, n_rows_, true));
  double const high = std::min(weighted_quantile(risk_, weight_, .99), inner_risk(risk_, n_rows_, false));
  auto const at = points_between(low, high);
  if (at.empty()) return {};
  auto const rows = joined({std::move(risk_), std::move(weight_), std::move(events_)});
  bool const is_whole = group.rows.weight_scale == 1;
  int const n_knots = n_knots_for(is_whole ? std::min(weight[0], weight[1]) : static_cast<double>(std::min(n[0], n[1])));
  std::vector<smooth_line> out{spline_line(rows, at, group, n_knots, level, stop), loess_line(rows, at, is_independent(group.rows), level)};
  std::erase_if(out, [](auto const& line) { return line.score.empty(); });
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
