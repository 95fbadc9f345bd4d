// SPDX-License-Identifier: Apache-2.0
// A limit moves away from the value as the level grows. So the level at which it meets a margin is found by a search over the critical
// value z, in which limits are nearly linear: by interpolation, and by halving where that fails.
#include "clinmetrics/compare/decision.hpp"

#include <algorithm>
#include <array>
#include <boost/container/static_vector.hpp>
#include <cmath>
#include <limits>
#include <utility>

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The values that agree with the claim: those above `from` and below `to`.
struct open_range {
  double from, to;
};

/// Of a claim that is not two-sided.
open_range agreeing(claim const& c) {
  if (c.alternative == alternative::equivalent) return {-c.margin, c.margin};
  double const may_be_worse_by = c.alternative == alternative::superior ? -c.margin : c.margin;
  return c.direction == better::lower ? open_range{-infinity, may_be_worse_by} : open_range{-may_be_worse_by, infinity};
}

decision shown(alternative a) {
  switch (a) {
    case alternative::superior:
      return decision::superior;
    case alternative::non_inferior:
      return decision::non_inferior;
    case alternative::equivalent:
      return decision::equivalent;
    default:
      return decision::different;
  }
}

bool has_limits(interval const& i, bool reads_lower = true, bool reads_upper = true) {
  return i.why == interval_status::ok && !(reads_lower && std::isnan(i.lower)) && !(reads_upper && std::isnan(i.upper));
}

constexpr double greatest_z = 7.5;  // p = 6·10⁻¹⁴; beyond it, a level cannot be told from 1 in double precision
constexpr double least_z = 1e-6;

/// Finds the critical value at which a limit meets a margin: where the polynomial through the nearest points crosses it, or, where that
/// leads nowhere, by halving. Limits from replicates are steps, and do not exist at high levels. Distance(z): how far the limit lies beyond
/// the margin, on the side that agrees with a claim; NaN where there is no limit.
template <class Distance>
class meeting_point {
 public:
  explicit meeting_point(Distance const& beyond) : beyond_(beyond) {}

  /// With limits at these critical values.
  void begin(std::span<double const> at) {
    for (double z : at)
      if (std::none_of(nearest_.begin(), nearest_.end(), [&](tried const& t) { return t.z == z; })) try_at(z);
  }

  /// 0 if the limit does not agree with the claim at any level; NaN if there is no limit.
  double find() {
    for (int i = 0; i < 100 && low_ < greatest_z && high_ - low_ > 1e-10 * low_; ++i) {
      auto const [next, error] = interpolated();
      if (error < 1e-9) return std::min(next, greatest_z);
      if (low_ == 0 && !(next > least_z)) {  // perhaps it agrees at no level
        try_at(least_z);
        if (nearest_.empty()) return std::nan("");
        if (low_ == 0) return 0;
        continue;
      }
      bool const is_slow = i > 8 && i % 2 == 1;
      try_at(std::isnan(next) || is_slow ? (low_ + std::min(high_, greatest_z)) / 2 : std::min(beside_nearest(next), greatest_z));
    }
    return low_;
  }

 private:
  struct tried {
    double z, beyond;
  };
  struct guess {
    double z, error;
  };

  void try_at(double z) {
    double const here = beyond_(z);
    if (here > 0)
      low_ = std::max(low_, z);
    else
      high_ = std::min(high_, z);
    if (std::isnan(here)) return;
    auto const is_nearer = [](tried const& x, tried const& y) { return std::abs(x.beyond) < std::abs(y.beyond); };
    tried const point{z, here};
    nearest_.insert(std::upper_bound(nearest_.begin(), nearest_.end(), point, is_nearer), point);
    if (nearest_.size() > most_points) nearest_.pop_back();
  }

  /// By as many points as lead into the range that is left, with the order of magnitude of the error; NaN if none do. Neville's scheme.
  /// One point fewer changes the guess by about its own error, to which the last point contributes its distance as a factor.
  guess interpolated() const {
    for (std::size_t n = nearest_.size(); n > 1; --n) {
      std::array<double, most_points> z;
      for (std::size_t i = 0; i < n; ++i) z[i] = nearest_[i].z;
      double by_fewer = z[0];
      for (std::size_t k = 1; k < n; ++k) {
        by_fewer = z[0];
        for (std::size_t i = 0; i + k < n; ++i) {
          double const x = nearest_[i].beyond, y = nearest_[i + k].beyond;
          z[i] = (z[i] * y - z[i + 1] * x) / (y - x);
        }
      }
      if (!(z[0] >= low_ && z[0] <= high_)) continue;
      return {z[0], is_smooth() ? std::abs(z[0] - by_fewer) * std::abs(z[0] - nearest_[n - 1].z) : infinity};
    }
    return {std::nan(""), std::nan("")};
  }

