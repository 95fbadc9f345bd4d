// SPDX-License-Identifier: Apache-2.0
// The built-in metrics, one per line, and the text form of a metric with parameters.
#include "clinmetrics/engine/registry.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <mutex>
#include <numeric>

#include "clinmetrics/core/error.hpp"
#include "clinmetrics/metric/all.hpp"
#include "fork.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

template <class... Metrics>
struct type_list {};

using built_in = type_list<                                                                                                   //
    prevalence, detection_prevalence, sensitivity, specificity, ppv, npv, fpr, fnr, fdr, false_omission_rate, accuracy,       //
    balanced_accuracy, informedness, markedness, g_mean, f1, f_beta, jaccard, fowlkes_mallows, mcc, kappa,                    //
    lr_positive, lr_negative, diagnostic_odds_ratio,                                                                          //
    chosen_threshold,                                                                                                         //
    auroc, average_precision, partial_auroc, two_way_partial_auroc, ks_statistic,                                             //
    sensitivity_at_specificity, specificity_at_sensitivity, ppv_at_sensitivity, alert_rate_at_sensitivity,                    //
    sensitivity_at_alert_rate, lift,                                                                                          //
    brier, scaled_brier, log_loss, observed_expected_ratio, mean_calibration_difference, ece,                                 //
    calibration_slope, calibration_intercept, calibration_joint_chi2, calibration_joint_p, spiegelhalter_z, spiegelhalter_p,  //
    hosmer_lemeshow, hosmer_lemeshow_p,                                                                                       //
    ici, e50, e90, emax, mce, ece_debiased, brier_reliability, brier_resolution, brier_uncertainty, brier_within_bins,        //
    brier_miscalibration, brier_discrimination,                                                                               //
    net_benefit, standardized_net_benefit, net_benefit_treat_all, interventions_avoided, net_benefit_at_prevalence,           //
    ppv_at_prevalence, npv_at_prevalence, expected_cost, number_needed_to_evaluate, number_needed_to_diagnose>;

struct store {
  process_lock lock;
  std::deque<metric_record> records;  // never moves its elements

  store() { fill(built_in{}); }
  template <class... Metrics>
  void fill(type_list<Metrics...>) {
    (records.push_back(entry_of<Metrics>()), ...);
  }
};

/// Never destroyed: threads may outlive static objects.
store& the_store() {
  static store* const s = new store;
  return *s;
}

[[maybe_unused]] store& made_before_any_fork = the_store();  // a fork during the first call would leave it incomplete

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Calls f for each piece of a text between separators, without spaces at its ends.
template <class F>
void for_each_piece(std::string_view text, char separator, F&& f) {
  while (!text.empty()) {
    auto const end = std::min(text.find(separator), text.size());
    auto const piece = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!piece.empty()) f(piece);
  }
}

bool answers_to(metric_record const& r, std::string_view name) {
  bool found = r.about.name == name;
  for_each_piece(r.about.aliases, ' ', [&](auto alias) { found = found || alias == name; });
  return found;
}

metric_record const* find_unlocked(std::deque<metric_record> const& records, std::string_view name, std::string_view outcome) {
  auto const at =
      std::find_if(records.begin(), records.end(), [&](auto const& r) { return r.tally->outcome == outcome && answers_to(r, name); });
  return at == records.end() ? nullptr : &*at;
}

