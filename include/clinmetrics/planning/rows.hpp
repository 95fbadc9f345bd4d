// SPDX-License-Identifier: Apache-2.0
// How many rows are needed so that enough of them are of one class.
//
//   without an assurance   n = ⌈rows/share⌉: the expected number of such rows is at least `rows`
//   with an assurance      the least n with P(Bin(n, share) >= rows) >= assurance
//
// All functions of the layer `planning` throw input_error for an argument out of its range, and where more than `most_rows` rows would be
// needed. Their results do not depend on threads, and are outside bit equality between machines.
#pragma once
#include <cstdint>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::planning {

/// The greatest number of rows of a plan.
inline constexpr std::uint64_t most_rows = 10'000'000;

CLINMETRICS_EXPORT std::uint64_t rows_for_class(std::uint64_t rows, double share);
CLINMETRICS_EXPORT std::uint64_t rows_for_class(std::uint64_t rows, double share, double assurance);

}  // namespace CLINMETRICS_NAMESPACE::planning
