// SPDX-License-Identifier: Apache-2.0
// Number needed to diagnose: the reciprocal of Youden's J.
//
// A test with J ≤ 0 is no better than chance, so that no number suffices: the value is ∞. With this convention 1/J falls while J grows, and
// the interval is one piece: the reciprocals of the limits of J, up to ∞ if J may be 0.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct number_needed_to_diagnose {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "number_needed_to_diagnose",
      .label = "Number needed to diagnose",
      .section = sections::decision,
      .family = "utility",
      .formula = "1 / (TPR + TNR - 1)",
      .meaning =
          "Reciprocal of sensitivity + specificity − 1: {rows} that must be tested for one more correct result than chance would give. It "
          "does not depend on the prevalence.",
      .undefined = "a class has no row; +inf if TPR + TNR <= 1",
      .reference =
          "Bandolier. How good is that test? II. Bandolier 1996;27:2. Linn S, Grunau PD. Epidemiol Perspect Innov 2006;3:11. "
          "doi:10.1186/1742-5573-3-11",
      .aliases = "nnd",
      .least = 1,
      .greatest = infinity,
      .direction = better::lower,
      .h = scale::log,
      .interval = "square_and_add",
      .interval_dependent = "mover",
      .published_dependent = "transform_t",
      .reads_both_classes = true,
  };
  static constexpr value of(confusion const& c) {
    if (auto const why = both_classes(c); why != status::ok) return undefined(why);
    u128 const hits = product(c.tp, c.negatives()), alarms = product(c.fp, c.positives());
    return open_ratio(product(c.positives(), c.negatives()), hits > alarms ? hits - alarms : 0);
  }
  // 1/max(TPR − FPR, 0)
  static constexpr composite_of_proportions form_of(confusion const& c) {
    return {.a = {static_cast<double>(c.tp), static_cast<double>(c.positives())},
            .b = {static_cast<double>(c.fp), static_cast<double>(c.negatives())},
            .how = {.least = 0},
            .map = {.a = 0, .b = 1, .c = 1, .d = 0}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
