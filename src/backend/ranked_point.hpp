// SPDX-License-Identifier: Apache-2.0
// The ranked pass over the rows themselves, each counted once, on many threads.
#pragma once
#include "clinmetrics/pass/ranked.hpp"
#include "ordering/walk_in_parts.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The same integers as pass.walk(once{stop}, out, 0).
void walk_once_in_parts(ranked_pass const& pass, slot_block& out, stop_flag stop, std::size_t rows_of_part = usual_rows_of_part);

}  // namespace CLINMETRICS_NAMESPACE
