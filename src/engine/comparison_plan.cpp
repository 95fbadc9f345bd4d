// SPDX-License-Identifier: Apache-2.0
// Which lines are compared, and what their comparisons read.
#include "comparison_plan.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "clinmetrics/tally/confusion.hpp"
#include "contrast_rule.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

std::uint32_t model_named(cohort const& rows, std::string const& name) {
  for (std::uint32_t m = 0; m < rows.models.size(); ++m)
    if (rows.models[m].name == name) return m;
  throw input_error("`compare` names the model " + quoted_word(name) + ", which is not among the models");
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_of_models(cohort const& rows, evaluate_options const& options) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  auto const n = static_cast<std::uint32_t>(rows.models.size());
  for (auto const& [first, second] : options.compare_pairs) {
    auto const pair = std::pair(model_named(rows, first), model_named(rows, second));
    if (pair.first == pair.second) throw input_error("`compare` compares the model " + quoted(first) + " with itself");
    if (std::find(pairs.begin(), pairs.end(), pair) == pairs.end()) pairs.push_back(pair);
  }
  if (!pairs.empty() || options.compare == "none") return pairs;
  if (options.compare != "all") throw input_error("`compare` must be 'all', or None, or pairs of models");
  if (n < 2) throw input_error("`compare` needs at least two models, and there is one");
  for (std::uint32_t a = 0; a < n; ++a)
    for (std::uint32_t b = a + 1; b < n; ++b) pairs.emplace_back(a, b);
  return pairs;
}

/// Whether the metric reads the outcome alone, as prevalence does: it is the same for all models.
bool reads_outcome_alone(series const& s) { return !s.metric.record->about.needs_decision; }

/// Whether the line has a number as threshold.
bool has_number(series const& s) { return s.threshold && !s.is_chosen(); }

/// The lines of one metric, which are compared with each other: those at equal thresholds, and hard labels with every threshold. Where no
/// model has more than one, each is at the threshold of its own model, but for net benefit, which means something else at each threshold.
/// A rule that chooses a threshold is compared with rules only, because replicates choose it again.
class question_list {
 public:
  explicit question_list(plan const& p) : plan_(p) {
    std::map<std::pair<kind, std::uint32_t>, std::size_t> n_lines;  // of each model
    for (auto const& s : p.all) {
      if (reads_outcome_alone(s)) continue;
      auto& most = most_lines_[kind_of(s)];
      most = std::max(most, ++n_lines[{kind_of(s), s.model}]);
    }
    for (std::size_t i = 0; i < p.all.size(); ++i)
      if (!reads_outcome_alone(p.all[i])) of(key_of(p.all[i])).line[p.all[i].model] = i;
    for (auto const& [k, place] : place_) add_labels(k, list_[place]);
  }

  std::vector<question> take() && {
    for (auto const& [a, b] : plan_.pairs) add_pair(a, b);
    return std::move(list_);
  }

 private:
  using kind = std::pair<std::string, bool>;           ///< the metric, and whether a rule chooses the threshold
  using key = std::pair<kind, std::optional<double>>;  ///< with the threshold, if lines at equal thresholds are compared

  static kind kind_of(series const& s) { return {text_of(s.metric), s.is_chosen()}; }
  key key_of(series const& s) const {
    auto k = kind_of(s);
    bool const by_threshold = has_number(s) && (s.metric.is_at_threshold || most_lines_.at(k) > 1);
    return {std::move(k), by_threshold ? std::optional(s.threshold->number()) : std::nullopt};
  }
  question& of(key const& k) {
    auto const [at, is_new] = place_.try_emplace(k, list_.size());
    if (is_new) list_.push_back({std::vector(plan_.order.size(), question::no_line)}), metric_.push_back(at->first.first.first);
    return list_[at->second];
  }
  /// Hard labels are compared with each threshold of the other models.
  void add_labels(key const& k, question& q) {
    auto const labels = place_.find({k.first, std::nullopt});
    if (!k.second || labels == place_.end()) return;
    for (std::size_t m = 0; m < q.line.size(); ++m)
      if (q.line[m] == question::no_line) q.line[m] = list_[labels->second].line[m];
  }
  /// A pair of lines is compared once.
  void add_pair(std::uint32_t a, std::uint32_t b) {
    std::set<std::pair<std::size_t, std::size_t>> known;
    std::set<std::string_view> of_a, of_b, of_both;
    for (std::size_t at = 0; at < list_.size(); ++at) {
      auto& q = list_[at];
      auto const i = q.line[a], j = q.line[b];
      if (i != question::no_line) of_a.insert(metric_[at]);
      if (j != question::no_line) of_b.insert(metric_[at]);
      if (i == question::no_line || j == question::no_line || !known.insert({i, j}).second) continue;
      of_both.insert(metric_[at]), q.pairs.emplace_back(a, b);
    }
    for (auto const& metric : of_a)
      if (of_b.contains(metric) && !of_both.contains(metric))
        throw input_error("`compare` compares numbers at equal thresholds, and rules with rules: two models have no threshold of '" +
                          std::string(metric) + "' in common; give them the same thresholds in threshold=");
  }

