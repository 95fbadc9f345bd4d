// SPDX-License-Identifier: Apache-2.0
// Takes units out of the answers about cuts: each question is asked again of the cuts of the group, less the rows of the unit.
#include <vector>

#include "clinmetrics/pass/operating_points.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

class cuts_of_group final : public group_deletion {
 public:
  cuts_of_group(operating_points const& pass, std::vector<std::uint32_t> const& cut_of, ranked_rows const& ranked,
                std::span<std::uint32_t const> slots)
      : pass_(pass), cut_of_(cut_of), slots_(slots.begin(), slots.end()), rest_(all_, pass.has_areas()) {
    all_.fill(ranked, pass.label, [&](std::uint32_t row) { return pass.weight_of(row); });
    if (pass.has_areas()) all_.add_areas();
    bool const has_both = all_.positives() > 0 && all_.negatives() > 0;
    for (auto const& q : pass.questions)
      guess_.push_back(has_both && q.what == cut_search::greatest_distance ? detail::most_distant_cut(all_, no_cut) : no_cut);
  }

  void take_out(std::span<std::uint32_t const> unit_rows, std::span<std::uint64_t> sums) override {
    out_.clear();
    for (auto row : unit_rows) out_.push_back({cut_of_[row], pass_.label[row] != 0, pass_.weight_of(row)});
    rest_.take_out(out_);
    bool const has_both = rest_.positives() > 0 && rest_.negatives() > 0;
    std::size_t asked = no_cut;
    cut_answer answer = {};
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i] < operating_points::first_slot_of(0)) {
        sums[i] = static_cast<std::uint64_t>(slots_[i] == 0 ? rest_.positives() : rest_.negatives());
        continue;
      }
      std::size_t const at = slots_[i] - operating_points::first_slot_of(0), question = at / answer.size();
      if (question != asked) {
        asked = question;
        answer = has_both ? answer_question(pass_.questions[asked], rest_, guess_[asked]) : cut_answer{};
      }
      sums[i] = answer[at % answer.size()];
    }
  }

 private:
  operating_points const& pass_;
  std::vector<std::uint32_t> const& cut_of_;
  std::vector<std::uint32_t> slots_;
  cut_table all_;
  cuts_without rest_;
  std::vector<std::size_t> guess_;
  std::vector<cuts_without::row> out_;
};

class operating_points_deletion final : public pass_deletion {
 public:
  explicit operating_points_deletion(operating_points const& pass) : pass_(pass), cut_of_(pass.rows->n_rows()) {
    for (auto const& of_group : pass.ranked)
      for (std::size_t i = 0; i < of_group.row.size(); ++i) cut_of_[of_group.row[i]] = of_group.cut[i];
  }
  std::unique_ptr<group_deletion> of_group(std::span<std::uint32_t const> group_rows, std::span<std::uint32_t const> slots,
                                           stop_flag /*stop*/) const override {
    static ranked_rows const none;
    auto const& ranked = group_rows.empty() ? none : pass_.ranked[pass_.groups->group_of(group_rows.front())];
    return std::make_unique<cuts_of_group>(pass_, cut_of_, ranked, slots);
  }

 private:
  operating_points const& pass_;
  std::vector<std::uint32_t> cut_of_;  ///< of each row, among the cuts of its group
};

}  // namespace

std::unique_ptr<pass_deletion> delete_units(operating_points const& pass, stop_flag /*stop*/) {
  return std::make_unique<operating_points_deletion>(pass);
}

}  // namespace CLINMETRICS_NAMESPACE
