// SPDX-License-Identifier: Apache-2.0
// Fits each group and replicate from the weights of its ties.
#include "clinmetrics/pass/calibration_fit.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <type_traits>
#include <utility>

#include "clinmetrics/fit/logistic.hpp"
#include "fit/condensed_logits.hpp"
#include "fit/sum_of_parts.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using pass = calibration_fit_pass;
using slots = std::array<std::uint64_t, pass::n_all>;

std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }

/// From this number of rows on, a group's logits are condensed: fits of each would take time and memory. In replicates, of which several
/// are condensed at once, this pays much earlier.
std::size_t fewest_rows_condensed(once const&) { return 2 * rows_of_fixed_part<std::size_t>; }
std::size_t fewest_rows_condensed(drawn const&) { return 500; }

template <class Multiplicity>
constexpr std::size_t most_lanes = std::is_same_v<Multiplicity, once> ? 1 : lanes;

/// Of finite logits.
struct range {
  double least = std::numeric_limits<double>::infinity(), greatest = -least;
  void operator+=(range const& o) { least = std::min(least, o.least), greatest = std::max(greatest, o.greatest); }
};

/// The rows of one group in one replicate.
struct row_totals {
  std::uint64_t n_positive = 0, n_negative = 0, n_infinite = 0;
  double squares = 0;  ///< Σw² over rows
  range of_class[2] = {};

  void operator+=(row_totals const& o) {
    n_positive += o.n_positive, n_negative += o.n_negative, n_infinite += o.n_infinite, squares += o.squares;
    for (std::size_t c = 0; c < 2; ++c) of_class[c] += o.of_class[c];
  }
  /// Whether a logit has all rows with the event on one side and all others on the other side, or on it: the slope has no estimate.
  bool is_separated() const {
    auto const& [without, with] = of_class;
    bool const varies = without.least != with.greatest || with.least != without.greatest;
    return varies && (with.least >= without.greatest || without.least >= with.greatest);
  }
};

/// The same in several replicates, each number one after another, so that compilers compute several at once.
template <std::size_t n_lanes>
class totals_of_lanes {
 public:
  totals_of_lanes() {
    for (auto& c : of_class_) c.least.fill(range{}.least), c.greatest.fill(range{}.greatest);
  }
  /// A row with this weight, as often as `times` says. Returns whether its logit is finite.
  bool add(double logit, std::uint64_t weight, std::array<std::uint32_t, n_lanes> const& times, std::array<double, n_lanes> const& w,
           bool event) {
    auto& own = of_class_[event];
    for (std::size_t i = 0; i < n_lanes; ++i) own.n[i] += weight * times[i], squares_[i] += w[i] * w[i];
    if (std::isinf(logit)) {
      for (std::size_t i = 0; i < n_lanes; ++i) n_infinite_[i] += weight * times[i];
      return false;
    }
    for (std::size_t i = 0; i < n_lanes; ++i) {
      double const low = w[i] > 0 ? logit : range{}.least, high = w[i] > 0 ? logit : range{}.greatest;
      own.least[i] = low < own.least[i] ? low : own.least[i], own.greatest[i] = high > own.greatest[i] ? high : own.greatest[i];
    }
    return true;
  }
  row_totals of(std::size_t lane) const {
    auto const& [without, with] = of_class_;
    return {with.n[lane],
            without.n[lane],
            n_infinite_[lane],
            squares_[lane],
            {{without.least[lane], without.greatest[lane]}, {with.least[lane], with.greatest[lane]}}};
  }

 private:
  struct one_class {
    std::array<std::uint64_t, n_lanes> n = {};
    std::array<double, n_lanes> least, greatest;
  };
  std::array<one_class, 2> of_class_;
  std::array<std::uint64_t, n_lanes> n_infinite_ = {};
  std::array<double, n_lanes> squares_ = {};
};

/// Those, and their finite logits, as rows of a logistic regression.
struct weighted_logits {
  row_totals totals = {};
  std::vector<double> design = {}, trials = {}, events = {};  ///< `design`: ones, then the logits, as soon as it is complete

  void add(double logit, double n, double n_events) { design.push_back(logit), trials.push_back(n), events.push_back(n_events); }
  void complete() { design.insert(design.begin(), events.size(), 1.0); }
  std::span<double const> logit() const { return std::span(design).subspan(events.size()); }
};

/// The rows of a group with their weights in some replicates.
template <class Multiplicity>
struct weighted_rows {
  pass const& p;
  std::span<std::uint32_t const> row;
  Multiplicity const& times;

