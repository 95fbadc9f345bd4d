// SPDX-License-Identifier: Apache-2.0
// Makes ranked programs: a stable sort of the rows into their groups, then blocks of at most 64 rows that never separate equal scores of
// different classes.
#include "ranked_program.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "digits.hpp"

namespace CLINMETRICS_NAMESPACE::simd {
namespace {

/// The data of a row that the pass needs.
struct walked_row {
  std::uint32_t unit;
  bool is_positive;
  std::uint64_t weight;
};

class compiler {
 public:
  compiler(ranked_program& out, std::size_t n_rows, bool wants_precision) : out_(out), wants_precision_(wants_precision) {
    out.units.reserve(n_rows);
    out.blocks.reserve(n_rows / 32 + 1);
  }

  /// Rows with one score, in any order.
  void add_tie(std::span<walked_row const> tie) {
    auto const n_positive = static_cast<std::size_t>(std::count_if(tie.begin(), tie.end(), [](auto const& r) { return r.is_positive; }));
    if (n_positive == 0) {
      for (auto const& r : tie) add_negative(r);
    } else if (tie.size() == 1) {
      add_positive(tie.front());
    } else if (tie.size() <= chunk_rows) {
      add_short_tie(tie, n_positive);
    } else {
      add_long_tie(tie);
    }
  }

  void end_block() {
    if (block_.n_rows > 0) {
      if (out_.n_digits > 0) add_digits();
      out_.blocks.push_back(block_);
    }
    block_ = {};
  }
  void take_cut() {
    end_block();
    ++out_.blocks.back().n_cuts;
  }
  void end_group() {
    end_block();
    out_.blocks.back().ends_group = true;
  }

 private:
  void make_room(std::size_t n) {
    if (block_.n_rows + n > chunk_rows) end_block();
  }
  void add_row(walked_row const& row) {
    out_.units.push_back(row.unit);
    weight_[block_.n_rows++] = row.weight;
  }
  /// The digits of the block's row weights.
  void add_digits() {
    std::size_t next = 0;
    auto const add_pairs = [&](std::size_t n_rows, std::size_t of_pair) {
      for (std::size_t const end = next + n_rows; next < end; next = std::min(end, next + of_pair)) {
        std::uint64_t const second = of_pair == 2 && next + 1 < end ? weight_[next + 1] : 0;
        for (std::uint32_t d = 0; d < out_.n_digits; ++d) out_.digits.push_back(digit_pair(weight_[next], second, d));
      }
    };
    for (auto const& run : std::span(out_.runs).last(block_.n_runs)) {
      add_pairs(run.n_positive, wants_precision_ && !run.is_tied ? 1 : 2);
      add_pairs(run.n_negative, 2);
    }
  }
  ranked_run& new_run(bool is_tied) {
    ++block_.n_runs;
    out_.runs.push_back({0, 0, is_tied});
    return out_.runs.back();
  }
  void add_positive(walked_row const& row) {
    make_room(1);
    bool const fits = block_.n_runs > 0 && out_.runs.back().n_negative == 0 && !out_.runs.back().is_tied;
    ++(fits ? out_.runs.back() : new_run(false)).n_positive;
    add_row(row);
  }
  void add_negative(walked_row const& row) {
    make_room(1);
    // A tied run must not grow: its negatives have the same score as its positives.
    bool const fits = block_.n_runs > 0 && !out_.runs.back().is_tied;
    ++(fits ? out_.runs.back() : new_run(false)).n_negative;
    add_row(row);
  }
  void add_short_tie(std::span<walked_row const> tie, std::size_t n_positive) {
    make_room(tie.size());
    auto& run = new_run(true);
    run.n_positive = static_cast<std::uint8_t>(n_positive), run.n_negative = static_cast<std::uint8_t>(tie.size() - n_positive);
    add_by_class(tie);
  }
  void add_long_tie(std::span<walked_row const> tie) {
    end_block();
    for (std::size_t at = 0; at < tie.size(); at += chunk_rows) {
      auto const part = tie.subspan(at, std::min(chunk_rows, tie.size() - at));
      auto const n_positive = std::count_if(part.begin(), part.end(), [](auto const& r) { return r.is_positive; });
      auto& run = new_run(true);
      run.n_positive = static_cast<std::uint8_t>(n_positive), run.n_negative = static_cast<std::uint8_t>(part.size() - run.n_positive);
      add_by_class(part);
      block_.what = at + part.size() == tie.size() ? ranked_block::kind::tie_end : ranked_block::kind::tie_part;
      end_block();
    }
  }
  void add_by_class(std::span<walked_row const> rows) {
    for (bool const positive : {true, false})
      for (auto const& r : rows)
        if (r.is_positive == positive) add_row(r);
  }

