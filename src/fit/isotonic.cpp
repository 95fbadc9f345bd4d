// SPDX-License-Identifier: Apache-2.0
#include "clinmetrics/fit/isotonic.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace CLINMETRICS_NAMESPACE {
namespace {

/// Entries from the end of the block before it up to `end`.
struct pooled {
  double sum, weight;
  std::size_t end;
};

/// Whether the mean of a is at least that of b.
bool is_at_least(pooled const& a, pooled const& b) { return a.sum * b.weight >= b.sum * a.weight; }

}  // namespace

std::vector<double> isotonic_means(std::span<double const> sum, std::span<double const> weight) {
  std::vector<pooled> blocks;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    if (!(weight[i] > 0)) continue;
    pooled last{sum[i], weight[i], i + 1};
    for (; !blocks.empty() && is_at_least(blocks.back(), last); blocks.pop_back())
      last.sum += blocks.back().sum, last.weight += blocks.back().weight;
    blocks.push_back(last);
  }
  std::vector<double> means(sum.size(), std::nan(""));
  std::size_t at = 0;
  for (std::size_t k = 0; k < blocks.size(); ++k) {
    std::size_t const end = k + 1 == blocks.size() ? sum.size() : blocks[k].end;
    std::fill(means.begin() + static_cast<std::ptrdiff_t>(at), means.begin() + static_cast<std::ptrdiff_t>(end),
              blocks[k].sum / blocks[k].weight);
    at = end;
  }
  return means;
}

}  // namespace CLINMETRICS_NAMESPACE
