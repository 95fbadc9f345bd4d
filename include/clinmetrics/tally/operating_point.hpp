// SPDX-License-Identifier: Apache-2.0
// Points of the ROC curve that are searched in the data of each group, and areas beside the curve.
#pragma once
#include <bit>
#include <cstdint>
#include <span>

#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

/// How a metric reads the ROC curve at a limit.
enum class curve_reading : std::uint8_t {
  achievable,   ///< at a threshold of the data
  interpolated  ///< on the straight line between two neighbouring thresholds
};

/// `Search`: the search of the metric. Its first parameter is the limit.
template <cut_search Search>
struct operating_point {
  std::uint64_t n_positive, n_negative;
  std::uint64_t tp, fp;                ///< at the cut
  std::uint64_t beyond_tp, beyond_fp;  ///< at the neighbour of the cut that does not satisfy the limit; the same cut if there is none

  static constexpr operating_point read(std::span<std::uint64_t const> w) { return {w[0], w[1], w[2], w[3], w[4], w[5]}; }
  static tally_record const record;
};

/// An area beside the ROC curve, as a number of pairs of a positive and a negative row.
struct roc_area {
  std::uint64_t n_positive, n_negative;
  double pairs;

  static constexpr roc_area read(std::span<std::uint64_t const> w) { return {w[0], w[1], std::bit_cast<double>(w[2])}; }
};

/// Parameters: the two ends of a window, and 0 if they are specificities, 1 if they are sensitivities.
struct roc_window : roc_area {
  static constexpr roc_window read(std::span<std::uint64_t const> w) { return {roc_area::read(w)}; }
  static tally_record const record;
};

/// Parameters: the least sensitivity and the least specificity.
struct roc_corner : roc_area {
  static constexpr roc_corner read(std::span<std::uint64_t const> w) { return {roc_area::read(w)}; }
  static tally_record const record;
};

namespace detail {

inline void ask_question(pass_book& book, tally_request const& at, tally_place& place, cut_question const& question) {
  std::uint32_t first_slot = 0;
  place.pass = book.add_question(at.output, question, &first_slot);
  place.add(0, 2), place.add(first_slot, 4);
}

constexpr tally_record record_of_questions(char const* name, void (*ask)(pass_book&, tally_request const&, tally_place&)) {
  return {.name = name,
          .outcome = binary_outcome::name,
          .needs = need::score | need::order | need::events,
          .is_rounded = false,
          .is_cells = false,
          .ask = ask,
          .n_words = &count_slots,
          .read = &copy_slots};
}

constexpr char const* name_of_point(cut_search what) {
  switch (what) {
    case cut_search::at_sensitivity:
      return "point_at_sensitivity";
    case cut_search::at_specificity:
      return "point_at_specificity";
    case cut_search::at_alert_rate:
      return "point_at_alert_rate";
    default:
      return "most_distant_point";
  }
}

}  // namespace detail

template <cut_search Search>
inline constexpr tally_record operating_point<Search>::record =
    detail::record_of_questions(detail::name_of_point(Search), [](pass_book& book, tally_request const& at, tally_place& place) {
      detail::ask_question(book, at, place, {Search, at.n_parameters > 0 ? at.parameters[0] : 0, 0});
    });

inline constexpr tally_record roc_window::record =
    detail::record_of_questions("roc_window", [](pass_book& book, tally_request const& at, tally_place& place) {
      auto const what = at.parameters[2] == 0 ? cut_search::area_over_specificity : cut_search::area_over_sensitivity;
      detail::ask_question(book, at, place, {what, at.parameters[0], at.parameters[1]});
    });

inline constexpr tally_record roc_corner::record =
    detail::record_of_questions("roc_corner", [](pass_book& book, tally_request const& at, tally_place& place) {
      detail::ask_question(book, at, place, {cut_search::area_of_both, at.parameters[0], at.parameters[1]});
    });

}  // namespace CLINMETRICS_NAMESPACE
