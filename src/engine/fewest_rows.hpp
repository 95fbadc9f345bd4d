// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// A step of a curve, a calibration bin and a bar of a histogram contain at least this many rows of their group, so that none shows a
/// single row's score.
constexpr std::size_t fewest_rows = 5;

}  // namespace CLINMETRICS_NAMESPACE::engine
