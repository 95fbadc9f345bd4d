// SPDX-License-Identifier: Apache-2.0
// Values without one unit, by subtraction from the point tally: no tally is computed again from all rows.
#include "jackknife.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "clinmetrics/tally/moments.hpp"
#include "clinmetrics/tally/ranked.hpp"
#include "precision_deletion.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

namespace {

/// The rows by unit, those of a unit in their own order. Units are numbered from 0 without gaps, so that counting sorts them.
std::vector<std::uint32_t> rows_by_unit(cohort const& rows, stop_flag stop) {
  std::vector<std::uint32_t> by_unit(rows.n_rows());
  if (rows.unit.empty()) {
    std::iota(by_unit.begin(), by_unit.end(), 0u);
    return by_unit;
  }
  std::vector<std::uint32_t> place(rows.n_units() + 1);
  for_rows(rows.n_rows(), stop, [&](std::size_t row) { ++place[rows.unit[row] + 1]; });
  std::partial_sum(place.begin(), place.end(), place.begin());
  for_rows(rows.n_rows(), stop, [&](std::size_t row) { by_unit[place[rows.unit[row]]++] = static_cast<std::uint32_t>(row); });
  return by_unit;
}

}  // namespace

unit_index::unit_index(cohort const& rows, partition const& groups, stop_flag stop) {
  std::size_t const n = rows.n_rows();
  auto const by_unit = rows_by_unit(rows, stop);
  begin_.assign(groups.n_groups() + 1, 0);
  for_rows(n, stop, [&](std::size_t row) { ++begin_[groups.group_of(row) + 1]; });
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  row_.resize(n);
  auto place = begin_;
  for_rows(n, stop, [&](std::size_t i) { row_[place[groups.group_of(by_unit[i])]++] = by_unit[i]; });
}

namespace {

/// Calls f(unit's rows) for each unit of a group.
template <class F>
void for_each_unit(cohort const& rows, std::span<std::uint32_t const> group_rows, F&& f) {
  for (std::size_t begin = 0; begin < group_rows.size();) {
    std::size_t end = begin + 1;
    while (end < group_rows.size() && rows.unit_of(group_rows[end]) == rows.unit_of(group_rows[begin])) ++end;
    f(group_rows.subspan(begin, end - begin));
    begin = end;
  }
}

std::uint32_t stratum_of(cohort const& rows, std::uint32_t row) {
  auto const& b = rows.stratum_begin;
  return static_cast<std::uint32_t>(std::upper_bound(b.begin(), b.end(), rows.unit_of(row)) - b.begin() - 1);
}

void subtract_wide(std::vector<std::uint64_t>& words, std::size_t at, u128 x) {
  u128 const rest = wide(words[at], words[at + 1]) - x;
  words[at] = low_half(rest), words[at + 1] = high_half(rest);
}

}  // namespace

class_counts count_units(cohort const& rows, std::span<std::uint32_t const> group_rows, stop_flag stop) {
  class_counts c;
  for_each_unit(rows, group_rows, [&](auto unit) {
    auto const positive = [&](auto row) { return rows.y[row] != 0; };
    stop.check(c.all++);
    c.positive += std::any_of(unit.begin(), unit.end(), positive);
    c.negative += !std::all_of(unit.begin(), unit.end(), positive);
  });
  return c;
}

placements find_placements(cohort const& rows, ranked_order const& order, partition const& groups, stop_flag stop) {
  std::size_t const n = rows.n_rows();
  placements out{std::vector<std::uint32_t>(n), std::vector<std::uint64_t>(n)};
  struct sums {
    std::uint64_t tp = 0, fp = 0, tied_pos = 0, tied_neg = 0, negatives = 0;
  };
  std::vector<sums> of(groups.n_groups());
  for (std::size_t row = 0; row < n; ++row)
    if (!rows.y[row]) of[groups.group_of(row)].negatives += rows.weight_of(row);
  for (std::size_t begin = 0; begin < n;) {
    std::size_t end = begin;
    do {
      stop.check(end);
      auto const row = order.row[end];
      auto& g = of[groups.group_of(row)];
      (rows.y[row] ? g.tied_pos : g.tied_neg) += rows.weight_of(row);
    } while (!order.ends_tie(end++));
    for (std::size_t i = begin; i < end; ++i) {
      auto const row = order.row[i];
      auto const& g = of[groups.group_of(row)];
      out.position[row] = static_cast<std::uint32_t>(i);
      out.placement[row] = rows.y[row] ? 2 * (g.negatives - g.fp - g.tied_neg) + g.tied_neg : 2 * g.tp + g.tied_pos;
    }
    for (std::size_t i = begin; i < end; ++i) {
      auto& g = of[groups.group_of(order.row[i])];
      g.tp += std::exchange(g.tied_pos, 0), g.fp += std::exchange(g.tied_neg, 0);
    }
    begin = end;
  }
  return out;
}

namespace {

/// Subtracts a unit from the words of its tally.
class subtraction {
 public:
  subtraction(deletion_source const& from, series const& s, std::span<std::uint32_t const> group_rows, stop_flag stop)
      : from_(from), s_(s) {
    if (s.tally() == tally_kind::ranked && s.metric.record->offers != form_kind::pair_count)
      precision_.emplace(*from.rows, *from.order, from.placed->position, group_rows, stop);
  }

  void operator()(std::span<std::uint32_t const> unit, std::vector<std::uint64_t>& words) {
    switch (s_.tally()) {
      case tally_kind::confusion:
        return cells(unit, words);
      case tally_kind::moments:
        return losses(unit, words);
      default:
        return pairs(unit, words);
    }
  }

