// SPDX-License-Identifier: Apache-2.0
// A limit moves away from the value as the level grows. So the level at which it meets a margin is found by a search over the critical
// value z, in which limits are nearly linear: by interpolation, and by halving where that fails.
#include "clinmetrics/compare/decision.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

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

bool has_limits(interval const& i) { return i.why == interval_status::ok && !std::isnan(i.lower) && !std::isnan(i.upper); }

constexpr double greatest_z = 7.5;  // p = 6·10⁻¹⁴; beyond it, a level cannot be told from 1 in double precision
constexpr double least_z = 1e-6;

/// How far a limit lies beyond a margin, on the side that agrees with a claim; NaN where there is no limit.
using distance = std::function<double(double z)>;

/// Finds the critical value at which a limit meets a margin: where the polynomial through the nearest points crosses it, or, where that
/// leads nowhere, by halving. Limits from replicates are steps, and do not exist at high levels.
class meeting_point {
 public:
  explicit meeting_point(distance const& beyond) : beyond_(beyond) { try_at(least_z); }

  /// `first`: the critical values to begin with. 0 if the limit does not agree with the claim at any level; NaN if there is no limit.
  double find(std::span<double const> first) {
    if (nearest_.empty()) return std::nan("");
    if (!(nearest_[0].beyond > 0)) return 0;
    for (double z : first)
      if (std::none_of(nearest_.begin(), nearest_.end(), [&](tried const& t) { return t.z == z; })) try_at(z);
    for (int i = 0; i < 100 && low_ < greatest_z && high_ - low_ > 1e-10 * low_; ++i) {
      auto const [next, error] = interpolated();
      if (error < 1e-10) return std::min(next, greatest_z);
      bool const is_slow = i > 8 && i % 2 == 1;
      try_at(std::isnan(next) || is_slow ? (low_ + std::min(high_, greatest_z)) / 2 : std::min(next, greatest_z));
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
  guess interpolated() const {
    for (std::size_t n = nearest_.size(); n > 1; --n) {
      std::array<double, most_points> z;
      for (std::size_t i = 0; i < n; ++i) z[i] = nearest_[i].z;
      for (std::size_t k = 1; k < n; ++k)
        for (std::size_t i = 0; i + k < n; ++i) {
          double const x = nearest_[i].beyond, y = nearest_[i + k].beyond;
          z[i] = (z[i] * y - z[i + 1] * x) / (y - x);
        }
      if (!(z[0] >= low_ && z[0] <= high_)) continue;
      double error = is_smooth() ? 1 : std::numeric_limits<double>::infinity();
      for (std::size_t i = 0; i < n; ++i) error *= std::abs(z[0] - nearest_[i].z);
      return {z[0], error};
    }
    return {std::nan(""), std::nan("")};
  }

  /// Whether the slope changes little between the nearest points.
  bool is_smooth() const {
    if (nearest_.size() < 3) return false;
    auto const slope = [&](tried const& x, tried const& y) { return (x.beyond - y.beyond) / (x.z - y.z); };
    double const change = slope(nearest_[0], nearest_[1]) / slope(nearest_[1], nearest_[2]);
    return change > 0.8 && change < 1.25;
  }

  static constexpr std::size_t most_points = 5;
  distance const& beyond_;
  double low_ = 0, high_ = infinity;  ///< the limit agrees with the claim at `low_` and not at `high_`
  std::vector<tried> nearest_;        ///< the nearest first
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
  std::vector<std::pair<double, interval>> known;  // both limits are read at the first levels
  auto const limits_at = [&](double z) {
    for (auto const& [at_z, i] : known)
      if (at_z == z) return i;
    auto i = at(confidence::at_critical(z));
    if (!has_limits(i)) i.lower = i.upper = std::nan("");
    known.emplace_back(z, i);
    return i;
  };
  auto const on_scale = [&](double x) { return c.contrast == contrast::ratio ? std::log(x) : x; };  // where limits are nearly linear in z
  double const usual[] = {usual_z()};
  if (first.empty()) first = usual;
  auto const p_at_margin = [&](distance const& beyond) { return two_sided_p(meeting_point(beyond).find(first)); };
  auto const by_lower = [&](double margin) {
    return p_at_margin([&](double z) { return on_scale(limits_at(z).lower) - on_scale(margin); });
  };
  auto const by_upper = [&](double margin) {
    return p_at_margin([&](double z) { return on_scale(margin) - on_scale(limits_at(z).upper); });
  };
  if (c.alternative == alternative::two_sided) {
    double const none = c.contrast == contrast::ratio ? 1 : 0;
    return std::min(by_lower(none), by_upper(none));
  }
  // A limit that agrees at no level: the opposite one says how far the data contradict the claim.
  auto const one_sided = [](double by_own, double by_opposite) { return by_own < 1 ? by_own / 2 : 1 - by_opposite / 2; };
  auto const [from, to] = agreeing(c);
  if (std::isinf(from)) return one_sided(by_upper(to), by_lower(to));
  if (std::isinf(to)) return one_sided(by_lower(from), by_upper(from));
  return std::max(one_sided(by_lower(from), by_upper(from)), one_sided(by_upper(to), by_lower(to)));
}

}  // namespace CLINMETRICS_NAMESPACE
