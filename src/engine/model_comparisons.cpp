// SPDX-License-Identifier: Apache-2.0
// The values without a unit must belong to the same units in both models. For the 2 × 2 table of independent rows, they are computed from
// the counts of rows by outcome and by both predictions; otherwise both lists are in the order of the units.
#include "model_comparisons.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "backend/few_at_once.hpp"
#include "clinmetrics/compare/delong_test.hpp"
#include "clinmetrics/compare/multiplicity.hpp"
#include "clinmetrics/compare/permutation.hpp"
#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/inference/jackknife_se.hpp"
#include "clinmetrics/tally/confusion.hpp"
#include "contrast_rule.hpp"
#include "inference/methods.hpp"
#include "parallel.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

struct model_comparisons::compared_pair {
  series const *a, *b;
  std::size_t group;
  evidence of_a, of_b;
  std::vector<double> const *values_of_a = nullptr, *values_of_b = nullptr;  ///< of independent rows, of a mean over rows; else null
  compared_numbers numbers = numbers_of(of_a, of_b, *a);
  paired_deletions joint = {};                 ///< of the 2 × 2 tables of independent rows
  std::optional<paired_results> results = {};  ///< the same rows by outcome and both predictions
  std::optional<paired_table> table = {};      ///< of proportions of the same rows
  method_record const* how = nullptr;
  compared_numbers tails = {};  ///< set when the numbers are complete
};

/// The models of one question in one group.
struct model_comparisons::compared_models {
  std::vector<std::shared_ptr<line_evidence const>> of_model;  ///< null if it is not compared
  std::vector<std::size_t> place;                              ///< of each model in the covariance; no_line if it has none
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs = {};
  std::optional<auroc_covariance> covariance = {};  ///< of the AUROCs
};

model_comparisons::model_comparisons(prepared const& ready, partition_values const& values, partition_evidence const& evidence,
                                     stop_flag stop)
    : ready_(ready),
      values_(values),
      evidence_(evidence),
      stop_(stop),
      level_(ready.options->level),
      placements_(ready.rows->models.size()) {
  for (auto const& q : ready.plan.questions) count_pairs(q);
  if (!ready.rows->is_weighted()) place_rows();
}

/// The AUROCs that are compared.
void model_comparisons::place_rows() {
  std::vector<bool> is_placed(placements_.size());
  for (auto const& [a, b] : ready_.plan.pairs)
    for (auto const& s : ready_.plan.all)
      if (s.kind() == form_kind::pair_count && ready_.plan.order[s.model] && (s.model == a || s.model == b)) is_placed[s.model] = true;
  std::size_t const n = ready_.rows->n_rows(), n_placed = static_cast<std::size_t>(std::count(is_placed.begin(), is_placed.end(), true));
  if (n_placed == 0) return;
  auto* next = new (placement_memory_.emplace(n_placed * n * sizeof(std::uint32_t)).data()) std::uint32_t[n_placed * n];
  for (std::size_t m = 0; m < placements_.size(); ++m)
    if (is_placed[m]) placements_[m] = {std::exchange(next, next + n), n};
  parallel::for_each_alone(placements_.size(), [&](std::size_t m) {
    if (is_placed[m]) engine::place_rows(ready_.rows->events(), *ready_.plan.order[m], values_.groups(), stop_, placements_[m]);
  });
}

bool model_comparisons::has_table(series const& s) const {
  auto const& rows = *ready_.rows;
  return s.reads_tally(confusion::record) && !rows.is_weighted() && !rows.is_clustered;
}

void model_comparisons::count_pairs(question const& q) {
  std::map<place, std::vector<std::uint8_t>> predicted;
  auto const classes_of = [&](series const& s) -> auto const& {
    auto& of = predicted[place_of(s)];
    if (of.empty()) of = predicted_classes(ready_, s);
    return of;
  };
  for (auto const& [a, b] : q.pairs) {
    auto const &of_a = ready_.plan.all[q.line[a]], &of_b = ready_.plan.all[q.line[b]];
    if (!has_table(of_a) || counts_.contains({place_of(of_a), place_of(of_b)})) continue;
    counts_[{place_of(of_a), place_of(of_b)}] = count_jointly(*ready_.rows, values_.groups(), classes_of(of_a), classes_of(of_b), stop_);
  }
}

