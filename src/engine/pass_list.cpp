// SPDX-License-Identifier: Apache-2.0
#include "pass_list.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/pass/chosen_cuts.hpp"
#include "huge_pages.hpp"
#include "parallel.hpp"
#include "score_reader.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

pass_list::pass_list(plan const& p, cohort const& rows, partition const& groups, int bits)
    : plan_(p), rows_(rows), groups_(groups), bits_(bits) {}

std::size_t pass_list::ask(tally_record const& tally, tally_request const& at) {
  std::vector<double> const parameters(at.parameters, at.parameters + at.n_parameters);
  auto const [found, is_new] =
      asked_.try_emplace({tally.name, at.output, at.has_threshold, at.has_threshold ? at.cut : 0, parameters}, places_.size());
  if (is_new) {
    tally_place where;
    tally.ask(*this, at, where);
    places_.push_back({&tally, where});
  }
  return found->second;
}

std::size_t pass_list::n_slots() const {
  std::size_t n = 0;
  for (std::uint32_t i = 0; i < passes_.size(); ++i) n += pass(i).n_slots();
  return n;
}

std::vector<pass_request> pass_list::requests(std::size_t n_replicates) {
  std::vector<pass_request> list;
  for (std::uint32_t i = 0; i < passes_.size(); ++i) {
    auto const ref = pass(i);
    auto& out = passes_[i].out.emplace(ref.n_slots(), groups_.n_groups(), n_replicates);
    prefer_huge_pages(out.words());
    list.push_back({ref, &out});
  }
  return list;
}

std::vector<std::uint32_t> pass_list::slots_at(std::size_t place) const {
  auto const& where = places_[place].where;
  std::vector<std::uint32_t> slots;
  for (std::uint32_t i = 0; i < where.n_ranges; ++i)
    for (std::uint32_t k = 0; k < where.ranges[i].count; ++k) slots.push_back(where.ranges[i].first + k);
  return slots;
}

std::vector<std::uint64_t> pass_list::gather(std::size_t place, std::size_t group, std::size_t replicate) const {
  tally_reader reader(*this, place, group);
  auto const slots = reader.slots(replicate);
  return {slots.begin(), slots.end()};
}

void pass_list::read(std::size_t place, std::span<std::uint64_t const> slots, std::vector<std::uint64_t>& out) const {
  auto const& [tally, where] = places_[place];
  out.resize(tally->n_words(where));
  tally->read(where, slots.data(), bits_, out.data());
}

std::vector<std::uint64_t> pass_list::words(std::size_t place, std::size_t group, std::size_t replicate) const {
  tally_reader reader(*this, place, group);
  auto const words = reader.words(replicate);
  return {words.begin(), words.end()};
}

pass_list::tally_reader::tally_reader(pass_list const& list, std::size_t place, std::size_t group)
    : tally_(*list.places_[place].tally), where_(list.places_[place].where), bits_(list.bits_) {
  auto const first = list.passes_[where_.pass].out->view(group, 0);
  for (auto const slot : list.slots_at(place)) of_slot_.push_back(first.first + slot * first.stride);
  slots_.resize(of_slot_.size()), words_.resize(tally_.n_words(where_));
}

double pass_list::score(std::uint32_t output, std::uint32_t row) const { return score_reader(rows_.models[output].score)(row); }

bool pass_list::has_scores(std::uint32_t output) const { return rows_.models[output].has_scores(); }

std::uint8_t const* pass_list::predicted(std::uint32_t output) const { return rows_.models[output].predicted.data(); }

template <class Pass>
std::uint32_t pass_list::add(std::shared_ptr<Pass> pass) {
  passes_.push_back({std::move(pass), [](void const* p) { return pass_ref(static_cast<Pass const*>(p)); }, {}});
  return static_cast<std::uint32_t>(passes_.size() - 1);
}

std::uint32_t pass_list::ranked(std::uint32_t output, std::uint8_t const* label, bool wants_precision) {
  auto& [number, pass] = ranked_[{output, label}];
  if (!pass) {
    pass = std::make_shared<ranked_pass>(
        ranked_pass{&rows_, &*plan_.order[output], &groups_, {label, rows_.n_rows()}, rows_.weight, plan_.cuts[output], false});
    if (auto const* const binary = dynamic_cast<binary_outcome const*>(rows_.truth.get()))
      if (label == binary->events() && binary->on_device()) pass->label_on_device = &*binary->on_device();
    number = add(pass);
  }
  pass->wants_precision |= wants_precision;
  return number;
}

std::uint32_t pass_list::first_slot_of_cut(std::uint32_t cut) const { return static_cast<std::uint32_t>(ranked_pass::first_cut) + 2 * cut; }

pass_list::function_pass& pass_list::functions_of(std::uint32_t output) {
  auto const [at, is_new] = functions_.try_emplace(output);
  if (is_new) {
    auto const events = rows_.events();
    cell_sum by_class{2, [events](std::size_t row) { return std::uint32_t{events[row]}; }};
    at->second.pass = std::make_shared<row_sums_pass>(row_sums_pass{&rows_, &groups_, rows_.weight, {std::move(by_class)}});
    at->second.number = add(at->second.pass);
  }
  return at->second;
}

