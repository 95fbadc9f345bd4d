// SPDX-License-Identifier: Apache-2.0
#include "rest_sums.hpp"

#include <algorithm>

#include "rest_of_each.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// How many slots each sum has, one or two, for the slots at a place; empty if they cannot be added.
std::vector<std::size_t> sizes_of_sums(pass_list const& passes, std::size_t place) {
  std::vector<slot_part> part_of;  // of each slot of the pass
  for (auto const& part : passes.pass(passes.pass_of(place)).layout()) part_of.insert(part_of.end(), part.n_slots, part);
  auto const slots = passes.slots_at(place);
  std::vector<std::size_t> sizes;
  for (std::size_t i = 0; i < slots.size(); i += sizes.back()) {
    auto const& part = part_of[slots[i]];
    if (part.how != merging::adds) return {};
    sizes.push_back(part.is_wide ? 2 : 1);
  }
  return sizes;
}

struct sums {
  std::vector<u128> of;
  sums& operator+=(sums const& o) {
    of.resize(std::max(of.size(), o.of.size()));
    for (std::size_t i = 0; i < o.of.size(); ++i) of[i] += o.of[i];
    return *this;
  }
};

sums sums_of(std::vector<std::uint64_t> const& slots, std::vector<std::size_t> const& sizes) {
  sums out;
  std::size_t at = 0;
  for (auto size : sizes) {
    out.of.push_back(size == 2 ? wide(slots[at], slots[at + 1]) : slots[at]);
    at += size;
  }
  return out;
}

std::vector<std::uint64_t> slots_of(sums const& s, std::vector<std::size_t> const& sizes) {
  std::vector<std::uint64_t> out;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    auto const sum = i < s.of.size() ? s.of[i] : 0;  // the rest of the only group
    out.push_back(low_half(sum));
    if (sizes[i] == 2) out.push_back(high_half(sum));
  }
  return out;
}

}  // namespace

std::vector<std::vector<std::uint64_t>> slots_of_rests(pass_list const& passes, std::size_t place) {
  auto const sizes = sizes_of_sums(passes, place);
  if (sizes.empty()) return {};
  std::vector<sums> of_group;
  for (std::size_t g = 0; g < passes.groups().n_groups(); ++g) of_group.push_back(sums_of(passes.gather(place, g, 0), sizes));
  std::vector<std::vector<std::uint64_t>> out;
  for (auto const& rest : rest_of_each(of_group)) out.push_back(slots_of(rest, sizes));
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