  plan const& plan_;
  std::map<kind, std::size_t> most_lines_;  ///< of one model
  std::map<key, std::size_t> place_;
  std::vector<question> list_;
  std::vector<std::string_view> metric_;  ///< of each question; the text is in `place_`
};

void check_claim(plan const& p, evaluate_options const& options) {
  bool const has_margin = options.margin != 0 || !options.margin_of.empty();
  auto const check = [](double margin) {
    if (!(margin > 0) || !std::isfinite(margin)) throw input_error("`margin` must be a number above 0");
  };
  if (options.margin != 0) check(options.margin);
  for (auto const& [name, margin] : options.margin_of) {
    check(margin);
    if (std::none_of(p.all.begin(), p.all.end(),
                     [&, key = name](auto const& s) { return s.metric.record->about.name == key || text_of(s.metric) == key; }))
      throw input_error("`margin` names the metric " + quoted_word(name.substr(0, name.find('('))) + ", which is not asked for");
  }
  if (has_margin && options.alternative == alternative::two_sided)
    throw input_error("`margin` needs a claim: give alternative='non_inferior', 'equivalent' or 'superior'");
  bool const needs_margin = options.alternative == alternative::equivalent || options.alternative == alternative::non_inferior;
  if (needs_margin && !has_margin)
    throw input_error("`margin` is missing: the claim '" + std::string(name_of(options.alternative)) + "' needs one above 0");
}

void check_references(plan const& p, evaluate_options const& options) {
  for (auto const& [attribute, group] : options.reference) {
    auto const at = std::find_if(p.partitions.begin() + 1, p.partitions.end(),
                                 [&, key = attribute](auto const& groups) { return text_of_attribute(groups) == key; });
    if (at == p.partitions.end())
      throw input_error("`reference` names the attribute " + quoted_word(attribute) + ", which is not among `groups`");
    bool found = false;
    for (std::size_t g = 0; g < at->n_groups(); ++g) found = found || text_of_group(*at, g) == group;
    if (!found) throw input_error("`reference` names a group of the attribute " + quoted_word(attribute) + " that has no rows");
  }
}

}  // namespace

std::string text_of_attribute(partition const& groups) {
  std::string text;
  for (auto const& part : groups.parts) text.append(text.empty() ? "" : "*").append(part);
  return text;
}

std::string text_of_group(partition const& groups, std::size_t group) {
  std::string text;
  for (std::size_t k = 0; k < groups.parts.size(); ++k)
    text.append(k == 0 ? "" : "*").append(groups.groups[group][k].value_or("(missing)"));
  return text;
}

void plan_comparisons(plan& p, cohort const& rows, evaluate_options const& options) {
  check_claim(p, options);
  p.pairs = pairs_of_models(rows, options);
  bool const has_gaps = options.gaps != gap_choice::none;
  if (has_gaps && options.groups.empty()) throw input_error("`gaps` needs groups: give groups=");
  check_references(p, options);
  for (auto& s : p.all) s.reads = s.rule.reads;
  if (p.pairs.empty() && !has_gaps) return;
  p.kept = std::make_shared<kept_rows>();
  if (!p.pairs.empty()) p.questions = question_list(p).take();
  std::set<std::uint32_t> compared;
  for (auto const& [a, b] : p.pairs) compared.insert({a, b});
  for (auto& s : p.all) {
    bool const in_pair = compared.contains(s.model);
    if (!in_pair && !has_gaps) continue;
    s.compared = rule_of_sides(s, options, rows);
    bool const are_both = (s.rule.reads | s.compared.reads).deviations && (s.rule.reads | s.compared.reads).replicates;
    if (are_both) s.compared = {};  // replicates are kept as values or as deviations
    if (s.compared.method == nullptr) continue;
    s.reads = s.reads | s.compared.reads;
    if (in_pair) s.reads = s.reads | reading_of_pairs(s);
    bool const may_share_units = has_gaps && rows.is_clustered && s.kind() != form_kind::sum_of_deviations;
    if (may_share_units) s.reads = s.reads | reading{.deletions = true, .units = true};  // for the correlation of groups
  }
}

std::size_t reference_place(evaluate_options const& options, partition_values const& values) {
  auto const& shown = values.sizes().shown();
  auto const named = options.reference.find(text_of_attribute(values.groups()));
  auto const at =
      named == options.reference.end()
          ? std::max_element(shown.begin(), shown.end(), [&](auto x, auto y) { return values.sizes()[x].n < values.sizes()[y].n; })
          : std::find_if(shown.begin(), shown.end(), [&](auto g) { return text_of_group(values.groups(), g) == named->second; });
  return static_cast<std::size_t>(at - shown.begin());
}

double margin_of(evaluate_options const& options, metric_instance const& m) {
  for (auto const& name : {text_of(m), std::string(m.record->about.name)})
    if (auto const at = options.margin_of.find(name); at != options.margin_of.end()) return at->second;
  return options.margin;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
