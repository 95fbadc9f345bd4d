// SPDX-License-Identifier: Apache-2.0
// The layout of a metric's record and of everything that it reaches, which belongs to the number in the name of the capsule: every member
// with its place and kind, the numbers of enumerators, and the order of the functions that a tally may call.
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <sstream>
#include <string>
#include <type_traits>

#include "clinmetrics/engine/metric_record.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr char const* advice =
    "the layout of a record has changed: increase the number of metric_capsule_name, so that records of modules that were compiled before "
    "are refused, and write the new layout and the new name here";

template <class T>
constexpr char const* kind_of() {
  if constexpr (std::is_same_v<T, char const*>) return "text";
  if constexpr (std::is_function_v<std::remove_pointer_t<T>>) return "function";
  if constexpr (std::is_pointer_v<T>) return "pointer";
  if constexpr (std::is_same_v<T, bool>) return "flag";
  if constexpr (std::is_enum_v<T>) return "choice";
  if constexpr (std::is_floating_point_v<T>) return "real";
  if constexpr (std::is_integral_v<T>) return "count";
  return "structure";
}

/// The numbers, pointers and enumerations are plain; a structure must be one of those whose layout is tested here.
template <class T>
constexpr bool is_known = std::is_arithmetic_v<T> || std::is_pointer_v<T> || std::is_enum_v<T>;
template <>
constexpr bool is_known<descriptor> = true;
template <>
constexpr bool is_known<tally_place::range[tally_place::most_ranges]> = true;

/// A structure as text. Each member is given as the structured binding of its name, which fails to compile if a member is missing.
template <class Record>
class layout {
 public:
  layout(char const* name, Record const& record) : record_(&record) { text_ << name << ' ' << sizeof(Record); }

  template <class Member>
  layout& add(char const* name, Member const& bound, Member const& named) {
    static_assert(is_known<Member>);
    EXPECT_EQ(static_cast<void const*>(&bound), static_cast<void const*>(&named)) << name << " is not at its place in the list";
    auto const at = reinterpret_cast<char const*>(&named) - reinterpret_cast<char const*>(record_);
    text_ << "\n  " << at << ' ' << name << ' ' << kind_of<Member>() << ' ' << sizeof(Member);
    return *this;
  }
  std::string text() const { return text_.str() + '\n'; }

 private:
  Record const* record_;
  std::ostringstream text_;
};
#define MEMBER(name) add(#name, name, r.name)  // NOLINT(cppcoreguidelines-macro-usage): a name as text and twice as a member

