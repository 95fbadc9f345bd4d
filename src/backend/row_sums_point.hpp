// SPDX-License-Identifier: Apache-2.0
// The row-sums pass over the rows themselves, each counted once, on many threads. The sums are whole numbers: parts do not change them.
#pragma once
#include "clinmetrics/pass/row_sums.hpp"
#include "ordering/walk_in_parts.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The same integers as pass.walk(once{stop}, out, 0).
void walk_once_in_parts(row_sums_pass const& pass, slot_block& out, stop_flag stop, std::size_t rows_of_part = usual_rows_of_part);

}  // namespace CLINMETRICS_NAMESPACE