joint_counts const* model_comparisons::counts_of(series const& a, series const& b, std::size_t group) const {
  auto const at = counts_.find({place_of(a), place_of(b)});
  return has_table(a) && at != counts_.end() ? &at->second[group] : nullptr;
}

/// Of the two estimates: that of the values of rows, or of the values without a unit.
double model_comparisons::correlation_of(compared_pair const& pair) const {
  auto const &a = pair.of_a, &b = pair.of_b;
  if (!pair.values_of_a || !pair.values_of_b) {
    auto const &of_a = a.left_out().without, &of_b = b.left_out().without;
    return of_a.size() == of_b.size() ? jackknife_correlation(of_a, of_b) : 0;
  }
  double both = 0, squares_a = 0, squares_b = 0;
  for (auto row : evidence_.rows_of(pair.group)) {
    double const x = (*pair.values_of_a)[row] - a.point.number, y = (*pair.values_of_b)[row] - b.point.number;
    both += x * y, squares_a += x * x, squares_b += y * y;
  }
  return squares_a > 0 && squares_b > 0 ? both / std::sqrt(squares_a) / std::sqrt(squares_b) : 0;
}

std::unique_ptr<model_comparisons::compared_pair> model_comparisons::make_pair(line_evidence const& a, line_evidence const& b,
                                                                               std::size_t line_a, std::size_t line_b,
                                                                               std::size_t group) const {
  auto pair =
      std::unique_ptr<compared_pair>(new compared_pair{&ready_.plan.all[line_a], &ready_.plan.all[line_b], group, a.get(), b.get()});
  auto& n = pair->numbers;
  auto const kind = pair->a->kind();
  if (kind == form_kind::bounded_mean && pair->a->compared.is_independent)
    pair->values_of_a = evidence_.kept_values(line_a), pair->values_of_b = evidence_.kept_values(line_b);
  bool const is_at_same_cut = pair->a->threshold == pair->b->threshold;
  n.is_identical = is_at_same_cut && are_identical(*ready_.rows, pair->a->model, pair->b->model, evidence_.rows_of(group));
  if (auto const* const counts = counts_of(*pair->a, *pair->b, group)) read_counts(*pair, a.words(), b.words(), *counts);
  if (n.a.by != nullptr) pair->how = method_of_pair(*pair->a, pair->table.has_value(), *ready_.options);
  return pair;
}

void model_comparisons::read_counts(compared_pair& pair, words_view words_of_a, words_view words_of_b, joint_counts const& counts) {
  auto const& metric = pair.a->metric;
  pair.joint = jackknife_of_pair(metric, {words_of_a, pair.of_a.point}, {words_of_b, pair.of_b.point}, alike_rows_of(counts));
  pair.of_a.left_out = [joint = &pair.joint]() -> deletions const& { return joint->a; };
  pair.of_b.left_out = [joint = &pair.joint]() -> deletions const& { return joint->b; };
  pair.results = results_of(counts);
  if (metric.record->offers == form_kind::proportion) pair.table = shared_proportion(metric, *pair.results);
}

void model_comparisons::add_classical(comparison_row& row, compared_pair const& pair, contrast_of const& difference) const {
  add_bootstrap(row, pair, difference);
  if (ready_.rows->is_stratified && !pair.a->compared.is_independent) return;  // the tests are those of rows without strata
  auto const& n = pair.numbers;
  if (n.delong) {
    row.test = ready_.rows->is_clustered ? comparison_test::obuchowski : comparison_test::delong;
    row.classical = paired_delong_test(row.value.number, n.delong->of_difference);
  } else if (pair.table) {
    row.test = comparison_test::mcnemar_mid_p;
    row.classical = mcnemar_mid_p(*pair.table), row.p_exact = mcnemar_exact(*pair.table).p;
  } else if (pair.results && pair.a->kind() == form_kind::proportion) {
    auto const kind = predictive_value(pair.a->metric);
    if (kind == predictive::no) return;
    row.test = comparison_test::generalised_score;
    row.classical = kind == predictive::positive ? generalised_score_ppv(*pair.results) : generalised_score_npv(*pair.results);
  }
  if (ready_.options->ci != "published" && !n.is_identical) {
    if (n.delong && !ready_.rows->is_clustered) {
      row.published = contrast_of(n, contrast::difference, &methods::delong).at(level_);
    } else if (pair.table) {
      row.published = tango(*pair.table, level_), row.published.how = &methods::tango;
    }
  }
  flag_disagreement(row);
}

