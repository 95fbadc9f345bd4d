// SPDX-License-Identifier: Apache-2.0
#include "backend/ranked_point.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

struct point_sums {
  bool wants_precision;
  class_weights from = {};  // the weights above the first row, if they were known
  detail::ranked_sums_so_far of = {};

  void begin_below(class_weights const& above) { from = above, of.tp = above.positive, of.fp = above.negative; }
  void add(class_weights const& rows) { of.tied_pos += rows.positive, of.tied_neg += rows.negative; }
  void end_tie() { of.end_tie(wants_precision); }
  class_weights counts() const { return {of.tp, of.fp}; }
  void join(point_sums const& below) {
    std::uint64_t const negatives = below.of.fp - below.from.negative;
    of.two_u += below.of.two_u + 2 * static_cast<u128>(of.tp - below.from.positive) * negatives;
    of.precision_sum += below.of.precision_sum;
    of.tp += below.of.tp - below.from.positive, of.fp += negatives;
  }
};

}  // namespace

void walk_once_in_parts(ranked_pass const& pass, slot_block& out, stop_flag stop, std::size_t rows_of_part) {
  std::size_t const n_groups = pass.groups->n_groups();
  auto const parts = parts_of(*pass.order, n_groups, pass.cuts, rows_of_part);
  auto const kind = pass.wants_precision ? run_of::negatives : run_of::either_class;
  walked_rows const rows{*pass.order, *pass.groups, pass.label, pass.weight};
  auto const sums = walk_in_parts(rows, parts, kind, std::vector(n_groups, point_sums{pass.wants_precision}), stop);
  for (std::size_t g = 0; g < n_groups; ++g) {
    auto const& all = sums.all[g].of;
    std::size_t slot = 0;
    for (std::uint64_t const word :
         {all.tp, all.fp, low_half(all.two_u), high_half(all.two_u), low_half(all.precision_sum), high_half(all.precision_sum)})
      out.at(slot++, g, 0) = word;
    std::size_t part = 0;
    for (auto const cut : pass.cuts) {
      while (part < parts.size() && parts[part].begin < cut) ++part;
      auto const above = part < parts.size() ? sums.above[part][g] : class_weights{all.tp, all.fp};
      out.at(slot++, g, 0) = above.positive, out.at(slot++, g, 0) = above.negative;
    }
  }
}

}  // namespace CLINMETRICS_NAMESPACE
