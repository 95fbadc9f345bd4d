// SPDX-License-Identifier: Apache-2.0
// The options of the program.
#pragma once
#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <thread>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

struct settings {
  std::uint32_t n_samples = 1000;
  std::uint64_t seed = std::uint64_t{std::random_device()()} << 32 | std::random_device()();
  unsigned n_threads = std::max(std::thread::hardware_concurrency(), 1u);
  std::string only, directory = "out/coverage", method_of_auroc = "auto";
  bool is_check = false;
};

inline constexpr char usage[] =
    "usage: clinmetrics_coverage [--samples N] [--seed S] [--threads N] [--only TEXT] [--out DIRECTORY]\n"
    "       clinmetrics_coverage --check [--samples N] [--auroc METHOD]\n"
    "--only: cells whose grid, name or metric contains the text\n";

/// Throws std::invalid_argument with the option that is not known or lacks a value.
settings read_settings(int n, char** words);

}  // namespace CLINMETRICS_NAMESPACE::coverage
