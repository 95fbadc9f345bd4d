// SPDX-License-Identifier: Apache-2.0
// Takes units out of the sums of a ranked pass. The placements of the removed rows give the pairs to subtract from 2U; pairs within the
// unit are contained in both placements and are therefore added back once.
#include <algorithm>
#include <optional>
#include <vector>

#include "clinmetrics/pass/ranked.hpp"
#include "pass/placements.hpp"
#include "pass/precision_deletion.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

class ranked_group_deletion final : public group_deletion {
 public:
  ranked_group_deletion(ranked_pass const& pass, placements const& placed, std::span<std::uint32_t const> group_rows,
                        std::span<std::uint32_t const> slots, stop_flag stop)
      : pass_(pass), placed_(placed) {
    for (std::uint32_t i = 0; i < slots.size(); ++i) {
      auto const slot = slots[i];
      if (slot < 2)
        size_[slot] = i;
      else if (slot == 2)
        two_u_ = i;
      else if (slot == 4)
        precision_ = i;
      else if (slot >= ranked_pass::first_cut)
        cuts_.push_back({pass.cuts[(slot - ranked_pass::first_cut) / 2], (slot - ranked_pass::first_cut) % 2 == 0, i});
    }
    if (precision_) precisions_.emplace(pass, placed.position, group_rows, stop);
  }

  void take_out(std::span<std::uint32_t const> unit_rows, std::span<std::uint64_t> sums) override {
    for (auto row : unit_rows) {
      bool const is_positive = pass_.label[row] != 0;
      auto const w = pass_.weight_of(row);
      if (auto const at = size_[is_positive ? 0 : 1]) sums[*at] -= w;
      for (auto const& cut : cuts_)
        if (cut.of_positives == is_positive && placed_.position[row] < cut.position) sums[cut.place] -= w;
    }
    if (two_u_) subtract_wide(sums[*two_u_], sums[*two_u_ + 1], pairs_with(unit_rows));
    if (!precision_) return;
    u128 const rest = precisions_->without(unit_rows);
    sums[*precision_] = low_half(rest), sums[*precision_ + 1] = high_half(rest);
  }

 private:
  struct cut_slot {
    std::uint32_t position;
    bool of_positives;
    std::uint32_t place;
  };

  /// Twice the pairs that contain a row of the unit.
  u128 pairs_with(std::span<std::uint32_t const> unit_rows) {
    u128 sum = 0;
    for (auto row : unit_rows) sum += static_cast<u128>(pass_.weight_of(row)) * placed_.placement[row];
    return unit_rows.size() > 1 ? sum - pairs_within(unit_rows) : sum;
  }

  /// Σ over pairs inside the unit, in the order of position: 2·(positive above) + (tied).
  u128 pairs_within(std::span<std::uint32_t const> unit_rows) {
    auto const& position = placed_.position;
    scratch_.assign(unit_rows.begin(), unit_rows.end());
    std::sort(scratch_.begin(), scratch_.end(), [&](auto a, auto b) { return position[a] < position[b]; });
    u128 sum = 0, above = 0;
    split_at_ties(*pass_.order, position, scratch_, [&](std::span<std::uint32_t const> tie) {
      u128 pos = 0, neg = 0;
      for (auto row : tie) (pass_.label[row] ? pos : neg) += pass_.weight_of(row);
      sum += neg * (2 * above + pos);
      above += pos;
    });
    return sum;
  }

  ranked_pass const& pass_;
  placements const& placed_;
  std::optional<std::uint32_t> size_[2], two_u_, precision_;  ///< places of the slots of interest
  std::vector<cut_slot> cuts_;
  std::vector<std::uint32_t> scratch_;
  std::optional<precision_deletion> precisions_;
};

class ranked_deletion final : public pass_deletion {
 public:
  ranked_deletion(ranked_pass const& pass, stop_flag stop) : pass_(pass), placed_(find_placements(pass, stop)) {}
  std::unique_ptr<group_deletion> of_group(std::span<std::uint32_t const> group_rows, std::span<std::uint32_t const> slots,
                                           stop_flag stop) const override {
    return std::make_unique<ranked_group_deletion>(pass_, placed_, group_rows, slots, stop);
  }

 private:
  ranked_pass const& pass_;
  placements placed_;
};

}  // namespace

std::unique_ptr<pass_deletion> delete_units(ranked_pass const& pass, stop_flag stop) {
  return std::make_unique<ranked_deletion>(pass, stop);
}

}  // namespace CLINMETRICS_NAMESPACE
