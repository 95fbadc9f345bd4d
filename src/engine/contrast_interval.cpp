// SPDX-License-Identifier: Apache-2.0
// MOVER joins the limits of the two numbers. Student's t takes the difference, or the logarithm of the ratio, as a number of its own: its
// values without a unit are those of the two numbers, joined one by one, because both have the same units.
#include "contrast_interval.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/mover.hpp"
#include "inference/hull.hpp"
#include "inference/methods.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

double joined_values(contrast what, double a, double b) { return what == contrast::ratio ? a / b : a - b; }

status why_of(evidence const& a, evidence const& b, double joined) {
  for (auto const* e : {&a, &b})
    if (std::isnan(e->point.number)) return e->point.why;
  return std::isfinite(joined) ? status::ok : status::zero_denominator;
}

/// Whether both are of the same units, one by one.
bool are_of_same_units(deletions const& a, deletions const& b) {
  if (a.without.size() != b.without.size()) return false;
  for (std::size_t i = 0; i < a.without.size(); ++i)
    if (a.without[i].n_units != b.without[i].n_units) return false;
  return true;
}

/// Of a ratio: of its logarithm.
deletions joined_deletions(contrast what, deletions const& a, deletions const& b) {
  deletions out;
  out.undefined = a.undefined || b.undefined;
  out.amounts = a.amounts, out.amounts.insert(out.amounts.end(), b.amounts.begin(), b.amounts.end());
  out.without.reserve(a.without.size());
  for (std::size_t i = 0; i < a.without.size(); ++i) {
    auto d = a.without[i];
    double const other = b.without[i].value;
    d.value = what == contrast::ratio ? std::log(d.value) - std::log(other) : d.value - other;
    out.infinite = out.infinite || !std::isfinite(d.value);
    out.without.add(d);
  }
  return out;
}

}  // namespace

side in_far_tails(side of) {
  if (of.pseudo_rows > 0) of.pseudo_rows = 1;
  if (of.by == &methods::wilson) of.by = &methods::clopper_pearson;
  return of;
}

compared_numbers in_far_tails(compared_numbers const& of) {
  return {in_far_tails(of.a), in_far_tails(of.b), of.correlation, of.delong, of.is_identical, of.if_none};
}

interval own_limits(side const& of, confidence const& c) {
  if (std::isnan(of.of->point.number)) return detail::no_interval(interval_status::undefined_value);
  return make_default_interval(of, of.by->leaves_out_a_limit ? c : c.with(limits_read::both));
}

contrast_of::contrast_of(compared_numbers const& numbers, contrast what, method_record const* how) : of_(numbers), what_(what), how_(how) {
  auto const &a = *of_.a.of, &b = *of_.b.of;
  bool const is_known = of_.is_identical && std::isfinite(a.point.number);
  double const number = is_known ? (what == contrast::ratio ? 1 : 0) : joined_values(what, a.point.number, b.point.number);
  number_ = {number, why_of(a, b, number)};
}

std::vector<double> contrast_of::replicates() const {
  std::vector<double> out;
  auto const a = of_.a.of->replicates, b = of_.b.of->replicates;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) out.push_back(joined_values(what_, a[i], b[i]));
  return out;
}

/// A ratio on the logarithm.
interval contrast_of::by_t(method_record const& method, confidence const& c) const {
  auto const &a = *of_.a.of, &b = *of_.b.of;
  if (!left_out_) {
    if (!are_of_same_units(a.left_out(), b.left_out())) return detail::no_interval(interval_status::not_applicable);
    left_out_ = joined_deletions(what_, a.left_out(), b.left_out());
  }
  evidence joined{.point = {what_ == contrast::ratio ? std::log(number_.number) : number_.number, status::ok}};
  joined.closed = a.closed.kind == form_kind::pair_count ? a.closed : form{};  // t counts the units of the smaller class
  joined.reads_both_classes = a.reads_both_classes, joined.is_independent = a.is_independent;
  joined.rows = a.rows, joined.units = a.units;
  joined.left_out = [this]() -> deletions const& { return *left_out_; };
  auto i = make_interval(method, joined, c);
  if (what_ == contrast::ratio) i = {std::exp(i.lower), std::exp(i.upper), i.why, detail::nan, detail::nan};
  return i;
}

interval contrast_of::by_mover(confidence const& c) const {
  auto const of_b = c.mirrored();
  auto const a = of_.of_a.at(c, [&] { return own_limits(of_.a, c); });
  auto const b = of_.of_b.at(of_b, [&] { return own_limits(of_.b, of_b); });
  for (auto const* i : {&a, &b})
    if (i->why != interval_status::ok) return detail::no_interval(i->why);
  combination const how{.h = what_ == contrast::ratio ? scale::log : scale::identity, .r = of_.correlation};
  auto const d = mover({of_.a.of->point.number, a.lower, a.upper}, {of_.b.of->point.number, b.lower, b.upper}, how);
  bool const is_ratio = what_ == contrast::ratio;
  double const infinity = std::numeric_limits<double>::infinity();
  return detail::limits(std::isnan(d.lower) ? (is_ratio ? 0 : -infinity) : d.lower, std::isnan(d.upper) ? infinity : d.upper);
}

/// A difference on its own scale, a ratio on the logarithm. Without variance, such as for two models that separate the classes, none.
interval contrast_of::by_delong(confidence const& c) const {
  if (!of_.delong) return detail::no_interval(interval_status::too_few);
  if (!(of_.delong->of_difference > 0)) return detail::no_interval(interval_status::zero_variance);
  double const a = of_.a.of->point.number, b = of_.b.of->point.number, d = number().number;
  if (what_ == contrast::difference) {
    double const step = c.z * std::sqrt(of_.delong->of_difference);
    return detail::limits(d - step, d + step);
  }
  auto const& v = *of_.delong;
  double const factor = std::exp(c.z * std::sqrt(std::max(v.of_a / (a * a) + v.of_b / (b * b) - 2 * v.covariance / (a * b), 0.0)));
  return std::isfinite(factor) ? detail::limits(d / factor, d * factor) : detail::no_interval(interval_status::not_applicable);
}

interval contrast_of::at(confidence const& c) const {
  auto const none = [&](interval_status why) {
    auto i = detail::no_interval(why);
    i.how = how_;
    return i;
  };
  if (how_ == nullptr) return none(of_.a.by == nullptr ? of_.if_none : interval_status::not_applicable);
  if (std::isnan(number().number)) return none(interval_status::undefined_value);
  if (std::isinf(of_.a.of->point.number) || std::isinf(of_.b.of->point.number)) return none(interval_status::infinite_value);
  auto i = detail::no_interval(interval_status::not_applicable);
  if (of_.is_identical)
    i = detail::limits(number().number, number().number);
  else if (how_ == &methods::mover || how_ == &methods::newcombe)
    i = by_mover(c);
  else if (how_ == &methods::delong)
    i = by_delong(c);
  else if (how_ == &methods::hull_mover_delong)
    i = detail::hull_of(by_delong(c), by_mover(c));
  else if (how_ == &methods::hull_mover_t)
    i = detail::hull_of(by_t(of_.a.by == &methods::transform_t ? methods::transform_t : methods::effective_t, c), by_mover(c));
  else if (how_ == &methods::transform_t)
    i = by_t(*how_, c);
  i.how = how_;
  return i;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
