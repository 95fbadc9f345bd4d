// SPDX-License-Identifier: Apache-2.0
// Bootstrap weights: how often each unit was drawn in each replicate. A weight is a pure function of (seed, stream, replicate, unit),
// and, for the multinomial kind, of the sizes of the strata. This is the reference; faster backends give the same weights.
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/random/byte_weight.hpp"
#include "clinmetrics/random/philox.hpp"
#include "clinmetrics/random/poisson_table.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The kind of weights. `automatic` is replaced by one of the two when the number of units is known.
enum class resampling : std::uint8_t { multinomial, poisson, automatic };
constexpr std::string_view name_of(resampling kind) {
  return kind == resampling::multinomial ? "multinomial" : kind == resampling::poisson ? "poisson" : "auto";
}

inline constexpr std::size_t most_units_drawn_exactly = 200'000;

/// `automatic` is poisson above 200,000 units, because there the two distributions cannot be told apart; otherwise it is multinomial.
/// The choice depends on a constant and never on timing: the same call gives the same bits everywhere.
constexpr resampling resolve(resampling asked, std::size_t n_units) {
  if (asked != resampling::automatic) return asked;
  return n_units > most_units_drawn_exactly ? resampling::poisson : resampling::multinomial;
}

inline constexpr std::uint32_t lanes = 16;          ///< replicates that share a Philox block
inline constexpr std::uint32_t block_length = 128;  ///< units whose total is drawn at once
inline constexpr std::uint32_t drawn_singly = 256;  ///< in strata with fewer units, every unit is drawn singly

/// Consecutive units of one stratum whose total is drawn first; their number is a power of two.
struct unit_block {
  std::uint32_t begin, length;
};

/// One stratum of n units: blocks of 128, the tail in descending powers of two, and the mean of a block's total per unit.
struct stratum_plan {
  std::uint32_t begin = 0, size = 0;
  std::uint32_t first_block = 0;   ///< number of its first block among all strata
  std::vector<unit_block> blocks;  ///< none if there are fewer than 256 units
  std::uint64_t rate = 0;          ///< max(.4, 1 − (6√n + 10)/n), 40 binary digits
};

class resampler {
 public:
  /// stratum_begin: the first unit of each stratum, then the number of units. `stream` (16 bits) separates cohorts that must not share
  /// weights.
  resampler(resampling kind, std::uint64_t seed, std::uint32_t stream, std::vector<std::uint32_t> const& stratum_begin)
      : kind_(kind), seed_(seed), stream_(stream), n_units_(stratum_begin.back()) {
    if (stream > 0xFFFF) throw std::invalid_argument("`stream` must be below 65536");
    if (kind == resampling::automatic) throw std::invalid_argument("`kind` must be resolved first");
    if (kind_ == resampling::poisson) return;
    std::uint32_t n_blocks = 0;
    for (std::size_t s = 0; s + 1 < stratum_begin.size(); ++s) {
      strata_.push_back(plan_stratum(stratum_begin[s], stratum_begin[s + 1] - stratum_begin[s], n_blocks));
      n_blocks += static_cast<std::uint32_t>(strata_.back().blocks.size());
      for (auto const& b : strata_.back().blocks) {
        std::uint64_t const mean = strata_.back().rate * b.length;
        tables_.try_emplace(mean, mean);
      }
    }
  }

  resampling kind() const { return kind_; }
  std::uint64_t seed() const { return seed_; }
  std::uint32_t stream() const { return stream_; }
  std::uint32_t n_units() const { return n_units_; }
  std::vector<stratum_plan> const& strata() const { return strata_; }
  poisson_table const& table(stratum_plan const& s, unit_block const& b) const { return tables_.at(s.rate * b.length); }

  /// Weights of all units in the replicates [first, first + count), which have the same replicate / 16: out[unit · count + lane].
  void fill(std::uint32_t first, std::uint32_t count, std::span<std::uint32_t> out, stop_flag stop = {}) const {
    if (kind_ == resampling::poisson) {
      for (std::uint32_t unit = 0; unit < n_units_; ++unit) {
        stop.check(unit);
        auto const bytes = philox(counter(unit, first / lanes, stream_, 0, purpose::poisson_byte), seed_);
        for (std::uint32_t lane = 0; lane < count; ++lane)
          out[std::size_t{unit} * count + lane] = weight_of_byte[byte_of(bytes, first % lanes + lane)];
      }
      return;
    }
    std::fill(out.begin(), out.end(), 0);
    for (auto const& s : strata_) {
      for (std::uint32_t lane = 0; lane < count; ++lane) draw_totals(s, first + lane, out.data() + lane, count);
      for (auto const& b : s.blocks) {
        stop.check(b.begin);
        split(b.begin, b.length, first, count, out.data());
      }
    }
  }

