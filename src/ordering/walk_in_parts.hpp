// SPDX-License-Identifier: Apache-2.0
// Walks a long ordering in parts at the same time.
//
// What a tie adds to the sums of its group depends on the rows above it through their counts alone. A first walk therefore counts the rows
// of each part, and the second one begins each part with the counts of all parts above it. The sums are whole numbers: the parts do not
// change them.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "clinmetrics/ordering/ties.hpp"
#include "parallel.hpp"

namespace CLINMETRICS_NAMESPACE {

inline constexpr std::size_t usual_rows_of_part = std::size_t{1} << 15;  ///< for fewer, starting threads costs more than it saves

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

/// Rows of one group, or their weights, by class.
struct class_weights {
  std::uint64_t positive = 0, negative = 0;
  class_weights& operator+=(class_weights const& o) { return positive += o.positive, negative += o.negative, *this; }
};

template <class Sums>
struct sums_by_part {
  std::vector<std::vector<class_weights>> above;  ///< of each part and group: the rows above the part
  std::vector<Sums> all;                          ///< of each group
};

/// `weight_of(row)` gives the row's class_weights. Sums has `begin_below(above)`, then `add(class_weights)` for each row and `end_tie()`,
/// as for_each_group_tie calls them, and `join(below)`, which adds the sums of the next part to those of all parts above it.
template <class Sums, class WeightOf>
sums_by_part<Sums> walk_in_parts(ranked_order const& order, partition const& groups, std::vector<positions> const& parts,
                                 std::vector<Sums> start, WeightOf const& weight_of, stop_flag stop) {
  sums_by_part<Sums> out{std::vector(parts.size(), std::vector<class_weights>(start.size())), std::move(start)};
  parallel::for_each_alone(parts.size(), [&](std::size_t i) {
    if (i + 1 == parts.size()) return;  // nothing is below the last part
    auto const for_rows_of_part = [&](auto const& f) {
      for_rows(parts[i].end - parts[i].begin, stop, [&, row = order.row.data() + parts[i].begin](std::size_t at) { f(row[at]); });
    };
    if (out.all.size() == 1) {
      class_weights sum;  // a local variable, so that it can stay in registers
      for_rows_of_part([&](std::uint32_t row) { sum += weight_of(row); });
      out.above[i + 1].front() = sum;
      return;
    }
    for_rows_of_part([&, of_group = out.above[i + 1].data()](std::uint32_t row) { of_group[groups.group_of(row)] += weight_of(row); });
  });
  for (std::size_t i = 1; i < parts.size(); ++i)
    for (std::size_t g = 0; g < out.all.size(); ++g) out.above[i][g] += out.above[i - 1][g];
  std::vector<std::vector<Sums>> of_part(parts.size(), out.all);
  parallel::for_each_alone(parts.size(), [&](std::size_t i) {
    for (std::size_t g = 0; g < out.all.size(); ++g) of_part[i][g].begin_below(out.above[i][g]);
    for_each_group_tie(
        order, groups, of_part[i], parts[i], stop, [&](Sums& s, std::uint32_t row) { s.add(weight_of(row)); },
        [](Sums& s, std::uint32_t /*row*/) { s.end_tie(); });
  });
  for (auto const& sums : of_part)
    for (std::size_t g = 0; g < out.all.size(); ++g) out.all[g].join(sums[g]);
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE
