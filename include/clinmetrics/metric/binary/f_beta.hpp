// SPDX-License-Identifier: Apache-2.0
// F-beta: the weighted harmonic mean of PPV and sensitivity, in which sensitivity has beta times the weight of PPV.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct f_beta {
  using tally = confusion;
  double beta = 2;
  static constexpr std::array parameters{parameter{.name = "beta", .standard = 2, .least = 1e-3, .greatest = 1e3}};
  static constexpr f_beta with(std::span<double const> p) { return {p[0]}; }
  static constexpr descriptor about{
      .name = "f_beta",
      .label = "Fβ",
      .section = sections::decision,
      .family = "binary",
      .formula = "(1 + beta^2) TP / ((1 + beta^2) TP + beta^2 FN + FP)",
      .meaning = "Harmonic mean of PPV and sensitivity in which sensitivity has beta times the weight of PPV.",
      .undefined = "TP = FP = FN = 0",
      .reference = "van Rijsbergen CJ. Information Retrieval, 2nd ed. Butterworths 1979, ch. 7",
      .aliases = "fbeta_score",
      .interval = "logit_delta",
      .depends_on_prevalence = true,
  };
  value of(confusion const& c) const {
    if (c.tp == 0 && c.fp == 0 && c.fn == 0) return undefined(if_any(c, status::no_positives));
    double const b2 = beta * beta, hits = (1 + b2) * static_cast<double>(c.tp);
    return defined(hits / (hits + b2 * static_cast<double>(c.fn) + static_cast<double>(c.fp)));
  }
  constexpr weighted_proportion form_of(confusion const& c) const {
    double const b2 = beta * beta;
    return {.x = static_cast<double>(c.tp), .y = static_cast<double>(c.fn), .z = static_cast<double>(c.fp), .w = 1 + b2, .u = b2, .v = 1};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
