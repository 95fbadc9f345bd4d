// SPDX-License-Identifier: Apache-2.0
// All cuts of an ordering: the rows of each class above each of them, and searches over the cuts. The counts are whole numbers in doubles,
// which are exact up to 2^53.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "clinmetrics/ordering/ties.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Rows by descending score. Cut k lies below k runs of equal scores; cut 0 lies above all rows.
struct ranked_rows {
  std::vector<std::uint32_t> row;
  std::vector<std::uint32_t> cut;  ///< of each row: the first cut below it

  void add(std::uint32_t r, bool begins_tie) { row.push_back(r), cut.push_back((cut.empty() ? 0 : cut.back()) + (begins_tie ? 1 : 0)); }
  bool ends_tie(std::size_t i) const { return i + 1 == row.size() || cut[i] != cut[i + 1]; }
};

/// The rows of each group in the order of their scores, with cuts of their own.
inline std::vector<ranked_rows> ranked_rows_of_groups(ranked_order const& order, partition const& groups) {
  std::vector<ranked_rows> out(groups.n_groups());
  std::vector<std::size_t> last_tie(out.size(), 0);
  std::size_t tie = 1;
  for (std::size_t i = 0; i < order.size(); ++i) {
    auto const group = groups.group_of(order.row[i]);
    out[group].add(order.row[i], std::exchange(last_tie[group], tie) != tie);
    tie += order.ends_tie(i) ? 1 : 0;
  }
  return out;
}

class cut_table {
 public:
  /// `weight_of(row)`: how often the row counts.
  template <class Weight>
  void fill(ranked_rows const& rows, std::span<std::uint8_t const> label, Weight const& weight_of) {
    tp_.assign(1, 0), fp_.assign(1, 0), area_.clear();
    double tp = 0, fp = 0;
    for (std::size_t i = 0; i < rows.row.size(); ++i) {
      auto const row = rows.row[i];
      double const w = weight_of(row);
      (label[row] ? tp : fp) += w;
      if (rows.ends_tie(i)) tp_.push_back(tp), fp_.push_back(fp);
    }
  }
  /// Needed before `area`.
  void add_areas() {
    area_.assign(1, 0);
    for (std::size_t k = 1; k < size(); ++k) area_.push_back(area_.back() + (fp_[k] - fp_[k - 1]) * (tp_[k] + tp_[k - 1]) / 2);
  }

  std::size_t size() const { return tp_.size(); }
  double tp(std::size_t k) const { return tp_[k]; }
  double fp(std::size_t k) const { return fp_[k]; }
  double area(std::size_t k) const { return area_[k]; }  ///< under the ROC curve up to the cut, as a number of pairs
  double positives() const { return tp_.back(); }
  double negatives() const { return fp_.back(); }

 private:
  std::vector<double> tp_, fp_, area_;
};

/// The same cuts without some rows. A cut takes the time of a search among the rows that were taken out.
class cuts_without {
 public:
  struct row {
    std::uint32_t cut;
    bool is_positive;
    double weight;
  };

  explicit cuts_without(cut_table const& all, bool has_areas) : all_(&all), has_areas_(has_areas) {}

  /// Takes these rows out, and those that were taken out before back in.
  void take_out(std::vector<row>& rows) {
    std::sort(rows.begin(), rows.end(), [](row const& a, row const& b) { return a.cut < b.cut; });
    sums_.assign(1, {});
    for (std::size_t i = 0; i < rows.size();) {
      auto next = sums_.back();
      auto const before = next;
      next.cut = rows[i].cut;
      for (; i < rows.size() && rows[i].cut == next.cut; ++i) (rows[i].is_positive ? next.tp : next.fp) += rows[i].weight;
      if (has_areas_) {
        auto const middle = [&](double a, double b) { return (a + b) / 2; };
        double const tp = next.tp - before.tp, fp = next.fp - before.fp;
        next.below += tp * middle(all_->fp(next.cut - 1), all_->fp(next.cut));
        next.lost += fp * middle(all_->tp(next.cut - 1), all_->tp(next.cut)) - fp * middle(before.tp, next.tp);
      }
      sums_.push_back(next);
    }
  }

