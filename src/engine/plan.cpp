// SPDX-License-Identifier: Apache-2.0
// Checks a request and lists everything that it asks for.
#include "plan.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "clinmetrics/core/detail/usual_rows.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/engine/option_table.hpp"
#include "clinmetrics/tally/confusion.hpp"
#include "comparison_plan.hpp"
#include "fit/sum_of_parts.hpp"
#include "huge_pages.hpp"
#include "ordering/rank_rows.hpp"
#include "parallel.hpp"
#include "score_reader.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace engine {
namespace {

/// `ci_of` with aliases replaced by the metrics' names: a text form, or a name without parameters for all metrics of that name.
std::map<std::string, std::string> without_aliases(std::map<std::string, std::string> const& ci_of, std::string_view outcome) {
  std::map<std::string, std::string> out;
  for (auto const& [text, how] : ci_of) {
    bool const has_parameters = text.find('(') != std::string::npos;
    auto const* const record = registry::find(text, outcome);
    auto const name = has_parameters ? text_of(parse_metric(text, outcome)) : record ? record->about.name : text;
    if (!out.emplace(name, how).second) throw input_error("`ci` names the metric " + quoted(name) + " twice");
  }
  return out;
}

/// The method that was asked for, by the text of `ci`.
std::string const& wanted_method(metric_instance const& m, std::map<std::string, std::string> const& ci_of, std::string const& ci) {
  auto const of_name = ci_of.find(m.record->about.name), own = ci_of.find(text_of(m));
  return own != ci_of.end() ? own->second : of_name != ci_of.end() ? of_name->second : ci;
}

partition make_partition(cohort const& rows, std::vector<std::string> const& names) {
  std::vector<attribute const*> parts;
  for (auto const& name : names) {
    auto const at = std::find_if(rows.attributes.begin(), rows.attributes.end(), [&](auto const& a) { return a.name == name; });
    if (at == rows.attributes.end())
      throw input_error("`groups` names the attribute " + quoted_word(name) + ", which the cohort does not have");
    parts.push_back(&*at);
  }
  if (parts.empty()) throw input_error("`groups` has an empty cross; name at least one attribute");
  return cross(parts);
}

struct wanted_metric {
  metric_instance metric;
  bool is_named;  ///< asked for by its name, not as part of a group such as "clinical"
};

std::vector<wanted_metric> wanted_metrics(evaluate_options const& options, std::string_view outcome) {
  std::set<std::string> seen;
  std::vector<wanted_metric> wanted;
  for (auto const& asked : options.metrics) {
    auto const group = metric_group(asked.text);
    std::vector<metric_choice> const metrics = group.empty() ? std::vector{asked} : std::vector<metric_choice>(group.begin(), group.end());
    for (auto const& one : metrics) {
      auto m = find_metric(one, outcome);
      if (seen.insert(text_of(m)).second) wanted.push_back({std::move(m), group.empty()});
    }
  }
  if (wanted.empty()) throw input_error("`metrics` is empty; name at least one metric");
  return wanted;
}

void check_interval_names(std::map<std::string, std::string> const& ci_of, std::vector<wanted_metric> const& wanted) {
  for (auto const& [name, how] : ci_of)
    if (std::none_of(wanted.begin(), wanted.end(),
                     [&, key = name](auto const& w) { return text_of(w.metric) == key || w.metric.record->about.name == key; }))
      throw input_error("`ci` names the metric " + quoted_word(name.substr(0, name.find('('))) + ", which is not asked for");
}

/// The thresholds of each model with scores, each once, in the order given.
std::vector<threshold_choices> thresholds_of_models(cohort const& rows, evaluate_options const& options) {
  for (auto const& [name, list] : options.threshold_of)
    if (std::none_of(rows.models.begin(), rows.models.end(), [&, key = name](auto const& m) { return m.name == key && m.has_scores(); }))
      throw input_error("`threshold` names the model " + quoted_word(name) + ", which has no scores here; name the models of `y_score`");
  std::vector<threshold_choices> out(rows.models.size());
  for (std::size_t m = 0; m < out.size(); ++m) {
    auto const own = options.threshold_of.find(rows.models[m].name);
    if (!rows.models[m].has_scores()) continue;
    for (auto const& t : own == options.threshold_of.end() ? options.threshold : own->second) {
      if (!t.is_rule() && !std::isfinite(t.number())) throw input_error("`threshold` must be a finite number");
      if (std::find(out[m].begin(), out[m].end(), t) == out[m].end()) out[m].push_back(t);
    }
  }
  return out;
}

/// Whether the metric needs a threshold for this model's scores: for predicted classes, or as a parameter of its own.
bool needs_threshold(metric_instance const& metric, model const& m) {
  auto const& r = *metric.record;
  return m.has_scores() && takes_threshold(r) && (r.about.needs_decision || reads_threshold(metric));
}

/// The reason why a metric cannot be computed for a model.
enum class obstacle_kind : std::uint8_t { none, no_threshold, no_rule, no_scores, no_probabilities, no_risk_threshold };

/// Whether the metric can be taken at the threshold: a rule chooses one for the metrics of the 2 × 2 table, unless it weighs their errors,
/// and some metrics need a rule.
bool fits_threshold(metric_instance const& metric, threshold_choice const& t) {
  std::string_view const tally = metric.record->tally->name;
  bool const reads_chosen = tally == chosen_confusion::record.name;
  return t.is_rule() ? reads_chosen || (tally == confusion::record.name && !reads_threshold(metric)) : !reads_chosen;
}

void check_rule(metric_instance const& metric, threshold_choice const& t) {
  if (!t.is_rule() || fits_threshold(metric, t)) return;
  auto const name = quoted(metric.record->about.name);
  if (reads_threshold(metric))
    throw input_error("`threshold` has a rule, and " + name +
                      " weighs errors by a threshold of predicted risks; give a number, or state it as in '" + metric.record->about.name +
                      "(threshold_probability=0.1)'");
  throw input_error("`threshold` has a rule, and " + name +
                    " is no metric of the 2 × 2 table, for which rules choose thresholds; give a number");
}

obstacle_kind obstacle(metric_instance const& metric, model const& m, threshold_choices const& thresholds) {
  auto const& tally = *metric.record->tally;
  if (std::string_view(tally.name) == chosen_confusion::record.name &&
      std::none_of(thresholds.begin(), thresholds.end(), [](auto const& t) { return t.is_rule(); }))
    return obstacle_kind::no_rule;
  if (((tally.needs & need::score) != 0 || reads_threshold(metric)) && !m.has_scores()) return obstacle_kind::no_scores;
  if (needs_threshold(metric, m) && thresholds.empty()) return obstacle_kind::no_threshold;
  if (((tally.needs & need::probability) != 0 || reads_threshold(metric)) && !m.is_probability) return obstacle_kind::no_probabilities;
  bool const are_risks =
      std::all_of(thresholds.begin(), thresholds.end(), [](auto const& t) { return t.is_rule() || (t.number() >= 0 && t.number() <= 1); });
  return reads_threshold(metric) && !are_risks ? obstacle_kind::no_risk_threshold : obstacle_kind::none;
}

[[noreturn]] void refuse_metric(obstacle_kind why, metric_instance const& metric) {
  auto const name = quoted(metric.record->about.name);
  if (reads_threshold(metric) && why != obstacle_kind::no_threshold)
    throw input_error(name + " weighs errors by a threshold of predicted risks, and " +
                      (why == obstacle_kind::no_scores           ? "hard labels have none"
                       : why == obstacle_kind::no_risk_threshold ? "`threshold` has a value outside [0, 1]"
                                                                 : "`y_score` has values outside [0, 1]") +
                      "; state the threshold that the decision stands for, as in '" + metric.record->about.name +
                      "(threshold_probability=0.1)'");
  if (why == obstacle_kind::no_threshold)
    throw input_error("`threshold` is missing: " + name + " needs predicted classes; give threshold= for scores, or hard labels as y_pred");
  if (why == obstacle_kind::no_rule)
    throw input_error("`threshold` has no rule: " + name +
                      " shows the threshold that a rule chooses; give threshold=\"youden\" or another rule");
  if (why == obstacle_kind::no_scores)
    throw input_error("`y_score` is missing: " + name + " needs scores, and only hard labels were given");
  throw input_error("`y_score` has values outside [0, 1]: " + name +
                    " needs predicted risks between 0 and 1; scores are never transformed");
}

/// The metrics of a group that cannot be computed for one model, by reason.
class left_out_metrics {
 public:
  void add(obstacle_kind why, metric_instance const& m) { of_[why].emplace_back(m.record->about.name); }

