// SPDX-License-Identifier: Apache-2.0
// Answers a question about the cuts of an ordering.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "clinmetrics/pass/cut_question.hpp"
#include "clinmetrics/pass/cut_table.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Of a search for a cut: the true and false positives at this cut, and those at its neighbour beyond the limit, between which the ROC
/// curve crosses the limit. Of an area: the bits of a double, as a number of pairs of a positive and a negative row; the other words are 0.
using cut_answer = std::array<std::uint64_t, 4>;

namespace detail {

template <class Cuts>
cut_answer counts_at(Cuts const& cuts, std::size_t at, std::size_t beyond) {
  auto const count = [](double x) { return static_cast<std::uint64_t>(x); };
  return {count(cuts.tp(at)), count(cuts.fp(at)), count(cuts.tp(beyond)), count(cuts.fp(beyond))};
}

/// The area under the ROC curve from fp = 0 to fp = x.
template <class Cuts>
double area_below(Cuts const& cuts, double x) {
  auto const k = last_cut_with(cuts, [x](double, double fp) { return fp <= x; });
  if (k + 1 == cuts.size()) return cuts.area(k);
  double const width = x - cuts.fp(k), share = width / (cuts.fp(k + 1) - cuts.fp(k));
  return cuts.area(k) + width * (cuts.tp(k) + share * (cuts.tp(k + 1) - cuts.tp(k)) / 2);
}

/// The area beside the ROC curve from tp = 0 to tp = y: Σ fp over the positive rows.
template <class Cuts>
double area_beside(Cuts const& cuts, double y) {
  auto const k = last_cut_with(cuts, [y](double tp, double) { return tp <= y; });
  double const whole = cuts.tp(k) * cuts.fp(k) - cuts.area(k);
  if (k + 1 == cuts.size()) return whole;
  double const height = y - cuts.tp(k), share = height / (cuts.tp(k + 1) - cuts.tp(k));
  return whole + height * (cuts.fp(k) + share * (cuts.fp(k + 1) - cuts.fp(k)) / 2);
}

/// The false positives where the ROC curve reaches tp = y.
template <class Cuts>
double fp_reaching(Cuts const& cuts, double y) {
  auto const k = first_cut_with(cuts, [y](double tp, double) { return tp >= y; });
  if (k == no_cut) return cuts.negatives();
  if (k == 0) return 0;
  return cuts.fp(k - 1) + (y - cuts.tp(k - 1)) / (cuts.tp(k) - cuts.tp(k - 1)) * (cuts.fp(k) - cuts.fp(k - 1));
}

template <class Cuts>
double area_asked(cut_question const& q, Cuts const& cuts) {
  double const positives = cuts.positives(), negatives = cuts.negatives();
  if (q.what == cut_search::area_over_specificity)
    return area_below(cuts, (1 - q.first) * negatives) - area_below(cuts, (1 - q.second) * negatives);
  if (q.what == cut_search::area_over_sensitivity) {
    double const low = q.first * positives, high = q.second * positives;
    return negatives * (high - low) - (area_beside(cuts, high) - area_beside(cuts, low));
  }
  double const end = (1 - q.second) * negatives, least = q.first * positives, begin = fp_reaching(cuts, least);
  return begin >= end ? 0 : area_below(cuts, end) - area_below(cuts, begin) - least * (end - begin);
}

template <class Cuts>
std::size_t most_distant_cut(Cuts const& cuts, std::size_t guess) {
  double const positives = cuts.positives(), negatives = cuts.negatives();
  auto const distance = [=](double tp, double fp) { return std::abs(tp * negatives - fp * positives); };
  auto const bound = [=](double tp, double fp, double last_tp, double last_fp) {
    return std::max(last_tp * negatives - fp * positives, last_fp * positives - tp * negatives);
  };
  return best_cut(cuts, distance, bound, guess == no_cut ? good_cut(cuts, distance) : guess);
}

}  // namespace detail

/// `cuts`: with at least one row of each class; with areas for a question that asks for one. `guess`: as for best_cut, or no_cut.
template <class Cuts>
cut_answer answer_question(cut_question const& q, Cuts const& cuts, std::size_t guess) {
  double const positives = cuts.positives(), negatives = cuts.negatives(), x = q.first;
  if (is_area(q.what)) return {std::bit_cast<std::uint64_t>(detail::area_asked(q, cuts)), 0, 0, 0};
  if (q.what == cut_search::greatest_distance) {
    auto const at = detail::most_distant_cut(cuts, guess);
    return detail::counts_at(cuts, at, at);
  }
  if (q.what == cut_search::at_sensitivity) {
    auto const at = first_cut_with(cuts, [&](double tp, double) { return tp / positives >= x; });
    return detail::counts_at(cuts, at, at == 0 ? 0 : at - 1);
  }
  auto const at = q.what == cut_search::at_specificity
                      ? last_cut_with(cuts, [&](double, double fp) { return (negatives - fp) / negatives >= x; })
                      : last_cut_with(cuts, [&](double tp, double fp) { return (tp + fp) / (positives + negatives) <= x; });
  return detail::counts_at(cuts, at, std::min(at + 1, cuts.size() - 1));
}

}  // namespace CLINMETRICS_NAMESPACE