std::string joined(std::vector<std::string_view> const& names) {
  std::string text;
  for (auto name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

[[noreturn]] void refuse_parameter(std::string_view metric, parameter const& p) {
  auto const what = "`" + std::string(p.name) + "` of " + std::string(metric) + " must be ";
  if (p.has_choices()) throw input_error(what + "one of " + p.choices);
  throw input_error(what + "a " + (p.is_whole ? "whole " : "") + "number from " + parameter_text({p.name, 0, 0, 0}, p.least) + " to " +
                    parameter_text({p.name, 0, 0, 0}, p.greatest));
}

/// The number, if the parameter may have it.
double checked_number(std::string_view metric, parameter const& p, double number) {
  if (p.has_choices() || !(number >= p.least && number <= p.greatest) || (p.is_whole && number != std::floor(number)))
    refuse_parameter(metric, p);
  return number;
}

double read_choice(std::string_view metric, parameter const& p, std::string_view text) {
  double number = std::nan("");
  int i = 0;
  for_each_piece(p.choices, '|', [&](auto choice) {
    if (choice == text) number = i;
    ++i;
  });
  if (std::isnan(number)) refuse_parameter(metric, p);
  return number;
}

double read_number(std::string_view metric, parameter const& p, std::string_view text) {
  if (p.has_choices()) return read_choice(metric, p, text);
  double number = std::nan("");
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) refuse_parameter(metric, p);
  return checked_number(metric, p, number);
}

[[noreturn]] void refuse_unknown(metric_record const& record, std::string_view metric, std::string_view name) {
  std::vector<std::string_view> names;
  for (auto const& p : record.parameters()) names.push_back(p.name);
  throw input_error("the metric " + quoted(metric) + " has no parameter " + quoted_word(name) +
                    "; it has: " + (names.empty() ? "none" : joined(names)));
}

/// The place of a parameter in a record's list.
std::size_t place_of(metric_record const& record, std::string_view metric, std::string_view name) {
  auto const all = record.parameters();
  auto const at = std::find_if(all.begin(), all.end(), [&](auto const& p) { return p.name == name; });
  if (at == all.end()) refuse_unknown(record, metric, name);
  return static_cast<std::size_t>(at - all.begin());
}

/// Throws if an added record cannot be used: nothing of it may be missing, and its default methods must exist for it, so that no number is
/// computed by a method that the metric does not support.
void check_record(metric_record const& r) {
  if (!is_complete(r))
    throw input_error("the record of the metric lacks a name, a text, its tally or its functions; make it with entry_of");
  auto const default_of = [&](std::string_view name) {
    auto const* const how = find_method(name);
    if (how == nullptr || !fits(r, *how))
      throw input_error("the metric " + quoted(r.about.name) + " names the default interval '" + std::string(name) +
                        "', which does not exist for it; offer a form that this method accepts (metric/form.hpp), of a tally of row values "
                        "(tally/sums_of.hpp) if the form is a mean, or name 'transform_t'");
    return how;
  };
  if (!has_interval(r.about)) return;
  default_of(r.about.interval);
  if (default_of(r.about.interval_dependent)->needs_independent_rows.contains(r.offers))
    throw input_error("the metric " + quoted(r.about.name) + " names the interval '" + r.about.interval_dependent +
                      "' for rows that are not independent, which this method needs; name 'transform_t'");
}

/// Whether the parameter has the threshold of the line.
bool has_own_threshold(metric_instance const& m, std::size_t i) {
  return m.record->parameters()[i].is_threshold && (m.is_at_threshold || std::isnan(m.parameters[i]));
}

}  // namespace

namespace registry {

std::vector<metric_record const*> all() {
  auto& s = the_store();
  std::lock_guard const hold(s.lock);
  std::vector<metric_record const*> list;
  for (auto const& r : s.records) list.push_back(&r);
  return list;
}

std::vector<metric_record const*> all(std::string_view outcome) {
  auto list = all();
  std::erase_if(list, [&](auto const* r) { return r->tally->outcome != outcome; });
  return list;
}

metric_record const* find(std::string_view name, std::string_view outcome) {
  auto& s = the_store();
  std::lock_guard const hold(s.lock);
  return find_unlocked(s.records, name, outcome);
}

metric_record const& add(metric_record const& record) {
  check_record(record);
  auto& s = the_store();
  std::lock_guard const hold(s.lock);
  auto const refuse_taken = [&](std::string_view name) {
    if (find_unlocked(s.records, name, record.tally->outcome))
      throw input_error("a metric named " + quoted(name) + " is already registered; give this one another name");
  };
  refuse_taken(record.about.name);
  for_each_piece(record.about.aliases, ' ', refuse_taken);
  return s.records.emplace_back(record);
}

}  // namespace registry

bool fits(metric_record const& m, method_record const& how) {
  if (!has_interval(m.about) || !how.accepts.contains(m.offers)) return false;
  if (how.needs(m.offers, true).row_spread && !m.tally->is_rounded) return false;   // values of single rows exist for sums over rows alone
  return !how.reads.covariances || m.about.interval == std::string_view(how.name);  // they describe the sum over bins, the ECE, alone
}

