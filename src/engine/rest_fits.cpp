// SPDX-License-Identifier: Apache-2.0
// Newton's steps from the fit of all rows. A sum over the rest is that over all rows less that over the group, which loses digits where the
// rest is a small part of all rows: such rests are read.
#include "rest_fits.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "clinmetrics/fit/logistic.hpp"
#include "fit/condensed_logits.hpp"
#include "fit/logit_fit.hpp"
#include "parallel.hpp"
#include "rest_of_each.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

using pass_type = calibration_fit_pass;

/// Numbers of rows of one class or kind.
struct row_counts {
  std::size_t of_class[2] = {}, infinite = 0;
  std::size_t all() const { return of_class[0] + of_class[1]; }
  row_counts operator-(row_counts const& o) const {
    return {{of_class[0] - o.of_class[0], of_class[1] - o.of_class[1]}, infinite - o.infinite};
  }
};

row_counts count(pass_type const& pass, std::span<std::uint32_t const> rows) {
  row_counts out;
  for (auto const row : rows) ++out.of_class[pass.events[row]], out.infinite += std::isinf(pass.logit[row]);
  return out;
}

/// Calls f(logit, weight, event − risk, variance of the event) for each node, with the weight multiplied by `sign`.
template <class F>
void for_each_risk(condensed_logits const& rows, double sign, logit_line const& at, F const& f) {
  rows.for_each(sign, [&](double logit, double weight, int event) {
    auto const [risk, variance] = risk_and_variance::at(at.at(logit));
    f(logit, weight, event - risk, variance);
  });
}

/// The same for coefficients near known ones: each node's risk is a power series.
class risks_nearby {
 public:
  risks_nearby() = default;
  risks_nearby(condensed_logits const& rows, logit_line const& about) : rows_(&rows), about_(about) {
    rows.for_each(1, [&](double logit, double, int) {
      farthest_ = std::max(farthest_, std::abs(logit));
      series_.push_back(risk_series<most_terms>(risk_and_variance::at(about.at(logit)).risk));
    });
  }
  bool reach(logit_line const& at) const { return rows_ && terms_at(at) <= most_terms; }
  template <class F>
  void for_each(logit_line const& at, F const& f) const {
    double const constant = at.constant - about_.constant, slope = at.slope - about_.slope;
    auto const n_terms = static_cast<std::size_t>(terms_at(at));
    auto next = series_.begin();
    rows_->for_each(1, [&](double logit, double weight, int event) {
      double const change = constant + slope * logit;
      double risk = 0;
      for (std::size_t k = n_terms; k-- > 0;) risk = risk * change + (*next)[k];
      ++next;
      f(logit, weight, event - risk, risk * (1 - risk));
    });
  }

 private:
  static constexpr std::size_t most_terms = 9;

  double terms_at(logit_line const& at) const {
    return risk_terms(std::abs(at.constant - about_.constant) + std::abs(at.slope - about_.slope) * farthest_);
  }

  condensed_logits const* rows_ = nullptr;
  logit_line about_ = {};
  double farthest_ = 0;  ///< logit
  std::vector<std::array<double, most_terms>> series_;
};

/// All rows less some of them.
struct rest_rows {
  condensed_logits const &all, &own;
  risks_nearby const& nearby;  ///< of all rows

  template <class F>
  void for_each(logit_line const& at, F const& f) const {
    if (nearby.reach(at))
      nearby.for_each(at, f);
    else
      for_each_risk(all, 1, at, f);
    for_each_risk(own, -1, at, f);
  }
};

struct fitted {
  logit_line at;
  logit_fit_sums there;
};

auto added_to(logit_fit_sums& s) {
  return [&s](double logit, double weight, double residual, double variance) { s.add(logit, weight, residual, variance); };
}

logit_fit_sums sums_at(rest_rows const& rows, logit_line const& at) {
  logit_fit_sums s;
  rows.for_each(at, added_to(s));
  return s;
}

/// Of all rows less some, from the sums of all rows.
logit_fit_sums less(logit_fit_sums of_all, condensed_logits const& own, logit_line const& at) {
  for_each_risk(own, -1, at, added_to(of_all));
  return of_all;
}

