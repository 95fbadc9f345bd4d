// SPDX-License-Identifier: Apache-2.0
#include "paired_rows.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "cell_forms.hpp"
#include "clinmetrics/ordering/ties.hpp"
#include "compare/placement_products.hpp"
#include "ordering/walk_in_parts.hpp"
#include "parallel.hpp"
#include "score_reader.hpp"
#include "unit_index.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

std::vector<std::uint8_t> predicted_classes(prepared const& ready, series const& line) {
  auto const& model = ready.rows->models[line.model];
  if (!model.has_scores()) return model.predicted;
  auto const events = ready.rows->events();
  if (!line.threshold) return {events.begin(), events.end()};
  std::vector<std::uint8_t> predicted(ready.rows->n_rows());
  auto const& order = *ready.plan.order[line.model];
  auto const n_above = ready.plan.cuts[line.model][line.cut];
  for (std::uint32_t i = 0; i < n_above; ++i) predicted[order.row[i]] = 1;
  return predicted;
}

std::vector<joint_counts> count_jointly(cohort const& rows, partition const& groups, std::vector<std::uint8_t> const& a,
                                        std::vector<std::uint8_t> const& b, stop_flag stop) {
  auto const events = rows.events();
  auto const cell_of = [&](std::size_t row) { return 4u * events[row] + 2u * a[row] + b[row]; };
  std::vector<joint_counts> out(groups.n_groups());
  if (rows.is_stratified) {
    for_rows(rows.n_rows(), stop,
             [&](std::size_t row) { ++out[groups.group_of(row)][stratum_of(rows, static_cast<std::uint32_t>(row))][cell_of(row)]; });
    return out;
  }
  std::vector<std::array<std::uint64_t, 8>> counts(groups.n_groups());
  for_rows(rows.n_rows(), stop, [&](std::size_t row) { ++counts[groups.group_of(row)][cell_of(row)]; });
  for (std::size_t g = 0; g < out.size(); ++g) out[g][0] = counts[g];
  return out;
}

namespace {

/// The word of the tally confusion in which a row counts: TP, FP, FN, TN.
constexpr std::uint32_t word_of(bool event, bool predicted) { return event ? (predicted ? 0 : 2) : (predicted ? 1 : 3); }

/// For each word of the 2 × 2 table: whether the proportion counts its rows, and whether as successes.
struct proportion_masks {
  bool trial[4], success[4];
};

proportion_masks masks_of(metric_instance const& m) {
  proportion_masks out{};
  auto const of_cell = forms_of_single_rows(m);
  for (std::size_t word = 0; word < 4; ++word)
    out.trial[word] = of_cell[word].share.trials > 0, out.success[word] = of_cell[word].share.successes > 0;
  return out;
}

}  // namespace

std::vector<alike_rows> alike_rows_of(joint_counts const& counts) {
  std::vector<alike_rows> out;
  for (auto const& [stratum, cells] : counts)
    for (std::uint32_t cell = 0; cell < 8; ++cell)
      if (cells[cell] > 0)
        out.push_back({stratum, word_of((cell & 4) != 0, (cell & 2) != 0), word_of((cell & 4) != 0, (cell & 1) != 0), cells[cell]});
  return out;
}

paired_results results_of(joint_counts const& counts) {
  double n[8] = {};
  for (auto const& [stratum, cells] : counts)
    for (std::size_t cell = 0; cell < 8; ++cell) n[cell] += static_cast<double>(cells[cell]);
  return {{n[7], n[6], n[5], n[4]}, {n[3], n[2], n[1], n[0]}};
}

std::optional<paired_table> shared_proportion(metric_instance const& m, paired_results const& r) {
  auto const masks = masks_of(m);
  if (masks.trial[0] != masks.trial[2] || masks.trial[1] != masks.trial[3]) return {};
  paired_table out{};
  auto const add = [&](paired_table const& of, std::size_t if_predicted, std::size_t if_not) {
    if (!masks.trial[if_predicted]) return;
    auto const at = [&](bool a, bool b) -> double& { return a ? (b ? out.both : out.first) : (b ? out.second : out.neither); };
    bool const yes = masks.success[if_predicted], no = masks.success[if_not];
    at(yes, yes) += of.both, at(yes, no) += of.first, at(no, yes) += of.second, at(no, no) += of.neither;
  };
  add(r.with_event, 0, 2), add(r.without_event, 1, 3);
  return out;
}

predictive predictive_value(metric_instance const& m) {
  auto const masks = masks_of(m);
  auto const is = [&](bool tp, bool fp, bool fn, bool tn) {
    return masks.trial[0] == tp && masks.trial[1] == fp && masks.trial[2] == fn && masks.trial[3] == tn;
  };
  return is(true, true, false, false) ? predictive::positive : is(false, false, true, true) ? predictive::negative : predictive::no;
}

namespace {

struct counts_of_group {
  std::uint32_t negatives = 0;               // of the whole group
  std::uint32_t tp = 0, fp = 0;              // above the current tie
  std::uint32_t tied_pos = 0, tied_neg = 0;  // within it
  void add(bool is_positive) { tied_pos += is_positive, tied_neg += !is_positive; }
  std::uint32_t of(bool is_positive) const { return is_positive ? 2 * (negatives - fp - tied_neg) + tied_neg : 2 * tp + tied_pos; }
  void end_tie() { tp += std::exchange(tied_pos, 0), fp += std::exchange(tied_neg, 0); }
};

}  // namespace

