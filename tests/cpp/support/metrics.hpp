// SPDX-License-Identifier: Apache-2.0
// Metrics for tests that go through all of them.
#pragma once
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "clinmetrics/engine/registry.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

/// Of a parameter: its default, or .2 if it has none.
inline double usual_value(parameter const& p) { return std::isnan(p.standard) ? .2 : p.standard; }

/// As a caller names the metric, with the parameters that have no default; of hard labels also with the threshold that they stand for.
inline std::string text_with_parameters(metric_record const& r, bool of_labels = false) {
  std::string text;
  for (auto const& p : r.parameters())
    if (std::isnan(p.standard) && (of_labels || !p.is_threshold)) text += (text.empty() ? "(" : ", ") + std::string(p.name) + "=0.2";
  return r.about.name + (text.empty() ? text : text + ")");
}

/// The built-in metrics of a binary outcome that a number as threshold serves.
inline std::vector<metric_record const*> every_metric() {
  auto all = registry::all(binary_outcome::name);
  std::erase_if(all, [](metric_record const* r) {
    std::string_view const name = r->about.name;
    return name.starts_with("test_") || name == "chosen_threshold";
  });
  return all;
}

}  // namespace CLINMETRICS_NAMESPACE::testing
