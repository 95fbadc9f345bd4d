// SPDX-License-Identifier: Apache-2.0
// The interval of a difference or a ratio of two numbers.
#pragma once
#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <boost/container/static_vector.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "clinmetrics/compare/decision.hpp"
#include "clinmetrics/inference/method.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// DeLong's variances of two AUROCs on the same rows, their covariance, and the variance of their difference.
struct delong_variances {
  double of_a, of_b, covariance, of_difference;
};

/// The limits of one number, kept at each level, because several contrasts read the same ones. Only for one thread. Up to n_inside of them
/// take no memory of their own.
template <std::size_t n_inside>
class limits_by_level {
 public:
  template <class Compute>
  interval at(confidence const& c, Compute const& compute) {
    auto const* const known = find(c);
    return known ? *known : kept_.emplace_back(c, compute()).second;
  }
  /// Null if they are not known at this level.
  interval const* find(confidence const& c) const {
    for (auto const& [at, limits] : kept_)
      if (at.serves(c)) return &limits;
    return nullptr;
  }
  /// The last critical values that were new.
  auto last() const {
    boost::container::static_vector<double, 4> z;
    for (std::size_t i = kept_.size() - std::min<std::size_t>(kept_.size(), 3); i < kept_.size(); ++i) z.push_back(kept_[i].first.z);
    return z;
  }
  /// Takes those of another in place of its own.
  template <std::size_t n>
  void take(limits_by_level<n> const& o) {
    kept_.assign(o.kept_.begin(), o.kept_.end());
  }

 private:
  template <std::size_t>
  friend class limits_by_level;
  boost::container::small_vector<std::pair<confidence, interval>, n_inside> kept_;
};
using known_limits = limits_by_level<8>;  // the search for a p value seldom needs more

/// Two numbers that are compared.
struct compared_numbers {
  side a, b;               ///< without a method: there is no interval
  double correlation = 0;  ///< of the two estimates; 0 for disjoint rows
  std::optional<delong_variances> delong = {};
  bool is_identical = false;                                 ///< the two models are the same for every row
  interval_status if_none = interval_status::not_requested;  ///< without a method: why there is no interval
  mutable known_limits of_a = {}, of_b = {};
};

/// The same for limits that must hold far out in the tails, as those of a family: exact ones of a proportion, and more pseudo-rows. None of
/// its limits are known.
compared_numbers in_far_tails(compared_numbers const& of);
side in_far_tails(side of);

/// A number's own limits, in its range.
interval own_limits(side const& of, confidence const& c);

/// The value of a contrast, and its interval at any confidence.
class contrast_of {
 public:
  /// `numbers` must exist as long as this object. `how`: null if there is no interval.
  contrast_of(compared_numbers const& numbers, contrast what, method_record const* how);
  contrast_of(contrast_of const&) = delete;
  value number() const { return number_; }
  interval at(confidence const& c) const;
  /// Critical values at which the limits of the two numbers are known.
  auto known() const { return of_.of_a.last(); }
  /// Of the contrast; empty unless both numbers have them.
  std::vector<double> replicates() const;

 private:
  interval by_mover(confidence const& c) const;
  interval by_delong(confidence const& c) const;
  interval by_t(method_record const& method, confidence const& c) const;

  compared_numbers const& of_;
  contrast what_;
  method_record const* how_;
  value number_;
  mutable std::optional<deletions> left_out_;  ///< of the difference, or of the logarithm of the ratio
};

}  // namespace CLINMETRICS_NAMESPACE::engine