  /// One notice per reason.
  void tell(model const& m, std::vector<notice>& notices) const {
    for (auto const& [why, names] : of_) {
      notice n{"metrics_left_out", "For the model " + quoted(m.name) + ", these metrics were left out: " + listed(names) + ". ", m.name,
               names};
      if (why == obstacle_kind::no_threshold) n.text += "They need a threshold, and none was given.";
      if (why == obstacle_kind::no_risk_threshold) n.text += "They need thresholds from 0 to 1.";
      if (why == obstacle_kind::no_scores) n.text += "They need scores, and this model has hard labels only.";
      if (why == obstacle_kind::no_probabilities) {
        n.count = m.outside_unit.count, n.first_row = m.outside_unit.first;
        n.text += "They need predicted probabilities, and " + std::to_string(n.count) + (n.count == 1 ? " score is" : " scores are") +
                  " outside [0, 1] (first at row " + std::to_string(*n.first_row) + ").";
      }
      notices.push_back(std::move(n));
    }
  }

 private:
  std::map<obstacle_kind, std::vector<std::string>> of_;
};

/// Lists the rules of each model. Every rule has a confusion matrix.
void number_rules(plan& p) {
  for (auto& c : p.counted) {
    if (!c.is_chosen()) continue;
    c.cut = static_cast<std::uint32_t>(p.rules[c.model].size());
    p.rules[c.model].push_back(c.threshold->rule());
  }
  for (auto& s : p.all) {
    if (!s.is_chosen()) continue;
    auto const& rules = p.rules[s.model];
    s.cut = static_cast<std::uint32_t>(std::find(rules.begin(), rules.end(), s.threshold->rule()) - rules.begin());
  }
}

/// One notice for the metrics that a risk of exactly 0 or 1 leaves undefined.
void tell_of_infinite_logits(plan& p, cohort const& rows, std::uint32_t number) {
  notice n{"infinite_logits", "", rows.models[number].name, {}};
  for (auto const& s : p.all)
    if (s.model == number && (s.tally().needs & need::logit) != 0) n.metrics.push_back(s.metric.record->about.name);
  if (n.metrics.empty()) return;
  fault without_logit;
  visit(rows.models[number].score, [&](auto score) {
    auto const has_logit = [](auto x) { return (x != decltype(x){0}) & (x != decltype(x){1}); };
    auto const blocks = detail::unusual_blocks(score, rows.n_rows(), {}, has_logit, parallel::run_parts);
    detail::for_unusual_rows(score, rows.n_rows(), blocks, {}, has_logit, [&](std::size_t row) { without_logit.add(row); });
  });
  if (!without_logit) return;
  n.count = without_logit.count, n.first_row = as_given(without_logit, rows.kept).first;
  n.text = "For the model " + quoted(n.model) + ", " + std::to_string(n.count) + (n.count == 1 ? " risk is" : " risks are") +
           " exactly 0 or 1 (first at row " + std::to_string(*n.first_row) + "), whose logit is infinite. In groups with such rows these " +
           "metrics are undefined: " + listed(n.metrics) + ". No risk was changed; give risks between 0 and 1 to compute them.";
  p.notices.push_back(std::move(n));
}

}  // namespace