  std::size_t size() const { return all_->size(); }
  double tp(std::size_t k) const { return all_->tp(k) - at(k).tp; }
  double fp(std::size_t k) const { return all_->fp(k) - at(k).fp; }
  double area(std::size_t k) const {
    auto const& s = at(k);
    return all_->area(k) - (s.tp * all_->fp(k) - s.below) - s.lost;
  }
  double positives() const { return all_->positives() - sums_.back().tp; }
  double negatives() const { return all_->negatives() - sums_.back().fp; }

 private:
  struct sums {
    std::uint32_t cut = 0;
    double tp = 0, fp = 0;  ///< of the rows that are taken out, up to this cut
    double below = 0;       ///< Σ over its positive rows of the negative rows above them
    double lost = 0;        ///< Σ over its negative rows of the positive rows above them that remain
  };
  sums const& at(std::size_t k) const {
    if (k >= sums_.back().cut) return sums_.back();
    if (sums_.size() == 2) return sums_.front();
    return *(std::upper_bound(sums_.begin(), sums_.end(), k, [](std::size_t cut, sums const& s) { return cut < s.cut; }) - 1);
  }

  cut_table const* all_;
  bool has_areas_;
  std::vector<sums> sums_{1};
};

inline constexpr std::size_t no_cut = ~std::size_t{0};

/// The first cut for which f holds, if it holds for all cuts below the first; no_cut if there is none.
template <class Cuts, class F>
std::size_t first_cut_with(Cuts const& cuts, F const& f) {
  std::size_t low = 0, high = cuts.size();
  while (low < high) {
    std::size_t const middle = low + (high - low) / 2;
    if (f(cuts.tp(middle), cuts.fp(middle)))
      high = middle;
    else
      low = middle + 1;
  }
  return low == cuts.size() ? no_cut : low;
}

/// The last cut for which f holds, if it holds for all cuts above the last, and for cut 0.
template <class Cuts, class F>
std::size_t last_cut_with(Cuts const& cuts, F const& f) {
  auto const after = first_cut_with(cuts, [&](double tp, double fp) { return !f(tp, fp); });
  return (after == no_cut ? cuts.size() : after) - 1;
}

/// The first of the cuts at which f(tp, fp) is greatest. `bound(tp, fp, tp', fp')` is at least f of every cut from one with the first two
/// counts to one with the last two; blocks of cuts that it excludes are not read. `guess`: any cut; a good one saves time.
template <class Cuts, class F, class Bound>
std::size_t best_cut(Cuts const& cuts, F const& f, Bound const& bound, std::size_t guess) {
  std::size_t const n = cuts.size();
  auto const block = static_cast<std::size_t>(std::sqrt(static_cast<double>(n))) + 1;
  std::size_t at = std::min(guess, n - 1);
  double best = f(cuts.tp(at), cuts.fp(at));
  for (std::size_t first = 0; first < n; first += block) {
    std::size_t const last = std::min(first + block, n) - 1;
    double const most = bound(cuts.tp(first), cuts.fp(first), cuts.tp(last), cuts.fp(last));
    if (most < best || (most == best && first > at)) continue;
    for (std::size_t k = first; k <= last; ++k)
      if (double const x = f(cuts.tp(k), cuts.fp(k)); x > best || (x == best && k < at)) best = x, at = k;
  }
  return at;
}

/// A cut that is good enough for best_cut to begin with.
template <class Cuts, class F>
std::size_t good_cut(Cuts const& cuts, F const& f) {
  std::size_t const n = cuts.size(), step = static_cast<std::size_t>(std::sqrt(static_cast<double>(n))) + 1;
  std::size_t at = 0;
  for (std::size_t k = step; k < n; k += step)
    if (f(cuts.tp(k), cuts.fp(k)) > f(cuts.tp(at), cuts.fp(at))) at = k;
  return at;
}

}  // namespace CLINMETRICS_NAMESPACE
