// SPDX-License-Identifier: Apache-2.0
// The options of an evaluation; the names are those of the Python function.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "clinmetrics/compare/decision.hpp"
#include "clinmetrics/engine/threshold.hpp"
#include "clinmetrics/random/resampler.hpp"

namespace CLINMETRICS_NAMESPACE {

struct run_control;

/// Which points of a curve the result contains.
enum class curve_steps : std::uint8_t {
  none,   ///< no curves
  steps,  ///< at most 101 points at equal steps of positives and of negatives, each step of at least 5 rows
  exact   ///< every distinct score: for local use, because steps of one row show who had the outcome
};

/// A parameter as its metric reads it: a real or a whole number, or the name of a choice.
using parameter_value = std::variant<double, std::int64_t, std::string>;

/// Parameters by name.
using parameter_list = std::vector<std::pair<std::string, parameter_value>>;

/// A metric as a caller names it: a name, an alias, a text form such as "f_beta(beta=2)", or the set "clinical". Parameters can
/// also be given as numbers: {"f_beta", {{"beta", 2.0}}}.
struct metric_choice {
  std::string text;
  parameter_list parameters;

  metric_choice() = default;
  metric_choice(char const* name) : text(name) {}
  metric_choice(std::string_view name) : text(name) {}
  metric_choice(std::string name, parameter_list given = {}) : text(std::move(name)), parameters(std::move(given)) {}
};

/// Several metrics: {"auroc", "f_beta(beta=2)"}, or a vector of texts.
struct metric_choices : std::vector<metric_choice> {
  using std::vector<metric_choice>::vector;
  metric_choices(std::vector<std::string> const& names) : std::vector<metric_choice>(names.begin(), names.end()) {}
};

struct threshold_choices : std::vector<threshold_choice> {
  using std::vector<threshold_choice>::vector;
  threshold_choices(double number) : std::vector<threshold_choice>{number} {}
  threshold_choices(char const* rule) : std::vector<threshold_choice>{rule} {}
  threshold_choices(std::string const& rule) : std::vector<threshold_choice>{rule} {}
  /// Of numbers, of texts of rules, or of both.
  template <class Choice>
  threshold_choices(std::vector<Choice> const& list) : std::vector<threshold_choice>(list.begin(), list.end()) {}
};

/// Pairs of models by name.
struct model_pairs : std::vector<std::pair<std::string, std::string>> {
  using std::vector<std::pair<std::string, std::string>>::vector;
};

/// Which gaps between groups the result contains.
enum class gap_choice : std::uint8_t {
  none,
  automatic,  ///< the range, the worst group, and each group against the rest
  reference,  ///< the range, the worst group, and each group against a reference group
  rest,       ///< each group against the rest
  pairs       ///< each pair of groups
};

enum class p_adjustment : std::uint8_t { holm, benjamini_hochberg };

/// The options by name, with their defaults. engine/option_table.hpp describes each of them; the comments here are for C++ only.
struct evaluate_options {
  metric_choices metrics = {"clinical"};
  threshold_choices threshold = {};  ///< numbers, and rules such as "youden"
  std::map<std::string, threshold_choices> threshold_of = {};
  std::vector<std::vector<std::string>> groups = {};  ///< attributes {"sex"} and crosses {"sex", "age_band"}
  std::string ci = "auto";                            ///< "none": no intervals
  std::map<std::string, std::string> ci_of = {};      ///< by name, alias or text form
  double level = 0.95;
  std::uint32_t n_resamples = 2000;
  clinmetrics::resampling resampling = clinmetrics::resampling::multinomial;
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;
  std::uint32_t min_group_size = 10;
  std::string backend = "auto";
  int num_threads = 0;         ///< 0: as many as the caller's task arena has
  std::size_t max_memory = 0;  ///< 0: 2 GiB
  bool keep_replicates = false;
  curve_steps curves = curve_steps::none;
  std::string compare = "none";    ///< "all": all pairs of models
  model_pairs compare_pairs = {};  ///< these pairs instead
  clinmetrics::alternative alternative = clinmetrics::alternative::two_sided;
  double margin = 0;
  std::map<std::string, double> margin_of = {};  ///< by name, alias or text form
  gap_choice gaps = gap_choice::none;
  std::map<std::string, std::string> reference = {};  ///< the reference group of an attribute or cross, as it is printed in tables
  clinmetrics::p_adjustment adjustment = clinmetrics::p_adjustment::holm;
  run_control* control = nullptr;  ///< to stop the work and watch it from another thread
};

}  // namespace CLINMETRICS_NAMESPACE