  ranked_program& out_;
  bool wants_precision_;
  ranked_block block_{};
  std::array<std::uint64_t, chunk_rows> weight_{};  ///< of the block's rows
};

}  // namespace

std::optional<ranked_program> compile(ranked_pass const& pass, weight_bounds const& bounds, stop_flag stop) {
  auto const sums = sums_for(bounds);
  if (!sums) return std::nullopt;
  ranked_order const& order = *pass.order;
  std::size_t const n = order.size(), n_groups = pass.groups->n_groups();

  // Sorts the ordering's positions into the groups, in a stable way; with one group the result is the ordering.
  struct place {
    std::uint32_t position, tie;  // equal scores have the same tie number
  };
  std::vector<std::size_t> begin(n_groups + 1);
  std::vector<place> dealt;
  bool const is_dealt = n_groups > 1;
  if (is_dealt) {
    for (std::size_t row = 0; row < n; ++row) ++begin[pass.groups->group_of(row) + 1];
    for (std::size_t g = 0; g < n_groups; ++g) begin[g + 1] += begin[g];
    dealt.resize(n);
    auto next = begin;
    std::uint32_t tie = 0;
    for (std::size_t i = 0; i < n; ++i) {
      stop.check(i);
      dealt[next[pass.groups->group_of(order.row[i])]++] = {static_cast<std::uint32_t>(i), tie};
      tie += order.ends_tie(i);
    }
  } else {
    begin.back() = n;
  }
  auto const position = [&](std::size_t at) { return is_dealt ? dealt[at].position : static_cast<std::uint32_t>(at); };
  auto const ends_tie = [&](std::size_t at, std::size_t end) {
    return at + 1 == end || (is_dealt ? dealt[at].tie != dealt[at + 1].tie : order.ends_tie(at));
  };

  ranked_program out;
  out.sums = *sums;
  if (*sums != ranked_sums::bytes)
    out.n_digits = *sums == ranked_sums::narrow ? 1 : std::max(least_wide_digits, n_digits_of(bounds.greatest_of_row));
  compiler make(out, n, pass.wants_precision);
  std::vector<walked_row> tie;
  for (std::uint32_t group = 0; group < n_groups; ++group) {
    std::size_t at = begin[group], end = begin[group + 1];
    if (at == end) continue;
    out.groups.push_back(group);
    auto cut = std::upper_bound(pass.cuts.begin(), pass.cuts.end(), position(at));
    out.leading_cuts.push_back(static_cast<std::uint32_t>(cut - pass.cuts.begin()));
    while (at < end) {
      tie.clear();
      for (bool is_last = false; !is_last; ++at) {
        stop.check(at);
        auto const row = order.row[position(at)];
        tie.push_back({pass.rows->unit_of(row), pass.label[row] != 0, pass.weight_of(row)});
        is_last = ends_tie(at, end);
      }
      make.add_tie(tie);
      // Cuts above the group's next row; at its end, all remaining cuts.
      for (; cut != pass.cuts.end() && (at == end || *cut <= position(at)); ++cut) make.take_cut();
    }
    make.end_group();
  }
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::simd
