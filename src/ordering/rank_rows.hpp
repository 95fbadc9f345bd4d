// SPDX-License-Identifier: Apache-2.0
// The ordering of `rank`, for any number of rows.
#pragma once
#include "clinmetrics/ordering/ranked_order.hpp"

namespace clinmetrics {

inline constexpr std::size_t sorted_in_place = std::size_t{1} << 22;  ///< rows from which on the sort works in place

/// As `rank`. Above 4 million rows it sorts in place, which takes half the memory and, since a radix sort's scatter then misses the
/// caches, less time as well.
ranked_order rank_rows(column const& score, std::size_t in_place_from = sorted_in_place);

}  // namespace clinmetrics
