// SPDX-License-Identifier: Apache-2.0
// The only place where the version is written: CMake, the Python package and the documentation read this line.
#pragma once

#define CLINMETRICS_VERSION "0.1.0"

namespace clinmetrics {

inline constexpr char const* version = CLINMETRICS_VERSION;

#if defined(__clang__)
inline constexpr char const* compiler = "Clang " __clang_version__;
#elif defined(__GNUC__)
inline constexpr char const* compiler = "GCC " __VERSION__;
#else
inline constexpr char const* compiler = "unknown";
#endif

}  // namespace clinmetrics
