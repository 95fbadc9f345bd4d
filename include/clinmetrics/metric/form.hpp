// SPDX-License-Identifier: Apache-2.0
// The form of a metric: the few numbers of its tally from which a closed-form interval is computed, and how the metric follows from them.
//
// A metric offers its form by the member `form_of(tally const&)`, which returns one of the structs below:
//   static constexpr proportion form_of(confusion const& c) { return {x, n}; }
// An interval method accepts some kinds of forms, so it serves every metric that offers one of them. A form contains numbers and, for
// cell_statistic and sum_of_deviations, one function pointer, so that it can cross the border between two modules.
#pragma once
#include <cstdint>
#include <limits>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/core/plain.hpp"

namespace CLINMETRICS_NAMESPACE {

/// x/n of n independent trials.
struct proportion {
  double successes, trials;
};

/// (a·x + b)/(c·x + d); by default x itself. An infinite x has the limit a/c, and at its pole the map is ∞.
struct monotone_map {
  double a = 1, b = 0, c = 0, d = 1;
  constexpr double operator()(double x) const {
    constexpr double unbounded = std::numeric_limits<double>::infinity();
    if (c == 0) return (a * x + b) / d;
    if (x == unbounded) return a / c;
    return c * x + d == 0 ? unbounded : (a * x + b) / (c * x + d);
  }
};

/// An increasing function of one proportion, such as F1 = 2p/(1 + p).
struct carried_proportion {
  proportion share;
  monotone_map map;
};

/// a/b of two independent proportions, such as LR+.
struct ratio_of_proportions {
  proportion a, b;
};

/// (a/(1 − a))/(b/(1 − b)) of two independent proportions.
struct odds_ratio {
  proportion a, b;
};

/// w·x/(w·x + u·y + v·z) of three counts x, y, z with weights w, u, v, such as F-beta.
struct weighted_proportion {
  double x, y, z;
  double w, u, v;
};

/// U/(n₊·n₋) with the Mann–Whitney count U: the AUROC.
struct pair_count {
  double n_positive, n_negative;
};

/// A statistic of four multinomial counts (TP, FP, FN, TN) and its derivatives with respect to them.
struct cell_value {
  double number;
  double gradient[4];
};

/// Such a statistic at any counts, also fractions, if every row and column of the 2 × 2 table has a positive sum. It does not change if all
/// counts are multiplied by the same number.
struct cell_statistic {
  double counts[4];
  cell_value (*at)(double const* counts);
};

/// observed/expected number of events among n rows.
struct event_ratio {
  double observed, expected, n;
};

/// A mean over the positive rows, such as average precision.
struct mean_over_positives {
  double n_positive;
};

/// The mean over rows of values between `least` and `greatest`, such as the Brier score. If the values have no upper bound, `of_scores`
/// computes the greatest value that a row could have had, from the least and the greatest score of the rows. `pseudo_rows`: the c of the
/// beta bound (inference/beta_bound.hpp).
struct bounded_mean {
  double value, least, greatest;
  double pseudo_rows = 0.5;
  double (*of_scores)(double least_score, double greatest_score) = nullptr;
};

/// p(1 − p) of a proportion p.
struct binomial_variance {
  proportion share;
};

/// p/(1 − p) of a proportion p.
struct odds_of_proportion {
  proportion share;
};

/// A distance from perfect calibration, such as Σ |d_b| over bins. Noise increases it, so that percentiles of its replicates are not valid
/// limits. `between`: the distance between a replicate and all rows, from the words of their tallies.
struct sum_of_deviations {
  double (*between)(std::uint64_t const* replicate, std::uint64_t const* all, std::uint32_t n_words);
};

/// h⁻¹(power·(h(a) + weight·h(b))) of two parts with correlation r. h is the identity for sums and differences, with power 1, and the
/// logarithm for products and quotients. By default a − b. Limits below `least` are moved to it.
struct combination {
  scale h = scale::identity;
  double weight = -1, power = 1;
  double r = 0;
  double least = -std::numeric_limits<double>::infinity();
};

/// One of the two numbers of a composite.
struct part {
  enum class kind : std::uint8_t { proportion, odds, binomial_variance, mean };
  kind is = kind::proportion;
  proportion share = {};
  bounded_mean mean = {};