metric_instance parse_metric(std::string_view text, std::string_view outcome) {
  auto const open = text.find('(');
  auto const name = text.substr(0, open);
  auto const* record = registry::find(name, outcome);
  if (record == nullptr) {
    std::vector<std::string_view> names;
    for (auto const* r : registry::all(outcome)) names.push_back(r->about.name);
    throw input_error("`metrics` names " + quoted_word(name) + ", which is not known; known are: " + joined(names));
  }
  metric_instance m{record, {}};
  for (auto const& p : record->parameters()) m.parameters.push_back(p.standard);
  if (open == std::string_view::npos) return m;
  if (text.back() != ')') throw input_error("`metrics` has " + quoted(record->about.name) + " without its closing parenthesis");
  for_each_piece(text.substr(open + 1, text.size() - open - 2), ',', [&](std::string_view piece) {
    auto const equals = piece.find('=');
    auto const key = trimmed(piece.substr(0, equals));
    if (equals == std::string_view::npos) refuse_unknown(*record, name, key);
    auto const at = place_of(*record, name, key);
    m.parameters[at] = read_number(name, record->parameters()[at], trimmed(piece.substr(equals + 1)));
  });
  return m;
}

metric_instance find_metric(metric_choice const& asked, std::string_view outcome) {
  auto m = parse_metric(asked.text, outcome);
  for (auto const& [name, given] : asked.parameters) {
    auto const at = place_of(*m.record, asked.text, name);
    auto const& p = m.record->parameters()[at];
    if (auto const* choice = std::get_if<std::string>(&given))
      m.parameters[at] = read_number(asked.text, p, *choice);
    else if (auto const* whole = std::get_if<std::int64_t>(&given))
      m.parameters[at] = checked_number(asked.text, p, static_cast<double>(*whole));
    else
      m.parameters[at] = checked_number(asked.text, p, std::get<double>(given));
  }
  for (std::size_t i = 0; i < m.parameters.size(); ++i) {
    auto const& p = m.record->parameters()[i];
    std::string const name = p.name, metric = m.record->about.name;
    if (std::isnan(m.parameters[i]) && !p.is_threshold)
      throw input_error("`" + name + "` of " + metric + " is missing and has no default; give it, as in " + metric + "(" + name + "=0.1)");
  }
  return m;
}

std::string parameter_text(parameter const& p, double number) {
  if (p.has_choices()) {
    std::string found;
    int i = 0;
    for_each_piece(p.choices, '|', [&](auto choice) {
      if (i++ == static_cast<int>(number)) found = choice;
    });
    return found;
  }
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr};
}

bool reads_threshold(metric_instance const& m) {
  for (std::size_t i = 0; i < m.parameters.size(); ++i)
    if (has_own_threshold(m, i)) return true;
  return false;
}

metric_instance at_threshold(metric_instance m, double threshold) {
  for (std::size_t i = 0; i < m.parameters.size(); ++i)
    if (has_own_threshold(m, i)) m.parameters[i] = threshold, m.is_at_threshold = true;
  return m;
}

std::string text_of(metric_instance const& m) {
  std::string list;
  auto const about = m.record->parameters();
  for (std::size_t i = 0; i < m.parameters.size(); ++i)
    if (!has_own_threshold(m, i) && !std::isnan(m.parameters[i]))
      list += (list.empty() ? "" : ", ") + std::string(about[i].name) + "=" + parameter_text(about[i], m.parameters[i]);
  return m.record->about.name + (list.empty() ? list : "(" + list + ")");
}

parameter_list parameters_of(metric_instance const& m, std::optional<threshold_choice> const& threshold) {
  parameter_list list;
  for (std::size_t i = 0; i < m.parameters.size(); ++i) {
    if (has_own_threshold(m, i)) continue;  // the line has it
    auto const& p = m.record->parameters()[i];
    double const number = m.parameters[i];
    list.emplace_back(p.name, p.has_choices() ? parameter_value(parameter_text(p, number))
                              : p.is_whole    ? parameter_value(static_cast<std::int64_t>(number))
                                              : parameter_value(number));
  }
  if (threshold)
    list.emplace_back("threshold",
                      threshold->is_rule() ? parameter_value(text_of(threshold->rule())) : parameter_value(threshold->number()));
  std::sort(list.begin(), list.end(), [](auto const& a, auto const& b) { return a.first < b.first; });
  return list;
}

std::vector<std::string> metric_group(std::string_view name) {
  if (name != "clinical") return {};
  return {"prevalence",
          "auroc",
          "average_precision",
          "brier",
          "scaled_brier",
          "observed_expected_ratio",
          "mean_calibration_difference",
          "calibration_slope",
          "calibration_intercept",
          "chosen_threshold",
          "sensitivity",
          "specificity",
          "ppv",
          "npv",
          "lr_positive",
          "lr_negative",
          "balanced_accuracy",
          "f1",
          "mcc",
          "net_benefit"};
}

}  // namespace CLINMETRICS_NAMESPACE
