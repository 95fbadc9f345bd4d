// SPDX-License-Identifier: Apache-2.0
// A rule by which a threshold is chosen on the data.
#pragma once
#include <cstdint>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

enum class threshold_criterion : std::uint8_t {
  youden,           ///< greatest TP/n₊ − FP/n₋
  closest_topleft,  ///< least (1 − sensitivity)² + (1 − specificity)²
  min_cost,         ///< least expected cost, if a false negative costs `number` times a false positive
  max_f1,
  max_mcc,
  sensitivity,  ///< at least `number`, with the highest specificity
  specificity,  ///< at least `number`, with the highest sensitivity
  ppv,          ///< the same
  alert_rate    ///< the share of predicted positives is at most `number`, with the highest sensitivity
};

/// Of several cuts that are equally good, the one with the highest threshold is taken. A cut above all rows, with no predicted positive, is
/// one of the cuts.
struct threshold_rule {
  threshold_criterion by = threshold_criterion::youden;
  double number = 1;      ///< a limit, or the ratio of costs
  double prevalence = 0;  ///< for min_cost, that of the population where the threshold will be used; 0: that of the data
  bool operator==(threshold_rule const&) const = default;
};

}  // namespace CLINMETRICS_NAMESPACE