  constexpr part() = default;
  constexpr part(proportion p) : is(kind::proportion), share(p) {}
  constexpr part(binomial_variance v) : is(kind::binomial_variance), share(v.share) {}
  constexpr part(odds_of_proportion o) : is(kind::odds), share(o.share) {}
  constexpr part(bounded_mean m) : is(kind::mean), mean(m) {}
  constexpr double value() const { return is == kind::mean ? mean.value : of_share(share.successes / share.trials); }
  /// The part of a proportion p.
  constexpr double of_share(double p) const { return is == kind::odds ? p / (1 - p) : is == kind::binomial_variance ? p * (1 - p) : p; }
};

/// A monotone function of a combination of two numbers, such as the scaled Brier score.
struct composite {
  part a, b;
  combination how = {};
  monotone_map map = {};
};

/// A composite of two proportions, such as balanced accuracy. `odds_of_b`: of the first and of the odds of the second.
struct composite_of_proportions {
  proportion a, b;
  combination how = {};
  monotone_map map = {};
  bool odds_of_b = false;
};

/// A coefficient of a regression, and its standard error by the model, as if the rows were independent.
struct regression_slope {
  double value, model_se;
};

enum class form_kind : std::uint8_t {
  none,
  proportion,
  carried_proportion,
  ratio_of_proportions,
  odds_ratio,
  weighted_proportion,
  pair_count,
  cell_statistic,
  event_ratio,
  mean_over_positives,
  bounded_mean,
  sum_of_deviations,
  composite,
  composite_of_proportions,
  regression_slope
};

/// One of the forms. `kind` says which member may be read.
struct form {
  form_kind kind = form_kind::none;
  union {
    double nothing;
    proportion share;
    carried_proportion carried;
    ratio_of_proportions ratio;
    odds_ratio odds;
    weighted_proportion weighted;
    pair_count pairs;
    cell_statistic cells;
    event_ratio events;
    mean_over_positives mean;
    bounded_mean bounded;
    sum_of_deviations deviations;
    composite parts;  ///< of both kinds of composites
    regression_slope slope;
  };

  constexpr form() : nothing(0) {}
  constexpr form(proportion f) : kind(form_kind::proportion), share(f) {}
  constexpr form(carried_proportion f) : kind(form_kind::carried_proportion), carried(f) {}
  constexpr form(ratio_of_proportions f) : kind(form_kind::ratio_of_proportions), ratio(f) {}
  constexpr form(odds_ratio f) : kind(form_kind::odds_ratio), odds(f) {}
  constexpr form(weighted_proportion f) : kind(form_kind::weighted_proportion), weighted(f) {}
  constexpr form(pair_count f) : kind(form_kind::pair_count), pairs(f) {}
  constexpr form(cell_statistic f) : kind(form_kind::cell_statistic), cells(f) {}
  constexpr form(event_ratio f) : kind(form_kind::event_ratio), events(f) {}
  constexpr form(mean_over_positives f) : kind(form_kind::mean_over_positives), mean(f) {}
  constexpr form(sum_of_deviations f) : kind(form_kind::sum_of_deviations), deviations(f) {}
  constexpr form(bounded_mean f) : kind(form_kind::bounded_mean), bounded(f) {}
  constexpr form(composite f) : kind(form_kind::composite), parts(f) {}
  constexpr form(composite_of_proportions f)
      : kind(form_kind::composite_of_proportions), parts{f.a, f.odds_of_b ? part(odds_of_proportion{f.b}) : part(f.b), f.how, f.map} {}
  constexpr form(regression_slope f) : kind(form_kind::regression_slope), slope(f) {}
};
static_assert(are_plain<form>);

/// Kinds of forms as a set: `form_kind::proportion | form_kind::pair_count`.
class form_set {
 public:
  constexpr form_set() = default;
  constexpr form_set(form_kind k) : bits_(std::uint32_t{1} << static_cast<unsigned>(k)) {}
  static constexpr form_set all() { return form_set(~std::uint32_t{0}); }
  constexpr bool contains(form_kind k) const { return (bits_ >> static_cast<unsigned>(k) & 1) != 0; }
  constexpr bool is_empty() const { return bits_ == 0; }
  constexpr form_set operator|(form_set o) const { return form_set(bits_ | o.bits_); }
  constexpr form_set without(form_set o) const { return form_set(bits_ & ~o.bits_); }

 private:
  explicit constexpr form_set(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_ = 0;
};
constexpr form_set operator|(form_kind a, form_kind b) { return form_set(a) | form_set(b); }

/// The kind of a form by its type.
template <class Form>
inline constexpr form_kind kind_of_form = form(Form{}).kind;

}  // namespace CLINMETRICS_NAMESPACE