 private:
  cohort const& rows() const { return *from_.rows; }

  void cells(std::span<std::uint32_t const> unit, std::vector<std::uint64_t>& words) const {
    auto const& m = rows().models[s_.model];
    for (auto row : unit) {
      bool const positive = rows().y[row] != 0;
      bool const flagged = !m.has_scores() ? m.predicted[row] != 0
                           : s_.threshold  ? from_.placed->position[row] < (*from_.cuts)[s_.cut]
                                           : positive;
      words[positive ? (flagged ? 0 : 2) : (flagged ? 1 : 3)] -= rows().weight_of(row);
    }
  }

  void losses(std::span<std::uint32_t const> unit, std::vector<std::uint64_t>& words) const {
    auto const& sums = from_.point_moments->sums;  // class, risk, squared error, log loss, infinite
    for (auto row : unit) {
      std::uint64_t const w = rows().weight_of(row);
      words[rows().y[row]] -= w;
      for (std::size_t k = 1; k <= 3; ++k) subtract_wide(words, 2 * k, static_cast<u128>(w) * sums[k].amount[row]);
      words[8 + sums[4].cell[row]] -= w;
    }
  }

  /// 2U minus the pairs of the unit's rows with all others; pairs within the unit are contained in both placements and are therefore added
  /// back once.
  void pairs(std::span<std::uint32_t const> unit, std::vector<std::uint64_t>& words) {
    u128 gone = 0;
    for (auto row : unit) {
      words[rows().y[row] ? 0 : 1] -= rows().weight_of(row);
      gone += static_cast<u128>(rows().weight_of(row)) * from_.placed->placement[row];
    }
    if (unit.size() > 1) gone -= within(unit);
    subtract_wide(words, 2, gone);
    if (!precision_) return;
    u128 const rest = precision_->without(unit);
    words[4] = low_half(rest), words[5] = high_half(rest);
  }

  /// Σ over pairs inside the unit, in the order of position: 2·(positive above) + (tied).
  u128 within(std::span<std::uint32_t const> unit) {
    auto const& position = from_.placed->position;
    scratch_.assign(unit.begin(), unit.end());
    std::sort(scratch_.begin(), scratch_.end(), [&](auto a, auto b) { return position[a] < position[b]; });
    auto const run_of = [&](std::uint32_t row) {  // rows with equal scores have the same end of their tie
      std::size_t end = position[row];
      while (!from_.order->ends_tie(end)) {
        std::uint64_t const rest = from_.order->tie_ends[end / 64] >> (end % 64);
        end = rest ? end + static_cast<std::size_t>(std::countr_zero(rest)) : (end / 64 + 1) * 64;
      }
      return end;
    };
    u128 sum = 0, above = 0;
    for (std::size_t begin = 0; begin < scratch_.size();) {
      std::size_t const run = run_of(scratch_[begin]);
      u128 pos = 0, neg = 0;
      std::size_t end = begin;
      for (; end < scratch_.size() && position[scratch_[end]] <= run; ++end)
        (rows().y[scratch_[end]] ? pos : neg) += rows().weight_of(scratch_[end]);
      sum += neg * (2 * above + pos);
      above += pos;
      begin = end;
    }
    return sum;
  }

  deletion_source const& from_;
  series const& s_;
  std::vector<std::uint32_t> scratch_;
  std::optional<precision_deletion> precision_;  ///< if the metric needs the precision sum
};

}  // namespace

deletions jackknife(deletion_source const& from, series const& s, std::span<std::uint32_t const> group_rows,
                    std::span<std::uint64_t const> words, value whole, stop_flag stop) {
  deletions out;
  auto const& record = *s.metric.record;
  bool const is_proportion = record.offers == form_kind::proportion;
  auto const trials_of = [&](std::span<std::uint64_t const> w) { return record.form_of(s.metric.parameters, w).share.trials; };
  double const trials = is_proportion ? trials_of(words) : 0;
  subtraction take_out(from, s, group_rows, stop);
  auto const evaluate = [&](std::vector<std::uint64_t> const& rest, std::uint32_t stratum, std::uint64_t n_units) {
    value const v = record.of(s.metric.parameters, rest);
    if (std::isinf(v.number)) out.infinite = true;
    if (std::isnan(v.number)) out.undefined = true;
    if (is_proportion) out.trials.push_back(trials - trials_of(rest));
    out.without.push_back({std::isnan(v.number) ? whole.number : v.number, static_cast<double>(n_units), stratum});
  };
  std::vector<std::uint64_t> rest(words.size());
  bool const few_kinds = s.tally() == tally_kind::confusion && from.rows->weight.empty() && !from.rows->is_clustered;
  std::map<std::pair<std::uint32_t, std::vector<std::uint64_t>>, std::uint64_t> kinds;  // single rows of a cell are equivalent
  std::size_t visited = 0;
  if (few_kinds && !from.rows->is_stratified) {  // one computation per cell
    for (std::size_t cell = 0; cell < 4; ++cell)
      if (words[cell] > 0) {
        rest.assign(words.begin(), words.end());
        --rest[cell];
        evaluate(rest, 0, words[cell]);
      }
    return out;
  }
  for_each_unit(*from.rows, group_rows, [&](auto unit) {
    stop.check(visited++);
    rest.assign(words.begin(), words.end());
    take_out(unit, rest);
    auto const stratum = from.rows->is_stratified ? stratum_of(*from.rows, unit.front()) : 0;
    if (few_kinds)
      ++kinds[{stratum, rest}];
    else
      evaluate(rest, stratum, 1);
  });
  for (auto const& [kind, n_units] : kinds) evaluate(kind.second, kind.first, n_units);
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