std::string text_of(metric_record const& r) {
  auto const& [about, tally, first_parameter, n_parameters, offers, compute, compute_form] = r;
  return layout("metric_record", r)
      .MEMBER(about)
      .MEMBER(tally)
      .MEMBER(first_parameter)
      .MEMBER(n_parameters)
      .MEMBER(offers)
      .MEMBER(compute)
      .MEMBER(compute_form)
      .text();
}
std::string text_of(descriptor const& r) {
  auto const& [name, label, section, family, formula, meaning, undefined, reference, aliases, least, greatest, direction, h, interval,
               interval_dependent, published, published_dependent, beside, depends_on_prevalence, needs_decision, reads_both_classes] = r;
  return layout("descriptor", r)
      .MEMBER(name)
      .MEMBER(label)
      .MEMBER(section)
      .MEMBER(family)
      .MEMBER(formula)
      .MEMBER(meaning)
      .MEMBER(undefined)
      .MEMBER(reference)
      .MEMBER(aliases)
      .MEMBER(least)
      .MEMBER(greatest)
      .MEMBER(direction)
      .MEMBER(h)
      .MEMBER(interval)
      .MEMBER(interval_dependent)
      .MEMBER(published)
      .MEMBER(published_dependent)
      .MEMBER(beside)
      .MEMBER(depends_on_prevalence)
      .MEMBER(needs_decision)
      .MEMBER(reads_both_classes)
      .text();
}
std::string text_of(parameter const& r) {
  auto const& [name, standard, least, greatest, choices, is_whole, is_threshold] = r;
  return layout("parameter", r)
      .MEMBER(name)
      .MEMBER(standard)
      .MEMBER(least)
      .MEMBER(greatest)
      .MEMBER(choices)
      .MEMBER(is_whole)
      .MEMBER(is_threshold)
      .text();
}
std::string text_of(value const& r) {
  auto const& [number, why] = r;
  return layout("value", r).MEMBER(number).MEMBER(why).text();
}
std::string text_of(tally_record const& r) {
  auto const& [name, outcome, needs, is_rounded, is_cells, ask, n_words, read] = r;
  return layout("tally_record", r)
      .MEMBER(name)
      .MEMBER(outcome)
      .MEMBER(needs)
      .MEMBER(is_rounded)
      .MEMBER(is_cells)
      .MEMBER(ask)
      .MEMBER(n_words)
      .MEMBER(read)
      .text();
}
std::string text_of(tally_request const& r) {
  auto const& [output, has_threshold, cut, parameters, n_parameters] = r;
  return layout("tally_request", r).MEMBER(output).MEMBER(has_threshold).MEMBER(cut).MEMBER(parameters).MEMBER(n_parameters).text();
}
std::string text_of(tally_place const& r) {
  auto const& [pass, form, n_ranges, ranges] = r;
  return layout("tally_place", r).MEMBER(pass).MEMBER(form).MEMBER(n_ranges).MEMBER(ranges).text();
}
std::string text_of(tally_place::range const& r) {
  auto const& [first, count] = r;
  return layout("tally_place::range", r).MEMBER(first).MEMBER(count).text();
}
std::string text_of(row_function const& r) {
  auto const& [name, of, may_be_infinite] = r;
  return layout("row_function", r).MEMBER(name).MEMBER(of).MEMBER(may_be_infinite).text();
}
std::string text_of(sum_columns const& r) {
  auto const& [n_cells, cell, amount, how] = r;
  return layout("sum_columns", r).MEMBER(n_cells).MEMBER(cell).MEMBER(amount).MEMBER(how).text();
}
#undef MEMBER

TEST(record_layout, of_the_structures) {
  std::string const all = std::string(metric_capsule_name) + '\n' + text_of(metric_record{}) + text_of(descriptor{}) +
                          text_of(parameter{}) + text_of(value{}) + text_of(tally_record{}) + text_of(tally_request{}) +
                          text_of(tally_place{}) + text_of(tally_place::range{}) + text_of(row_function{}) + text_of(sum_columns{});
  EXPECT_EQ(all, R"(clinmetrics.metric_record.6
metric_record 184
  0 about structure 144
  144 tally pointer 8
  152 first_parameter pointer 8
  160 n_parameters count 4
  164 offers choice 1
  168 compute function 8
  176 compute_form function 8
descriptor 144
  0 name text 8
  8 label text 8
  16 section text 8
  24 family text 8
  32 formula text 8
  40 meaning text 8
  48 undefined text 8
  56 reference text 8
  64 aliases text 8
  72 least real 8
  80 greatest real 8
  88 direction choice 1
  89 h choice 1
  96 interval text 8
  104 interval_dependent text 8
  112 published text 8
  120 published_dependent text 8
  128 beside text 8
  136 depends_on_prevalence flag 1
  137 needs_decision flag 1
  138 reads_both_classes flag 1
parameter 48
  0 name text 8
  8 standard real 8
  16 least real 8
  24 greatest real 8
  32 choices text 8
  40 is_whole flag 1
  41 is_threshold flag 1
value 16
  0 number real 8
  8 why choice 1
tally_record 48
  0 name text 8
  8 outcome text 8
  16 needs count 4
  20 is_rounded flag 1
  21 is_cells flag 1
  24 ask function 8
  32 n_words function 8
  40 read function 8
tally_request 32
  0 output count 4
  4 has_threshold flag 1
  8 cut count 4
  16 parameters pointer 8
  24 n_parameters count 4
tally_place 76
  0 pass count 4
  4 form count 4
  8 n_ranges count 4
  12 ranges structure 64
tally_place::range 8
  0 first count 4
  4 count count 4
row_function 24
  0 name text 8
  8 of function 8
  16 may_be_infinite flag 1
sum_columns 32
  0 n_cells count 4
  8 cell pointer 8
  16 amount pointer 8
  24 how choice 1
)") << advice;
}

