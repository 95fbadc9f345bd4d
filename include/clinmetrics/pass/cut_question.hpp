// SPDX-License-Identifier: Apache-2.0
// What a metric asks about the cuts of an output within each group.
#pragma once
#include <cstdint>

#include "clinmetrics/core/plain.hpp"

namespace CLINMETRICS_NAMESPACE {

enum class cut_search : std::uint32_t {
  at_sensitivity,         ///< the first cut with at least this sensitivity
  at_specificity,         ///< the last cut with at least this specificity
  at_alert_rate,          ///< the last cut with at most this share of predicted positives
  greatest_distance,      ///< the first cut with the greatest |sensitivity + specificity − 1|
  area_over_specificity,  ///< the area under the ROC curve between two specificities
  area_over_sensitivity,  ///< the area beside the ROC curve between two sensitivities
  area_of_both            ///< the area under the ROC curve above a least sensitivity and from a least specificity on
};

struct cut_question {
  cut_search what;
  double first, second;  ///< a limit; or the ends of a window; or the least sensitivity and the least specificity
  bool operator==(cut_question const&) const = default;
};
static_assert(are_plain<cut_question>);

constexpr bool is_area(cut_search what) {
  return what == cut_search::area_over_specificity || what == cut_search::area_over_sensitivity || what == cut_search::area_of_both;
}

}  // namespace CLINMETRICS_NAMESPACE
