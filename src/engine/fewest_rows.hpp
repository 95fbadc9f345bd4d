// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

namespace clinmetrics::engine {

/// A step of a curve, a calibration bin and a bar of a histogram contain at least this many rows, so that none shows a single row's score.
constexpr std::size_t fewest_rows = 5;

}  // namespace clinmetrics::engine