plan make_plan(cohort const& rows, evaluate_options const& options) {
  check_options(options);
  plan p;
  p.partitions.push_back(everyone());
  for (auto const& names : options.groups) p.partitions.push_back(make_partition(rows, names));
  if (rows.models.empty()) throw input_error("`y_score` and `y_pred` are both missing; give the output of at least one model");
  std::string_view const outcome = rows.truth->kind();
  auto const wanted = wanted_metrics(options, outcome);
  auto const ci_of = without_aliases(options.ci_of, outcome);
  check_interval_names(ci_of, wanted);
  auto const thresholds = thresholds_of_models(rows, options);

  p.cuts.resize(rows.models.size()), p.rules.resize(rows.models.size());
  p.order.resize(rows.models.size());
  for (std::uint32_t m = 0; m < rows.models.size(); ++m) {
    auto const& model = rows.models[m];
    left_out_metrics left_out;
    for (auto const& w : wanted) {
      auto const reason = obstacle(w.metric, model, thresholds[m]);
      if (reason != obstacle_kind::none) {
        if (w.is_named) refuse_metric(reason, w.metric);
        if (reason != obstacle_kind::no_rule) left_out.add(reason, w.metric);
        continue;
      }
      auto const& how = wanted_method(w.metric, ci_of, options.ci);
      if (needs_threshold(w.metric, model)) {
        for (auto const& t : thresholds[m]) {
          if (w.is_named) check_rule(w.metric, t);
          if (!fits_threshold(w.metric, t)) continue;
          auto const metric = t.is_rule() ? w.metric : at_threshold(w.metric, t.number());
          p.all.push_back({m, metric, t, choose_rule(w.metric, how, rows, t.is_rule())});
        }
      } else {
        p.all.push_back({m, w.metric, {}, choose_rule(w.metric, how, rows, false)});
      }
    }
    left_out.tell(model, p.notices);
    tell_of_infinite_logits(p, rows, m);
    if (confusion::record.outcome != outcome) continue;
    if (!model.has_scores()) p.counted.push_back({m, {}});
    for (auto const& t : thresholds[m]) p.counted.push_back({m, t});
  }
  number_rules(p);
  if (p.all.empty()) throw input_error("`metrics` contains no metric that can be computed from these inputs");
  plan_comparisons(p, rows, options);
  return p;
}

