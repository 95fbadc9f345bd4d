// SPDX-License-Identifier: Apache-2.0
// Makes row-sums programs: sorts the rows into runs, cuts the runs into blocks of rows, and splits each factor of a row into digits.
#include "row_sums_program.hpp"

#include <algorithm>
#include <span>

#include "pass/row_runs.hpp"

namespace CLINMETRICS_NAMESPACE::simd {
namespace {

/// The factor of each row in one sum: its own weight times its amount. A sum without amounts counts rows, as if each amount were 1.
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

/// Adds a factor to the program and returns its number; no_factor if it is 0 in all rows.
std::uint32_t add_factor(factor_reader const& factor, std::vector<factor_reader>& factors, row_sums_program& out) {
  std::uint32_t const n_digits = n_digits_of(factor.greatest());
  if (n_digits == 0) return row_sums_program::no_factor;
  factors.push_back(factor);
  out.factors.push_back({out.n_digits, n_digits});
  out.n_digits += n_digits;
  return static_cast<std::uint32_t>(factors.size() - 1);
}

/// Chooses the factors of the program and returns their readers. All sums that count share one factor, the row's own weight; without row
/// weights they need none.
std::vector<factor_reader> choose_factors(row_sums_pass const& pass, row_sums_program& out) {
  std::vector<factor_reader> factors;
  std::uint32_t row_weight = row_sums_program::no_factor;
  for (auto const& sum : pass.sums) {
    if (!sum.amount.empty()) {
      out.factor_of.push_back(add_factor({pass, sum.amount}, factors, out));
      continue;
    }
    if (pass.weight.empty())
      out.counts_rows = true;
    else if (row_weight == row_sums_program::no_factor)
      row_weight = add_factor({pass, sum.amount}, factors, out);
    out.factor_of.push_back(row_weight);
  }
  return factors;
}

/// Adds at most 64 rows of one run as a block, and the digits of their factors.
void add_block(std::span<std::uint32_t const> rows, bool ends_run, design const& cohort_rows, std::vector<factor_reader> const& factors,
               row_sums_program& out) {
  out.blocks.push_back({static_cast<std::uint8_t>(rows.size()), ends_run});
  for (auto row : rows) out.units.push_back(cohort_rows.unit_of(row));
  for (std::size_t i = 0; i < rows.size(); i += 2)
    for (std::size_t f = 0; f < factors.size(); ++f) {
      u128 const first = factors[f](rows[i]), second = i + 1 < rows.size() ? factors[f](rows[i + 1]) : 0;
      for (std::uint32_t d = 0; d < out.factors[f].n_digits; ++d) out.digits.push_back(digit_pair(first, second, d));
    }
}

}  // namespace

row_sums_program compile(row_sums_pass const& pass, stop_flag stop) {
  row_sums_program out;
  auto const factors = choose_factors(pass, out);
  auto const runs = sort_into_runs(pass, stop);
  out.units.reserve(runs.row.size());
  out.digits.reserve((runs.row.size() / 2 + runs.size() + 1) * out.n_digits);
  for (std::size_t run = 0; run < runs.size(); ++run) {
    auto const rows = runs[run];
    out.run_group.push_back(pass.groups->group_of(rows.front()));
    for (auto const& sum : pass.sums) out.run_cells.push_back(sum.cell_of(rows.front()));
    for (std::size_t at = 0; at < rows.size(); at += chunk_rows) {
      stop.check(at);
      auto const block = rows.subspan(at, std::min(chunk_rows, rows.size() - at));
      add_block(block, at + block.size() == rows.size(), *pass.rows, factors, out);
    }
  }
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::simd
