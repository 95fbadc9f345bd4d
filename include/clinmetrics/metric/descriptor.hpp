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
//
// The structures below are plain, because the metric may belong to a program that was compiled with another standard library. A text is
// never null; "" stands for no text.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/core/plain.hpp"
#include "clinmetrics/core/value.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The better direction. `one`, `zero`: values closer to it are better; `neither`: the metric is descriptive.
enum class better : std::uint8_t { higher, lower, one, zero, neither };

struct parameter {
  char const* name = "";
  double standard;  ///< the default; for a choice, its number; NaN: none, so that it must be given
  double least, greatest;
  char const* choices = "";  ///< names of 0, 1, …, separated by '|'; empty for a number
  bool is_whole = false;
  bool is_threshold = false;  ///< of predicted risks: by default that of the line of the result

  constexpr bool has_choices() const { return *choices != '\0'; }
};

/// Sections of a report. Metrics of the 2 × 2 table stand in the section of their threshold.
namespace sections {
inline constexpr char const *outcome = "Outcome", *discrimination = "Discrimination", *calibration = "Calibration and overall accuracy",
                            *decision = "At a threshold", *other = "Other metrics";
}  // namespace sections

/// In the sentences, {row} and {rows} stand for what the rows are called, such as "patient" and "patients".
struct descriptor {
  char const* name = "";
  char const* label = "";  ///< as people write it; empty: the name with spaces
  char const* section = sections::other;
  char const* family = "";  ///< binary, ranking, calibration
  char const* formula = "";
  char const* meaning = "";    ///< one or two sentences for people
  char const* undefined = "";  ///< when it is NaN or infinite
  char const* reference = "";
  char const* aliases = "";  ///< other fields' names, separated by spaces
  double least = 0, greatest = 1;
  better direction = better::higher;
  scale h = scale::logit;           ///< the scale on which its sampling distribution is nearly normal
  char const* interval = "wilson";  ///< the method by default, for independent rows of equal weight; "none": it has no interval at all
  char const* interval_dependent = "effective_t";  ///< the method by default, with clusters or unequal weights
  char const* published = "";            ///< the method of ci="published" if the default is newer; it is also shown beside the default
  char const* published_dependent = "";  ///< the same with clusters or unequal weights; transform_t if the default is effective_t
  char const* beside = "";               ///< a published method that is shown beside the default instead
  bool depends_on_prevalence = false;    ///< not meaningful if the design fixed the share of positives
  bool needs_decision = true;            ///< false: it reads the outcome alone, and no predicted classes
  bool reads_both_classes = false;       ///< its interval needs enough rows of both classes
};
static_assert(are_plain<parameter, descriptor>);

/// Whether intervals exist for it: a test has none.
constexpr bool has_interval(descriptor const& d) { return std::string_view(d.interval) != "none"; }

/// Whether it has a name, and no text is null.
constexpr bool is_complete(parameter const& p) { return p.name != nullptr && *p.name != '\0' && p.choices != nullptr; }
constexpr bool is_complete(descriptor const& d) {
  for (auto const* text : {d.name, d.label, d.section, d.family, d.formula, d.meaning, d.undefined, d.reference, d.aliases, d.interval,
                           d.interval_dependent, d.published, d.published_dependent, d.beside})
    if (text == nullptr) return false;
  return *d.name != '\0';
}

}  // namespace CLINMETRICS_NAMESPACE
