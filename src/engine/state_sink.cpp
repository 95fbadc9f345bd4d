// SPDX-License-Identifier: Apache-2.0
#include "state_sink.hpp"

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/core/plain_floating_point.hpp"
#include "parallel.hpp"
#include "state_bytes.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace engine {
namespace {

/// The layout of the slots with these numbers in a pass.
slot_layout layout_of(slot_layout const& pass, std::vector<std::uint32_t> const& slots) {
  slot_layout out;
  for (auto slot : slots) {
    std::size_t end = 0;
    auto part = pass.begin();
    while ((end += part->n_slots) <= slot) ++part;
    if (!out.empty() && out.back().how == part->how && out.back().is_wide == part->is_wide)
      ++out.back().n_slots;
    else
      out.push_back({1, part->how, part->is_wide});
  }
  return out;
}

state_partition partition_of(prepared const& ready, std::uint32_t number) {
  auto const& groups = ready.plan.partitions[number];
  auto const& sizes = ready.sizes[number];
  state_partition out{groups.parts, groups.groups, std::vector<state_size>(groups.n_groups())};
  for (std::size_t g = 0; g < groups.n_groups(); ++g) {
    auto const& size = sizes[g];
    out.sizes[g] = {size.n, size.n_positive, size.n_negative, size.n_units, sizes.weight_sum(g), sizes.weight_squares(g)};
  }
  return out;
}

}  // namespace

std::vector<pass_request> state_sink::point_requests() {
  std::vector<pass_request> requests;
  for (auto const& groups : ready_.plan.partitions) {
    auto& passes = passes_.emplace_back(ready_.plan, *ready_.rows, groups, point_bits);
    auto& places = places_.emplace_back();
    for (auto const& line : ready_.plan.all) places.push_back(passes.ask(line.tally(), line.request()));
    for (auto const& r : passes.requests(1)) requests.push_back(r);
  }
  return requests;
}

state_block state_sink::block_of(pass_list const& passes, std::uint32_t partition, std::size_t line, std::size_t place) const {
  auto const& s = ready_.plan.all[line];
  auto const layout = layout_of(passes.pass(passes.pass_of(place)).layout(), passes.slots_at(place));
  state_block block{
      s.model, partition, text_of(s.metric), s.threshold ? std::optional(s.threshold->number()) : std::nullopt, passes.form_of(place),
      layout,  {}};
  for (std::size_t group = 0; group < passes.groups().n_groups(); ++group) {
    auto const slots = passes.gather(place, group, 0);
    block.slots.insert(block.slots.end(), slots.begin(), slots.end());
  }
  return block;
}

void state_sink::take_point() {
  out_.outcome = ready_.rows->truth->kind();
  out_.weight_scale = ready_.rows->weight_scale;
  for (auto const& m : ready_.rows->models) out_.models.push_back(m.name);
  for (std::uint32_t p = 0; p < passes_.size(); ++p) {
    out_.partitions.push_back(partition_of(ready_, p));
    for (std::size_t line = 0; line < ready_.plan.all.size(); ++line)
      out_.blocks.push_back(block_of(passes_[p], p, line, places_[p][line]));
  }
  out_.parts = {digest_of(out_)};
}

}  // namespace engine

cohort_state make_state(cohort const& rows, evaluate_options const& given) {
  run_control unwatched;
  evaluate_options options = given;
  options.ci = "none", options.ci_of.clear(), options.keep_replicates = false;
  run_control& control = options.control ? *options.control : unwatched;
  plain_floating_point const plain;
  cohort_state out;
  parallel::with_threads(options.num_threads, [&] {
    auto const ready = engine::prepare(rows, options, stop_flag(&control.stop));
    for (auto const& line : ready.plan.all)
      if (line.is_chosen())
        throw input_error("`threshold` of a state must be a number: a rule chooses it on all rows, and the rows of a state are not joined");
    engine::state_sink sums(ready);
    engine::collect(ready, sums, control);
    out = std::move(sums).take();
  });
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE
