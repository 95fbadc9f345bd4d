// SPDX-License-Identifier: Apache-2.0
// The Poisson law of a multinomial weight before its correction, as tables: a random byte decides the weight at once, except for 1 to 5 of
// the 256 bytes, for which 64 further bits decide. Tables are computed with integers only, so they are the same everywhere. Their total
// variation to the Poisson law is below 2^-67.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "clinmetrics/core/wide.hpp"

namespace CLINMETRICS_NAMESPACE::random {

class poisson_law {
 public:
  static constexpr int rate_bits = 40;
  static constexpr std::uint8_t ambiguous = 0x80;          ///< in `weight_of_byte`: 64 further bits decide
  static constexpr std::uint32_t greatest_certain = 4;     ///< the greatest weight that a byte decides
  static constexpr std::uint64_t least_rate = 1ull << 39;  ///< 1/2
  using byte_map = std::array<std::uint8_t, 256>;

  /// The rate of a stratum of n units, n > 0: max(1/2, 1 − 2/√n) with 40 binary digits; the root has 30. Two standard deviations below 1,
  /// so that the sum of a stratum exceeds n in 2.3 % of the replicates, and is 2√n below n on average.
  static constexpr std::uint64_t rate_of(std::uint32_t n) {
    std::uint64_t const one = 1ull << rate_bits;
    u128 const root = static_cast<u128>(integer_sqrt(static_cast<u128>(n) << 60)) << 10;
    u128 const deficit = 2 * root / n;
    return deficit > one - least_rate ? least_rate : one - static_cast<std::uint64_t>(deficit);
  }

  /// rate / 2^40 is the mean, from 1/2 to 1.
  explicit poisson_law(std::uint64_t rate) {
    std::vector<u128> mass;  // proportional to rate^k/k!; the first one is 2^80
    u128 total = 0;
    for (u128 m = static_cast<u128>(1) << 80; m > 0; m = m * rate / mass.size() >> rate_bits) mass.push_back(m), total += m;
    std::vector<std::uint32_t> cells;  // for each weight, the number of bytes that decide it; the last entry counts the ambiguous ones
    std::vector<u128> rest;            // what these bytes leave of the weight's probability, in parts of 256·total
    std::uint32_t n_ambiguous = 256;
    for (auto m : mass) {
      cells.push_back(static_cast<std::uint32_t>(256 * m / total));
      rest.push_back(256 * m - cells.back() * total);
      n_ambiguous -= cells.back();
    }
    set_cumulative(rest, n_ambiguous * total);
    cells.resize(greatest_certain + 1);
    cells.push_back(n_ambiguous);
    set_bytes(cells);
  }

  /// The weight that a byte decides, or `ambiguous`. Each low nibble has at most two values, separated by the byte's signed value, so that
  /// 16-entry byte shuffles can replace the table.
  byte_map const& weight_of_byte() const { return weight_of_byte_; }
  /// ⌊2^64·P(weight ≤ k)⌋ given that the byte is ambiguous, for each k where it is below 2^64: 19 to 24 numbers.
  std::vector<std::uint64_t> const& cumulative() const { return cumulative_; }
  /// The weight that 64 further bits decide: the number of entries of `cumulative` that are at most u.
  std::uint32_t weight_of_rest(std::uint64_t u) const {
    return static_cast<std::uint32_t>(std::upper_bound(cumulative_.begin(), cumulative_.end(), u) - cumulative_.begin());
  }

 private:
  /// `all` is the sum of `rest`.
  void set_cumulative(std::vector<u128> const& rest, u128 all) {
    u128 sum = 0;
    for (auto r : rest) {
      sum += r;
      if (sum == all) break;
      u128 const high = (sum << 40) / all, low = (sum << 40) % all;  // ⌊sum·2^64/all⌋ in two steps, because sum·2^64 exceeds 128 bits
      cumulative_.push_back(static_cast<std::uint64_t>(high << 24 | (low << 24) / all));
    }
  }

  /// The alias method: each low nibble gets the value of which fewest bytes are left, on the most negative bytes, and as its second value
  /// the one of which most are left.
  void set_bytes(std::vector<std::uint32_t> left) {
    auto const value = [&](std::size_t i) { return static_cast<std::uint8_t>(i + 1 == left.size() ? ambiguous : i); };
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
      std::size_t fewest = left.size();
      for (std::size_t i = 0; i < left.size(); ++i)
        if (left[i] > 0 && (fewest == left.size() || left[i] < left[fewest])) fewest = i;
      unsigned const n = std::min(left[fewest], 16u);
      left[fewest] -= n;
      auto const most = static_cast<std::size_t>(std::max_element(left.begin(), left.end()) - left.begin());
      left[most] -= 16 - n;
      for (unsigned i = 0; i < 16; ++i) weight_of_byte_[(i + 8) % 16 * 16 + nibble] = value(i < n ? fewest : most);
    }
  }

  byte_map weight_of_byte_;
  std::vector<std::uint64_t> cumulative_;
};

}  // namespace CLINMETRICS_NAMESPACE::random
