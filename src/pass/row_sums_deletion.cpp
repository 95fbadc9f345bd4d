// SPDX-License-Identifier: Apache-2.0
// Takes units out of row sums: the amounts of their rows are subtracted from the cells that are of interest. The sums of one row alone.
#include <algorithm>
#include <vector>

#include "clinmetrics/pass/row_sums.hpp"
#include "pass/prefetch_rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr std::uint32_t nowhere = ~std::uint32_t{0};

/// Of each slot of the pass, its place among the slots that are of interest.
std::vector<std::uint32_t> places(row_sums_pass const& pass, std::span<std::uint32_t const> slots) {
  std::vector<std::uint32_t> place(pass.n_slots(), nowhere);
  for (std::uint32_t i = 0; i < slots.size(); ++i) place[slots[i]] = i;
  return place;
}

/// Calls f(place, sum) for each sum of the pass whose slot for this row is of interest.
template <class F>
void for_each_sum(row_sums_pass const& pass, std::vector<std::uint32_t> const& place, std::uint32_t row, F&& f) {
  std::size_t first = 0;
  for (auto const& sum : pass.sums) {
    auto const at = place[first + sum.cell_of(row) * sum.slots_per_cell()];
    first += sum.n_slots();
    if (at != nowhere) f(at, sum);
  }
}

class row_sums_group_deletion final : public group_deletion {
 public:
  row_sums_group_deletion(row_sums_pass const& pass, std::span<std::uint32_t const> slots) : pass_(pass), place_(places(pass, slots)) {}

  void take_out(std::span<std::uint32_t const> unit_rows, std::span<std::uint64_t> sums) override {
    for (auto row : unit_rows) {
      std::uint64_t const w = pass_.weight_of(row);
      for_each_sum(pass_, place_, row, [&](std::uint32_t at, cell_sum const& sum) {
        if (sum.amount.empty())
          sums[at] -= w;
        else
          subtract_wide(sums[at], sums[at + 1], static_cast<u128>(w) * sum.amount[row]);
      });
    }
  }

  bool is_shareable() const override { return true; }

 private:
  row_sums_pass const& pass_;
  std::vector<std::uint32_t> place_;
};

class row_sums_deletion final : public pass_deletion {
 public:
  explicit row_sums_deletion(row_sums_pass const& pass) : pass_(pass) {}
  std::unique_ptr<group_deletion> of_group(std::span<std::uint32_t const> group_rows, std::span<std::uint32_t const> slots,
                                           stop_flag /*stop*/) const override {
    for (auto const& sum : pass_.sums) prefetch_rows(sum.amount.stored(), group_rows);
    return std::make_unique<row_sums_group_deletion>(pass_, slots);
  }

 private:
  row_sums_pass const& pass_;
};

}  // namespace

single_row_sums::single_row_sums(row_sums_pass const& pass, std::span<std::uint32_t const> slots)
    : pass_(pass), place_(places(pass, slots)) {}

void single_row_sums::read(std::uint32_t row, std::span<std::uint64_t> sums) const {
  std::fill(sums.begin(), sums.end(), 0);
  std::uint64_t const w = pass_.weight_of(row);
  for_each_sum(pass_, place_, row, [&](std::uint32_t at, cell_sum const& sum) {
    if (sum.amount.empty())
      sums[at] = w;
    else
      add_wide(sums[at], sums[at + 1], static_cast<u128>(w) * sum.amount[row]);
  });
}

std::unique_ptr<pass_deletion> delete_units(row_sums_pass const& pass, stop_flag /*stop*/) {
  return std::make_unique<row_sums_deletion>(pass);
}

}  // namespace CLINMETRICS_NAMESPACE
