// SPDX-License-Identifier: Apache-2.0
// Makes ranked programs: blocks of at most 64 rows that never separate equal scores of different classes. Long programs are made in parts
// of about the same number of rows at the same time; where the parts end depends on the ordering alone.
#include "ranked_program.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "dealt_positions.hpp"
#include "digits.hpp"
#include "huge_pages.hpp"
#include "parallel.hpp"

namespace CLINMETRICS_NAMESPACE::simd {
namespace {

/// The data of a row that the pass needs.
struct walked_row {
  std::uint32_t unit;
  bool is_positive;
  std::uint64_t weight;
};

/// Reads the rows with the score of the row at `at`; returns the end of their places.
std::size_t read_tie(ranked_pass const& pass, places_of_group places, std::size_t at, std::vector<walked_row>& tie, stop_flag stop) {
  tie.clear();
  do {
    stop.check(at);
    auto const row = places.row(at);
    tie.push_back({pass.rows->unit_of(row), pass.label[row] != 0, pass.weight_of(row)});
  } while (!places.ends_tie(at++));
  return at;
}

class compiler {
 public:
  /// `units`: receives those of the rows that are added.
  compiler(ranked_program& out, std::uint32_t* units, ranked_pass const& pass, stop_flag stop)
      : out_(out), next_unit_(units), pass_(pass), stop_(stop) {}

  /// The rows of a group from one place to another, tie by tie, with the cuts between them. Neither place is within a tie.
  void add_rows(std::uint32_t group, places_of_group const& places, std::size_t from, std::size_t to) {
    if (from == to) return;
    auto cut = std::upper_bound(pass_.cuts.begin(), pass_.cuts.end(), places.position(from));
    if (from == places.begin) {
      out_.groups.push_back(group);
      out_.leading_cuts.push_back(static_cast<std::uint32_t>(cut - pass_.cuts.begin()));
    }
    for (std::size_t at = from; at < to;) {
      at = read_tie(pass_, places, at, tie_, stop_);
      add_tie(tie_);
      // Cuts above the group's next row; at its end, all remaining cuts.
      for (; cut != pass_.cuts.end() && (at == places.end || *cut <= places.position(at)); ++cut) take_cut();
    }
    end_block();
    out_.blocks.back().ends_group = to == places.end;
  }

 private:
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
  void make_room(std::size_t n) {
    if (block_.n_rows + n > chunk_rows) end_block();
  }
  void add_row(walked_row const& row) {
    *next_unit_++ = row.unit;
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
      add_pairs(run.n_positive, pass_.wants_precision && !run.is_tied ? 1 : 2);
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
  std::uint32_t* next_unit_;
  ranked_pass const& pass_;
  stop_flag stop_;
  std::vector<walked_row> tie_;  ///< the rows of one score
  ranked_block block_{};
  std::array<std::uint64_t, chunk_rows> weight_{};  ///< of the block's rows
};

/// Of a row's own weight.
std::uint32_t n_digits_for(ranked_sums sums, weight_bounds const& bounds) {
  if (sums == ranked_sums::bytes) return 0;
  return sums == ranked_sums::narrow ? 1 : std::max(least_wide_digits, n_digits_of(bounds.greatest_of_row));
}

/// A part of the places of all groups: from one to another, neither within a tie, and the group of the first.
struct part {
  std::size_t from, to;
  std::uint32_t group;
};

std::vector<part> parts_of(dealt_positions const& dealt, std::uint32_t n_groups) {
  constexpr std::size_t least_rows = std::size_t{1} << 15;
  std::vector<part> parts;
  std::size_t from = 0;
  std::uint32_t first = 0;
  auto const end_at = [&](std::size_t place, std::uint32_t next_group) {
    parts.push_back({from, place, first});
    from = place, first = next_group;
  };
  for (std::uint32_t group = 0; group < n_groups; ++group) {
    auto const places = dealt[group];
    while (places.end - from >= least_rows) {
      auto last = std::max(places.begin, from + least_rows - 1);
      while (!places.ends_tie(last)) ++last;
      end_at(last + 1, last + 1 == places.end ? group + 1 : group);
    }
  }
  if (n_groups > 0 && from < dealt[n_groups - 1].end) end_at(dealt[n_groups - 1].end, n_groups);
  return parts;
}

template <class T>
void append(std::vector<T>& to, std::vector<T> const& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

std::optional<ranked_program> compile(ranked_pass const& pass, weight_bounds const& bounds, stop_flag stop) {
  auto const sums = sums_for(bounds);
  if (!sums) return std::nullopt;
  dealt_positions const dealt(*pass.order, *pass.groups, stop);
  auto const n_groups = static_cast<std::uint32_t>(pass.groups->n_groups());
  auto const parts = parts_of(dealt, n_groups);
  ranked_program out;
  out.sums = *sums, out.n_digits = n_digits_for(*sums, bounds);
  std::vector<ranked_program> made(parts.size(), out);
  out.units.resize(pass.order->size());
  prefer_huge_pages(std::span(out.units));
  parallel::for_each_alone(parts.size(), [&](std::size_t i) {
    auto const [from, to, first] = parts[i];
    compiler make(made[i], out.units.data() + from, pass, stop);
    for (auto group = first; group < n_groups && dealt[group].begin < to; ++group)
      make.add_rows(group, dealt[group], std::max(from, dealt[group].begin), std::min(to, dealt[group].end));
  });
  for (auto const& m : made) {
    append(out.digits, m.digits), append(out.runs, m.runs), append(out.blocks, m.blocks);
    append(out.groups, m.groups), append(out.leading_cuts, m.leading_cuts);
  }
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::simd