/// Empty if the information is singular. `is_free`: whether the slope is fitted, too.
std::optional<logit_line> step_at(logit_fit_sums const& s, bool is_free) {
  constexpr double longest = 4;  // of the constant alone: where nearly all risks are 0 or 1, the information says little
  auto const& [a, b, c] = s.information;
  double const determinant = s.determinant();
  if (!(a > 0) || (is_free && !(determinant > 1e-9 * a * c))) return {};
  if (!is_free) return logit_line{std::clamp(s.gradient[0] / a, -longest, longest), 0};
  return logit_line{(c * s.gradient[0] - b * s.gradient[1]) / determinant, (a * s.gradient[1] - b * s.gradient[0]) / determinant};
}

/// Empty if the steps do not end soon.
std::optional<fitted> steps_from(fitted const& start, rest_rows const& rows, bool is_free) {
  constexpr int most_steps = 30;
  constexpr double shortest = 1e-9;  // squared, in standard errors; the error that is left is at most about the square of the step
  auto [at, there] = start;
  for (int i = 0; i < most_steps; ++i) {
    auto const step = step_at(there, is_free);
    if (!step) return {};
    at.constant += step->constant, at.slope += step->slope;
    double const length = there.gradient[0] * step->constant + there.gradient[1] * step->slope;
    there = sums_at(rows, at);
    if (std::abs(length) < shortest) return fitted{at, there};
  }
  return {};
}

std::optional<fitted> fit(rest_rows const& rows, logit_line const& start, bool is_free) {
  return steps_from({start, sums_at(rows, start)}, rows, is_free);
}

/// From the fit of all rows.
std::optional<fitted> fit_rest(rest_rows const& rows, fitted const& of_all, bool is_free) {
  return steps_from({of_all.at, less(of_all.there, rows.own, of_all.at)}, rows, is_free);
}

/// How a coefficient changes when one row is left out: by one step with the information of the others, as delete_units takes it.
template <class Change>
spread_so_far spread_of_changes(rest_rows const& rows, logit_line const& at, Change const& change) {
  spread_so_far out;
  rows.for_each(at, [&](double logit, double weight, double residual, double variance) {
    double const x = change(logit, residual, variance);
    out.n += weight, out.mean += weight * x, out.squares += weight * x * x;
  });
  out.mean /= out.n, out.squares = std::max(out.squares - out.n * out.mean * out.mean, 0.0);
  return out;
}

/// All rows, and what their rests begin with.
class all_rows {
 public:
  all_rows(pass_type const& pass, ranked_order const& order, stop_flag stop) : pass_(pass), stop_(stop), counts_(count(pass, order.row)) {
    double const sd = center(order);
    set_nodes(order, std::min(widest, sd / 4));  // the risks that a fit returns seldom have logits with a standard deviation above 3
    for (int i = 0; i < 3 && both_; ++i) {
      double const slope = std::max(std::abs(both_->at.slope), 1.0);
      if (i > 0 && slope * width_ < 1.2 * widest) break;
      set_nodes(order, widest / slope);
    }
    if (both_) near_both_ = {nodes_, both_->at};
    if (alone_) near_alone_ = {nodes_, alone_->at};
  }

  std::optional<rest_fit> rest_of(std::uint32_t group) const {
    auto const rows = pass_.rows_of(group);
    auto const rest = counts_ - count(pass_, rows);
    if (rest.all() <= pass_type::most_rows_with_second_step || rest.all() < counts_.all() / 8) return {};
    rest_fit out{.slots = slots_without_fit(rest), .lower = {}, .upper = {}};
    out.lower = out.upper = out.slots;
    if (rest.infinite > 0 || std::min(rest.of_class[0], rest.of_class[1]) == 0) return out;
    bool const is_found = both_ && alone_ && write_fits(condense(rows), out);
    return is_found ? std::optional(std::move(out)) : std::nullopt;
  }

 private:
  /// Returns the standard deviation.
  double center(ranked_order const& order) {
    spread_so_far logits;
    for (auto const row : order.row)
      if (!std::isinf(pass_.logit[row])) logits.add(pass_.logit[row]);
    center_ = logits.mean;
    return std::sqrt(logits.squares / logits.n);
  }
  double log_odds() const { return std::log(static_cast<double>(counts_.of_class[1]) / static_cast<double>(counts_.of_class[0])); }
  void set_nodes(ranked_order const& order, double width) {
    width_ = width;
    if (!(width > 0)) return;  // all logits are equal
    nodes_ = condense(order.row);
    rest_rows const all{nodes_, {}, {}};
    alone_ = fit(all, {center_, 1}, false);
    if (both_) both_ = fit(all, both_->at, true);
    if (!both_ && alone_) both_ = fit(all, alone_->at, true);
    if (!both_) both_ = fit(all, {log_odds(), 0}, true);
  }
  condensed_logits condense(std::span<std::uint32_t const> rows) const {
    logit_condenser nodes(width_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      stop_.check(i);
      double const logit = pass_.logit[rows[i]] - center_;
      if (!std::isinf(logit)) nodes.add(logit, {1}, pass_.events[rows[i]]);
    }
    return std::move(nodes).finish();
  }

