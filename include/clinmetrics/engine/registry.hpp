// SPDX-License-Identifier: Apache-2.0
// The registry: every metric by name or alias, built-in and added ones, and the text form of a metric with parameters.
#pragma once
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clinmetrics/engine/metric_record.hpp"
#include "clinmetrics/engine/options.hpp"
#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/inference/method.hpp"

namespace CLINMETRICS_NAMESPACE {

/// A metric with its parameters.
struct metric_instance {
  metric_record const* record;
  std::vector<double> parameters;
  bool is_at_threshold = false;  ///< a parameter has the threshold of the line, which is not among the metric's own then

  /// The metric's value, and its form (none if it offers none), from the words of its tally.
  value value_at(words_view words) const {
    return !words.empty() && words[0] == no_tally ? value{std::numeric_limits<double>::quiet_NaN(), status::no_threshold}
                                                  : record->of(parameters, words);
  }
  form form_at(words_view words) const {
    return record->offers != form_kind::none && (words.empty() || words[0] != no_tally) ? record->form_of(parameters, words) : form{};
  }
};

namespace registry {

/// All records, in the order of registration. Records are never moved or removed.
CLINMETRICS_EXPORT std::vector<metric_record const*> all();
/// Those for a kind of outcome.
CLINMETRICS_EXPORT std::vector<metric_record const*> all(std::string_view outcome);

/// Finds a record by name or alias among those for a kind of outcome; null if there is none.
CLINMETRICS_EXPORT metric_record const* find(std::string_view name, std::string_view outcome = binary_outcome::name);

/// Adds a metric of another project. Throws input_error if the name or an alias is taken, or if a default interval does not exist for it.
CLINMETRICS_EXPORT metric_record const& add(metric_record const& record);

}  // namespace registry

/// Whether the method exists for the metric: it takes one number and accepts the metric's form.
CLINMETRICS_EXPORT bool fits(metric_record const& m, method_record const& how);

/// Reads "f_beta(beta=2)", "ece(bins=15, binning=equal_mass)", "auroc". Throws an input_error that lists the known names.
CLINMETRICS_EXPORT metric_instance parse_metric(std::string_view text, std::string_view outcome = binary_outcome::name);

/// The same for a metric whose parameters may be given as numbers.
CLINMETRICS_EXPORT metric_instance find_metric(metric_choice const& asked, std::string_view outcome = binary_outcome::name);

/// Whether a parameter is to be the threshold of the line (parameter::is_threshold), because no other value was given.
CLINMETRICS_EXPORT bool reads_threshold(metric_instance const& m);

/// The metric on a line with this threshold.
CLINMETRICS_EXPORT metric_instance at_threshold(metric_instance m, double threshold);

/// The text form; parameters in their order, all that have a value but the threshold of a line.
CLINMETRICS_EXPORT std::string text_of(metric_instance const& m);

/// A parameter's value as text: the choice's name, a whole number, or the shortest decimal that reads back the same.
CLINMETRICS_EXPORT std::string parameter_text(parameter const& p, double number);

/// The parameters as a row of the result has them: typed values, sorted by name; a threshold is one of them.
CLINMETRICS_EXPORT parameter_list parameters_of(metric_instance const& m, std::optional<threshold_choice> const& threshold);

/// The names that a group such as "clinical" stands for.
CLINMETRICS_EXPORT std::vector<std::string> metric_group(std::string_view name);

}  // namespace CLINMETRICS_NAMESPACE
