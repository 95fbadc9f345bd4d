// SPDX-License-Identifier: Apache-2.0
// Brier scores of the risks as they are, of the risks after recalibration by isotonic regression, and of the prevalence for every row.
//
// The slots are doubles by their bits. Rows with equal risks are one entry of the regression. Numbers do not depend on the order of rows,
// nor on threads; with weights that are not whole numbers they are those of the rounded weights.
// Reference: Dimitriadis T, Gneiting T, Jordan AI. PNAS 2021;118:e2016191118. doi:10.1073/pnas.2016191118
#pragma once
#include <bit>
#include <cstdint>
#include <span>

#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

struct isotonic_scores {
  static constexpr std::size_t n_words = 4;
  double weight, of_risks, recalibrated, of_prevalence;  ///< Brier scores, 0 without rows

  static isotonic_scores read(std::span<std::uint64_t const> w) {
    return {std::bit_cast<double>(w[0]), std::bit_cast<double>(w[1]), std::bit_cast<double>(w[2]), std::bit_cast<double>(w[3])};
  }
  static tally_record const record;
};

namespace detail {

CLINMETRICS_EXPORT void ask_isotonic_scores(pass_book& book, tally_request const& at, tally_place& place);

}  // namespace detail

inline constexpr tally_record isotonic_scores::record{
    .name = "isotonic_scores",
    .outcome = binary_outcome::name,
    .needs = need::score | need::probability | need::order,
    .is_rounded = false,
    .is_cells = false,
    .ask = &detail::ask_isotonic_scores,
    .n_words = &count_slots,
    .read = &copy_slots,
};

}  // namespace CLINMETRICS_NAMESPACE
