// SPDX-License-Identifier: Apache-2.0
// Simulates a cell that compares models on the same rows, or groups.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "simulate.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

/// For each metric the difference and the ratio, of groups also the range and the worst group; by the default ("auto"), by the published
/// limits beside it, and by each test. Where the claim is not true, p values below each level are errors.
std::vector<count> simulate_comparisons(cell const& c, std::uint32_t number, std::uint32_t n_samples, std::uint64_t seed);

/// The worlds, and what else sets the cell apart.
std::string name_of_compared(cell const& c);

}  // namespace CLINMETRICS_NAMESPACE::coverage
