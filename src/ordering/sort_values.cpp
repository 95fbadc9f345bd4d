// SPDX-License-Identifier: Apache-2.0
// Sorts the numbers as whole ones that have the same order, because vqsort of Highway 1.0 turns an infinite number into the largest one.
#include "sort_values.hpp"

#include <hwy/contrib/sort/vqsort.h>

#include <bit>
#include <cstdint>
#include <vector>

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr std::uint64_t sign = std::uint64_t{1} << 63;

std::uint64_t key_of(double x) {
  auto const bits = std::bit_cast<std::uint64_t>(x);
  return bits & sign ? ~bits : bits | sign;
}
double value_of(std::uint64_t key) { return std::bit_cast<double>(key & sign ? key ^ sign : ~key); }

}  // namespace

void sort_values(std::span<double> values) {
  std::vector<std::uint64_t> keys(values.size());
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = key_of(values[i]);
  hwy::Sorter()(keys.data(), keys.size(), hwy::SortAscending());
  for (std::size_t i = 0; i < keys.size(); ++i) values[i] = value_of(keys[i]);
}

}  // namespace CLINMETRICS_NAMESPACE
