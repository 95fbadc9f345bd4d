// SPDX-License-Identifier: Apache-2.0
// The power of McNemar's test, summed over the number of discordant rows and their split.
#include "clinmetrics/planning/paired_proportions.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "binomial.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "least_rows.hpp"

namespace CLINMETRICS_NAMESPACE::planning {
namespace {

constexpr std::uint64_t most_paired_rows = 1'000'000;

/// P(the test rejects | d discordant rows), computed once for each d, since it does not depend on the number of rows.
class rejections {
 public:
  rejections(discordant_shares expected, mcnemar_kind kind, confidence const& c)
      : share_(expected.a_only / (expected.a_only + expected.b_only)), is_mid_(kind == mcnemar_kind::mid_p), z_(c.z), tail_(c.tail) {}

  double given(std::uint64_t d) {
    if (of_d_.size() <= d) of_d_.resize(d + d / 4 + 1, unknown);
    if (of_d_[d] == unknown) {
      auto const k = critical(d);
      of_d_[d] = k > d ? 0 : at_least(k, d, share_) + at_least(k, d, 1 - share_);
    }
    return of_d_[d];
  }

 private:
  bool rejects(std::uint64_t k, std::uint64_t d) const { return at_least(k, d, 0.5) - (is_mid_ ? probability(k, d, 0.5) / 2 : 0) <= tail_; }

  /// The least k that is rejected, d + 1 if none is; searched from that of the normal distribution.
  std::uint64_t critical(std::uint64_t d) const {
    auto const n = static_cast<double>(d);
    auto k = std::min(d + 1, static_cast<std::uint64_t>((n + z_ * std::sqrt(n)) / 2) + 1);
    while (k > 0 && rejects(k - 1, d)) --k;
    while (k <= d && !rejects(k, d)) ++k;
    return k;
  }

  static constexpr double unknown = -1;
  double share_;
  bool is_mid_;
  double z_, tail_;
  std::vector<double> of_d_;
};

void check(discordant_shares const& s) {
  if (!(s.a_only > 0 && s.b_only >= 0 && s.a_only + s.b_only < 1))
    refuse_argument("discordant", "be two shares, the first above 0 and the second at least 0, that add to less than 1");
}

double power_with(rejections& given, std::uint64_t n, discordant_shares const& s) {
  return binomial_mean(n, s.a_only + s.b_only, [&](std::uint64_t d) { return given.given(d); });
}

}  // namespace

double power_of_mcnemar(std::uint64_t n, discordant_shares expected, mcnemar_kind kind, confidence const& c) {
  check(expected);
  if (n < 1 || n > most_paired_rows) refuse_argument("n", "be a whole number from 1 to 1,000,000");
  rejections given(expected, kind, c);
  return power_with(given, n, expected);
}

std::uint64_t rows_for_power_of_mcnemar(double power, discordant_shares expected, mcnemar_kind kind, confidence const& c) {
  check(expected);
  check_share(power, "power");
  if (expected.a_only == expected.b_only) refuse_argument("discordant", "be two different shares: equal ones have no power to be found");
  rejections given(expected, kind, c);
  auto const step = rows_of_a_tooth(std::abs(expected.a_only - expected.b_only), "power");
  return least_lasting_rows(step, "power", [&](std::uint64_t n) {
    if (n > most_paired_rows) throw input_error("`power` is not reached with 1,000,000 rows; the two shares of `discordant` are too close");
    return power_with(given, n, expected) >= power;
  });
}

}  // namespace CLINMETRICS_NAMESPACE::planning
