// SPDX-License-Identifier: Apache-2.0
// The value of a row is the metric's mean over this row alone. It is read from the sums of this row, like a group's value from its sums.
#include "row_spread.hpp"

#include <algorithm>
#include <limits>

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// The mean that a form contains: the metric itself, or one part of it.
bounded_mean mean_of(form const& f) {
  return f.kind == form_kind::bounded_mean ? f.bounded : f.parts.a.is == part::kind::mean ? f.parts.a.mean : f.parts.b.mean;
}

}  // namespace

row_spread spread_of_rows(deletion_source const& from, metric_instance const& metric, std::uint32_t output, stop_flag stop) {
  auto const& rows = *from.rows;
  auto const& passes = *from.passes;
  auto const slots = passes.slots_at(from.place);
  single_row_sums const alone(passes.pass(passes.pass_of(from.place)).as<row_sums_pass>(), slots);
  std::vector<std::uint64_t> sums, words;
  auto const mean_of_sums = [&] {
    passes.read(from.place, sums, words);
    return mean_of(metric.form_at(words));
  };
  passes.gather(from.place, from.group, 0, sums);
  auto const of_group = mean_of_sums();
  bool const reads_scores = of_group.of_scores != nullptr;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  row_spread out{.least_score = infinity, .greatest_score = -infinity};
  double weight = 0, squares_of_rows = 0, squares_of_units = 0;  // Σw, Σw² over rows, Σ(Σw)² over units
  std::size_t visited = 0;
  for_each_unit(rows, from.group_rows, [&](auto unit) {
    double unit_weight = 0;
    for (auto row : unit) {
      stop.check(visited++);
      alone.read(row, sums);
      double const w = static_cast<double>(rows.weight_of(row)), d = mean_of_sums().value - of_group.value;
      out.variance += w * d * d, squares_of_rows += w * w, unit_weight += w;
      if (!reads_scores) continue;
      double const score = passes.score(output, row);
      out.least_score = std::min(out.least_score, score), out.greatest_score = std::max(out.greatest_score, score);
    }
    weight += unit_weight, squares_of_units += unit_weight * unit_weight;
  });
  out.variance /= weight, out.n_rows = weight * weight / squares_of_rows, out.n_units = weight * weight / squares_of_units;
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
