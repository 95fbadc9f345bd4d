// SPDX-License-Identifier: Apache-2.0
// The sums of 8 units for all 256 choices of their signs are computed once, so that an exchange adds one number for 8 units.
#include "clinmetrics/compare/permutation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "clinmetrics/random/philox.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr std::uint64_t most_signs = 4'000'000;

/// Σ of 8 differences for every choice of signs: entry `bits` has the sign + where a bit is 1.
std::array<double, 256> signed_sums(std::span<double const> differences) {
  std::array<double, 256> sums;
  sums[0] = 0;
  for (double d : differences) sums[0] -= d;
  for (std::size_t k = 0; k < differences.size(); ++k)
    for (std::size_t bits = 0; bits < std::size_t{1} << k; ++bits) sums[bits | std::size_t{1} << k] = sums[bits] + 2 * differences[k];
  for (std::size_t bits = std::size_t{1} << differences.size(); bits < sums.size(); ++bits)  // fewer than 8: the other bits do not count
    sums[bits] = sums[bits & ((std::size_t{1} << differences.size()) - 1)];
  return sums;
}

/// The sums after each exchange. A byte of a counter's block has the signs of 8 units in one exchange.
std::vector<double> sums_after_exchanges(std::span<double const> differences, std::uint32_t n_exchanges, random_source const& from) {
  std::vector<double> sums(n_exchanges, 0.0);
  for (std::size_t first = 0; first < differences.size(); first += 8) {
    auto const of_signs = signed_sums(differences.subspan(first, std::min<std::size_t>(8, differences.size() - first)));
    for (std::uint32_t e = 0; e < n_exchanges; e += 16) {
      auto const bits = random::philox(random::counter(first / 8, e / 16, from.stream, 0, random::purpose::exchange), from.seed);
      for (std::uint32_t k = 0; k < 16 && e + k < n_exchanges; ++k) sums[e + k] += of_signs[bits[k / 4] >> (8 * (k % 4)) & 0xFF];
    }
  }
  return sums;
}

}  // namespace

double exchange_test(std::span<double const> differences, std::uint32_t n_exchanges, random_source const& from) {
  double sum = 0, squares = 0, sizes = 0;
  for (double d : differences) sum += d, squares += d * d, sizes += std::abs(d);
  if (differences.empty() || !std::isfinite(squares)) return std::nan("");
  if (squares == 0) return 1;
  if (std::uint64_t{n_exchanges} * differences.size() > most_signs) return std::erfc(std::abs(sum) / std::sqrt(2 * squares));
  double const at_least = std::abs(sum) - 1e-12 * sizes;  // equal sums may be rounded in another order
  std::uint32_t n_beyond = 1;
  for (double s : sums_after_exchanges(differences, n_exchanges, from)) n_beyond += std::abs(s) >= at_least;
  return static_cast<double>(n_beyond) / (static_cast<double>(n_exchanges) + 1);
}

}  // namespace CLINMETRICS_NAMESPACE