void model_comparisons::add_bootstrap(comparison_row& row, compared_pair const& pair, contrast_of const& difference) {
  if (pair.a->reads.deviations) return;  // its replicates are no values
  double not_above = 1, not_below = 1, defined = 1;
  for (double d : difference.replicates()) not_above += d <= 0, not_below += d >= 0, defined += !std::isnan(d);
  if (defined > 100) row.p_bootstrap = std::min(1.0, 2 * std::min(not_above, not_below) / defined);
}

/// Means over the same rows, and proportions of the same rows of clusters: D of each unit is the difference of its sums.
void model_comparisons::add_exchanges(comparison_row& row, compared_pair const& pair) const {
  auto const kind = pair.a->kind();
  if (pair.values_of_a && pair.values_of_b) {
    std::vector<double> of_rows;
    for (auto r : evidence_.rows_of(pair.group)) of_rows.push_back((*pair.values_of_a)[r] - (*pair.values_of_b)[r]);
    row.p_permutation = exchange_test(of_rows, ready_.options->n_resamples, pair.of_a.random);
    return;
  }
  bool const is_share = kind == form_kind::proportion && ready_.rows->is_clustered;
  if (pair.numbers.a.by == nullptr || (kind != form_kind::bounded_mean && !is_share))
    return;  // without intervals, nothing of single units is read
  auto const &a = pair.of_a.left_out(), &b = pair.of_b.left_out();
  if ((is_share && a.trials != b.trials) || a.without.size() != b.without.size()) return;
  std::vector<double> amounts = is_share ? a.trials : std::vector<double>{};
  if (!is_share)
    for_each_unit(*ready_.rows, evidence_.rows_of(pair.group), [&](auto unit) { amounts.push_back(weight_of_unit(*ready_.rows, unit)); });
  double all = 0;
  for (double w : amounts) all += w;
  std::vector<double> differences(amounts.size());
  for (std::size_t i = 0; i < differences.size(); ++i)
    differences[i] = row.value.number * all - (a.without[i].value - b.without[i].value) * (all - amounts[i]);
  row.p_permutation = exchange_test(differences, ready_.options->n_resamples, pair.of_a.random);
}

model_comparisons::compared_models model_comparisons::models_of(question const& q, std::size_t group) const {
  compared_models out{std::vector<std::shared_ptr<line_evidence const>>(q.line.size()), std::vector(q.line.size(), question::no_line)};
  std::vector<placements_by_row> placements;
  for (auto const& [a, b] : q.pairs) {
    out.pairs.emplace_back(a, b);
    for (auto m : {a, b}) {
      if (out.of_model[m]) continue;
      out.of_model[m] = evidence_.of(q.line[m], group);
      bool const is_auroc = ready_.plan.all[q.line[m]].kind() == form_kind::pair_count;
      if (is_auroc && !placements_[m].empty()) out.place[m] = placements.size(), placements.push_back(placements_[m]);
    }
  }
  if (placements.size() > 1) out.covariance = covariance_of_aurocs(*ready_.rows, placements, evidence_.rows_of(group));
  return out;
}

