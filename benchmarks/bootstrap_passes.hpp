// SPDX-License-Identifier: Apache-2.0
// The input of the benchmarks of replicates, on the host and on a device: a cohort, its orderings and its passes. Needs only the headers.
#pragma once
#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/pass/ranked.hpp"
#include "clinmetrics/pass/row_sums.hpp"
#include "clinmetrics/tally/row_functions.hpp"

namespace CLINMETRICS_NAMESPACE::bench {

/// Row weights with mean 4: whole numbers from 1 to 7, or real numbers from 1 to 7.
enum class row_weights : std::uint8_t { none, whole, real };

/// A cohort of n rows at prevalence .1 with m models, units of `rows_per_unit` rows, and attributes of the given numbers of groups.
struct bootstrap_passes {
  cohort rows;
  std::vector<std::vector<double>> score;
  std::vector<ranked_order> order;
  std::vector<partition> groups{everyone()};
  std::vector<std::unique_ptr<ranked_pass>> ranked;
  std::vector<std::unique_ptr<row_sums_pass>> row_sums;

  explicit bootstrap_passes(std::size_t n, std::size_t n_models = 1, std::vector<std::uint32_t> const& group_counts = {}, int decimals = 0,
                            std::size_t rows_per_unit = 1, row_weights weights = row_weights::none) {
    std::mt19937_64 random(7);
    auto const uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
    std::vector<std::uint8_t> y(n);
    for (auto& label : y) label = uniform() < .1;
    score.assign(n_models, std::vector<double>(n));
    double const grid = decimals == 3 ? 1000 : 0;
    for (auto& s : score)
      for (std::size_t i = 0; i < n; ++i) {
        s[i] = (uniform() + .3 * y[i]) / 1.3;
        if (grid > 0) s[i] = std::round(s[i] * grid) / grid;
      }
    cohort_input in;
    in.y_true = owned_column(y);
    for (std::size_t m = 0; m < n_models; ++m) in.y_score.push_back({"model " + std::to_string(m), column_of(score[m])});
    if (rows_per_unit > 1) {
      std::vector<std::int64_t> unit(n);
      for (std::size_t i = 0; i < n; ++i) unit[i] = static_cast<std::int64_t>(i / rows_per_unit);
      in.unit = owned_column(std::move(unit));
    }
    for (auto count : group_counts) {
      attribute a{"attribute " + std::to_string(in.attributes.size()), {}, {}};
      for (std::uint32_t g = 0; g < count; ++g) a.levels.push_back(std::to_string(g));
      for (std::size_t i = 0; i < n; ++i) a.code.push_back(static_cast<std::int32_t>(random() % count));
      in.attributes.push_back(std::move(a));
    }
    if (weights != row_weights::none) {
      std::vector<double> weight(n);
      for (auto& w : weight) w = weights == row_weights::whole ? static_cast<double>(1 + random() % 7) : 1 + 6 * uniform();
      in.sample_weight = owned_column(std::move(weight));
    }
    rows = make_cohort(in);
    for (auto const& m : rows.models) order.push_back(rank(m.score));
    for (auto const& a : rows.attributes) groups.push_back(cross({&a}));
  }
  void add_ranked(std::size_t model, std::size_t partition, bool precision, std::uint32_t n_cuts = 0) {
    std::vector<std::uint32_t> cuts;
    for (std::uint32_t i = n_cuts; i-- > 0;) cuts.push_back(cut_at(rows.models[model].score, order[model], (i + .5) / n_cuts).position);
    ranked.push_back(std::make_unique<ranked_pass>(
        ranked_pass{&rows, &order[model], &groups[partition], rows.events(), rows.weight, std::move(cuts), precision}));
  }
  /// Only the sum of the Brier score.
  void add_brier() {
    row_sums.push_back(std::make_unique<row_sums_pass>(row_sums_pass{&rows, &groups[0], rows.weight, {sum_of<squared_error>()}}));
  }
  /// All sums that Brier, log loss and calibration in the large need.
  void add_moments() {
    auto const y = rows.events();
    cell_sum by_class{2, std::vector<std::uint32_t>(y.begin(), y.end())}, infinite{2, std::vector<std::uint32_t>(rows.n_rows())};
    row_sums.push_back(std::make_unique<row_sums_pass>(row_sums_pass{
        &rows,
        &groups[0],
        rows.weight,
        {std::move(by_class), sum_of<predicted_risk>(), sum_of<squared_error>(), sum_of<negative_log_likelihood>(), std::move(infinite)}}));
  }
  std::vector<pass_request> requests(std::uint32_t n_replicates, std::vector<std::unique_ptr<slot_block>>& blocks) const {
    std::vector<pass_request> all;
    auto const add = [&](auto const& pass) {
      blocks.push_back(std::make_unique<slot_block>(pass.n_slots(), pass.groups->n_groups(), n_replicates));
      all.push_back({&pass, blocks.back().get()});
    };
    for (auto const& pass : ranked) add(*pass);
    for (auto const& pass : row_sums) add(*pass);
    return all;
  }

 private:
  template <class F>
  cell_sum sum_of() const {
    std::vector<std::uint64_t> amount;
    for (std::size_t i = 0; i < rows.n_rows(); ++i) amount.push_back(to_fixed(F::of(score[0][i], rows.events()[i] != 0), replicate_bits));
    return {1, {}, std::move(amount)};
  }
};

}  // namespace CLINMETRICS_NAMESPACE::bench
