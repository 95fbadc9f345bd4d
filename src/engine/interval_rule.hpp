// SPDX-License-Identifier: Apache-2.0
// The rule of a line of the result: the method of its interval, chosen once, before any work.
#pragma once
#include <string>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/engine/registry.hpp"
#include "clinmetrics/inference/method.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

struct interval_rule {
  method_record const* method = nullptr;  ///< null: no interval
  bool is_default = true;                 ///< a default may use its method's fallbacks; a method asked for by name is never replaced
  bool is_published = false;              ///< published methods alone were asked for
  interval_status refused = interval_status::ok;  ///< the reason if the method is not valid for these rows

  bool is_independent = true;                ///< the rows are independent and have equal weights
  method_record const* published = nullptr;  ///< an older method that is shown beside a default; null: none
  reading reads = {};                        ///< what the methods read
};

/// `wanted`: the text of `ci`: auto, published, none or the name of a method. Throws input_error if it is not known or does not exist for
/// the metric.
/// `is_chosen`: its threshold is chosen on the same rows.
interval_rule choose_rule(metric_instance const& m, std::string const& wanted, cohort const& rows, bool is_chosen);

}  // namespace CLINMETRICS_NAMESPACE::engine
