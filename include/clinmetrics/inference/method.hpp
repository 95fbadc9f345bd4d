// SPDX-License-Identifier: Apache-2.0
// An interval method as a record: its texts, what it reads and accepts, and the function that makes the interval.
//
// A method takes the sides of a comparison; a single number is one side. Each side has its evidence and a method of its own, which gives
// the limits of this side at any confidence. To add a method, write its record in a source file of its own and its name into the list
// src/inference/methods.inc.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/inference/evidence.hpp"

namespace CLINMETRICS_NAMESPACE {

/// One of the numbers that a method takes.
struct side {
  evidence const* of;
  method_record const* by = nullptr;  ///< the method of its own limits; null if the number stands alone
  double pseudo_rows = 0;             ///< the c of the beta bound, for a number that is compared; 0: that of a single number

  /// Its own interval, at any confidence.
  CLINMETRICS_EXPORT interval at(confidence const& c) const;
};

/// What a default uses where its method gives no interval, or one that is known to fail. A method asked for by name has no fallback.
struct fallback {
  form_kind offered;  ///< for metrics of this form
  bool (*applies)(evidence const& of, interval const& first);
  method_record const* by;                     ///< the method that is used instead
  form (*from)(evidence const& of) = nullptr;  ///< the form from which it computes its limits; null: the metric's own
};

struct method_record {
  char const* name;     ///< as in `ci=` and in the column `method`
  char const* label;    ///< for tables
  char const* meaning;  ///< for people: one or two sentences
  char const* reference;
  reading reads = {};                    ///< all that it may read
  form_set accepts = form_set::all();    ///< the forms of a single number that it serves; empty: it compares numbers only
  form_set needs_independent_rows = {};  ///< forms for which it is valid only if the rows are independent and have equal weights
  /// Makes the interval, without `how`. `correlation` of each pair of sides: (0, 1), (0, 2), …, (1, 2), …; empty if all are independent.
  interval (*make)(std::span<side const> sides, std::span<double const> correlation, confidence const& c) = nullptr;
  std::span<fallback const> fallbacks = {};
  reading (*reads_of)(form_kind form, bool is_independent) = nullptr;  ///< what it reads of a form; null: `reads`
  std::uint8_t most_sides = 1;
  bool uses_range = false;          ///< the limits of a mean depend on the range of its values
  bool leaves_out_a_limit = false;  ///< it takes less time for one limit, if a confidence reads one

  constexpr bool takes_one() const { return !accepts.is_empty(); }  ///< it gives the interval of a single number
  reading needs(form_kind form, bool is_independent) const { return reads_of ? reads_of(form, is_independent) : reads; }
};

/// All methods, in the order of the list.
CLINMETRICS_EXPORT std::span<method_record const* const> all_methods();

/// Finds a method by its name, without regard to case; null if there is none.
CLINMETRICS_EXPORT method_record const* find_method(std::string_view name);

constexpr std::string_view name_of(method_record const* m) { return m == nullptr ? std::string_view("none") : std::string_view(m->name); }

/// The method's number in tables: 0 for none, else its place, counted from 1, among the methods of a single number.
CLINMETRICS_EXPORT std::uint8_t code_of(method_record const* m);

/// The interval of several sides by a method, which `how` names. `correlation` as in method_record.
CLINMETRICS_EXPORT interval make_interval(method_record const& m, std::span<side const> sides, std::span<double const> correlation,
                                          confidence const& c);

/// The same of one number.
CLINMETRICS_EXPORT interval make_interval(method_record const& m, evidence const& of, confidence const& c);

/// The same by its own method as a default: or by the first fallback that applies; `how` names the one that was used.
CLINMETRICS_EXPORT interval make_default_interval(side const& of, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE
