// SPDX-License-Identifier: Apache-2.0
// Walks a long ordering in parts at the same time.
//
// What a tie adds to the sums of its group depends on the rows above it through their counts alone, so the sums of a part are those of its
// own rows, and joining them adds what the rows of the parts above change. Only sums that need the counts above while they are made have a
// first walk that counts the rows of each part. The sums are whole numbers: the parts do not change them.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "class_runs.hpp"
#include "clinmetrics/ordering/ties.hpp"
#include "parallel.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The positions of an ordering as parts of about `rows_of_part` rows or more, few enough that their sums of all groups take less memory
/// than the rows. A part begins at each of `borders`, which are ascending and not within a tie.
inline std::vector<positions> parts_of(ranked_order const& order, std::size_t n_groups, std::span<std::uint32_t const> borders,
                                       std::size_t rows_of_part) {
  std::size_t const least = std::max(rows_of_part, 64 * n_groups);
  std::vector<positions> parts;
  auto border = borders.begin();
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    end = order.size() - begin < 2 * least ? order.size() : last_of_tie(order, begin + least) + 1;
    while (border != borders.end() && *border <= begin) ++border;
    if (border != borders.end() && *border < end) end = *border;
    parts.push_back({begin, end});
  }
  return parts;
}

/// The usual size of a part: that of the whole for one thread.
inline std::size_t rows_of_part(ranked_order const& order) { return parallel::n_threads() > 1 ? usual_rows_of_part : order.size(); }

/// What is walked: each row counts once, or by its weight.
struct walked_rows {
  ranked_order const& order;
  partition const& groups;
  std::span<std::uint8_t const> label;         ///< 1 for a positive row, 0 for a negative one
  std::span<std::uint64_t const> weight = {};  ///< of each row; empty: all 1
  class_weights operator()(std::uint32_t row) const {
    std::uint64_t const w = weight.empty() ? 1 : weight[row];
    return label[row] ? class_weights{w, 0} : class_weights{0, w};
  }
};

template <class Sums>
struct sums_by_part {
  std::vector<std::vector<class_weights>> above;  ///< of each part and group: the rows above the part
  std::vector<Sums> all;                          ///< of each group
};

namespace detail {

inline std::vector<class_weights> count(walked_rows const& rows, positions part, stop_flag stop) {
  std::vector<class_weights> of_group(rows.groups.n_groups());
  for_rows(part.end - part.begin, stop,
           [&, row = rows.order.row.data() + part.begin](std::size_t i) { of_group[rows.groups.group_of(row[i])] += rows(row[i]); });
  return of_group;
}

/// Whether the runs of a walk are those of class_runs.hpp.
inline bool has_class_runs(walked_rows const& rows) { return rows.groups.n_groups() == 1 && rows.weight.empty(); }

/// `labels`: null unless they are known in order.
template <class Sums>
void walk_part(walked_rows const& rows, labels_in_order const* labels, positions part, run_of kind, std::vector<Sums>& of_group,
               stop_flag stop) {
  if (!has_class_runs(rows))
    return for_each_group_tie(
        rows.order, rows.groups, of_group, part, stop, [rows](Sums& s, std::uint32_t row) { s.add(rows(row)); },
        [](Sums& s, std::uint32_t /*row*/) { s.end_tie(); });
  Sums sums = std::move(of_group.front());
  auto const add = [&](class_weights const& run) { sums.add(run), sums.end_tie(); };
  if (labels != nullptr)
    for_each_class_run(rows.order, *labels, part, kind, stop, add);
  else
    for_each_class_run(rows.order, labels_by_row{rows.order, rows.label}, part, kind, stop, add);
  of_group.front() = std::move(sums);
}

}  // namespace detail

/// Sums has `add(class_weights)` for rows and `end_tie()` after those of a tie, or of a run of such a kind; `counts()` of the rows so far;
/// and `join(below)`, which adds the sums of the next part to those of all parts above it. Sums that read each positive row,
/// run_of::negatives, also have `begin_below(above)`, which is called first.
template <class Sums>
sums_by_part<Sums> walk_in_parts(walked_rows const& rows, std::vector<positions> const& parts, run_of kind, std::vector<Sums> start,
                                 stop_flag stop) {
  std::size_t const n_groups = start.size();
  sums_by_part<Sums> out{std::vector(parts.size(), std::vector<class_weights>(n_groups)), start};
  std::vector<std::vector<Sums>> of_part(parts.size(), std::move(start));
  bool const one_by_one = parallel::n_threads() == 1;
  bool const counts_first = !one_by_one && kind == run_of::negatives && parts.size() > 1;
  std::optional<labels_in_order> labels;
  if (counts_first && detail::has_class_runs(rows)) labels.emplace(rows.order, rows.label, stop);
  auto const walk = [&](std::size_t i) {
    if (kind == run_of::negatives)
      for (std::size_t g = 0; g < n_groups; ++g) of_part[i][g].begin_below(out.above[i][g]);
    detail::walk_part(rows, labels ? &*labels : nullptr, parts[i], kind, of_part[i], stop);
  };
  if (counts_first) {
    parallel::for_each_alone(parts.size(), [&](std::size_t i) {
      if (i + 1 == parts.size()) return;  // nothing is below the last part
      out.above[i + 1] = labels ? std::vector{labels->count(parts[i])} : detail::count(rows, parts[i], stop);
    });
    for (std::size_t i = 1; i < parts.size(); ++i)
      for (std::size_t g = 0; g < n_groups; ++g) out.above[i][g] += out.above[i - 1][g];
  }
  if (!one_by_one) parallel::for_each_alone(parts.size(), walk);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (std::size_t g = 0; g < n_groups; ++g) out.above[i][g] = out.all[g].counts();
    if (one_by_one) walk(i);
    for (std::size_t g = 0; g < n_groups; ++g) out.all[g].join(of_part[i][g]);
  }
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE
