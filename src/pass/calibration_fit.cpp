// SPDX-License-Identifier: Apache-2.0
// Fits each group and replicate from the weights of its ties.
#include "clinmetrics/pass/calibration_fit.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "clinmetrics/fit/logistic.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using pass = calibration_fit_pass;
using slots = std::array<std::uint64_t, pass::n_all>;

std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }

/// The risks of one group in one replicate: those that have rows, and the weights of these.
struct weighted_logits {
  std::vector<double> design, trials, events;  ///< `design`: ones, then the logits, as soon as it is complete
  std::uint64_t n_positive = 0, n_negative = 0, n_infinite = 0;
  double squares = 0;  ///< Σw² over rows

  void add_tie(double at, std::uint64_t positive, std::uint64_t negative) {
    std::uint64_t const n = positive + negative;
    if (n == 0) return;
    n_positive += positive, n_negative += negative;
    if (std::isinf(at)) n_infinite += n;
    design.push_back(at), trials.push_back(static_cast<double>(n)), events.push_back(static_cast<double>(positive));
  }
  void complete() { design.insert(design.begin(), events.size(), 1.0); }
  std::span<double const> logit() const { return std::span(design).subspan(events.size()); }
};

template <class Multiplicity>
weighted_logits logits_of(pass const& p, std::size_t group, Multiplicity const& times, std::uint32_t lane) {
  weighted_logits out;
  auto const first = p.first_tie[group], last = p.first_tie[group + 1];
  out.design.reserve(2 * (last - first)), out.trials.reserve(last - first), out.events.reserve(last - first);
  std::size_t at = first == 0 ? 0 : p.end_of_tie[first - 1];
  for (auto tie = first; tie < last; ++tie) {
    std::uint64_t of_class[2] = {};
    double const logit = p.logit[p.row[at]];
    for (; at < p.end_of_tie[tie]; ++at) {
      times.stop.check(at);
      auto const row = p.row[at];
      std::uint64_t const w = p.rows->weight_of(row) * times(p.rows->unit_of(row), lane);
      of_class[p.events[row]] += w, out.squares += static_cast<double>(w) * static_cast<double>(w);
    }
    out.add_tie(logit, of_class[1], of_class[0]);
  }
  out.complete();
  return out;
}

/// The inverse of a symmetric 2 × 2 matrix: (0, 0), (0, 1), (1, 1).
std::array<double, 3> inverse(double a, double b, double c) {
  double const determinant = a * c - b * b;
  return {c / determinant, -b / determinant, a / determinant};
}

/// Returns the fitted intercept, or 0.
double write_intercept(weighted_logits const& g, stop_flag stop, slots& out) {
  auto const fit = fit_constant(g.logit(), g.events, g.trials, stop);
  out[pass::why_no_intercept] = static_cast<std::uint64_t>(fit.why);
  if (fit.why != fit_status::ok) return 0;
  out[pass::intercept] = bits_of(fit.constant), out[pass::information_of_intercept] = bits_of(fit.information);
  return fit.constant;
}

void write_slope(weighted_logits const& g, double intercept, bool wants_deviance, stop_flag stop, slots& out) {
  std::array const start{intercept, 1.0};
  logistic_data const data{g.design, g.events, g.trials, {}, start};
  auto const fit = fit_logistic(data, stop);
  out[pass::why_no_slope] = static_cast<std::uint64_t>(fit.why);
  if (fit.why != fit_status::ok) return;
  out[pass::constant] = bits_of(fit.coefficients[0]), out[pass::slope] = bits_of(fit.coefficients[1]);
  auto const information = inverse(fit.covariance_of(0, 0), fit.covariance_of(0, 1), fit.covariance_of(1, 1));
  for (std::size_t i = 0; i < 3; ++i) out[pass::information + i] = bits_of(information[i]);
  if (!wants_deviance) return;
  double const gain = logistic_log_likelihood(data, fit.coefficients) - logistic_log_likelihood(data, std::array{0.0, 1.0});
  out[pass::deviance] = bits_of(std::max(2 * gain, 0.0));
}

slots fit_group(weighted_logits const& g, bool wants_deviance, stop_flag stop) {
  slots out{};
  out[pass::n_negative] = g.n_negative, out[pass::n_positive] = g.n_positive, out[pass::n_infinite] = g.n_infinite;
  out[pass::mean_weight] = bits_of(g.squares / static_cast<double>(g.n_negative + g.n_positive));
  out[pass::why_no_slope] = out[pass::why_no_intercept] = static_cast<std::uint64_t>(fit_status::empty);
  if (g.n_infinite > 0) return out;
  double const intercept = write_intercept(g, stop, out);
  write_slope(g, intercept, wants_deviance, stop, out);
  return out;
}

template <class Multiplicity>
void walk_groups(pass const& p, Multiplicity const& times, slot_block& out, std::size_t first) {
  for (std::size_t group = 0; group < p.groups->n_groups(); ++group)
    for (std::uint32_t lane = 0; lane < times.count; ++lane) {
      times.stop.check();
      auto const fitted = fit_group(logits_of(p, group, times, lane), p.wants_deviance, times.stop);
      for (std::size_t slot = 0; slot < fitted.size(); ++slot) out.at(slot, group, first + lane) = fitted[slot];
    }
}

}  // namespace

calibration_fit_pass make_calibration_fit(design const& rows, partition const& groups, std::uint8_t const* events,
                                          ranked_order const& order, std::vector<double> logit) {
  calibration_fit_pass made{.rows = &rows, .groups = &groups, .events = events, .logit = std::move(logit)};
  made.row.resize(order.size()), made.first_tie.resize(groups.n_groups() + 1);
  std::vector<std::uint32_t> end(groups.n_groups() + 1);  // where the next row of each group goes; then where its rows end
  for (std::size_t row = 0; row < order.size(); ++row) ++end[groups.group_of(row) + 1];
  for (std::size_t group = 1; group < end.size(); ++group) end[group] += end[group - 1];
  for (auto const row : order.row) made.row[end[groups.group_of(row)]++] = row;
  std::uint32_t begin = 0;
  for (std::size_t group = 0; group < groups.n_groups(); begin = end[group++]) {
    for (auto at = begin; at < end[group]; ++at)
      if (at + 1 == end[group] || made.logit[made.row[at]] != made.logit[made.row[at + 1]]) made.end_of_tie.push_back(at + 1);
    made.first_tie[group + 1] = static_cast<std::uint32_t>(made.end_of_tie.size());
  }
  return made;
}

void calibration_fit_pass::walk(once const& times, slot_block& out, std::size_t first) const { walk_groups(*this, times, out, first); }
void calibration_fit_pass::walk(drawn const& times, slot_block& out, std::size_t first) const { walk_groups(*this, times, out, first); }

}  // namespace CLINMETRICS_NAMESPACE
