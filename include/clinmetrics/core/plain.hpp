// SPDX-License-Identifier: Apache-2.0
// Plain structures: what may cross the border between two modules that were compiled with different standard libraries.
#pragma once
#include <type_traits>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Whether all of them are laid out as C structures and are copied as bytes. Their members must be numbers, enumerations, pointers and
/// other plain structures; texts are char const*, which tests/cpp/engine/record_layout_test.cpp checks.
template <class... Structures>
inline constexpr bool are_plain = ((std::is_standard_layout_v<Structures> && std::is_trivially_copyable_v<Structures>)&&...);

}  // namespace CLINMETRICS_NAMESPACE
