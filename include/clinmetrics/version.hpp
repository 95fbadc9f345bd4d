// SPDX-License-Identifier: Apache-2.0
// The only place where the version is written: CMake, the Python package and the documentation read this line.
#pragma once

#define CLINMETRICS_VERSION "0.1.0"

/// All names are in an inline namespace of the major and the minor version: clinmetrics::auroc is clinmetrics::v0_1::auroc. So two versions
/// of the library in one process, as in two extensions of Python, never use each other's functions, constants or tables.
#define CLINMETRICS_NAMESPACE clinmetrics::inline v0_1

/// What a shared libclinmetrics makes visible. Everything else stays inside the library or program that it is linked into.
#if defined(CLINMETRICS_SHARED)
#define CLINMETRICS_EXPORT __attribute__((visibility("default")))
#else
#define CLINMETRICS_EXPORT
#endif

namespace CLINMETRICS_NAMESPACE {

inline constexpr char const* version = CLINMETRICS_VERSION;

#if defined(__clang__)
inline constexpr char const* compiler = "Clang " __clang_version__;
#elif defined(__GNUC__)
inline constexpr char const* compiler = "GCC " __VERSION__;
#else
inline constexpr char const* compiler = "unknown";
#endif

}  // namespace CLINMETRICS_NAMESPACE
