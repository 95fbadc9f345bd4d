// SPDX-License-Identifier: Apache-2.0
// What a metric says of itself. The registry, the Python names, the command line and the reference page are made from it.
//
// A metric is a value of a small struct M:
//   using tally = confusion | ranked | moments | calibration_bins    what it reads
//   static constexpr descriptor about{…}                             name, text, range, default intervals
//   value of(tally const&) const                                     the number, or NaN and why
// and, where it has them,
//   static constexpr std::array parameters{parameter{…}, …}          with a constructor from std::span<double const>
// Members of metric/unlock.hpp open closed-form intervals.
#pragma once
#include <cstdint>
#include <string_view>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/core/value.hpp"

namespace clinmetrics {

/// Which way is better; `one` and `zero`: the nearer to it the better; `neither`: it describes.
enum class better : std::uint8_t { higher, lower, one, zero, neither };

struct parameter {
  std::string_view name;
  double standard;  ///< the default; for a choice, its number
  double least, greatest;
  std::string_view choices = {};  ///< names of 0, 1, …, separated by '|'; empty for a number
  bool is_whole = false;
};

struct descriptor {
  std::string_view name;
  std::string_view family;  ///< binary, ranking, calibration
  std::string_view formula;
  std::string_view meaning;    ///< one sentence
  std::string_view undefined;  ///< when it is NaN or infinite
  std::string_view reference;
  std::string_view aliases = {};  ///< other fields' names, separated by spaces
  double least = 0, greatest = 1;
  better direction = better::higher;
  scale h = scale::logit;                           ///< where its sampling distribution is nearly normal
  method interval = method::wilson;                 ///< by default, for independent rows of equal weight
  method interval_dependent = method::transform_t;  ///< by default, with clusters or unequal weights
  bool depends_on_prevalence = false;               ///< meaningless where the design fixed the share of positives
  bool needs_decision = true;                       ///< of confusion metrics: reads what was flagged
  bool reads_both_classes = false;                  ///< few rows of either class make it unsure
};

}  // namespace clinmetrics
