// SPDX-License-Identifier: Apache-2.0
// The least coverages of defaults that the documentation names, each in the cell where it is lowest.
#pragma once
#include <cstdint>
#include <string>

#include "cell.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

/// Simulates the short list with a fixed seed. False if a coverage is more than 3.5 Monte-Carlo errors below its figure. A method other
/// than "auto" is asked of the AUROC instead, to see that the check notices a method that does not hold.
bool keeps_promises(std::uint32_t n_samples, std::string const& method_of_auroc);

}  // namespace CLINMETRICS_NAMESPACE::coverage
