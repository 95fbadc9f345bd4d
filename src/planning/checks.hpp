// SPDX-License-Identifier: Apache-2.0
// The checks of arguments that plans share. Every message names the argument and its range.
#pragma once
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "clinmetrics/core/error.hpp"
#include "clinmetrics/planning/rows.hpp"

namespace CLINMETRICS_NAMESPACE::planning {

[[noreturn]] inline void refuse_argument(std::string_view name, std::string_view range) {
  throw input_error("`" + std::string(name) + "` must " + std::string(range));
}

inline void check_share(double x, std::string_view name) {
  if (!(x > 0 && x < 1)) refuse_argument(name, "lie between 0 and 1, both excluded");
}

inline void check_positive(double x, std::string_view name) {
  if (!(x > 0 && std::isfinite(x))) refuse_argument(name, "be a finite number above 0");
}

inline void check_finite(double x, std::string_view name) {
  if (!std::isfinite(x)) refuse_argument(name, "be a finite number");
}

inline void check_rows(std::uint64_t n, std::string_view name = "n") {
  if (n < 1 || n > most_rows) refuse_argument(name, "be a whole number from 1 to 10,000,000");
}

inline void check_prevalence(double prevalence) { check_share(prevalence, "prevalence"); }

}  // namespace CLINMETRICS_NAMESPACE::planning
