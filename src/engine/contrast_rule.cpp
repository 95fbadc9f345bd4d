// SPDX-License-Identifier: Apache-2.0
// Models on the same rows: the AUROC by the hull of MOVER and DeLong, proportions of the same rows by Newcombe, other proportions, means of
// row values and net benefits by MOVER with the correlation of the two estimates; all others by the hull of MOVER and Student's t of the
// difference. With published methods alone, DeLong and Student's t take the places of the two hulls. BCa of paired replicates and, for the
// others, MOVER alone were simulated, too: they cover less. Groups: MOVER of the limits of each.
#include "contrast_rule.hpp"

#include <algorithm>
#include <string_view>

#include "clinmetrics/tally/confusion.hpp"
#include "inference/methods.hpp"
#include "paired_rows.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

interval_rule rule_of_sides(series const& s, evaluate_options const& options, cohort const& rows) {
  if (options.ci == "none") return {};
  auto rule = choose_rule(s.metric, options.ci == "published" ? "published" : "auto", rows, s.is_chosen());
  rule.published = nullptr;
  return rule;
}

reading reading_of_pairs(series const& s) {
  if (s.kind() == form_kind::sum_of_deviations) return {};
  if (s.kind() == form_kind::pair_count && s.compared.is_independent) return {};                                   // from placements
  if (s.kind() == form_kind::bounded_mean && s.compared.is_independent && s.compared.reads.row_spread) return {};  // from row values
  return {.deletions = true, .units = true};
}

method_record const* method_of_pair(series const& s, bool shares_denominator, evaluate_options const& options) {
  bool const is_independent = s.compared.is_independent, is_published = options.ci == "published";
  auto const* const with_t = is_published ? &methods::transform_t : &methods::hull_mover_t;
  switch (s.kind()) {
    case form_kind::pair_count:
      return !is_independent ? with_t : is_published ? &methods::delong : &methods::hull_mover_delong;
    case form_kind::proportion:
      return is_independent && shares_denominator ? &methods::newcombe : &methods::mover;
    case form_kind::bounded_mean:
      return &methods::mover;
    case form_kind::sum_of_deviations:
      return nullptr;
    case form_kind::composite_of_proportions:
      return s.metric.record->about.interval == std::string_view("mover") ? &methods::mover : with_t;
    default:
      return with_t;
  }
}

method_record const* method_of_groups(series const& s) {
  bool const is_proportion = s.kind() == form_kind::proportion && s.compared.is_independent;
  return is_proportion ? &methods::newcombe : &methods::mover;
}

bool needs_many_rows(metric_instance const& m) {
  auto const parameters = m.record->parameters();
  bool const is_net_benefit = std::any_of(parameters.begin(), parameters.end(), [](auto const& p) { return p.is_threshold; });
  bool const is_share = m.record->offers == form_kind::proportion && m.record->tally->name == std::string_view(confusion::record.name);
  return is_net_benefit || (is_share && predictive_value(m) != predictive::no);
}

}  // namespace CLINMETRICS_NAMESPACE::engine
