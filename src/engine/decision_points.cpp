// SPDX-License-Identifier: Apache-2.0
#include "decision_points.hpp"

#include <algorithm>
#include <boost/math/special_functions/owens_t.hpp>
#include <cmath>
#include <utility>

#include "clinmetrics/inference/clopper_pearson.hpp"
#include "clinmetrics/inference/mover.hpp"
#include "clinmetrics/inference/square_and_add.hpp"
#include "clinmetrics/metric/utility/net_benefit.hpp"
#include "clinmetrics/metric/utility/net_benefit_treat_all.hpp"
#include "fewest_rows.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

double threshold_at(std::size_t i) { return static_cast<double>(i + 1) / 100; }

/// A group of this size hides its rows.
bool hides_rows(std::size_t n) { return n == 0 || n >= fewest_rows; }

/// The mean and the covariances of what single rows add to the net benefit.
struct row_benefit {
  double hits, alarms, weight;
  double mean() const { return hits - weight * alarms; }
  /// With that at a higher threshold, whose predicted positives are among these.
  double covariance(row_benefit const& higher) const {
    return higher.hits + weight * higher.weight * higher.alarms - mean() * higher.mean();
  }
};

row_benefit benefit_of(confusion const& c, double t) {
  auto const n = static_cast<double>(c.total());
  return {static_cast<double>(c.tp) / n, static_cast<double>(c.fp) / n, odds_of(t)};
}

/// Of the net benefits at neighbouring thresholds. Without predicted positives nothing varies, and all such thresholds count as one.
std::vector<double> correlations(std::vector<std::pair<double, confusion>> const& points) {
  std::vector<double> out;
  for (std::size_t i = 1; i < points.size(); ++i) {
    auto const a = benefit_of(points[i - 1].second, points[i - 1].first), b = benefit_of(points[i].second, points[i].first);
    double const of_a = a.covariance(a), of_b = b.covariance(b);
    if (of_a > 0 && of_b > 0)
      out.push_back(std::clamp(a.covariance(b) / std::sqrt(of_a * of_b), -1.0, 1.0));
    else if (of_a > 0 || of_b > 0)
      out.push_back(0);
  }
  return out;
}

/// The limits of the metric with Clopper–Pearson limits of its two shares.
interval exact_limits(composite_of_proportions const& f, confidence const& c) {
  auto const bounds = [&](proportion p) {
    auto const i = clopper_pearson(p, c);
    return bounded{p.successes / p.trials, i.lower, i.upper};
  };
  auto const joined = mover(bounds(f.a), bounds(f.b), f.how);
  return {joined.lower, std::min(joined.upper, 1.0), interval_status::ok, joined.value, joined.value};
}

void add_limits(curve::decision_points& out, std::vector<std::pair<double, confusion>> const& points, double level) {
  confidence const pointwise(level), of_family = confidence::at_critical(critical_of_neighbors(correlations(points), level));
  for (auto const& [t, counts] : points) {
    auto const f = net_benefit{t}.form_of(counts);
    auto const own = square_and_add(f, pointwise), all = exact_limits(f, of_family);
    out.lower.push_back(own.lower), out.upper.push_back(own.upper);
    out.simultaneous_lower.push_back(std::min(all.lower, own.lower)), out.simultaneous_upper.push_back(std::max(all.upper, own.upper));
  }
}

}  // namespace

double critical_of_neighbors(std::vector<double> const& correlation, double level) {
  auto const miss = [&](double z) {
    double sum = std::erfc(z / std::sqrt(2.0));
    for (double const r : correlation) sum += 4 * boost::math::owens_t(z, std::sqrt((1 - r) / (1 + r)));
    return sum;
  };
  double low = confidence(level).z, high = low;
  while (miss(high) > 1 - level) high *= 1.5;
  for (int i = 0; i < 30 && high - low > 1e-6; ++i) {
    double const middle = (low + high) / 2;
    (miss(middle) > 1 - level ? low : high) = middle;
  }
  return high;
}

decision_collector::decision_collector(confusion const& above_all) : last_{0, above_all}, at_(n_thresholds) {}

void decision_collector::add(score_cut const& cut) {
  while (n_open_ > 0 && threshold_at(n_open_ - 1) > cut.score) at_[--n_open_] = last_;
  last_ = {cut.n_rows, cut.counts};
}

std::vector<std::size_t> decision_collector::shown(bool keeps_all) const {
  std::vector<std::size_t> out;
  std::size_t before = last_.n_rows;  // all rows are above a threshold of 0
  for (std::size_t i = 0; i < n_thresholds; ++i) {
    auto const n = i < n_open_ ? last_.n_rows : at_[i].n_rows;
    if (!keeps_all && !(hides_rows(before - n) && hides_rows(n))) continue;
    out.push_back(i), before = n;
  }
  return out;
}

curve::decision_points decision_collector::finish(bool keeps_all, bool has_limits, double level) const {
  curve::decision_points out;
  if (last_.n_rows < fewest_rows) return out;
  std::vector<std::pair<double, confusion>> points;
  for (std::size_t const i : shown(keeps_all)) points.emplace_back(threshold_at(i), i < n_open_ ? last_.counts : at_[i].counts);
  for (auto const& [t, counts] : points) {
    out.threshold.push_back(t);
    out.net_benefit.push_back(net_benefit{t}.of(counts).number);
    out.treat_all.push_back(net_benefit_treat_all{t}.of(counts).number);
  }
  if (has_limits) add_limits(out, points, level);
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