void place_rows(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups, stop_flag stop,
                std::span<std::uint32_t> out) {
  std::vector<counts_of_group> of_group(groups.n_groups());
  for (std::size_t row = 0; row < label.size(); ++row) of_group[groups.group_of(row)].negatives += label[row] == 0;
  auto const walk = [&](auto const& counts_of) {
    for_each_tie(
        order, {0, order.size()}, stop, [&](std::uint32_t row) { counts_of(row).add(label[row] != 0); },
        [&](positions tie) {
          auto const rows = std::span(order.row).subspan(tie.begin, tie.end - tie.begin);
          if (rows.size() == 1) {  // faster, and most scores have one row
            auto& counts = counts_of(rows[0]);
            out[rows[0]] = counts.of(label[rows[0]] != 0);
            return counts.end_tie();
          }
          for (auto row : rows) out[row] = counts_of(row).of(label[row] != 0);
          for (auto row : rows) counts_of(row).end_tie();
        });
  };
  if (of_group.size() == 1) {
    auto all = of_group.front();  // a local variable, so that it can stay in registers
    walk([&](std::uint32_t) -> auto& { return all; });
  } else {
    walk([&](std::uint32_t row) -> auto& { return of_group[groups.group_of(row)]; });
  }
}

namespace {

using detail::placement_products;

/// The sums of both classes over some rows of a group, in blocks whose placements stay in the cache.
std::array<placement_products, 2> products_of(std::span<std::uint8_t const> events, std::span<placements_by_row const> models,
                                              std::span<std::uint32_t const> rows, std::uint64_t greatest) {
  constexpr std::size_t block = 2048;
  std::array<placement_products, 2> sums{placement_products(models.size()), placement_products(models.size())};
  std::array<std::vector<std::uint32_t>, 2> of_class{std::vector<std::uint32_t>(block), std::vector<std::uint32_t>(block)};
  std::vector<std::uint32_t> taken(models.size() * block);
  std::vector<std::span<std::uint32_t const>> columns(models.size());
  for (; !rows.empty(); rows = rows.subspan(std::min(block, rows.size()))) {
    std::array<std::size_t, 2> n{};
    for (auto row : rows.first(std::min(block, rows.size()))) of_class[events[row]][n[events[row]]++] = row;
    for (std::size_t c = 0; c < 2; ++c) {
      for (std::size_t m = 0; m < models.size(); ++m) {
        auto* const of_model = taken.data() + m * block;
        for (std::size_t i = 0; i < n[c]; ++i) of_model[i] = models[m][of_class[c][i]];
        columns[m] = {of_model, n[c]};
      }
      sums[c].add(columns, greatest);
    }
  }
  return sums;
}

auroc_covariance of_rows(cohort const& rows, std::span<placements_by_row const> placements, std::span<std::uint32_t const> group_rows) {
  std::size_t const n = group_rows.size();
  std::size_t const n_parts = std::clamp<std::size_t>(n / usual_rows_of_part, 1, 4 * static_cast<std::size_t>(parallel::n_threads()));
  std::uint64_t const greatest = std::min<std::uint64_t>(2 * n, std::numeric_limits<std::uint32_t>::max());
  std::vector<std::array<placement_products, 2>> of_part(n_parts, {placement_products(0), placement_products(0)});
  parallel::for_each_alone(n_parts, [&](std::size_t i) {
    std::size_t const begin = n * i / n_parts, end = n * (i + 1) / n_parts;
    of_part[i] = products_of(rows.events(), placements, group_rows.subspan(begin, end - begin), greatest);
  });
  auto& [negative, positive] = of_part.front();
  for (std::size_t i = 1; i < n_parts; ++i) negative += of_part[i][0], positive += of_part[i][1];
  return detail::delong_covariance(positive, negative);
}

auroc_covariance of_units(cohort const& rows, std::span<placements_by_row const> placements, std::span<std::uint32_t const> group_rows) {
  auto const events = rows.events();
  std::vector<std::vector<std::uint64_t>> positive(placements.size()), negative(placements.size());
  std::vector<std::uint32_t> n_positive, n_negative;
  for_each_unit(rows, group_rows, [&](auto unit) {
    n_positive.push_back(0), n_negative.push_back(0);
    for (auto row : unit) ++(events[row] ? n_positive : n_negative).back();
    for (std::size_t m = 0; m < placements.size(); ++m) {
      positive[m].push_back(0), negative[m].push_back(0);
      for (auto row : unit) (events[row] ? positive : negative)[m].back() += placements[m][row];
    }
  });
  std::vector<unit_placements> models;
  for (std::size_t m = 0; m < placements.size(); ++m) models.push_back({positive[m], negative[m]});
  return obuchowski_covariance(models, {n_positive, n_negative});
}

}  // namespace

auroc_covariance covariance_of_aurocs(cohort const& rows, std::span<placements_by_row const> placements,
                                      std::span<std::uint32_t const> group_rows) {
  return rows.is_clustered ? of_units(rows, placements, group_rows) : of_rows(rows, placements, group_rows);
}

bool are_identical(cohort const& rows, std::uint32_t a, std::uint32_t b, std::span<std::uint32_t const> group_rows) {
  auto const &of_a = rows.models[a], &of_b = rows.models[b];
  if (of_a.has_scores() != of_b.has_scores()) return false;
  if (!of_a.has_scores())
    return std::all_of(group_rows.begin(), group_rows.end(), [&](auto row) { return of_a.predicted[row] == of_b.predicted[row]; });
  score_reader const score_a(of_a.score), score_b(of_b.score);
  return std::all_of(group_rows.begin(), group_rows.end(), [&](auto row) { return score_a(row) == score_b(row); });
}

}  // namespace CLINMETRICS_NAMESPACE::engine
