// SPDX-License-Identifier: Apache-2.0
// Which tables of pairs can be analyzed.
#pragma once
#include <cmath>

#include "clinmetrics/compare/paired_table.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// Whole, finite numbers from 0 on.
inline bool are_counts(paired_table const& t) {
  for (double x : {t.both, t.first, t.second, t.neither})
    if (!(x >= 0 && std::isfinite(x) && x == std::floor(x))) return false;
  return true;
}

inline bool is_defined(paired_table const& t) { return are_counts(t) && t.total() > 0; }

}  // namespace CLINMETRICS_NAMESPACE::detail
