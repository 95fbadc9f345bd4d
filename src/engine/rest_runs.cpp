// SPDX-License-Identifier: Apache-2.0
#include "rest_runs.hpp"

#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/pass/precision_term.hpp"
#include "tied_runs.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

rest_runs::rest_runs(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups)
    : order_(order), group_and_label_(order.size()) {
  for (std::size_t i = 0; i < order.size(); ++i) {
    auto const row = order.row[i];
    group_and_label_[i] = 2 * groups.group_of(row) + (label[row] != 0);
  }
}

std::vector<tied_rows> rest_runs::without(std::uint32_t group) const {
  std::vector<tied_rows> runs;
  tied_rows run{0, 0};
  for (std::size_t i = 0; i < group_and_label_.size(); ++i) {
    auto const code = group_and_label_[i];
    bool const counts = code / 2 != group;
    run.positive += counts && code % 2 == 1, run.negative += counts && code % 2 == 0;
    if (!order_.ends_tie(i) || run.positive + run.negative == 0) continue;
    append_run(runs, run);
    run = {0, 0};
  }
  return runs;
}

std::vector<std::uint64_t> precision_words(std::span<tied_rows const> runs) {
  std::uint64_t positive = 0, negative = 0;
  u128 sum = 0;
  for (auto const& run : runs) {
    positive += run.positive, negative += run.negative;
    if (run.positive > 0) sum += static_cast<u128>(run.positive) * precision_term(positive, positive + negative);
  }
  return {positive, negative, low_half(sum), high_half(sum)};
}

}  // namespace CLINMETRICS_NAMESPACE::engine
