// SPDX-License-Identifier: Apache-2.0
// The ordering of `rank` for many rows: it is sorted in place, in memory that is reused.
#pragma once
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"

namespace CLINMETRICS_NAMESPACE {

inline constexpr std::size_t sorted_in_place = std::size_t{1} << 13;  ///< from this number of rows on, this is faster

/// As `rank`, with half the memory and, because new pages from the system cost more than a sort, in about half the time.
ranked_order rank_rows(column const& score, stop_flag stop = {}, std::size_t in_place_from = sorted_in_place);

}  // namespace CLINMETRICS_NAMESPACE
