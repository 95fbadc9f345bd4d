// SPDX-License-Identifier: Apache-2.0
// Where scores become predictions: at a number, or where a rule chooses the threshold on the data.
#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "clinmetrics/pass/threshold_rule.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Reads "youden", "closest_topleft", "min_cost(cost_ratio=5, prevalence=0.1)", "max_f1", "max_mcc", "sensitivity>=0.9",
/// "specificity>=0.9", "ppv>=0.5" or "alert_rate<=0.1". Throws an input_error that lists the known rules.
CLINMETRICS_EXPORT threshold_rule parse_threshold_rule(std::string_view text);

/// The text form, without parameters that have their defaults.
CLINMETRICS_EXPORT std::string text_of(threshold_rule const& rule);

/// A threshold as a caller gives it.
class threshold_choice {
 public:
  threshold_choice(double number) : at_(number) {}
  threshold_choice(threshold_rule const& rule) : at_(rule) {}
  threshold_choice(char const* rule) : at_(parse_threshold_rule(rule)) {}
  threshold_choice(std::string const& rule) : at_(parse_threshold_rule(rule)) {}

  bool is_rule() const { return std::holds_alternative<threshold_rule>(at_); }
  double number() const { return std::get<double>(at_); }
  threshold_rule const& rule() const { return std::get<threshold_rule>(at_); }
  bool operator==(threshold_choice const&) const = default;

 private:
  std::variant<double, threshold_rule> at_;
};

}  // namespace CLINMETRICS_NAMESPACE