  double logit_at(std::size_t i) const { return p.logit[row[i]]; }
  /// Calls f(logit, weights, event) for the rows at these positions with finite logits.
  template <std::size_t n_lanes, class F>
  totals_of_lanes<n_lanes> for_each(std::uint32_t first_lane, std::size_t begin, std::size_t end, F const& f) const {
    constexpr std::size_t block = 128;  // read before they are used: the rows are not in the order in which their numbers lie in memory
    std::array<double, block> logit;
    std::array<std::uint64_t, block> weight;
    std::array<std::uint8_t, block> event;
    std::array<std::array<std::uint32_t, n_lanes>, block> often{};
    totals_of_lanes<n_lanes> out;
    std::size_t const n_read = n_lanes == 1 ? 1 : std::min(n_lanes, std::size_t{times.count - first_lane});
    for (std::size_t first = begin; first < end; first += block) {
      times.stop.check();
      std::size_t const n = std::min(block, end - first);
      for (std::size_t i = 0; i < n; ++i) {
        auto const at = row[first + i], unit = p.rows->unit_of(at);
        logit[i] = p.logit[at], event[i] = p.events[at], weight[i] = p.rows->weight_of(at);
        for (std::uint32_t lane = 0; lane < n_read; ++lane) often[i][lane] = times(unit, first_lane + lane);
      }
      for (std::size_t i = 0; i < n; ++i) {
        std::array<double, n_lanes> w;
        for (std::size_t lane = 0; lane < n_lanes; ++lane) w[lane] = static_cast<double>(weight[i]) * often[i][lane];
        bool const is_finite = out.add(logit[i], weight[i], often[i], w, event[i] != 0);
        if (is_finite) f(logit[i], w, event[i] != 0);
      }
    }
    return out;
  }
};

template <class Multiplicity>
weighted_logits each_logit(weighted_rows<Multiplicity> const& rows, std::uint32_t lane) {
  weighted_logits out;
  out.design.reserve(2 * rows.row.size()), out.trials.reserve(rows.row.size()), out.events.reserve(rows.row.size());
  auto const totals = rows.template for_each<1>(lane, 0, rows.row.size(), [&](double logit, auto const& w, bool event) {
    if (w[0] == 0) return;
    if (out.design.empty() || out.design.back() != logit) out.add(logit, 0, 0);
    out.trials.back() += w[0], out.events.back() += event ? w[0] : 0;
  });
  out.totals = totals.of(0);
  out.complete();
  return out;
}

/// The first position from i on that does not continue a tie.
template <class Multiplicity>
std::size_t behind_tie(weighted_rows<Multiplicity> const& rows, std::size_t i) {
  auto const row = rows.row;
  if (i == 0 || i == row.size()) return i;
  double const tied = rows.logit_at(i - 1);
  auto const end = std::partition_point(row.begin() + static_cast<std::ptrdiff_t>(i), row.end(),
                                        [&](std::uint32_t at) { return rows.p.logit[at] == tied; });
  return static_cast<std::size_t>(end - row.begin());
}

/// The rows of a group in all replicates, condensed.
template <std::size_t n_lanes>
class condensed_rows {
 public:
  template <class Multiplicity>
  condensed_rows(weighted_rows<Multiplicity> const& rows, double width) : parts_(number_of_fixed_parts(rows.row.size())) {
    for_fixed_parts(rows.row.size(), [&](std::size_t i, std::size_t first, std::size_t n) {
      lane_condenser<n_lanes> nodes(width);
      auto const add = [&](double logit, auto const& w, bool event) { nodes.add(logit, w, event); };
      parts_[i].totals = rows.template for_each<n_lanes>(0, behind_tie(rows, first), behind_tie(rows, first + n), add);
      parts_[i].nodes = std::move(nodes).finish();
    });
  }
  weighted_logits of(std::size_t lane) const {
    weighted_logits out;
    for (auto const& [totals, nodes] : parts_) {
      out.totals += totals.of(lane);
      auto const add = [&](double logit, double w, int event) {
        if (w != 0) out.add(logit, w, event * w);
      };
      nodes.for_each(1, add, lane);
    }
    out.complete();
    return out;
  }

