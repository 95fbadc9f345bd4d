// SPDX-License-Identifier: Apache-2.0
// The value of a row is the mean over this row alone, read from the row's own sums.
#include "row_spread.hpp"

#include <algorithm>
#include <limits>

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// The mean that a form contains.
bounded_mean const& mean_of(form const& f) {
  return f.kind == form_kind::bounded_mean ? f.bounded : f.parts.a.is == part::kind::mean ? f.parts.a.mean : f.parts.b.mean;
}

}  // namespace

row_spread spread_of_rows(deletion_source const& from, metric_instance const& metric, std::uint32_t output, stop_flag stop) {
  auto const& rows = *from.rows;
  auto const& passes = *from.passes;
  auto const slots = passes.slots_at(from.place);
  single_row_sums const alone(passes.pass(passes.pass_of(from.place)).as<row_sums_pass>(), slots);
  std::vector<std::uint64_t> sums, words;
  auto const form_at = [&] {
    passes.read(from.place, sums, words);
    return metric.form_at(words);
  };
  passes.gather(from.place, from.group, 0, sums);
  auto const whole = form_at();
  double const mean = mean_of(whole).value;
  bool const reads_scores = mean_of(whole).of_scores != nullptr;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  row_spread out{.least_score = infinity, .greatest_score = -infinity};
  double all = 0, of_rows = 0, of_units = 0;  // Σw, Σw² over rows, Σw² over the sums of units
  std::size_t visited = 0;
  for_each_unit(rows, from.group_rows, [&](auto unit) {
    double of_unit = 0;
    for (auto row : unit) {
      stop.check(visited++);
      alone.read(row, sums);
      double const w = static_cast<double>(rows.weight_of(row)), d = mean_of(form_at()).value - mean;
      out.variance += w * d * d, of_rows += w * w, of_unit += w;
      if (!reads_scores) continue;
      double const score = passes.score(output, row);
      out.least_score = std::min(out.least_score, score), out.greatest_score = std::max(out.greatest_score, score);
    }
    all += of_unit, of_units += of_unit * of_unit;
  });
  out.variance /= all, out.n_rows = all * all / of_rows, out.n_units = all * all / of_units;
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
