// SPDX-License-Identifier: Apache-2.0
// Takes units out of the counts at chosen cuts: the cut is searched again among the cuts of the whole cohort, less the rows of the unit.
// All metrics at a rule and all groups read the same cuts, so that these are searched once.
#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "clinmetrics/pass/chosen_cuts.hpp"
#include "parallel.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// The counts of one group above each cut of the cohort, at the cuts where it has rows.
class counts_of_group {
 public:
  counts_of_group(chosen_cuts const& pass, std::vector<std::uint32_t> const& cut_of, std::span<std::uint32_t const> group_rows) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> rows;
    for (auto row : group_rows) rows.emplace_back(cut_of[row], row);
    std::sort(rows.begin(), rows.end());
    chosen_cuts::counts so_far;
    for (auto const& [cut, row] : rows) {
      (pass.label[row] ? so_far.tp : so_far.fp) += pass.weight_of(row);
      cut_.push_back(cut), above_.push_back(so_far);
    }
  }
  chosen_cuts::counts above(std::size_t cut) const {
    auto const at = std::upper_bound(cut_.begin(), cut_.end(), cut);
    return at == cut_.begin() ? chosen_cuts::counts{} : above_[static_cast<std::size_t>(at - cut_.begin()) - 1];
  }

 private:
  std::vector<std::uint32_t> cut_;
  std::vector<chosen_cuts::counts> above_;
};

class chosen_cuts_deletion final : public pass_deletion {
 public:
  chosen_cuts_deletion(chosen_cuts const& pass, stop_flag stop) : pass_(pass), cut_of_(pass.ranked.row.size()) {
    cut_table all;
    all.fill(pass.ranked, pass.label, [&](std::uint32_t row) { return pass.weight_of(row); });
    for (std::size_t i = 0; i < cut_of_.size(); ++i) cut_of_[pass.ranked.row[i]] = pass.ranked.cut[i];
    std::vector<std::uint32_t> by_unit(cut_of_.size());
    std::iota(by_unit.begin(), by_unit.end(), 0u);
    std::stable_sort(by_unit.begin(), by_unit.end(), [&](auto a, auto b) { return pass.rows->unit_of(a) < pass.rows->unit_of(b); });
    std::vector<std::size_t> begin;  // of each unit that has rows
    for (std::size_t i = 0; i < by_unit.size(); ++i)
      if (i == 0 || pass.rows->unit_of(by_unit[i]) != pass.rows->unit_of(by_unit[i - 1])) begin.push_back(i);
    begin.push_back(by_unit.size());
    std::vector<std::size_t> guess;
    for (auto const& rule : pass.rules) guess.push_back(choose_cut(rule, all, no_cut));
    std::size_t const n_units = by_unit.empty() ? 0 : pass.rows->unit_of(by_unit.back()) + std::size_t{1};
    without_.assign(pass.rules.size(), std::vector<std::size_t>(n_units, no_cut));
    constexpr std::size_t at_once = 1024;
    parallel::for_all((begin.size() + at_once - 2) / at_once, [&](std::size_t part) {
      cuts_without rest(all, false);
      std::vector<cuts_without::row> out;
      for (std::size_t i = part * at_once; i < std::min((part + 1) * at_once, begin.size() - 1); ++i) {
        stop.check(i);
        out.clear();
        for (std::size_t k = begin[i]; k < begin[i + 1]; ++k) out.push_back(entry_of(by_unit[k]));
        rest.take_out(out);
        for (std::size_t r = 0; r < pass.rules.size(); ++r)
          without_[r][pass.rows->unit_of(by_unit[begin[i]])] = choose_cut(pass.rules[r], rest, guess[r]);
      }
    });
  }
  cuts_without::row entry_of(std::uint32_t row) const { return {cut_of_[row], pass_.label[row] != 0, pass_.weight_of(row)}; }
  std::unique_ptr<group_deletion> of_group(std::span<std::uint32_t const> group_rows, std::span<std::uint32_t const> slots,
                                           stop_flag stop) const override;

 private:
  friend class chosen_cuts_group_deletion;
  chosen_cuts const& pass_;
  std::vector<std::uint32_t> cut_of_;              ///< of each row
  std::vector<std::vector<std::size_t>> without_;  ///< [rule][unit]: the cut without the unit
};

class chosen_cuts_group_deletion final : public group_deletion {
 public:
  chosen_cuts_group_deletion(chosen_cuts_deletion const& of, std::span<std::uint32_t const> group_rows,
                             std::span<std::uint32_t const> slots)
      : of_(of), group_(of.pass_, of.cut_of_, group_rows), slots_(slots.begin(), slots.end()) {}

  void take_out(std::span<std::uint32_t const> unit_rows, std::span<std::uint64_t> sums) override {
    out_.clear();
    for (auto row : unit_rows) out_.push_back(of_.entry_of(row));
    auto const unit = of_.pass_.rows->unit_of(unit_rows.front());
    std::size_t rule = no_cut;
    std::uint64_t of_rule[chosen_cuts::slots_per_rule] = {};
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i] < chosen_cuts::first_rule) {
        for (auto const& r : out_) sums[i] -= r.is_positive == (slots_[i] == 0) ? static_cast<std::uint64_t>(r.weight) : 0;
        continue;
      }
      auto const at = slots_[i] - chosen_cuts::first_rule;
      if (std::exchange(rule, at / chosen_cuts::slots_per_rule) != at / chosen_cuts::slots_per_rule) read_rule(rule, unit, of_rule);
      sums[i] = of_rule[at % chosen_cuts::slots_per_rule];
    }
  }

 private:
  void read_rule(std::size_t rule, std::uint32_t unit, std::uint64_t* to) const {
    auto const cut = of_.without_[rule][unit];
    chosen_cuts::counts above;
    if (cut != no_cut) {
      above = group_.above(cut);
      for (auto const& r : out_)
        if (r.cut <= cut) (r.is_positive ? above.tp : above.fp) -= r.weight;
    }
    of_.pass_.write(cut, above, false, [to](std::size_t k) -> std::uint64_t& { return to[k]; });
  }

  chosen_cuts_deletion const& of_;
  counts_of_group group_;
  std::vector<std::uint32_t> slots_;
  std::vector<cuts_without::row> out_;
};

std::unique_ptr<group_deletion> chosen_cuts_deletion::of_group(std::span<std::uint32_t const> group_rows,
                                                               std::span<std::uint32_t const> slots, stop_flag /*stop*/) const {
  return std::make_unique<chosen_cuts_group_deletion>(*this, group_rows, slots);
}

}  // namespace

std::unique_ptr<pass_deletion> delete_units(chosen_cuts const& pass, stop_flag stop) {
  return std::make_unique<chosen_cuts_deletion>(pass, stop);
}

}  // namespace CLINMETRICS_NAMESPACE