  static std::vector<std::uint64_t> slots_without_fit(row_counts const& rest) {
    std::vector<std::uint64_t> slots(pass_type::n_all);
    slots[pass_type::n_negative] = rest.of_class[0], slots[pass_type::n_positive] = rest.of_class[1];
    slots[pass_type::n_infinite] = rest.infinite, slots[pass_type::mean_weight] = std::bit_cast<std::uint64_t>(1.0);
    slots[pass_type::why_no_slope] = slots[pass_type::why_no_intercept] = static_cast<std::uint64_t>(fit_status::empty);
    return slots;
  }

  /// Whether both fits were found.
  bool write_fits(condensed_logits const& own, rest_fit& out) const {
    rest_rows const for_both{nodes_, own, near_both_}, for_alone{nodes_, own, near_alone_};
    auto const both = fit_rest(for_both, *both_, true), alone = fit_rest(for_alone, *alone_, false);
    if (!both || !alone || std::abs(both->at.slope) * width_ > 2 * widest) return false;
    double const a = both->there.information[0], b = both->there.information[1], c = both->there.information[2];
    double const inverse = 1 / both->there.determinant(), a_alone = alone->there.information[0];
    auto const slopes = spread_of_changes(for_both, both->at, [&](double x, double residual, double variance) {
      double const leverage = variance * (c - 2 * b * x + a * x * x) * inverse;
      return -residual * (a * x - b) * inverse / (1 - leverage);
    });
    auto const intercepts =
        spread_of_changes(for_alone, alone->at, [&](double, double residual, double variance) { return -residual / (a_alone - variance); });
    write(out.slots, *both, alone->at, a_alone);
    out.lower = out.upper = out.slots;
    write_moved(slopes, both->at.slope, pass_type::slope, out);
    write_moved(intercepts, alone->at.constant - center_, pass_type::intercept, out);
    return true;
  }
  void write(std::vector<std::uint64_t>& slots, fitted const& both, logit_line const& alone, double information_of_intercept) const {
    auto const put = [&](std::size_t slot, double x) { slots[slot] = std::bit_cast<std::uint64_t>(x); };
    auto const& [a, b, c] = both.there.information;
    slots[pass_type::why_no_slope] = slots[pass_type::why_no_intercept] = static_cast<std::uint64_t>(fit_status::ok);
    put(pass_type::slope, both.at.slope), put(pass_type::constant, both.at.constant - both.at.slope * center_);
    put(pass_type::information, a), put(pass_type::information + 1, b + center_ * a);
    put(pass_type::information + 2, c + 2 * center_ * b + center_ * center_ * a);
    put(pass_type::intercept, alone.constant - center_), put(pass_type::information_of_intercept, information_of_intercept);
  }
  static void write_moved(spread_so_far const& changes, double value, std::size_t slot, rest_fit& out) {
    double const sd = std::sqrt(changes.squares / changes.n);
    out.lower[slot] = std::bit_cast<std::uint64_t>(value + changes.mean - sd);
    out.upper[slot] = std::bit_cast<std::uint64_t>(value + changes.mean + sd);
  }

  static constexpr double widest = condensed_logits::widest;

  pass_type const& pass_;
  stop_flag stop_;
  row_counts counts_;
  double center_ = 0, width_ = 0;
  condensed_logits nodes_;
  std::optional<fitted> both_, alone_;
  risks_nearby near_both_, near_alone_;
};

}  // namespace

std::vector<std::optional<rest_fit>> fits_of_rests(calibration_fit_pass const& pass, ranked_order const& order,
                                                   std::span<std::uint32_t const> wanted, stop_flag stop) {
  std::vector<std::optional<rest_fit>> out(pass.groups->n_groups());
  all_rows const all(pass, order, stop);
  parallel::for_all(wanted.size(), [&](std::size_t i) { out[wanted[i]] = all.rest_of(wanted[i]); });
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
