// SPDX-License-Identifier: Apache-2.0
// V is the doubled placement of a row among all rows, and O that against the group's rows of the other class alone. Against the rest, a row
// has the placement V − O. So the sums over the rest are those over all rows less those over the group's own rows:
//   Σ_rest (V − O)² = ΣV² − 2·ΣVO + ΣO² over all rows, less the same over the group.
// Over all rows of a class, O changes only at ties where the group has rows of the other class: ΣO² is added step by step, and ΣVO is the
// sum, over these rows of the group, of twice the V on their winning side plus the V tied with them.
#include "rest_placements.hpp"

#include <array>
#include <utility>

#include "clinmetrics/ordering/ties.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

u128 square(std::uint64_t x) { return static_cast<u128>(x) * x; }

/// Over the rows of one class of a group.
struct own_sums {
  std::uint64_t n = 0;
  u128 v = 0, vv = 0, o = 0, oo = 0, vo = 0;
  void add(std::uint64_t count, std::uint64_t of_all, std::uint64_t of_own) {
    u128 const c = count;
    n += count, v += c * of_all, vv += c * square(of_all), o += c * of_own, oo += c * square(of_own);
    vo += c * of_all * of_own;
  }
};

/// Over all rows of a class, with O from the other class of a group. `passed`: the rows up to the last step of O.
struct sums_by_steps {
  u128 oo = 0, vo = 0;
  std::uint64_t passed = 0;
  void step(std::uint64_t above, std::uint64_t o_above, std::uint64_t tied, std::uint64_t o_tied) {
    oo += (above - passed) * square(o_above) + tied * square(o_tied);
    passed = above + tied;
  }
};

struct group_state {
  std::uint64_t n_negative = 0;              // of the whole group
  std::uint64_t tied_pos = 0, tied_neg = 0;  // within the current tie
  own_sums positive, negative;               // their n: above the current tie
  sums_by_steps all_positive, all_negative;
};

/// All rows.
struct whole_state {
  std::uint64_t n_positive = 0, n_negative = 0;
  std::uint64_t tp = 0, fp = 0, tied_pos = 0, tied_neg = 0;
  placement_sums of_positives, of_negatives;
  std::uint64_t v_of_positive() const { return 2 * (n_negative - fp - tied_neg) + tied_neg; }
  std::uint64_t v_of_negative() const { return 2 * tp + tied_pos; }
};

class walk {
 public:
  walk(std::span<std::uint8_t const> label, partition const& groups) : label_(label), groups_(groups), of_group_(groups.n_groups()) {
    for (std::size_t row = 0; row < label.size(); ++row) {
      ++(label[row] ? all_.n_positive : all_.n_negative);
      of_group_[groups.group_of(row)].n_negative += label[row] == 0;
    }
  }

  void add(std::uint32_t row) { ++(label_[row] ? all_.tied_pos : all_.tied_neg); }
  void end_tie(std::span<std::uint32_t const> rows) {
    for (auto row : rows) {
      auto& g = of_group_[groups_.group_of(row)];
      ++(label_[row] ? g.tied_pos : g.tied_neg);
    }
    for (auto row : rows) end_tie_of(of_group_[groups_.group_of(row)]);
    all_.of_positives.add(all_.tied_pos, all_.v_of_positive()), all_.of_negatives.add(all_.tied_neg, all_.v_of_negative());
    all_.tp += all_.tied_pos, all_.fp += all_.tied_neg;
    all_.tied_pos = all_.tied_neg = 0;
  }

  std::vector<rest_placements> finish() {
    std::vector<rest_placements> out;
    for (auto& g : of_group_) {
      g.all_negative.step(all_.n_negative, 2 * g.positive.n, 0, 0);  // O of positive rows is 0 below the group's last negative row
      g.all_negative.vo = 2 * all_.of_negatives.sum * g.positive.n - g.all_negative.vo;
      out.push_back({{outside(all_.of_positives, g.positive, g.all_positive, g.negative),
                      outside(all_.of_negatives, g.negative, g.all_negative, g.positive)},
                     {own_against_rest(g.positive), rest_against_own(all_.n_negative, g.negative, g.all_negative, g.positive)},
                     {rest_against_own(all_.n_positive, g.positive, g.all_positive, g.negative), own_against_rest(g.negative)}});
    }
    return out;
  }

 private:
  /// Does nothing if the group's rows of this tie are counted already.
  void end_tie_of(group_state& g) {
    auto const p = std::exchange(g.tied_pos, 0), q = std::exchange(g.tied_neg, 0);
    if (p + q == 0) return;
    auto const o_above = 2 * (g.n_negative - g.negative.n);
    auto const o_of_positive = o_above - q, o_of_negative = 2 * g.positive.n + p;
    if (q > 0) {
      g.all_positive.step(all_.tp, o_above, all_.tied_pos, o_of_positive);
      g.all_positive.vo += q * (2 * all_.of_positives.sum + static_cast<u128>(all_.tied_pos) * all_.v_of_positive());
    }
    if (p > 0) {  // the winning side of a positive row is below it: `vo` holds what is to be subtracted from twice the sum of all
      g.all_negative.step(all_.fp, 2 * g.positive.n, all_.tied_neg, o_of_negative);
      g.all_negative.vo += p * (2 * all_.of_negatives.sum + static_cast<u128>(all_.tied_neg) * all_.v_of_negative());
    }
    if (p > 0) g.positive.add(p, all_.v_of_positive(), o_of_positive);
    if (q > 0) g.negative.add(q, all_.v_of_negative(), o_of_negative);
  }

  /// Over all rows of a class, ΣO is the ΣV of the group's rows of the other class: both count the same pairs.
  static placement_sums outside(placement_sums const& all, own_sums const& own, sums_by_steps const& steps, own_sums const& other) {
    return {all.n - own.n, all.sum - own.v - (other.v - own.o), all.squares - own.vv - 2 * (steps.vo - own.vo) + (steps.oo - own.oo)};
  }
  static placement_sums own_against_rest(own_sums const& own) { return {own.n, own.v - own.o, own.vv - 2 * own.vo + own.oo}; }
  static placement_sums rest_against_own(std::uint64_t n_all, own_sums const& own, sums_by_steps const& steps, own_sums const& other) {
    return {n_all - own.n, other.v - own.o, steps.oo - own.oo};
  }

  std::span<std::uint8_t const> label_;
  partition const& groups_;
  whole_state all_;
  std::vector<group_state> of_group_;
};

}  // namespace

std::vector<rest_placements> placements_of_rests(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                                 stop_flag stop) {
  walk of_rows(label, groups);
  for_each_tie(
      order, {0, order.size()}, stop, [&](std::uint32_t row) { of_rows.add(row); },
      [&](positions tie) { of_rows.end_tie(std::span(order.row).subspan(tie.begin, tie.end - tie.begin)); });
  return of_rows.finish();
}

}  // namespace CLINMETRICS_NAMESPACE::engine