/// The function itself, or its numbers if the plan keeps them.
template <class F>
row_numbers<std::uint64_t> pass_list::kept_amounts(kept_rows::function_place const& place, F const& of_row) {
  if (!plan_.kept) return of_row;
  auto& kept = plan_.kept->amounts[place];
  if (!kept) {
    auto list = std::make_shared<std::vector<std::uint64_t>>(rows_.n_rows());
    parallel::for_all(list->size(), [&](std::size_t row) { (*list)[row] = of_row(row); });
    kept = std::move(list);
  }
  return kept;
}

std::uint32_t pass_list::add_function(std::uint32_t output, row_function const& f, std::uint32_t* first_slot) {
  auto& functions = functions_of(output);
  auto const [at, is_new] = functions.first_slot.try_emplace(f.name, static_cast<std::uint32_t>(functions.pass->n_slots()));
  *first_slot = at->second;
  if (!is_new) return functions.number;
  std::size_t const n = rows_.n_rows();
  auto const events = rows_.events();
  visit(rows_.models[output].score, [&](auto score) {
    auto const value = [of = f.of, score, events](std::size_t row) { return of(static_cast<double>(score[row]), events[row] != 0); };
    auto const finite = [value, bits = bits_](std::size_t row) {
      double const x = value(row);
      return std::isinf(x) ? 0 : to_fixed(x, bits);
    };
    functions.pass->sums.push_back({1, {}, kept_amounts({output, f.name, bits_}, finite)});
    if (!f.may_be_infinite) return;
    auto const is_infinite = [value](std::size_t row) { return std::isinf(value(row)) ? 1u : 0u; };
    cell_sum infinite{2};
    for (std::size_t row = 0; row < n && infinite.cell.empty(); ++row)
      if (is_infinite(row)) infinite.cell = is_infinite;
    functions.pass->sums.push_back(std::move(infinite));
  });
  return functions.number;
}

std::uint32_t pass_list::row_sums(sum_columns const* sums, std::uint32_t n_sums) {
  std::size_t const n = rows_.n_rows();
  row_sums_pass pass{&rows_, &groups_, rows_.weight, {}};
  for (std::uint32_t i = 0; i < n_sums; ++i) {
    cell_sum sum{sums[i].n_cells};
    sum.how = sums[i].how;
    if (sums[i].cell) sum.cell = std::vector<std::uint32_t>(sums[i].cell, sums[i].cell + n);
    if (sums[i].amount) {
      std::vector<std::uint64_t> amount(std::max<std::size_t>(n, 1));  // without rows a sum of amounts also has two slots
      for (std::size_t row = 0; row < n; ++row) amount[row] = to_fixed(sums[i].amount[row], bits_);
      sum.amount = std::move(amount);
    }
    pass.sums.push_back(std::move(sum));
  }
  return add(std::make_shared<row_sums_pass>(std::move(pass)));
}

std::uint32_t pass_list::chosen_cuts_of(std::uint32_t output) {
  auto const [at, is_new] = chosen_cuts_.try_emplace(output);
  if (!is_new) return at->second;
  auto const& order = *plan_.order[output];
  auto pass = std::make_shared<chosen_cuts>(chosen_cuts{&rows_, &groups_, rows_.events(), rows_.weight, plan_.rules[output], {}, {}});
  auto all = everyone();
  pass->ranked = std::move(ranked_rows_of_groups(order, all).front());
  pass->threshold = {std::numeric_limits<double>::infinity()};
  score_reader const score(rows_.models[output].score);
  for (std::size_t i = 0; i < order.size(); ++i)
    if (order.ends_tie(i)) pass->threshold.push_back(score(order.row[i]));
  return at->second = add(std::move(pass));
}

std::uint32_t pass_list::add_question(std::uint32_t output, cut_question const& question, std::uint32_t* first_slot) {
  auto& [number, pass] = operating_points_[output];
  if (!pass) {
    pass = std::make_shared<operating_points>(operating_points{&rows_, &groups_, rows_.events(), rows_.weight, {}, {}});
    pass->ranked = ranked_rows_of_groups(*plan_.order[output], groups_);
    number = add(pass);
  }
  auto& all = pass->questions;
  auto const at = std::find(all.begin(), all.end(), question);
  *first_slot = static_cast<std::uint32_t>(operating_points::first_slot_of(static_cast<std::size_t>(at - all.begin())));
  if (at == all.end()) all.push_back(question);
  return number;
}

std::uint32_t pass_list::keep_any(std::shared_ptr<void const> owner, pass_ref pass) {
  struct kept {
    std::shared_ptr<void const> owner;
    pass_ref pass;
  };
  passes_.push_back(
      {std::make_shared<kept>(kept{std::move(owner), pass}), [](void const* p) { return static_cast<kept const*>(p)->pass; }, {}});
  return static_cast<std::uint32_t>(passes_.size() - 1);
}

}  // namespace CLINMETRICS_NAMESPACE::engine
