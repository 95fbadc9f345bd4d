// SPDX-License-Identifier: Apache-2.0
// The curves of a result in JSON.
#include "clinmetrics/engine/json_document.hpp"

namespace CLINMETRICS_NAMESPACE::json {
namespace {

void append_numbers(std::string& out, std::string_view key, std::vector<double> const& list) {
  append_key(out, key), append_list(out, list, append_number);
}

/// An object whose members `append_members` appends; null if there is none.
template <class F>
void append_object(std::string& out, std::string_view key, bool exists, F const& append_members) {
  append_key(out, key);
  if (!exists) {
    out += "null";
    return;
  }
  out += '{', append_members(), out += '}';
}

void append_mark(std::string& out, curve::mark const& m) {
  out += '{';
  append_key(out, "threshold"), append_number(out, m.threshold);
  append_key(out, "tp"), append_number(out, m.tp);
  append_key(out, "fp"), append_number(out, m.fp);
  out += '}';
}

void append_smooth(std::string& out, smooth_line const& line) {
  out += '{';
  append_key(out, "method"), append_text(out, line.method);
  append_numbers(out, "score", line.score), append_numbers(out, "observed", line.observed);
  append_numbers(out, "lower", line.lower), append_numbers(out, "upper", line.upper);
  out += '}';
}

/// Limits at each point of the curves, if there are any and the curve can be drawn.
void append_bands(std::string& out, curve const& c) {
  bool const exists = !c.sensitivity_lower.empty() && c.n_positive > 0 && c.n_negative > 0;
  auto const append = [&](std::string_view key, std::vector<double> const& lower, std::vector<double> const& upper) {
    append_object(out, key, exists, [&] { append_numbers(out, "lower", lower), append_numbers(out, "upper", upper); });
  };
  append("roc_band", c.sensitivity_lower, c.sensitivity_upper);
  append("simultaneous_roc_band", c.simultaneous_lower, c.simultaneous_upper);
  append("pr_band", c.precision_lower, c.precision_upper);
  append("simultaneous_pr_band", c.simultaneous_precision_lower, c.simultaneous_precision_upper);
}

void append_curve(std::string& out, result const& r, curve const& c) {
  auto const& groups = r.partitions[c.partition];
  append_key(out, "model"), append_text(out, r.models[c.model]);
  append_key(out, "attribute"), append_attribute(out, groups);
  append_key(out, "group"), append_group(out, groups, c.group);
  append_numbers(out, "tp", c.tp), append_numbers(out, "fp", c.fp);
  append_key(out, "n_positive"), append_number(out, c.n_positive);
  append_key(out, "n_negative"), append_number(out, c.n_negative);
  append_key(out, "marks"), append_list(out, c.marks, append_mark);
  append_bands(out, c);
  auto const& bins = c.calibration;
  append_object(out, "calibration", !bins.n.empty(), [&] {
    append_numbers(out, "edges", bins.edges), append_numbers(out, "n", bins.n), append_numbers(out, "n_positive", bins.n_positive);
    append_numbers(out, "mean_score", bins.mean_score), append_numbers(out, "lower", bins.lower), append_numbers(out, "upper", bins.upper);
  });
  append_key(out, "smooth"), append_list(out, c.smooth, append_smooth);
  auto const& points = c.decision;
  append_object(out, "decision", !points.threshold.empty(), [&] {
    append_numbers(out, "threshold", points.threshold), append_numbers(out, "net_benefit", points.net_benefit);
    append_numbers(out, "lower", points.lower), append_numbers(out, "upper", points.upper);
    append_numbers(out, "simultaneous_lower", points.simultaneous_lower),
        append_numbers(out, "simultaneous_upper", points.simultaneous_upper);
    append_numbers(out, "treat_all", points.treat_all);
  });
  auto const& bars = c.histogram;
  append_object(out, "histogram", true, [&] {
    append_numbers(out, "edges", bars.edges), append_numbers(out, "n_positive", bars.n_positive);
    append_numbers(out, "n_negative", bars.n_negative);
  });
}

}  // namespace

void append_curves(std::string& out, result const& r) {
  append_rows(out, r.curves.size(), [&](std::string& to, std::size_t i) { append_curve(to, r, r.curves[i]); });
}

}  // namespace CLINMETRICS_NAMESPACE::json