/// Sets DeLong's variances, and the correlation of the two estimates that the method reads.
void model_comparisons::correlate(compared_pair& pair, compared_models const& models) const {
  auto& n = pair.numbers;
  auto const i = models.place[pair.a->model], j = models.place[pair.b->model];
  auto const& c = models.covariance;
  if (c && i != question::no_line && j != question::no_line && std::isfinite(c->variance_of_difference(i, j)))
    n.delong = {c->variance(i), c->variance(j), c->covariance(i, j), c->variance_of_difference(i, j)};
  if (n.a.by == nullptr || pair.how == nullptr) return;
  if (n.delong && pair.a->compared.is_independent) {
    double const r = c->correlation(i, j);
    n.correlation = std::isnan(r) ? 0 : r;
  } else if (pair.how == &methods::newcombe) {
    n.correlation = newcombe_phi(*pair.table);
  } else if (pair.how == &methods::mover || pair.how == &methods::hull_mover_t) {
    n.correlation = correlation_of(pair);
  }
}

comparison_row model_comparisons::begin(comparison_kind kind, series const& s, std::size_t group, comparison_scale scale) const {
  auto row = begin_comparison(kind, s, *ready_.options);
  row.partition = values_.number(), row.group = static_cast<std::uint32_t>(group), row.scale = scale;
  return row;
}

/// All pairs on one scale.
std::vector<comparison_row> model_comparisons::family_of(compared_pairs const& pairs, comparison_scale scale) const {
  auto const what = scale == comparison_scale::ratio ? contrast::ratio : contrast::difference;
  confidence const of_family = sidak_level(ready_.options->level, pairs.size());
  std::vector<comparison_row> out;
  for (auto const& pair : pairs) {
    auto row = begin(comparison_kind::models, *pair->a, pair->group, scale);
    row.a = pair->a->model, row.b = pair->b->model;
    if (pair->a->threshold != pair->b->threshold) row.parameters = parameters_of_both(*pair->a, *pair->b);
    contrast_of const joined(pair->numbers, what, pair->how);
    judge_contrast(row, joined, claim_of(*ready_.options, pair->a->metric), level_);
    flag_few_rows(row, pair->a->metric, pair->numbers);
    if (pair->numbers.is_identical) row.flags |= static_cast<std::uint16_t>(flag::identical);
    if (what == contrast::difference) {
      add_classical(row, *pair, joined);
      add_exchanges(row, *pair);
    }
    set_simultaneous(row, contrast_of(pair->tails, what, pair->how), of_family);
    keep_in_range(row, pair->a->metric);
    out.push_back(std::move(row));
  }
  std::vector<comparison_row*> family;
  for (auto& row : out) family.push_back(&row);
  adjust_family(family, ready_.options->adjustment);
  return out;
}

std::vector<comparison_row> model_comparisons::rows_of(question const& q, std::size_t group) const {
  auto const models = models_of(q, group);
  if (models.pairs.empty()) return {};
  compared_pairs pairs;
  for (auto const& [a, b] : models.pairs) {
    auto& pair = *pairs.emplace_back(make_pair(*models.of_model[a], *models.of_model[b], q.line[a], q.line[b], group));
    correlate(pair, models);
    pair.tails = in_far_tails(pair.numbers);
  }
  auto const& first = *pairs.front()->a;
  auto out = family_of(pairs, comparison_scale::difference);
  if (first.metric.record->about.least >= 0) {
    auto ratios = family_of(pairs, comparison_scale::ratio);
    std::move(ratios.begin(), ratios.end(), std::back_inserter(out));
  }
  if (models.covariance && models.covariance->size() > 2) {
    auto row = begin(comparison_kind::joint, first, group, comparison_scale::test_only);
    row.level = comparison_row::nan, row.interval.why = interval_status::not_applicable;
    row.test = comparison_test::delong_joint, row.classical = joint_delong_test(*models.covariance);
    out.push_back(std::move(row));
  }
  return out;
}

void model_comparisons::append_to(std::vector<comparison_row>& out) const {
  auto const& shown = values_.sizes().shown();
  std::size_t const n_questions = ready_.plan.questions.size();
  std::vector<std::vector<comparison_row>> rows(shown.size() * n_questions);
  few_at_once(rows.size(), evidence_.lines_at_once(), [&](std::size_t at) {
    stop_.check();
    rows[at] = rows_of(ready_.plan.questions[at % n_questions], shown[at / n_questions]);
  });
  for (auto& list : rows) std::move(list.begin(), list.end(), std::back_inserter(out));
}

}  // namespace CLINMETRICS_NAMESPACE::engine
