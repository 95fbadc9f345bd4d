// SPDX-License-Identifier: Apache-2.0
// The four counts of a binary prediction.
#pragma once
#include <cstdint>
#include <span>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

struct confusion {
  std::uint64_t tp = 0, fp = 0, fn = 0, tn = 0;
  static constexpr std::size_t n_words = 4;

  constexpr std::uint64_t positives() const { return tp + fn; }
  constexpr std::uint64_t negatives() const { return fp + tn; }
  constexpr std::uint64_t flagged() const { return tp + fp; }  ///< predicted positive
  constexpr std::uint64_t cleared() const { return fn + tn; }  ///< predicted negative
  constexpr std::uint64_t total() const { return tp + fp + fn + tn; }

  static constexpr confusion read(std::span<std::uint64_t const> words) { return {words[0], words[1], words[2], words[3]}; }
};

}  // namespace CLINMETRICS_NAMESPACE
