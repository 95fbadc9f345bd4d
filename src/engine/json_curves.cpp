// SPDX-License-Identifier: Apache-2.0
// The curves of a result in JSON.
#include "clinmetrics/engine/json_document.hpp"

namespace CLINMETRICS_NAMESPACE::json {
namespace {

void append_numbers(std::string& out, std::string_view key, std::vector<double> const& list) {
  append_key(out, key), append_list(out, list, append_number);
}

/// Limits of the sensitivity along the curve; null if there are none, or if the curve cannot be drawn.
void append_band(std::string& out, curve const& c) {
  append_key(out, "roc_band");
  if (c.sensitivity_lower.empty() || !(c.n_positive > 0 && c.n_negative > 0)) {
    out += "null";
    return;
  }
  auto const shares = [](std::vector<double> list, double of) {
    for (auto& x : list) x /= of;
    return list;
  };
  out += '{';
  append_numbers(out, "fpr", shares(c.fp, c.n_negative)), append_numbers(out, "tpr", shares(c.tp, c.n_positive));
  append_numbers(out, "lower", c.sensitivity_lower), append_numbers(out, "upper", c.sensitivity_upper);
  out += '}';
}

void append_calibration(std::string& out, curve::risk_bins const& bins) {
  append_key(out, "calibration");
  if (bins.n.empty()) {
    out += "null";
    return;
  }
  out += '{';
  append_numbers(out, "edges", bins.edges), append_numbers(out, "n", bins.n), append_numbers(out, "n_positive", bins.n_positive);
  append_numbers(out, "mean_score", bins.mean_score), append_numbers(out, "lower", bins.lower), append_numbers(out, "upper", bins.upper);
  out += '}';
}

void append_curve(std::string& out, result const& r, curve const& c) {
  append_key(out, "model"), append_text(out, r.models[c.model]);
  append_numbers(out, "tp", c.tp), append_numbers(out, "fp", c.fp);
  append_key(out, "n_positive"), append_number(out, c.n_positive);
  append_key(out, "n_negative"), append_number(out, c.n_negative);
  append_key(out, "marks"), append_list(out, c.marks, [](std::string& to, curve::mark const& m) {
    to += '{';
    append_key(to, "threshold"), append_number(to, m.threshold);
    append_key(to, "tp"), append_number(to, m.tp);
    append_key(to, "fp"), append_number(to, m.fp);
    to += '}';
  });
  append_band(out, c), append_calibration(out, c.calibration);
  append_key(out, "histogram");
  out += '{';
  append_numbers(out, "edges", c.histogram.edges), append_numbers(out, "n_positive", c.histogram.n_positive);
  append_numbers(out, "n_negative", c.histogram.n_negative);
  out += '}';
}

}  // namespace

void append_curves(std::string& out, result const& r) {
  append_rows(out, r.curves.size(), [&](std::string& to, std::size_t i) { append_curve(to, r, r.curves[i]); });
}

}  // namespace CLINMETRICS_NAMESPACE::json
