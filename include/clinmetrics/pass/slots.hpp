// SPDX-License-Identifier: Apache-2.0
// The output of a pass: u64[slot][group][replicate]. A 128-bit sum is two slots, low first.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/core/zeroed_vector.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The integers of one group and replicate; slot s is `stride` words after slot s − 1.
struct slot_view {
  std::uint64_t const* first;
  std::size_t stride;
  std::uint64_t operator[](std::size_t slot) const { return first[slot * stride]; }
  u128 wide_at(std::size_t slot) const { return wide((*this)[slot], (*this)[slot + 1]); }
};

class slot_block {
 public:
  slot_block(std::size_t n_slots, std::size_t n_groups, std::size_t n_replicates)
      : n_groups_(n_groups), n_replicates_(n_replicates), words_(n_slots * n_groups * n_replicates) {}

  std::uint64_t& at(std::size_t slot, std::size_t group, std::size_t replicate) {
    return words_[(slot * n_groups_ + group) * n_replicates_ + replicate];
  }
  slot_view view(std::size_t group, std::size_t replicate) const {
    return {words_.data() + group * n_replicates_ + replicate, n_groups_ * n_replicates_};
  }
  std::size_t n_groups() const { return n_groups_; }
  std::size_t n_replicates() const { return n_replicates_; }
  std::span<std::uint64_t> words() { return words_; }
  std::span<std::uint64_t const> words() const { return words_; }

 private:
  std::size_t n_groups_, n_replicates_;
  zeroed_vector<std::uint64_t> words_;
};

}  // namespace CLINMETRICS_NAMESPACE
