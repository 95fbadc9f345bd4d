// SPDX-License-Identifier: Apache-2.0
// Points at equal steps are placed first. The error of a straight line between two points has a sign, so the errors cancel after a few
// points are moved. The tests check that the area differs from the AUROC by at most .005 with at least 200 rows and 20 events (any AUROC,
// ties, weights), and that the precision-recall curve differs from the average precision by at most .05 with at least 50 events. With fewer
// rows the steps of 5 rows limit the precision.
#include "curve_points.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "fewest_rows.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

constexpr unsigned n_parts = 50;          // of each class
constexpr std::size_t most_points = 101;  // with (0, 0)
constexpr unsigned n_places = 1024;       // of each class, the candidates for points: limits the memory for any number of rows
constexpr double growth = 1.02;           // the largest ratio of the numbers of rows at two neighbouring places
constexpr std::size_t n_tried = 32;       // places tried between two points
constexpr int n_rounds = 10;              // passes over all points
constexpr double close_area = .001, close_precision = .01;  // the search stops below these errors

/// The error of the lines between points, as a share of the AUROC and of the average precision.
struct drawn_error {
  double area = 0, precision = 0;
  drawn_error operator+(drawn_error o) const { return {area + o.area, precision + o.precision}; }
  drawn_error operator-(drawn_error o) const { return {area - o.area, precision - o.precision}; }
  double cost() const {
    return std::max(std::abs(area) - close_area, 0.) / .005 + std::max(std::abs(precision) - close_precision, 0.) / .05;
  }
};

class refinement {
 public:
  refinement(std::vector<curve_point> const& places, std::vector<std::size_t> points) : at_(places), points_(std::move(points)) {
    for (std::size_t k = 0; k + 1 < points_.size(); ++k) error_ = error_ + step(points_[k], points_[k + 1]);
  }

  std::vector<std::size_t> run() {
    for (int round = 0; round < n_rounds && error_.cost() > 0; ++round) {
      bool changed = false;
      for (std::size_t k = 0; k + 1 < points_.size(); ++k) changed |= improve(k);
      if (!changed) break;
    }
    return std::move(points_);
  }

 private:
  drawn_error step(std::size_t i, std::size_t j) const {
    auto const &a = at_[i], &b = at_[j], &all = at_.back();
    double const drawn_area = (b.fp - a.fp) * (b.tp + a.tp) / 2, drawn_precision = b.tp > a.tp ? (b.tp - a.tp) * b.tp / (b.tp + b.fp) : 0;
    return {(drawn_area - (b.area - a.area)) / (all.tp * all.fp), (drawn_precision - (b.precision - a.precision)) / all.tp};
  }

  /// The place between i and j at which a point has the smallest error, if it is less than `least`.
  std::optional<std::size_t> best_between(std::size_t i, std::size_t j, drawn_error rest, double& least) const {
    std::size_t first = i + 1, last = j;
    while (first < j && at_[first].n_rows < at_[i].n_rows + fewest_rows) ++first;
    while (last > first && at_[last - 1].n_rows + fewest_rows > at_[j].n_rows) --last;
    std::optional<std::size_t> found;
    for (std::size_t at = first; at < last; at += std::max<std::size_t>(1, (last - first) / n_tried))
      if (double const cost = (rest + step(i, at) + step(at, j)).cost(); cost < least) least = cost, found = at;
    return found;
  }

  /// Adds a point after point k, or moves or drops point k, whichever reduces the error most.
  bool improve(std::size_t k) {
    double least = error_.cost() - 1e-12;
    std::size_t const here = points_[k], next = points_[k + 1];
    std::optional<std::size_t> added, moved;
    bool dropped = false;
    if (points_.size() < most_points) added = best_between(here, next, error_ - step(here, next), least);
    if (k > 0) {
      std::size_t const previous = points_[k - 1];
      auto const rest = error_ - step(previous, here) - step(here, next);
      moved = best_between(previous, next, rest, least);
      dropped = (rest + step(previous, next)).cost() < least;
    }
    auto const at = points_.begin() + static_cast<std::ptrdiff_t>(k);
    if (dropped)
      points_.erase(at);
    else if (moved)
      *at = *moved;
    else if (added)
      points_.insert(at + 1, *added);
    else
      return false;
    error_ = {};
    for (std::size_t i = 0; i + 1 < points_.size(); ++i) error_ = error_ + step(points_[i], points_[i + 1]);
    return true;
  }

  std::vector<curve_point> const& at_;
  std::vector<std::size_t> points_;
  drawn_error error_;
};

}  // namespace

point_collector::point_collector(confusion const& above_all, double weight_scale, bool keeps_all)
    : weight_scale_(weight_scale),
      keeps_all_(keeps_all),
      positive_parts_(above_all.positives(), n_parts),
      negative_parts_(above_all.negatives(), n_parts),
      positive_places_(above_all.positives(), n_places),
      negative_places_(above_all.negatives(), n_places) {}

void point_collector::add(score_cut const& cut) {
  auto const [tp, fp, fn, tn] = cut.counts;
  curve_point next{cut.n_rows, static_cast<double>(tp) * weight_scale_, static_cast<double>(fp) * weight_scale_};
  next.area = last_.area + (next.fp - last_.fp) * (next.tp + last_.tp) / 2;
  next.precision = last_.precision + (next.tp - last_.tp) * next.tp / (next.tp + next.fp);
  next.n_marks = positive_parts_.at(tp) + negative_parts_.at(fp);
  unsigned const n_passed = positive_places_.at(tp) + negative_places_.at(fp);
  bool const is_far = static_cast<double>(next.n_rows) >= growth * static_cast<double>(kept_.back().n_rows);
  if (keeps_all_ || n_passed != n_passed_ || is_far) {
    if (!keeps_all_ && last_.n_rows > kept_.back().n_rows) kept_.push_back(last_);
    kept_.push_back(next);
  }
  n_passed_ = n_passed, last_ = next;
}

std::vector<curve_point> point_collector::finish() && {
  if (keeps_all_) return std::move(kept_);
  auto const& all = kept_.back();
  std::vector<std::size_t> points{0};
  for (std::size_t i = 1; i < kept_.size(); ++i) {
    auto const &at = kept_[i], &last = kept_[points.back()];
    bool const is_due = at.n_marks > last.n_marks, hides_rows = at.n_rows >= last.n_rows + fewest_rows;
    bool const leaves_enough = at.n_rows + fewest_rows <= all.n_rows;
    if (i + 1 == kept_.size() || (is_due && hides_rows && leaves_enough)) points.push_back(i);
  }
  if (all.tp > 0 && all.fp > 0) points = refinement(kept_, std::move(points)).run();
  std::vector<curve_point> chosen;
  for (std::size_t i : points) chosen.push_back(kept_[i]);
  return chosen;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