unset_vector<double> logits_of(column const& risks) {
  unset_vector<double> logit(risks.size);
  prefer_huge_pages(std::span(logit));
  score_reader const risk(risks);
  for_fixed_parts(logit.size(), [&](std::size_t /*part*/, std::size_t first, std::size_t n) {
    for (std::size_t row = first; row < first + n; ++row) logit[row] = std::log(risk(row) / (1 - risk(row)));
  });
  return logit;
}

void place_cuts(plan& p, cohort const& rows, backend& engine, stop_flag stop) {
  std::vector<bool> needs_order(rows.models.size());
  for (auto const& s : p.all)
    if (rows.models[s.model].has_scores() && (s.tally().needs & (need::order | need::decision)) != 0) needs_order[s.model] = true;
  for (auto const& c : p.counted)
    if (c.threshold) needs_order[c.model] = true;
  auto const rank_model = [&](std::size_t m) {
    stop.check();
    if (needs_order[m]) p.order[m] = engine.rank(rows.models[m].score, stop);
  };
  auto const n_orders = std::count(needs_order.begin(), needs_order.end(), true);
  if (rows.n_rows() < usual_rows_of_part)
    parallel::for_all(rows.models.size(), rank_model);
  else if (n_orders >= 2 * parallel::n_threads())  // each by one thread, which is faster; sorting takes less memory than the orderings
    parallel::for_each_alone(rows.models.size(), [&](std::size_t m) { parallel::with_threads(1, [&] { rank_model(m); }); });
  else  // one by one, because one sort uses all threads, and memory for each row
    for (std::size_t m = 0; m < rows.models.size(); ++m) rank_model(m);
  p.logit.resize(rows.models.size());  // now, because sorting needs memory, too
  for (auto const& s : p.all)
    if ((s.tally().needs & need::logit) != 0 && p.logit[s.model].empty()) p.logit[s.model] = logits_of(rows.models[s.model].score);
  for (auto& c : p.counted) {
    if (!c.threshold || c.is_chosen()) continue;
    c.cut = cut_at(rows.models[c.model].score, *p.order[c.model], c.threshold->number()).position;
    p.cuts[c.model].push_back(c.cut);
  }
  for (auto& cuts : p.cuts) {
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  }
  auto const number_of = [&](std::uint32_t model, std::uint32_t position) {
    auto const& cuts = p.cuts[model];
    return static_cast<std::uint32_t>(std::lower_bound(cuts.begin(), cuts.end(), position) - cuts.begin());
  };
  for (auto& c : p.counted)
    if (c.threshold && !c.is_chosen()) c.cut = number_of(c.model, c.cut);
  for (auto& s : p.all) {  // confusion counts are also given at each threshold of a series
    if (!s.threshold || s.is_chosen()) continue;
    auto const c = cut_at(rows.models[s.model].score, *p.order[s.model], s.threshold->number());
    s.cut = number_of(s.model, c.position), s.threshold_rounds = c.rounds;
  }
}

}  // namespace engine

metric_counts count_metrics(evaluate_options const& options) {
  using namespace engine;
  auto const chooses = [](threshold_choices const& list) {
    return std::any_of(list.begin(), list.end(), [](auto& t) { return t.is_rule(); });
  };
  bool is_chosen = chooses(options.threshold);
  for (auto const& [name, list] : options.threshold_of) is_chosen = is_chosen || chooses(list);
  cohort independent, dependent;
  dependent.is_clustered = true;
  metric_counts n;
  try {
    auto const ci_of = without_aliases(options.ci_of, binary_outcome::name);
    for (auto const& wanted : wanted_metrics(options, binary_outcome::name)) {
      auto const& how = wanted_method(wanted.metric, ci_of, options.ci);
      auto const may_resample = [&](cohort const& rows) { return choose_rule(wanted.metric, how, rows, is_chosen).reads.resamples(); };
      ++n.all, n.resampled += options.keep_replicates || may_resample(independent) || may_resample(dependent);
    }
  } catch (input_error const&) {
    return {};
  }
  return n;
}

}  // namespace CLINMETRICS_NAMESPACE
