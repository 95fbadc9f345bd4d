// SPDX-License-Identifier: Apache-2.0
// The ranked pass over the rows themselves, each counted once, on many threads.
#pragma once
#include "clinmetrics/pass/ranked.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Rows of a part; for fewer, starting threads costs more than it saves.
inline constexpr std::size_t ranked_rows_of_part = std::size_t{1} << 15;

/// The same integers as pass.walk(once{stop}, out, 0).
void walk_once_in_parts(ranked_pass const& pass, slot_block& out, stop_flag stop, std::size_t rows_of_part = ranked_rows_of_part);

}  // namespace CLINMETRICS_NAMESPACE
