// SPDX-License-Identifier: Apache-2.0
#include "value_sink.hpp"

#include <algorithm>
#include <utility>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/tally/confusion.hpp"
#include "huge_pages.hpp"
#include "parallel.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

partition_values::partition_values(prepared const& ready, std::uint32_t number)
    : partition_values(ready, ready.plan.partitions[number], ready.sizes[number]) {
  number_ = number;
}

partition_values::partition_values(prepared const& ready, partition const& groups, group_sizes const& sizes, std::vector<bool> wanted)
    : ready_(ready),
      groups_(groups),
      sizes_(sizes),
      wanted_(std::move(wanted)),
      point_(ready.plan, *ready.rows, groups, point_bits),
      coarse_(ready.plan, *ready.rows, groups, replicate_bits),
      replicate_(ready.plan, *ready.rows, groups, replicate_bits) {}

void partition_values::add_point_requests(std::vector<pass_request>& requests) {
  for (std::size_t i = 0; i < ready_.plan.all.size(); ++i) {
    auto const& line = ready_.plan.all[i];
    point_places_.push_back(has_line(i) ? point_.ask(line.tally(), line.request()) : none);
  }
  if (wanted_.empty())
    for (auto const& c : ready_.plan.counted) count_places_.push_back(point_.ask(c.tally(), c.request()));
  for (auto i : ready_.resampled) {
    auto const& line = ready_.plan.all[i];
    coarse_places_.push_back(has_line(i) && line.tally().is_rounded ? coarse_.ask(line.tally(), line.request()) : none);
  }
  for (auto* list : {&point_, &coarse_})
    for (auto const& r : list->requests(1)) requests.push_back(r);
}

replicate_bytes partition_values::prepare_replicates() {
  for (auto i : ready_.resampled) replicate_places_.push_back(replicate_.ask(ready_.plan.all[i].tally(), ready_.plan.all[i].request()));
  return {ready_.value_bytes(number_), bytes_of({replicate_.n_slots(), replicate_.groups().n_groups(), sizeof(std::uint64_t)})};
}

void partition_values::reserve() {
  values_.resize(ready_.resampled.size());
  for (auto& v : values_) v.resize(shown().size() * ready_.options->n_resamples), prefer_huge_pages(std::span(v));
}

void partition_values::add_replicate_requests(std::size_t count, std::vector<pass_request>& requests) {
  for (auto const& r : replicate_.requests(count)) requests.push_back(r);
}

void partition_values::take_replicates(std::uint32_t first, std::uint32_t count) {
  parallel::for_all(shown().size(), [&](std::size_t at) {
    std::size_t const group = shown()[at];
    for (std::size_t k = 0; k < ready_.resampled.size(); ++k) {
      auto const& line = line_of(k);
      pass_list::tally_reader reader(replicate_, replicate_places_[k], group);
      auto const to = std::span(values_[k]).subspan(at * ready_.options->n_resamples + first, count);
      auto const point = line.reads.deviations ? words_of_all(k, group) : std::vector<std::uint64_t>{};
      auto const between = line.reads.deviations ? line.metric.form_at(point).deviations.between : nullptr;
      for (std::uint32_t r = 0; r < count; ++r) {
        auto const words = reader.words(r);
        to[r] =
            between ? between(words.data(), point.data(), static_cast<std::uint32_t>(words.size())) : line.metric.value_at(words).number;
      }
    }
  });
}

std::vector<std::uint64_t> partition_values::words_of_all(std::size_t k, std::size_t group) const {
  if (coarse_places_[k] != none) return coarse_.words(coarse_places_[k], group, 0);
  return point_.words(point_places_[ready_.resampled[k]], group, 0);
}

std::size_t partition_values::place_among_resampled(std::size_t line) const {
  auto const at = std::lower_bound(ready_.resampled.begin(), ready_.resampled.end(), line);
  return at == ready_.resampled.end() || *at != line ? none : static_cast<std::size_t>(at - ready_.resampled.begin());
}

std::span<double const> partition_values::replicates(std::size_t line, std::size_t group) const {
  auto const k = place_among_resampled(line);
  if (values_.empty() || k == none) return {};
  auto const n = ready_.options->n_resamples;
  return std::span(values_[k]).subspan(sizes_.place_of(group) * n, n);
}

double partition_values::coarse_value(std::size_t line, std::size_t group, value whole) const {
  auto const k = place_among_resampled(line);
  if (coarse_places_[k] == none) return whole.number;
  return line_of(k).metric.value_at(coarse_.words(coarse_places_[k], group, 0)).number;
}

value_sink::value_sink(prepared const& ready, std::uint32_t first, std::uint32_t end) {
  for (auto i = first; i < end; ++i) partitions_.emplace_back(ready, i);
}

std::vector<pass_request> value_sink::point_requests() {
  std::vector<pass_request> requests;
  for (auto& p : partitions_) p.add_point_requests(requests);
  return requests;
}

bool value_sink::wants_replicates() const {
  return std::any_of(partitions_.begin(), partitions_.end(), [](auto const& p) { return p.is_resampled(); });
}

replicate_bytes value_sink::prepare_replicates() {
  replicate_bytes all;
  for (auto& p : partitions_) {
    if (!p.is_resampled()) continue;
    auto const bytes = p.prepare_replicates();
    all.kept += bytes.kept, all.tallies += bytes.tallies;
  }
  return all;
}

void value_sink::reserve() {
  for (auto& p : partitions_)
    if (p.is_resampled()) p.reserve();
}

std::vector<pass_request> value_sink::replicate_requests(std::uint32_t count) {
  std::vector<pass_request> requests;
  for (auto& p : partitions_)
    if (p.is_resampled()) p.add_replicate_requests(count, requests);
  return requests;
}

void value_sink::take_replicates(std::uint32_t first, std::uint32_t count) {
  for (auto& p : partitions_)
    if (p.is_resampled()) p.take_replicates(first, count);
}

}  // namespace CLINMETRICS_NAMESPACE::engine
