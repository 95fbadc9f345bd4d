// SPDX-License-Identifier: Apache-2.0
// Random signs from the bits of counters: a block of 128 bits for a unit and 128 exchanges.
#include "clinmetrics/compare/permutation.hpp"

#include <cmath>
#include <vector>

#include "clinmetrics/random/philox.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr std::uint64_t most_signs = 4'000'000;

/// Adds each unit's difference to the sums of 128 exchanges, with random signs.
void add_exchanges(std::span<double const> differences, std::uint32_t block, random_source const& from, std::span<double> sums) {
  for (std::size_t unit = 0; unit < differences.size(); ++unit) {
    auto const bits = random::philox(random::counter(unit, block, from.stream, 0, random::purpose::exchange), from.seed);
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += (bits[k / 32] >> (k % 32) & 1) != 0 ? differences[unit] : -differences[unit];
  }
}

}  // namespace

double exchange_test(std::span<double const> differences, std::uint32_t n_exchanges, random_source const& from) {
  double sum = 0, squares = 0;
  for (double d : differences) sum += d, squares += d * d;
  if (differences.empty() || !std::isfinite(squares)) return std::nan("");
  if (squares == 0) return 1;
  if (std::uint64_t{n_exchanges} * differences.size() > most_signs) return std::erfc(std::abs(sum) / std::sqrt(2 * squares));
  double const at_least = std::abs(sum) * (1 - 1e-12);  // equal sums may be rounded in another order
  std::uint32_t n_beyond = 1;
  for (std::uint32_t first = 0; first < n_exchanges; first += 128) {
    std::vector<double> sums(std::min<std::uint32_t>(128, n_exchanges - first), 0.0);
    add_exchanges(differences, first / 128, from, sums);
    for (double s : sums) n_beyond += std::abs(s) >= at_least;
  }
  return static_cast<double>(n_beyond) / (static_cast<double>(n_exchanges) + 1);
}

}  // namespace CLINMETRICS_NAMESPACE
