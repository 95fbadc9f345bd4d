// SPDX-License-Identifier: Apache-2.0
// Bootstrap weights: how often each unit was drawn in each replicate. A weight is a pure function of (seed, stream, replicate, unit),
// and, for the multinomial kind, of the sizes of the strata. This is the reference; faster backends give the same weights.
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/random/byte_weight.hpp"
#include "clinmetrics/random/philox.hpp"
#include "clinmetrics/random/poisson_law.hpp"
#include "clinmetrics/random/single_draws.hpp"

namespace CLINMETRICS_NAMESPACE::random {

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

inline constexpr std::uint32_t lanes = 16;  ///< replicates that share a Philox block

/// Units begin … begin + size − 1, which are drawn among themselves.
struct unit_stratum {
  std::uint32_t begin, size;
  std::uint32_t law;  ///< number of its law in `resampler::laws`
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
    std::map<std::uint64_t, std::uint32_t> law_of_rate;
    for (std::size_t s = 0; s + 1 < stratum_begin.size(); ++s) {
      std::uint32_t const begin = stratum_begin[s], size = stratum_begin[s + 1] - begin;
      if (size == 0) continue;
      auto const rate = poisson_law::rate_of(size);
      auto const [at, is_new] = law_of_rate.try_emplace(rate, static_cast<std::uint32_t>(laws_.size()));
      if (is_new) laws_.emplace_back(rate);
      strata_.push_back({begin, size, at->second});
    }
  }

  resampling kind() const { return kind_; }
  std::uint64_t seed() const { return seed_; }
  std::uint32_t stream() const { return stream_; }
  std::uint32_t n_units() const { return n_units_; }
  std::vector<unit_stratum> const& strata() const { return strata_; }  ///< those with units; none for poisson
  std::vector<poisson_law> const& laws() const { return laws_; }       ///< one for each rate that occurs

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
    for (auto const& s : strata_) {
      lane_totals const totals = draw_independently(s, first, count, out, stop);
      for (std::uint32_t lane = 0; lane < count; ++lane) {
        std::uint32_t* const weight = out.data() + std::size_t{s.begin} * count + lane;
        stratum_replicate const draws{seed_, stream_, s.begin, s.size, first + lane};
        add_missing(draws, totals.sum[lane], weight, count);
        remove_surplus(draws, totals.sum[lane], totals.greatest[lane], weight, count);
      }
    }
  }

 private:
  /// Of the weights of a stratum before their correction.
  struct lane_totals {
    std::uint64_t sum[lanes] = {};
    std::uint32_t greatest[lanes] = {};
  };

  /// Independent Poisson weights. Given their sum, they are multinomial; and so they remain when uniform draws are added, and when a
  /// uniform subset of the draws is removed.
  lane_totals draw_independently(unit_stratum const& s, std::uint32_t first, std::uint32_t count, std::span<std::uint32_t> out,
                                 stop_flag stop) const {
    lane_totals totals;
    auto const& law = laws_[s.law];
    for (std::uint32_t unit = s.begin; unit < s.begin + s.size; ++unit) {
      stop.check(unit);
      auto const bytes = philox(counter(unit, first / lanes, stream_, 0, purpose::weight_byte), seed_);
      for (std::uint32_t lane = 0; lane < count; ++lane) {
        std::uint32_t w = law.weight_of_byte()[byte_of(bytes, first % lanes + lane)];
        if (w == poisson_law::ambiguous)
          w = law.weight_of_rest(word_of(philox(counter(unit, first + lane, stream_, 0, purpose::weight_rest), seed_), 0));
        out[std::size_t{unit} * count + lane] = w;
        totals.sum[lane] += w, totals.greatest[lane] = std::max(totals.greatest[lane], w);
      }
    }
    return totals;
  }

  static void add_missing(stratum_replicate const& s, std::uint64_t sum, std::uint32_t* weight, std::size_t stride) {
    for (std::uint32_t t = 0; t + sum < s.size; ++t) ++weight[added_unit(s, t) * stride];
  }

  static void remove_surplus(stratum_replicate const& s, std::uint64_t sum, std::uint32_t greatest, std::uint32_t* weight,
                             std::size_t stride) {
    std::uint64_t surplus = sum > s.size ? sum - s.size : 0;
    for (std::uint32_t t = 0; surplus > 0; ++t) {
      auto const at = removal_from(word_of(s.bits(t / 2, 0, purpose::removed_draw), t % 2), s.size, level_bits(greatest));
      if (at.level < weight[at.unit * stride]) --weight[at.unit * stride], --surplus;
    }
  }

  resampling kind_;
  std::uint64_t seed_;
  std::uint32_t stream_;
  std::uint32_t n_units_;
  std::vector<unit_stratum> strata_;
  std::vector<poisson_law> laws_;
};

}  // namespace CLINMETRICS_NAMESPACE::random

namespace CLINMETRICS_NAMESPACE {

using random::lanes, random::resampler, random::resampling;

}  // namespace CLINMETRICS_NAMESPACE
