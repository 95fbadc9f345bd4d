// SPDX-License-Identifier: Apache-2.0
// The passes of all outputs over one partition at one precision, and the places of the tallies that asked for them.
#pragma once
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "clinmetrics/pass/operating_points.hpp"
#include "clinmetrics/pass/ranked.hpp"
#include "clinmetrics/pass/row_sums.hpp"
#include "plan.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

class pass_list final : public pass_book {
 public:
  class tally_reader;

  /// `bits`: binary digits of fixed-point numbers.
  pass_list(plan const& p, cohort const& rows, partition const& groups, int bits);
  pass_list(pass_list const&) = delete;

  /// The number of the place where this tally is found. Call it for all tallies before the other functions.
  std::size_t ask(tally_record const& tally, tally_request const& at);

  std::size_t n_slots() const;
  /// The passes with fresh blocks for this many replicates.
  std::vector<pass_request> requests(std::size_t n_replicates);
  /// The words of the tally at a place, for a group and a column.
  std::vector<std::uint64_t> words(std::size_t place, std::size_t group, std::size_t replicate) const;

  tally_record const& tally_at(std::size_t place) const { return *places_[place].tally; }
  /// The slots of the pass that the tally at a place reads, by number.
  std::vector<std::uint32_t> slots_at(std::size_t place) const;
  /// Their contents.
  std::vector<std::uint64_t> gather(std::size_t place, std::size_t group, std::size_t replicate) const;
  /// The words that these contents are.
  void read(std::size_t place, std::span<std::uint64_t const> slots, std::vector<std::uint64_t>& out) const;
  std::uint32_t form_of(std::size_t place) const { return places_[place].where.form; }
  std::uint32_t pass_of(std::size_t place) const { return places_[place].where.pass; }
  std::size_t n_passes() const { return passes_.size(); }
  pass_ref pass(std::uint32_t number) const { return passes_[number].refer(passes_[number].owner.get()); }
  slot_block const& block(std::uint32_t number) const { return *passes_[number].out; }

  std::uint32_t n_rows() const override { return static_cast<std::uint32_t>(rows_.n_rows()); }
  outcome const& truth() const override { return *rows_.truth; }
  double score(std::uint32_t output, std::uint32_t row) const override;
  bool has_scores(std::uint32_t output) const override;
  std::uint8_t const* predicted(std::uint32_t output) const override;
  std::uint32_t ranked(std::uint32_t output, std::uint8_t const* label, bool wants_precision) override;
  std::uint32_t first_slot_of_cut(std::uint32_t cut) const override;
  std::uint32_t add_function(std::uint32_t output, row_function const& f, std::uint32_t* first_slot) override;
  std::uint32_t row_sums(sum_columns const* sums, std::uint32_t n_sums) override;
  std::uint32_t chosen_cuts_of(std::uint32_t output) override;
  std::uint32_t add_question(std::uint32_t output, cut_question const& question, std::uint32_t* first_slot) override;
  design const& rows() const override { return rows_; }
  partition const& groups() const override { return groups_; }
  ranked_order const& order(std::uint32_t output) const override { return *plan_.order[output]; }
  double const* logits(std::uint32_t output) const override { return plan_.logit[output].data(); }

 private:
  template <class F>
  row_numbers<std::uint64_t> kept_amounts(kept_rows::function_place const& place, F const& of_row);
  struct listed_pass {
    std::shared_ptr<void const> owner;
    pass_ref (*refer)(void const*);
    std::optional<slot_block> out;
  };
  struct listed_place {
    tally_record const* tally;
    tally_place where;
  };
  struct function_pass {
    std::uint32_t number;
    std::shared_ptr<row_sums_pass> pass;
    std::map<std::string, std::uint32_t> first_slot;  ///< of each function, by name
  };

  template <class Pass>
  std::uint32_t add(std::shared_ptr<Pass> pass);
  std::uint32_t keep_any(std::shared_ptr<void const> owner, pass_ref pass) override;
  function_pass& functions_of(std::uint32_t output);

  plan const& plan_;
  cohort const& rows_;
  partition const& groups_;
  int bits_;
  std::deque<listed_pass> passes_;
  std::vector<listed_place> places_;
  std::map<std::tuple<std::string, std::uint32_t, bool, std::uint32_t, std::vector<double>>, std::size_t> asked_;
  std::map<std::pair<std::uint32_t, std::uint8_t const*>, std::pair<std::uint32_t, std::shared_ptr<ranked_pass>>> ranked_;
  std::map<std::uint32_t, function_pass> functions_;    ///< by output
  std::map<std::uint32_t, std::uint32_t> chosen_cuts_;  ///< the numbers of the passes, by output
  std::map<std::uint32_t, std::pair<std::uint32_t, std::shared_ptr<operating_points>>> operating_points_;  ///< by output
};

/// Reads the tally at a place for one group, in one replicate after the other. What is found out once is not found out in each.
class pass_list::tally_reader {
 public:
  tally_reader(pass_list const& list, std::size_t place, std::size_t group);
  /// Until the next call.
  std::span<std::uint64_t const> words(std::size_t replicate) {
    tally_.read(where_, slots(replicate).data(), bits_, words_.data());
    return words_;
  }
  std::span<std::uint64_t const> slots(std::size_t replicate) {
    for (std::size_t i = 0; i < slots_.size(); ++i) slots_[i] = of_slot_[i][replicate];
    return slots_;
  }

 private:
  tally_record const& tally_;
  tally_place const& where_;
  int bits_;
  std::vector<std::uint64_t const*> of_slot_;  ///< where the replicates of each slot begin
  std::vector<std::uint64_t> slots_, words_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
