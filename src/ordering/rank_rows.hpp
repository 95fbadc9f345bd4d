// SPDX-License-Identifier: Apache-2.0
// The ordering of `rank` for many rows: sorted by parts, in parallel, in memory that is reused.
#pragma once
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"

namespace CLINMETRICS_NAMESPACE {

inline constexpr std::size_t sorted_by_parts = std::size_t{1} << 10;  ///< from this number of rows on, this is faster

/// As `rank`, with 8 bytes a row beside the ordering instead of 32 and in less than half of the time; with many rows, by all threads of the
/// caller.
ranked_order rank_rows(column const& score, stop_flag stop = {}, std::size_t by_parts_from = sorted_by_parts);

}  // namespace CLINMETRICS_NAMESPACE
