// SPDX-License-Identifier: Apache-2.0
// The one-byte Poisson weight: 256 byte values stand for the weights 0 to 5, in counts {94, 95, 46, 16, 4, 1}.
// Mean 1 and variance 1 exactly; total variation to Poisson(1) .0055. Frozen: a change of this table is a new major version.
// Each low nibble has at most two weights, separated by the byte's signed value, so that a 16-entry byte shuffle can replace the table.
#pragma once
#include <cstdint>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::random {

inline constexpr std::uint8_t weight_of_byte[256] = {
    1, 0, 3, 2, 2, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 3, 2, 2, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 3, 2, 2, 2, 0, 0, 0, 0, 0,
    1, 1, 1, 1, 1, 1, 0, 3, 2, 2, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 3, 2, 2, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 3, 2, 2, 2,
    0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 3, 2, 2, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 3, 2, 2, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 5,
    4, 3, 2, 2, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 4, 3, 2, 2, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 4, 3, 2, 2, 2, 0, 0, 0, 0, 0, 1,
    1, 1, 1, 1, 1, 4, 3, 2, 2, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 3, 2, 2, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 3, 2, 2, 2, 0,
    0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 3, 2, 2, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 3, 2, 2, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1,
};

inline constexpr unsigned greatest_poisson_weight = 5;

}  // namespace CLINMETRICS_NAMESPACE::random