/// The sizes of the forms tell their layout: they contain numbers only, apart from one function in two of them.
TEST(record_layout, of_a_form) {
  static_assert(are_plain<proportion, carried_proportion, ratio_of_proportions, odds_ratio, weighted_proportion, pair_count, cell_statistic,
                          event_ratio, mean_over_positives, bounded_mean, sum_of_deviations, odds_of_proportion, part, composite,
                          composite_of_proportions, cell_value, regression_slope>);
  static constexpr form f = composite{};
  EXPECT_EQ(reinterpret_cast<char const*>(&f.parts) - reinterpret_cast<char const*>(&f), 8) << advice;
  EXPECT_EQ(reinterpret_cast<char const*>(&f.parts.map) - reinterpret_cast<char const*>(&f.parts), 168) << advice;
  EXPECT_EQ(
      (std::array{sizeof(form), sizeof(proportion), sizeof(carried_proportion), sizeof(ratio_of_proportions), sizeof(odds_ratio),
                  sizeof(weighted_proportion), sizeof(pair_count), sizeof(cell_statistic), sizeof(event_ratio), sizeof(mean_over_positives),
                  sizeof(bounded_mean), sizeof(sum_of_deviations), sizeof(part), sizeof(composite), sizeof(cell_value)}),
      (std::array<std::size_t, 15>{208, 16, 48, 32, 32, 48, 16, 40, 24, 8, 40, 8, 64, 200, 40}))
      << advice;
}

template <class... Enumerators>
void expect_numbers_from_0(Enumerators... all) {
  int expected = 0;
  for (int number : {static_cast<int>(all)...}) EXPECT_EQ(number, expected++) << advice;
}

TEST(record_layout, of_enumerations) {
  expect_numbers_from_0(better::higher, better::lower, better::one, better::zero, better::neither);
  expect_numbers_from_0(part::kind::proportion, part::kind::odds, part::kind::binomial_variance, part::kind::mean);
  expect_numbers_from_0(scale::identity, scale::log, scale::logit, scale::fisher_z);
  expect_numbers_from_0(status::ok, status::empty, status::no_positives, status::no_negatives, status::zero_denominator, status::too_few,
                        status::infinite_logit, status::constant_score, status::separated, status::not_independent);
  expect_numbers_from_0(merging::adds, merging::by_range, merging::never);
  expect_numbers_from_0(form_kind::none, form_kind::proportion, form_kind::carried_proportion, form_kind::ratio_of_proportions,
                        form_kind::odds_ratio, form_kind::weighted_proportion, form_kind::pair_count, form_kind::cell_statistic,
                        form_kind::event_ratio, form_kind::mean_over_positives, form_kind::bounded_mean, form_kind::sum_of_deviations,
                        form_kind::composite, form_kind::composite_of_proportions, form_kind::regression_slope);
  EXPECT_EQ((std::array{need::decision, need::score, need::probability, need::order, need::logit}), (std::array{1u, 2u, 4u, 8u, 16u}))
      << advice;
}

#if defined(__GXX_ABI_VERSION)
/// The place of a virtual function in the table of its class; the first two are the destructors. A pointer to a virtual function contains
/// it.
template <class Function>
std::size_t place_in_table(Function f) {
  std::size_t parts[2];
  static_assert(sizeof f == sizeof parts);
  std::memcpy(parts, &f, sizeof f);
  return parts[0] / sizeof(void*);
}

TEST(record_layout, of_the_functions_that_a_tally_may_call) {
  EXPECT_EQ(place_in_table(&outcome::kind), 2u) << advice;
  EXPECT_EQ(place_in_table(&outcome::events), 3u) << advice;
  std::size_t const places[] = {place_in_table(&pass_book::n_rows),
                                place_in_table(&pass_book::truth),
                                place_in_table(&pass_book::score),
                                place_in_table(&pass_book::has_scores),
                                place_in_table(&pass_book::predicted),
                                place_in_table(&pass_book::ranked),
                                place_in_table(&pass_book::first_slot_of_cut),
                                place_in_table(&pass_book::add_function),
                                place_in_table(&pass_book::row_sums)};
  for (std::size_t i = 0; i < std::size(places); ++i) EXPECT_EQ(places[i], i + 2) << advice;
}
#endif

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
