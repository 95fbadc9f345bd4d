// SPDX-License-Identifier: Apache-2.0
// A state as bytes, and the digest of its contents.
#pragma once
#include <cstdint>

#include "clinmetrics/engine/state.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// FNV-1a of the bytes of the state without `parts`.
std::uint64_t digest_of(cohort_state const& s);

}  // namespace CLINMETRICS_NAMESPACE::engine
