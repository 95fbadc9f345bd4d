// SPDX-License-Identifier: Apache-2.0
// Takes units out of row sums: the amounts of their rows are subtracted from the cells that are of interest.
#include <vector>

#include "clinmetrics/pass/row_sums.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

class row_sums_group_deletion final : public group_deletion {
 public:
  row_sums_group_deletion(row_sums_pass const& pass, std::span<std::uint32_t const> slots) : pass_(pass), place_(pass.n_slots(), nowhere) {
    for (std::uint32_t i = 0; i < slots.size(); ++i) place_[slots[i]] = i;
  }

  void take_out(std::span<std::uint32_t const> unit_rows, std::span<std::uint64_t> sums) override {
    for (auto row : unit_rows) {
      std::uint64_t const w = pass_.weight_of(row);
      std::size_t first = 0;
      for (auto const& sum : pass_.sums) {
        auto const at = place_[first + sum.cell_of(row) * sum.slots_per_cell()];
        first += sum.n_slots();
        if (at == nowhere) continue;
        if (sum.amount.empty())
          sums[at] -= w;
        else
          subtract_wide(sums[at], sums[at + 1], static_cast<u128>(w) * sum.amount[row]);
      }
    }
  }

 private:
  static constexpr std::uint32_t nowhere = ~std::uint32_t{0};
  row_sums_pass const& pass_;
  std::vector<std::uint32_t> place_;  ///< of each slot, its place among those of interest
};

class row_sums_deletion final : public pass_deletion {
 public:
  explicit row_sums_deletion(row_sums_pass const& pass) : pass_(pass) {}
  std::unique_ptr<group_deletion> of_group(std::span<std::uint32_t const> /*group_rows*/, std::span<std::uint32_t const> slots,
                                           stop_flag /*stop*/) const override {
    return std::make_unique<row_sums_group_deletion>(pass_, slots);
  }

 private:
  row_sums_pass const& pass_;
};

}  // namespace

std::unique_ptr<pass_deletion> delete_units(row_sums_pass const& pass, stop_flag /*stop*/) {
  return std::make_unique<row_sums_deletion>(pass);
}

}  // namespace CLINMETRICS_NAMESPACE
