// SPDX-License-Identifier: Apache-2.0
// The description of a metric. The registry, the Python names, the command line and the reference page are made from it.
//
// A metric is a value of a small struct M:
//   using tally = confusion, ranked_pairs, sums_of<squared_error>, …   the tally that it reads (tally/tally_record.hpp)
//   static constexpr descriptor about{…}                             name, text, range, default intervals
//   value of(tally const&) const                                     the number, or NaN with the reason
// and, if it has parameters,
//   static constexpr std::array parameters{parameter{…}, …}          with a constructor from std::span<double const>
// The member form_of, described in metric/form.hpp, makes closed-form intervals available.
#pragma once
#include <cstdint>
#include <string_view>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/core/value.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The better direction. `one`, `zero`: values closer to it are better; `neither`: the metric is descriptive.
enum class better : std::uint8_t { higher, lower, one, zero, neither };

struct parameter {
  std::string_view name;
  double standard;  ///< the default; for a choice, its number
  double least, greatest;
  std::string_view choices = {};  ///< names of 0, 1, …, separated by '|'; empty for a number
  bool is_whole = false;
};

/// Sections of a report. Metrics of the 2 × 2 table stand in the section of their threshold.
namespace sections {
inline constexpr std::string_view outcome = "Outcome", discrimination = "Discrimination", calibration = "Calibration and overall accuracy",
                                  decision = "At a threshold", other = "Other metrics";
}  // namespace sections

/// In the sentences, {row} and {rows} stand for what the rows are called, such as "patient" and "patients".
struct descriptor {
  std::string_view name;
  std::string_view label = {};  ///< as people write it; empty: the name with spaces
  std::string_view section = sections::other;
  std::string_view family;  ///< binary, ranking, calibration
  std::string_view formula;
  std::string_view meaning;    ///< one or two sentences for people
  std::string_view undefined;  ///< when it is NaN or infinite
  std::string_view reference;
  std::string_view aliases = {};  ///< other fields' names, separated by spaces
  double least = 0, greatest = 1;
  better direction = better::higher;
  scale h = scale::logit;                               ///< the scale on which its sampling distribution is nearly normal
  std::string_view interval = "wilson";                 ///< the method by default, for independent rows of equal weight
  std::string_view interval_dependent = "transform_t";  ///< the method by default, with clusters or unequal weights
  bool depends_on_prevalence = false;                   ///< not meaningful if the design fixed the share of positives
  bool needs_decision = true;                           ///< for metrics of the 2 × 2 table: whether they need predicted classes
  bool reads_both_classes = false;                      ///< its interval needs enough rows of both classes
};

}  // namespace CLINMETRICS_NAMESPACE
