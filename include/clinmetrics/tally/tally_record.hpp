// SPDX-License-Identifier: Apache-2.0
// A tally as a record: what it needs, which passes it asks for, and how the integers that a metric reads are found in their slots.
#pragma once
#include <cstdint>

#include "clinmetrics/pass/pass_book.hpp"

namespace CLINMETRICS_NAMESPACE {

/// What a tally needs of an output, as bits.
namespace need {
inline constexpr std::uint32_t decision = 1;     ///< predicted classes, or scores with a threshold
inline constexpr std::uint32_t score = 2;        ///< scores
inline constexpr std::uint32_t probability = 4;  ///< scores in [0, 1]
inline constexpr std::uint32_t order = 8;        ///< the rows in the order of the scores
inline constexpr std::uint32_t logit = 16;       ///< the logits of the scores; a score of 0 or 1 has none
inline constexpr std::uint32_t events = 32;      ///< many rows of each class, because it depends on a cut that is searched in the data
}  // namespace need

/// Where a tally is taken.
struct tally_request {
  std::uint32_t output;
  bool has_threshold;
  std::uint32_t cut;  ///< the number of the threshold among those of the output, if it has one
  double const* parameters;
  std::uint32_t n_parameters;
};

/// The slots of one pass that a tally reads: up to eight ranges, one after another.
struct tally_place {
  static constexpr std::uint32_t most_ranges = 8;
  struct range {
    std::uint32_t first, count;
  };
  std::uint32_t pass = 0;
  std::uint32_t form = 0;  ///< which of the tally's forms was chosen; only the tally reads it
  std::uint32_t n_ranges = 0;
  range ranges[most_ranges] = {};

  void add(std::uint32_t first, std::uint32_t count) { ranges[n_ranges++] = {first, count}; }
  std::uint32_t n_slots() const {
    std::uint32_t n = 0;
    for (std::uint32_t i = 0; i < n_ranges; ++i) n += ranges[i].count;
    return n;
  }
};

/// A plain C structure: a record may come from a program that was compiled with another standard library.
struct tally_record {
  char const* name;     ///< tallies with the same name are the same tally
  char const* outcome;  ///< the kind of outcome that it reads
  std::uint32_t needs;
  bool is_rounded;  ///< it has sums of fixed-point numbers, which have more digits in the point value than in replicates
  bool is_cells;    ///< each row counts in exactly one of its words
  void (*ask)(pass_book& book, tally_request const& at, tally_place& place);
  std::uint32_t (*n_words)(tally_place const& place);
  /// `slots`: the slots of the place, in order; `bits`: binary digits of fixed-point numbers. Writes n_words words.
  void (*read)(tally_place const& place, std::uint64_t const* slots, std::int32_t bits, std::uint64_t* words);
};

/// The first word of a tally that does not exist, because no threshold satisfies the rule by which it is chosen. The metric is undefined.
inline constexpr std::uint64_t no_tally = ~std::uint64_t{0};

static_assert(are_plain<tally_request, tally_place, tally_record>);

/// For tallies whose words are the slots, and whose last word is the number of binary digits.
inline void copy_slots_and_bits(tally_place const& place, std::uint64_t const* slots, std::int32_t bits, std::uint64_t* words) {
  std::uint32_t const n = place.n_slots();
  for (std::uint32_t i = 0; i < n; ++i) words[i] = slots[i];
  words[n] = static_cast<std::uint64_t>(bits);
}
/// For tallies whose words are the slots.
inline std::uint32_t count_slots(tally_place const& place) { return place.n_slots(); }
inline void copy_slots(tally_place const& place, std::uint64_t const* slots, std::int32_t /*bits*/, std::uint64_t* words) {
  for (std::uint32_t i = 0; i < place.n_slots(); ++i) words[i] = slots[i];
}

}  // namespace CLINMETRICS_NAMESPACE
