// SPDX-License-Identifier: Apache-2.0
// If there is a choice, a quarter of the bound is for the values of a batch of attributes, a quarter for tallies, and the rest for the
// weights in use.
#include "memory_plan.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "clinmetrics/core/error.hpp"
#include "clinmetrics/core/wide.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

constexpr std::size_t most = std::numeric_limits<std::size_t>::max();

std::size_t sum_of(std::initializer_list<std::size_t> terms) {
  u128 sum = 0;
  for (auto t : terms) sum += t;
  return sum > most ? most : static_cast<std::size_t>(sum);
}

}  // namespace

std::size_t memory_bound(evaluate_options const& options) {
  return std::max(options.max_memory != 0 ? options.max_memory : default_memory, always_granted);
}

std::size_t bytes_of(std::initializer_list<std::size_t> factors) {
  u128 product = 1;
  for (auto f : factors) product = product > most / std::max<std::size_t>(f, 1) ? most : product * f;
  return std::find(factors.begin(), factors.end(), 0) != factors.end() ? 0 : static_cast<std::size_t>(product);
}

std::size_t memory_needs::total() const { return sum_of({weights, values, sorted, kept, tallies}); }

void check_memory(memory_needs const& needs, evaluate_options const& options) {
  if (needs.total() <= memory_bound(options)) return;
  auto const number = [](std::size_t n) { return n == most ? "2^64 or more" : std::to_string(n); };
  std::string text = "`max_memory` is " + number(options.max_memory != 0 ? options.max_memory : default_memory) + " bytes" +
                     (options.max_memory == 0 ? " by default" : "") + " and this call needs " + number(needs.total()) + ": " +
                     number(needs.weights) + " for the weights of replicates, " +
                     number(sum_of({needs.values, needs.sorted, needs.tallies})) + " for their values and tallies";
  if (needs.kept > 0) text += ", " + number(needs.kept) + " for the values that keep_replicates=True keeps";
  text += "; pass as much as max_memory=, or ask for fewer metrics, groups or replicates";
  if (needs.weights > needs.total() / 4) text += ", or take resampling='poisson', whose weights need not be kept";
  throw input_error(text);
}

std::size_t batch_budget(memory_needs const& needs, evaluate_options const& options) {
  std::size_t const bound = memory_bound(options), others = sum_of({needs.weights, needs.sorted, needs.kept});
  return std::min(bound / 4, (bound - std::min(bound, others)) / 2);
}

replicate_block size_block(memory_needs const& needs, std::uint32_t tile, evaluate_options const& options) {
  std::size_t const bound = memory_bound(options), others = sum_of({needs.weights, needs.values, needs.sorted, needs.kept});
  std::size_t const budget = std::min(bound / 4, bound - std::min(bound, others));
  std::size_t const n_tiles = std::max<std::size_t>(1, needs.tallies == 0 ? most / tile : budget / needs.tallies);
  auto const block = std::min<std::size_t>(bytes_of({n_tiles, tile}), options.n_resamples);
  std::size_t const tallies = bytes_of({(block + tile - 1) / tile, needs.tallies});
  return {static_cast<std::uint32_t>(block), bound - std::min(bound, sum_of({needs.values, needs.sorted, needs.kept, tallies}))};
}

}  // namespace CLINMETRICS_NAMESPACE::engine
