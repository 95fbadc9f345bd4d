// SPDX-License-Identifier: Apache-2.0
// The members of a curve by name, for JSON and for Python: one list for both.
#pragma once
#include <string_view>
#include <vector>

#include "clinmetrics/engine/result.hpp"

namespace CLINMETRICS_NAMESPACE::json {

/// Calls out.text(key, text), out.number(key, x), out.numbers(key, list), out.list(key, n, f) and out.object(key, exists, f) for each
/// member, in order. f(inner) describes an object, f(inner, i) an object of a list.
template <class Out>
void describe(result const& r, curve const& c, Out& out) {
  out.text("model", r.models[c.model]);
  out.numbers("tp", c.tp), out.numbers("fp", c.fp);
  out.number("n_positive", c.n_positive), out.number("n_negative", c.n_negative);
  out.list("marks", c.marks.size(), [&](auto& mark, std::size_t i) {
    auto const& m = c.marks[i];
    mark.number("threshold", m.threshold), mark.number("tp", m.tp), mark.number("fp", m.fp);
  });
  // limits of the sensitivity along the curve, if there are any and the curve can be drawn
  bool const has_band = !c.sensitivity_lower.empty() && c.n_positive > 0 && c.n_negative > 0;
  out.object("roc_band", has_band, [&](auto& band) {
    auto const shares = [](std::vector<double> list, double of) {
      for (auto& x : list) x /= of;
      return list;
    };
    band.numbers("fpr", shares(c.fp, c.n_negative)), band.numbers("tpr", shares(c.tp, c.n_positive));
    band.numbers("lower", c.sensitivity_lower), band.numbers("upper", c.sensitivity_upper);
  });
  out.object("calibration", !c.calibration.n.empty(), [&](auto& of) {
    auto const& bins = c.calibration;
    of.numbers("edges", bins.edges), of.numbers("n", bins.n), of.numbers("n_positive", bins.n_positive);
    of.numbers("mean_score", bins.mean_score), of.numbers("lower", bins.lower), of.numbers("upper", bins.upper);
  });
  out.object("histogram", true, [&](auto& bars) {
    bars.numbers("edges", c.histogram.edges), bars.numbers("n_positive", c.histogram.n_positive);
    bars.numbers("n_negative", c.histogram.n_negative);
  });
}

}  // namespace CLINMETRICS_NAMESPACE::json
