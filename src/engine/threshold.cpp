// SPDX-License-Identifier: Apache-2.0
// The text forms of the rules that choose a threshold.
#include "clinmetrics/engine/threshold.hpp"

#include <array>
#include <charconv>
#include <optional>

#include "clinmetrics/core/error.hpp"
#include "clinmetrics/core/printable.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

struct named_rule {
  std::string_view name;  ///< with the comparison, if the rule has a limit
  threshold_criterion by;
  bool has_limit;
};

constexpr std::array names{
    named_rule{"youden", threshold_criterion::youden, false},
    named_rule{"closest_topleft", threshold_criterion::closest_topleft, false},
    named_rule{"min_cost", threshold_criterion::min_cost, false},
    named_rule{"max_f1", threshold_criterion::max_f1, false},
    named_rule{"max_mcc", threshold_criterion::max_mcc, false},
    named_rule{"sensitivity>=", threshold_criterion::sensitivity, true},
    named_rule{"specificity>=", threshold_criterion::specificity, true},
    named_rule{"ppv>=", threshold_criterion::ppv, true},
    named_rule{"alert_rate<=", threshold_criterion::alert_rate, true},
};

[[noreturn]] void refuse_rule() {
  throw input_error(
      "`threshold` has a text that is no rule; give a number, 'youden', 'closest_topleft', 'min_cost(cost_ratio=5)', 'max_f1', 'max_mcc', "
      "'sensitivity>=0.9', "
      "'specificity>=0.9', 'ppv>=0.5' or 'alert_rate<=0.1'");
}

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return number;
}

std::string text_of_number(double number) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr};
}

/// Without spaces, and with '_' for '-' in a name.
std::string tidied(std::string_view text) {
  std::string out;
  bool in_name = true;
  for (char c : text) {
    in_name = in_name && c != '=' && c != '(';
    if (c != ' ') out += c == '-' && in_name ? '_' : c;
  }
  return out;
}

double limit_in(named_rule const& about, std::string_view text) {
  auto const limit = number_in(text);
  bool const may_be_0 = about.by == threshold_criterion::specificity || about.by == threshold_criterion::alert_rate;
  if (!limit || !(*limit <= 1 && (may_be_0 ? *limit >= 0 : *limit > 0)))
    throw input_error("`threshold` needs a share " + std::string(may_be_0 ? "from 0" : "above 0 and up") + " to 1 behind '" +
                      std::string(about.name) + "'");
  return *limit;
}

/// Reads "cost_ratio=5,prevalence=0.1".
void read_costs(std::string_view text, threshold_rule& rule) {
  while (!text.empty()) {
    auto const piece = text.substr(0, text.find(','));
    text.remove_prefix(std::min(piece.size() + 1, text.size()));
    auto const equals = std::min(piece.find('='), piece.size());
    auto const name = piece.substr(0, equals);
    auto const number = number_in(piece.substr(std::min(equals + 1, piece.size())));
    if (name == "cost_ratio" && number && *number > 0 && *number <= 1e9)
      rule.number = *number;
    else if (name == "prevalence" && number && *number > 0 && *number < 1)
      rule.prevalence = *number;
    else
      throw input_error(
          "`threshold` has the rule 'min_cost' with a parameter that it cannot use; give cost_ratio= (how many false positives cost as "
          "much "
          "as one false negative, above 0) and, if the population differs, prevalence= (between 0 and 1)");
  }
}

}  // namespace

threshold_rule parse_threshold_rule(std::string_view given) {
  auto const text = tidied(given);
  for (auto const& about : names) {
    if (!std::string_view(text).starts_with(about.name)) continue;
    auto const rest = std::string_view(text).substr(about.name.size());
    threshold_rule rule{about.by};
    if (about.has_limit) {
      rule.number = limit_in(about, rest);
    } else if (about.by == threshold_criterion::min_cost && rest.size() >= 2 && rest.front() == '(' && rest.back() == ')') {
      read_costs(rest.substr(1, rest.size() - 2), rule);
    } else if (!rest.empty()) {
      refuse_rule();
    }
    return rule;
  }
  refuse_rule();
}

std::string text_of(threshold_rule const& rule) {
  for (auto const& about : names) {
    if (about.by != rule.by) continue;
    std::string text(about.name);
    if (about.has_limit) return text + text_of_number(rule.number);
    if (rule.by != threshold_criterion::min_cost) return text;
    text += "(cost_ratio=" + text_of_number(rule.number);
    if (rule.prevalence != 0) text += ", prevalence=" + text_of_number(rule.prevalence);
    return text + ")";
  }
  return {};
}

}  // namespace CLINMETRICS_NAMESPACE
