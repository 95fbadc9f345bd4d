// SPDX-License-Identifier: Apache-2.0
// The ranked pass for the point value, in which each row counts once: the reference pass for a single replicate, with the state in
// registers if there is one group. It takes a quarter of the time.
#pragma once
#include <algorithm>
#include <vector>

#include "clinmetrics/pass/ranked.hpp"

namespace CLINMETRICS_NAMESPACE {

class point_walk {
 public:
  explicit point_walk(ranked_pass const& pass) : pass_(pass), states_(pass.groups->n_groups()) {}

  void run(slot_block& out, stop_flag stop) {
    std::size_t position = 0, n_cuts_seen = 0;
    auto const walk_to = [&](std::size_t end) {
      while (position < end) {
        stop.check();
        std::size_t const next = std::min(end, position + stop_flag::rows_between_looks);
        states_.size() == 1 ? walk_one_group(position, next) : walk_groups(position, next);
        position = next;
      }
    };
    for (auto const cut : pass_.cuts) {
      walk_to(cut);
      for (std::size_t group = 0; group < states_.size(); ++group) {
        out.at(ranked_pass::first_cut + 2 * n_cuts_seen, group, 0) = states_[group].tp;
        out.at(ranked_pass::first_cut + 2 * n_cuts_seen + 1, group, 0) = states_[group].fp;
      }
      ++n_cuts_seen;
    }
    walk_to(pass_.order->size());
    for (std::size_t group = 0; group < states_.size(); ++group) {
      auto const& s = states_[group];
      std::size_t slot = 0;
      for (auto word : {s.tp, s.fp, low_half(s.two_u), high_half(s.two_u), low_half(s.precision_sum), high_half(s.precision_sum)})
        out.at(slot++, group, 0) = word;
    }
  }

 private:
  struct state {
    std::uint64_t tp = 0, fp = 0;              // above the current tie
    std::uint64_t tied_pos = 0, tied_neg = 0;  // within it
    u128 two_u = 0, precision_sum = 0;
    void add(bool is_positive, std::uint64_t weight) {
      tied_pos += is_positive ? weight : 0;
      tied_neg += is_positive ? 0 : weight;
    }
    void end_tie(bool wants_precision) {
      tp += tied_pos, fp += tied_neg;
      two_u += static_cast<u128>(tied_neg) * (2 * static_cast<u128>(tp) - tied_pos);
      if (wants_precision && tied_pos) precision_sum += static_cast<u128>(tied_pos) * precision_term(tp, tp + fp);
      tied_pos = tied_neg = 0;
    }
  };

  void walk_one_group(std::size_t begin, std::size_t end) {
    state s = states_.front();
    for (std::size_t i = begin; i < end; ++i) {
      auto const row = pass_.order->row[i];
      s.add(pass_.label[row], pass_.weight_of(row));
      if (pass_.order->ends_tie(i)) s.end_tie(pass_.wants_precision);
    }
    states_.front() = s;
  }

  void walk_groups(std::size_t begin, std::size_t end) {
    auto const state_of = [&](std::uint32_t row) -> state& { return states_[pass_.groups->group_of(row)]; };
    for (std::size_t i = begin; i < end; ++i) {
      auto const row = pass_.order->row[i];
      state_of(row).add(pass_.label[row], pass_.weight_of(row));
      if (!pass_.order->ends_tie(i)) continue;
      for (; run_begin_ <= i; ++run_begin_)
        state_of(pass_.order->row[run_begin_]).end_tie(pass_.wants_precision);  // a second call has no effect
    }
  }

  ranked_pass const& pass_;
  std::vector<state> states_;
  std::size_t run_begin_ = 0;  ///< the first position of the current tie
};

}  // namespace CLINMETRICS_NAMESPACE
