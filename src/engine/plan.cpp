// SPDX-License-Identifier: Apache-2.0
// Checks a request and spells it out.
#include "plan.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "clinmetrics/core/stop.hpp"

namespace clinmetrics::engine {
namespace {

interval_wish read_wish(std::string const& text) {
  if (text == "auto") return {true, method::none};
  if (text == "none") return {false, method::none};
  auto const how = method_of(text);
  if (!how || *how == method::none)
    throw input_error("`ci` does not know the method '" + text +
                      "'; give None, 'auto' or a method such as 'wilson', 'logit_delong', 'transform_t', 'percentile', 'bca'");
  return {false, *how};
}

/// `ci_of` by the names that metrics have themselves: a text form, or a name without parameters for all of that name.
std::map<std::string, std::string> without_aliases(std::map<std::string, std::string> const& ci_of) {
  std::map<std::string, std::string> out;
  for (auto const& [text, how] : ci_of) {
    bool const has_parameters = text.find('(') != std::string::npos;
    auto const* const record = registry::find(text);
    auto const name = has_parameters ? text_of(parse_metric(text)) : record ? std::string(record->about.name) : text;
    if (!out.emplace(name, how).second) throw input_error("`ci` names the metric '" + name + "' twice");
  }
  return out;
}

interval_wish wish_for(metric_instance const& m, std::map<std::string, std::string> const& ci_of, std::string const& ci,
                       std::string const& text) {
  auto const of_name = ci_of.find(std::string(m.record->about.name)), own = ci_of.find(text);
  auto const& chosen = own != ci_of.end() ? own->second : of_name != ci_of.end() ? of_name->second : ci;
  auto const wish = read_wish(chosen);
  if (!wish.automatic && wish.how != method::none && !fits(*m.record, wish.how))
    throw input_error("`ci` asks for the method '" + chosen + "', which never fits the metric '" + text + "'");
  return wish;
}

partition make_partition(cohort const& rows, std::vector<std::string> const& names) {
  std::vector<attribute const*> parts;
  for (auto const& name : names) {
    auto const at = std::find_if(rows.attributes.begin(), rows.attributes.end(), [&](auto const& a) { return a.name == name; });
    if (at == rows.attributes.end()) throw input_error("`groups` names the attribute '" + name + "', which the cohort does not have");
    parts.push_back(&*at);
  }
  if (parts.empty()) throw input_error("`groups` has an empty cross; name at least one attribute");
  return cross(parts);
}

void check_numbers(evaluate_options const& o) {
  if (!(o.level > 0 && o.level < 1)) throw input_error("`level` must lie between 0 and 1, such as 0.95");
  for (double t : o.threshold)
    if (!std::isfinite(t)) throw input_error("`threshold` must be finite");
  if (o.n_resamples < 1) throw input_error("`n_resamples` must be at least 1");
  if (o.num_threads < 0) throw input_error("`num_threads` must be 0 (all) or more");
  if (o.stream > 0xFFFF) throw input_error("`stream` must be below 65536");
}

}  // namespace

bool fits(metric_record const& m, method how) {
  switch (how) {
    case method::none:
      return true;
    case method::delong:
    case method::logit_delong:
    case method::newcombe5:
    case method::delong_newcombe_hull:
      return m.is_pair_count;
    case method::transform_t:
      return m.tally == tally_kind::confusion || m.tally == tally_kind::moments || m.is_pair_count;
    case method::logit_bootstrap_sd:
      return m.about.interval == method::logit_bootstrap_sd;
    case method::l1_projection:
      return m.tally == tally_kind::calibration_bins;
    case method::bca:
      return m.tally == tally_kind::confusion || m.tally == tally_kind::moments || m.is_pair_count;
    case method::percentile:
    case method::basic:
      return m.tally != tally_kind::calibration_bins;  // they do not cover: the plug-in ECE is biased upwards
    default:
      return m.opens(how);
  }
}

plan make_plan(cohort const& rows, evaluate_options const& options) {
  check_numbers(options);
  plan p;
  p.partitions.push_back(everyone());
  for (auto const& names : options.groups) p.partitions.push_back(make_partition(rows, names));
  if (rows.models.empty()) throw input_error("`y_score` and `y_pred` are both missing; give the output of at least one model");

  std::set<std::string> seen;
  std::vector<std::pair<metric_instance, bool>> wanted;  // and whether it was named, not part of a group
  for (auto const& text : options.metrics) {
    auto const group = metric_group(text);
    for (auto const& name : group.empty() ? std::vector<std::string>{text} : group) {
      auto m = parse_metric(name);
      if (seen.insert(text_of(m)).second) wanted.push_back({std::move(m), group.empty()});
    }
  }
  if (wanted.empty()) throw input_error("`metrics` is empty");
  auto const ci_of = without_aliases(options.ci_of);
  for (auto const& [name, how] : ci_of)
    if (std::none_of(wanted.begin(), wanted.end(),
                     [&, key = name](auto const& w) { return text_of(w.first) == key || w.first.record->about.name == key; }))
      throw input_error("`ci` names the metric '" + name + "', which is not asked for");

  p.cuts.resize(rows.models.size());
  p.order.resize(rows.models.size());
  for (std::uint32_t m = 0; m < rows.models.size(); ++m) {
    auto const& model = rows.models[m];
    for (auto const& [metric, named] : wanted) {
      auto const wish = wish_for(metric, ci_of, options.ci, text_of(metric));
      auto const tally = metric.record->tally;
      std::string const name(metric.record->about.name);
      if (tally == tally_kind::confusion && model.has_scores() && metric.record->about.needs_decision) {
        if (options.threshold.empty() && named)
          throw input_error("`threshold` is missing: '" + name +
                            "' needs a decision; give threshold= for scores, or hard labels as y_pred");
        for (double t : options.threshold) p.all.push_back({m, metric, t, wish});
      } else if (tally != tally_kind::confusion && !model.has_scores()) {
        if (named) throw input_error("`y_score` is missing: '" + name + "' needs scores, and only hard labels were given");
      } else if ((tally == tally_kind::moments || tally == tally_kind::calibration_bins) && !model.is_probability) {
        if (named)
          throw input_error("`y_score` has values outside [0, 1]: '" + name + "' needs probabilities; no transform is ever guessed");
      } else {
        p.all.push_back({m, metric, {}, wish});
      }
    }
  }
  if (p.all.empty()) throw input_error("`metrics` leaves nothing to compute for these inputs");
  return p;
}

void place_cuts(plan& p, cohort const& rows, backend& engine, stop_flag stop) {
  std::vector<bool> needs_order(rows.models.size());
  for (auto const& s : p.all)
    if (rows.models[s.model].has_scores() && s.tally() != tally_kind::moments) needs_order[s.model] = true;
  tbb::parallel_for(std::size_t{0}, rows.models.size(), [&](std::size_t m) {
    stop.check();
    if (needs_order[m]) p.order[m] = engine.rank(rows.models[m].score);
  });
  for (auto& s : p.all) {
    if (!s.threshold) continue;
    auto const c = cut_at(rows.models[s.model].score, *p.order[s.model], *s.threshold);
    s.cut = c.position, s.threshold_rounds = c.rounds;
    p.cuts[s.model].push_back(c.position);
  }
  for (auto& cuts : p.cuts) {
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  }
  for (auto& s : p.all)
    if (s.threshold) {
      auto const& cuts = p.cuts[s.model];
      s.cut = static_cast<std::uint32_t>(std::lower_bound(cuts.begin(), cuts.end(), s.cut) - cuts.begin());
    }
}

}  // namespace clinmetrics::engine
