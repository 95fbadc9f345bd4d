// SPDX-License-Identifier: Apache-2.0
#include "few_ranges.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ordering/few_ranges.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class Key>
void find(key_block<Key>& block, range_limits<Key> const& limits, key_counts<Key>& counts) {
  hn::CappedTag<Key, key_block<Key>::most> const d;
  hn::Rebind<std::uint32_t, decltype(d)> const d_range;
  std::size_t const n_lanes = hn::Lanes(d), end = (block.size + n_lanes - 1) / n_lanes * n_lanes;
  auto& keys = block.keys;
  auto* const range = block.range.data();
  std::fill(keys.begin() + block.size, keys.begin() + end, keys[0]);
  auto lowest = hn::Set(d, keys[0]), highest = lowest;
  // One by one, because vectors of some targets cannot be elements of arrays.
  auto above_0 = hn::Zero(d), above_1 = above_0, above_2 = above_0, above_3 = above_0, above_4 = above_0, above_5 = above_0,
       above_6 = above_0;
  for (std::size_t i = 0; i < end; i += n_lanes) {
    auto const key = hn::Load(d, keys.data() + i);
    lowest = hn::Min(lowest, key), highest = hn::Max(highest, key);
    auto of_key = hn::Zero(d);
    auto const compare = [&](auto& above, Key limit) HWY_ATTR {
      auto const is_above = hn::VecFromMask(d, hn::Gt(key, hn::Set(d, limit)));  // all bits, which is -1
      above = hn::Sub(above, is_above), of_key = hn::Sub(of_key, is_above);
    };
    compare(above_0, limits[0]), compare(above_1, limits[1]), compare(above_2, limits[2]), compare(above_3, limits[3]);
    compare(above_4, limits[4]), compare(above_5, limits[5]), compare(above_6, limits[6]);
    if constexpr (sizeof(Key) == sizeof(std::uint32_t))
      hn::StoreU(of_key, d, range + i);
    else
      hn::StoreU(hn::TruncateTo(d_range, of_key), d_range, range + i);
  }
  auto const sum = [&](auto const& above) HWY_ATTR { return static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(d, above))); };
  std::array<std::uint32_t, most_few_ranges + 1> n_from{static_cast<std::uint32_t>(end),  // in this range or above
                                                        sum(above_0),
                                                        sum(above_1),
                                                        sum(above_2),
                                                        sum(above_3),
                                                        sum(above_4),
                                                        sum(above_5),
                                                        sum(above_6),
                                                        0};
  for (std::size_t k = 0; k < most_few_ranges; ++k) counts.of_range[k] += n_from[k] - n_from[k + 1];
  counts.of_range[block.range[0]] -= static_cast<std::uint32_t>(end - block.size);
  counts.lowest = std::min(counts.lowest, hn::GetLane(hn::MinOfLanes(d, lowest)));
  counts.highest = std::max(counts.highest, hn::GetLane(hn::MaxOfLanes(d, highest)));
}

void find_32(key_block<std::uint32_t>& block, range_limits<std::uint32_t> const& limits, key_counts<std::uint32_t>& counts) {
  find(block, limits, counts);
}
void find_64(key_block<std::uint64_t>& block, range_limits<std::uint64_t> const& limits, key_counts<std::uint64_t>& counts) {
  find(block, limits, counts);
}

}  // namespace CLINMETRICS_NAMESPACE::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace CLINMETRICS_NAMESPACE {

HWY_EXPORT(find_32);
HWY_EXPORT(find_64);

void find_ranges(key_block<std::uint32_t>& block, range_limits<std::uint32_t> const& limits, key_counts<std::uint32_t>& counts) {
  HWY_DYNAMIC_DISPATCH(find_32)(block, limits, counts);
}
void find_ranges(key_block<std::uint64_t>& block, range_limits<std::uint64_t> const& limits, key_counts<std::uint64_t>& counts) {
  HWY_DYNAMIC_DISPATCH(find_64)(block, limits, counts);
}

}  // namespace CLINMETRICS_NAMESPACE
#endif
