// SPDX-License-Identifier: Apache-2.0
// The plan of an evaluation: the checked request and the list of everything to compute, before any work.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/unset_vector.hpp"
#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/options.hpp"
#include "clinmetrics/engine/registry.hpp"
#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"
#include "clinmetrics/tally/chosen_confusion.hpp"
#include "interval_rule.hpp"
#include "kept_rows.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// One line of the result: a metric of one model at one threshold (or of its hard labels, or of its scores without a threshold).
struct series {
  std::uint32_t model;
  metric_instance metric;
  std::optional<threshold_choice> threshold;
  interval_rule rule;
  interval_rule compared = {};  ///< that of its own limits in comparisons and gaps; no method if it is not compared
  reading reads = {};           ///< all that the rules read
  // set after the scores are sorted:
  std::uint32_t cut = 0;  ///< index into its model's cuts, or into its rules
  bool threshold_rounds = false;
  bool is_chosen() const { return threshold && threshold->is_rule(); }
  tally_record const& tally() const { return is_chosen() ? chosen_confusion::record : *metric.record->tally; }
  /// The form on which closed formulas are based; none if the threshold is chosen on the same rows, which they do not allow for.
  form_kind kind() const { return is_chosen() ? form_kind::none : metric.record->offers; }
  bool reads_tally(tally_record const& t) const { return std::string_view(tally().name) == t.name; }
  tally_request request() const {
    return {model, threshold.has_value(), cut, metric.parameters.data(), static_cast<std::uint32_t>(metric.parameters.size())};
  }
};

/// A confusion matrix of the result: of a model at a threshold, or of its hard labels.
struct count_place {
  std::uint32_t model;
  std::optional<threshold_choice> threshold;
  std::uint32_t cut = 0;  ///< as in a series
  bool is_chosen() const { return threshold && threshold->is_rule(); }
  tally_record const& tally() const { return is_chosen() ? chosen_confusion::record : confusion::record; }
  tally_request request() const { return {model, threshold.has_value(), cut, nullptr, 0}; }
};

/// The lines of one metric that are compared, by model.
struct question {
  static constexpr std::size_t no_line = ~std::size_t{0};
  std::vector<std::size_t> line;                                    ///< no_line: the model has none
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs = {};  ///< the models that are compared
};

struct plan {
  std::vector<series> all;
  std::vector<question> questions;                             ///< of the lines that are compared
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;  ///< the models that are compared
  std::shared_ptr<kept_rows> kept;                             ///< null without comparisons and gaps
  std::vector<count_place> counted;                            ///< none unless the outcome is binary
  std::vector<notice> notices;                                 ///< the metrics that were left out, and the reason
  std::vector<partition> partitions;                           ///< everyone first
  std::vector<std::optional<ranked_order>> order;              ///< per model; only if its scores must be sorted
  std::vector<unset_vector<double>> logit;                     ///< per model: of all risks; only if a tally reads them
  std::vector<std::vector<std::uint32_t>> cuts;                ///< per model: positions, ascending
  std::vector<std::vector<threshold_rule>> rules;              ///< per model: those that choose a threshold
};

/// Checks the request against the cohort; throws input_error.
plan make_plan(cohort const& rows, evaluate_options const& options);

/// −∞ of 0, ∞ of 1.
unset_vector<double> logits_of(column const& risks);

/// Sorts the scores and computes the logits of risks if necessary, and places the cuts.
void place_cuts(plan& p, cohort const& rows, backend& engine, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