  /// z, or, where the nearest point is known already, a point on the other side of the meeting.
  double beside_nearest(double z) const {
    auto const [known, beyond] = nearest_[0];
    return std::abs(z - known) > 1e-7 * known ? z : known * (beyond > 0 ? 1 + 1e-5 : 1 - 1e-5);
  }

  /// Whether the slope changes little between the nearest points.
  bool is_smooth() const {
    if (nearest_.size() < 3) return false;
    auto const slope = [&](tried const& x, tried const& y) { return (x.beyond - y.beyond) / (x.z - y.z); };
    double const change = slope(nearest_[0], nearest_[1]) / slope(nearest_[1], nearest_[2]);
    return change > 0.8 && change < 1.25;
  }

  static constexpr std::size_t most_points = 5;
  Distance const& beyond_;
  double low_ = 0, high_ = infinity;                                 ///< the limit agrees with the claim at `low_` and not at `high_`
  boost::container::static_vector<tried, most_points + 1> nearest_;  ///< the nearest first
};

double usual_z() {
  static double const z = confidence(0.95).z;
  return z;
}

double two_sided_p(double z) { return std::erfc(z / std::sqrt(2.0)); }

}  // namespace

decision judge(claim const& c, interval const& i) {
  if (!has_limits(i) || !is_judgeable(c)) return decision::not_judged;
  if (c.alternative == alternative::two_sided) {
    double const none = c.contrast == contrast::ratio ? 1 : 0;
    return i.lower > none || i.upper < none ? decision::different : decision::not_shown;
  }
  auto const [from, to] = agreeing(c);
  return i.lower > from && i.upper < to ? shown(c.alternative) : decision::not_shown;
}

double p_of(claim const& c, std::function<interval(confidence const&)> const& at, std::span<double const> first) {
  if (!is_judgeable(c)) return std::nan("");
  auto const limits_at = [&](double z, limits_read reads) {
    auto const c_at = confidence::at_critical(z).with(reads);
    auto i = at(c_at);
    if (!has_limits(i, c_at.reads_lower(), c_at.reads_upper())) i.lower = i.upper = std::nan("");
    return i;
  };
  auto const on_scale = [&](double x) { return c.contrast == contrast::ratio ? std::log(x) : x; };  // where limits are nearly linear in z
  double const usual[] = {usual_z()};
  if (first.empty()) first = usual;
  auto const seen = limits_at(first.back(), limits_read::both);
  auto const seen_or_at = [&](double z, limits_read reads) { return z == first.back() ? seen : limits_at(z, reads); };
  auto const p_at_margin = [&](double margin, double sign, auto const& beyond) {
    double const center = (on_scale(seen.lower) + on_scale(seen.upper)) / 2, half_width = on_scale(seen.upper) - center;
    double const if_linear = first.back() * sign * (center - on_scale(margin)) / half_width;
    meeting_point search(beyond);
    search.begin(first);
    if (first.size() == 1 && if_linear > least_z) search.begin(std::array{std::min(if_linear, greatest_z)});
    return two_sided_p(search.find());
  };
  auto const by_lower = [&](double margin) {
    return p_at_margin(margin, 1, [&](double z) { return on_scale(seen_or_at(z, limits_read::lower).lower) - on_scale(margin); });
  };
  auto const by_upper = [&](double margin) {
    return p_at_margin(margin, -1, [&](double z) { return on_scale(margin) - on_scale(seen_or_at(z, limits_read::upper).upper); });
  };
  if (c.alternative == alternative::two_sided) {
    // At most one limit lies beyond the margin at some level: that of the side on which most of the first interval is.
    double const none = c.contrast == contrast::ratio ? 1 : 0;
    bool const is_above = on_scale(seen.lower) + on_scale(seen.upper) > 2 * on_scale(none);
    double const p = is_above ? by_lower(none) : by_upper(none);
    return p < 1 ? p : is_above ? by_upper(none) : by_lower(none);
  }
  // A limit that agrees at no level: the opposite one says how far the data contradict the claim.
  auto const one_sided = [](double margin, auto const& by_own, auto const& by_opposite) {
    double const p = by_own(margin);
    return p < 1 ? p / 2 : 1 - by_opposite(margin) / 2;
  };
  auto const [from, to] = agreeing(c);
  if (std::isinf(from)) return one_sided(to, by_upper, by_lower);
  if (std::isinf(to)) return one_sided(from, by_lower, by_upper);
  return std::max(one_sided(from, by_lower, by_upper), one_sided(to, by_upper, by_lower));
}

}  // namespace CLINMETRICS_NAMESPACE