 private:
  struct part {
    totals_of_lanes<n_lanes> totals;
    condensed_lanes<n_lanes> nodes;
  };
  std::vector<part> parts_;
};

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
  auto const& [n_positive, n_negative, n_infinite, squares, of_class] = g.totals;
  out[pass::n_negative] = n_negative, out[pass::n_positive] = n_positive, out[pass::n_infinite] = n_infinite;
  out[pass::mean_weight] = bits_of(squares / static_cast<double>(n_negative + n_positive));
  out[pass::why_no_slope] = out[pass::why_no_intercept] = static_cast<std::uint64_t>(fit_status::empty);
  if (n_infinite > 0) return out;
  double const intercept = write_intercept(g, stop, out);
  if (n_positive > 0 && n_negative > 0 && g.totals.is_separated())
    out[pass::why_no_slope] = static_cast<std::uint64_t>(fit_status::separated);
  else
    write_slope(g, intercept, wants_deviance, stop, out);
  return out;
}

/// Of each replicate; empty where each logit has to be read: where the slope is steep, or there is no fit because of the logits. No
/// replicate depends on those that are fitted with it.
template <class Multiplicity>
std::array<std::optional<slots>, most_lanes<Multiplicity>> fit_condensed(weighted_rows<Multiplicity> const& rows) {
  constexpr double widest = condensed_logits::widest;
  std::size_t const sixth = rows.row.size() / 6;
  double const spread = rows.logit_at(sixth) - rows.logit_at(rows.row.size() - 1 - sixth);  // about two standard deviations
  double width = spread > 0 && spread < 4 * widest ? spread / 4 : widest;  // seldom too wide: risks with a fit have a small spread
  std::array<std::optional<slots>, most_lanes<Multiplicity>> out;
  std::vector<std::uint32_t> left(rows.times.count);
  std::iota(left.begin(), left.end(), 0u);
  for (int i = 0; i < 3 && !left.empty(); ++i) {
    condensed_rows<most_lanes<Multiplicity>> const nodes(rows, width);
    std::vector<std::uint32_t> too_wide;
    for (auto const lane : left) {
      auto const own = nodes.of(lane);
      auto const fitted = fit_group(own, rows.p.wants_deviance, rows.times.stop);
      auto const why = static_cast<fit_status>(fitted[pass::why_no_slope]);
      bool const is_sure = own.totals.is_separated() || (why != fit_status::collinear && why != fit_status::separated);
      if (!is_sure) continue;
      double const slope = std::max(std::abs(std::bit_cast<double>(fitted[pass::slope])), 1.0);
      if (why != fit_status::ok || slope * width <= 1.2 * widest)
        out[lane] = fitted;
      else
        too_wide.push_back(lane);
    }
    left = std::move(too_wide), width /= 4;
  }
  return out;
}

template <class Multiplicity>
void walk_groups(pass const& p, Multiplicity const& times, slot_block& out, std::size_t first) {
  for (std::size_t group = 0; group < p.groups->n_groups(); ++group) {
    weighted_rows<Multiplicity> const rows{p, p.rows_of(group), times};
    std::array<std::optional<slots>, most_lanes<Multiplicity>> condensed;
    if (rows.row.size() >= fewest_rows_condensed(times)) condensed = fit_condensed(rows);
    for (std::uint32_t lane = 0; lane < times.count; ++lane) {
      times.stop.check();
      auto const fitted = condensed[lane] ? *condensed[lane] : fit_group(each_logit(rows, lane), p.wants_deviance, times.stop);
      for (std::size_t slot = 0; slot < fitted.size(); ++slot) out.at(slot, group, first + lane) = fitted[slot];
    }
  }
}

}  // namespace

calibration_fit_pass make_calibration_fit(design const& rows, partition const& groups, std::uint8_t const* events,
                                          ranked_order const& order, double const* logit) {
  calibration_fit_pass made{.rows = &rows, .groups = &groups, .events = events, .order = &order, .logit = logit};
  if (groups.n_groups() == 1) return made;
  made.row.resize(order.size()), made.first_row.resize(groups.n_groups() + 1);
  for (std::size_t row = 0; row < order.size(); ++row) ++made.first_row[groups.group_of(row) + 1];
  for (std::size_t group = 1; group < made.first_row.size(); ++group) made.first_row[group] += made.first_row[group - 1];
  auto next = made.first_row;  // where the next row of each group goes
  for (auto const row : order.row) made.row[next[groups.group_of(row)]++] = row;
  return made;
}

void calibration_fit_pass::walk(once const& times, slot_block& out, std::size_t first) const { walk_groups(*this, times, out, first); }
void calibration_fit_pass::walk(drawn const& times, slot_block& out, std::size_t first) const { walk_groups(*this, times, out, first); }

}  // namespace CLINMETRICS_NAMESPACE
