// SPDX-License-Identifier: Apache-2.0
// Makes row-sums programs: numbers the (group, cells…) tuples that occur, sorts the rows into them, and splits the factors into digits.
#include "row_sums_program.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace CLINMETRICS_NAMESPACE::simd {
namespace {

/// The number of each row's tuple, by refinement: first the group, then one sum's cell after the other. Tuples are numbered in their own
/// order.
std::vector<std::uint32_t> number_tuples(row_sums_pass const& pass, std::size_t n_rows, stop_flag stop) {
  std::vector<std::uint32_t> number(n_rows);
  for (std::size_t row = 0; row < n_rows; ++row) number[row] = pass.groups->group_of(row);
  std::uint64_t n_numbers = pass.groups->n_groups();
  for (auto const& sum : pass.sums) {
    if (sum.cell.empty() || sum.n_cells <= 1) continue;
    std::uint64_t const n_keys = n_numbers * sum.n_cells;
    auto const key = [&](std::size_t row) { return number[row] * std::uint64_t{sum.n_cells} + sum.cell[row]; };
    if (n_keys <= 4 * n_rows + 1024) {
      std::vector<std::uint32_t> rank(n_keys);
      for (std::size_t row = 0; row < n_rows; ++row) stop.check(row), rank[key(row)] = 1;
      std::uint32_t next = 0;
      for (auto& r : rank)
        if (r) r = next++;
      for (std::size_t row = 0; row < n_rows; ++row) number[row] = rank[key(row)];
      n_numbers = next;
    } else {
      std::map<std::uint64_t, std::uint32_t> rank;
      for (std::size_t row = 0; row < n_rows; ++row) stop.check(row), rank.try_emplace(key(row));
      std::uint32_t next = 0;
      for (auto& [k, r] : rank) r = next++;
      for (std::size_t row = 0; row < n_rows; ++row) number[row] = rank.at(key(row));
      n_numbers = next;
    }
  }
  return number;
}

/// What a replicate weight is multiplied by, in a sum with these amounts (empty: it counts).
class factor_reader {
 public:
  factor_reader(row_sums_pass const& pass, row_numbers<std::uint64_t> const& amount) : pass_(pass), amount_(amount) {}
  u128 operator()(std::size_t row) const { return static_cast<u128>(pass_.weight_of(row)) * (amount_.empty() ? 1 : amount_[row]); }
  u128 greatest() const {
    u128 greatest = 0;
    for (std::size_t row = 0; row < pass_.rows->n_rows(); ++row) greatest = std::max(greatest, (*this)(row));
    return greatest;
  }

 private:
  row_sums_pass const& pass_;
  row_numbers<std::uint64_t> const& amount_;
};

/// Chooses the factors of the program; the result reads each of them.
std::vector<factor_reader> choose_factors(row_sums_pass const& pass, row_sums_program& out) {
  std::vector<factor_reader> factors;
  std::uint32_t counting = row_sums_program::no_factor;
  for (auto const& sum : pass.sums) {
    auto& mine = out.factor_of.emplace_back(sum.amount.empty() ? counting : row_sums_program::no_factor);
    bool const counts_rows = sum.amount.empty() && pass.weight.empty();
    out.counts_rows |= counts_rows;
    if (mine != row_sums_program::no_factor || counts_rows) continue;
    factor_reader const factor(pass, sum.amount);
    std::uint32_t const n_digits = n_digits_of(factor.greatest());
    if (n_digits == 0) continue;
    mine = static_cast<std::uint32_t>(factors.size());
    if (sum.amount.empty()) counting = mine;
    factors.push_back(factor);
    out.factors.push_back({out.n_digits, n_digits});
    out.n_digits += n_digits;
  }
  return factors;
}

}  // namespace

row_sums_program compile(row_sums_pass const& pass, stop_flag stop) {
  design const& rows = *pass.rows;
  std::size_t const n = rows.n_rows();
  row_sums_program out;
  auto const factors = choose_factors(pass, out);

  auto const number = number_tuples(pass, n, stop);
  std::size_t const n_runs = n == 0 ? 0 : *std::max_element(number.begin(), number.end()) + std::size_t{1};
  std::vector<std::size_t> begin(n_runs + 1);
  for (auto run : number) ++begin[run + 1];
  for (std::size_t run = 0; run < n_runs; ++run) begin[run + 1] += begin[run];
  std::vector<std::uint32_t> dealt(n);
  {
    auto next = begin;
    for (std::size_t row = 0; row < n; ++row) dealt[next[number[row]]++] = static_cast<std::uint32_t>(row);
  }

  out.units.resize(n);
  out.digits.reserve((n / 2 + n_runs + 1) * out.n_digits);
  for (std::size_t run = 0; run < n_runs; ++run) {
    if (begin[run] == begin[run + 1]) continue;  // a group without rows
    auto const any_row = dealt[begin[run]];
    out.run_group.push_back(pass.groups->group_of(any_row));
    for (auto const& sum : pass.sums) out.run_cells.push_back(sum.cell.empty() ? 0 : sum.cell[any_row]);
    for (std::size_t at = begin[run]; at < begin[run + 1]; at += chunk_rows) {
      stop.check(at / chunk_rows * chunk_rows);
      std::size_t const end = std::min(at + chunk_rows, begin[run + 1]);
      out.blocks.push_back({static_cast<std::uint8_t>(end - at), end == begin[run + 1]});
      for (std::size_t i = at; i < end; ++i) out.units[i] = rows.unit_of(dealt[i]);
      for (std::size_t i = at; i < end; i += 2)
        for (std::size_t f = 0; f < factors.size(); ++f) {
          u128 const first = factors[f](dealt[i]), second = i + 1 < end ? factors[f](dealt[i + 1]) : 0;
          for (std::uint32_t d = 0; d < out.factors[f].n_digits; ++d) out.digits.push_back(digit_pair(first, second, d));
        }
    }
  }
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::simd