  /// The block totals of one stratum in one replicate, each at the position of its block's first unit; the weights themselves if there are
  /// no blocks. Independent Poisson totals, given that their sum is at most n, topped up to n by uniform draws, are multinomial.
  void draw_totals(stratum_plan const& s, std::uint32_t replicate, std::uint32_t* out, std::size_t stride) const {
    for (std::uint32_t attempt = 0;; ++attempt) {
      std::uint64_t sum = 0;
      philox_block pair{};
      for (std::uint32_t k = 0; k < s.blocks.size(); ++k) {
        std::uint32_t const number = s.first_block + k;
        if (k == 0 || number % 2 == 0) pair = philox(counter(number / 2, replicate, stream_, attempt, purpose::block_total), seed_);
        auto const total = table(s, s.blocks[k])(word_of(pair, number % 2));
        out[s.blocks[k].begin * stride] = total;
        sum += total;
      }
      if (sum > s.size) {
        if (attempt == 255) throw std::logic_error("multinomial weights: 256 attempts failed, which has probability below 10^-1000");
        continue;
      }
      for (std::uint64_t t = 0; t < s.size - sum; ++t) {
        auto const x = philox(counter(s.begin + t / 2, replicate, stream_, attempt, purpose::draw), seed_);
        auto const unit = static_cast<std::uint32_t>(static_cast<u128>(word_of(x, t % 2)) * s.size >> 64);
        ++out[(s.blocks.empty() ? s.begin + unit : block_of(s, unit).begin) * stride];
      }
      return;
    }
  }

  /// The block that contains the unit with this number within its stratum.
  static unit_block const& block_of(stratum_plan const& s, std::uint32_t unit) {
    std::uint32_t const full = s.size / block_length;
    if (unit / block_length < full) return s.blocks[unit / block_length];
    auto at = s.blocks.begin() + full;
    while (s.begin + unit >= at->begin + at->length) ++at;
    return *at;
  }

 private:
  static stratum_plan plan_stratum(std::uint32_t begin, std::uint32_t n, std::uint32_t first_block) {
    stratum_plan s{begin, n, first_block, {}, 0};
    if (n < drawn_singly) return s;
    std::uint32_t at = 0;
    for (; at + block_length <= n; at += block_length) s.blocks.push_back({begin + at, block_length});
    for (std::uint32_t length = block_length / 2; length > 0; length /= 2)
      if (n & length) s.blocks.push_back({begin + at, length}), at += length;
    u128 const one = static_cast<u128>(1) << poisson_table::mean_bits;
    u128 const six_roots = static_cast<u128>(integer_sqrt(static_cast<u128>(36) * n << 40)) << 20;  // 6√n, 40 binary digits
    u128 const deficit = (six_roots + 10 * one) / n;
    u128 const least = one * 2 / 5;
    s.rate = static_cast<std::uint64_t>(deficit + least > one ? least : one - deficit);
    return s;
  }

  /// Divides a block's total among its units: the left half of a node gets Binomial(total, ½), the number of ones among as many random
  /// bits. A node's number is the unit at which its right half begins.
  void split(std::uint32_t begin, std::uint32_t length, std::uint32_t first, std::uint32_t count, std::uint32_t* weight) const {
    if (length == 1) return;
    std::uint32_t const middle = begin + length / 2;
    std::uint32_t* const left = weight + std::size_t{begin} * count;
    std::uint32_t* const right = weight + std::size_t{middle} * count;
    std::uint32_t const most = *std::max_element(left, left + count);
    if (most == 0) return;
    std::copy(left, left + count, right);
    std::fill(left, left + count, 0);
    for (std::uint32_t j = 0; 8 * j < most; ++j) {  // eight random bits at a time
      auto const bytes = philox(counter(middle, first / lanes, stream_, j, purpose::split), seed_);
      for (std::uint32_t lane = 0; lane < count; ++lane) {
        std::uint32_t const total = left[lane] + right[lane], coins = total > 8 * j ? std::min(total - 8 * j, 8u) : 0;
        auto const ones = static_cast<std::uint32_t>(std::popcount(byte_of(bytes, first % lanes + lane) & ((1u << coins) - 1)));
        left[lane] += ones, right[lane] -= ones;
      }
    }
    split(begin, length / 2, first, count, weight);
    split(middle, length / 2, first, count, weight);
  }

  resampling kind_;
  std::uint64_t seed_;
  std::uint32_t stream_;
  std::uint32_t n_units_;
  std::vector<stratum_plan> strata_;
  std::map<std::uint64_t, poisson_table> tables_;  ///< by mean
};

}  // namespace CLINMETRICS_NAMESPACE
