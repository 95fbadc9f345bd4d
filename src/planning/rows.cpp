// SPDX-License-Identifier: Apache-2.0
// Rows in total from the rows of one class.
#include "clinmetrics/planning/rows.hpp"

#include "binomial.hpp"
#include "least_rows.hpp"

namespace CLINMETRICS_NAMESPACE::planning {

std::uint64_t rows_for_class(std::uint64_t rows, double share) {
  check_rows(rows);
  check_prevalence(share);
  return whole_rows(static_cast<double>(rows) / share, "prevalence");
}

std::uint64_t rows_for_class(std::uint64_t rows, double share, double assurance) {
  check_rows(rows);
  check_prevalence(share);
  check_share(assurance, "assurance");
  return least_rows(rows, "assurance", [=](std::uint64_t n) { return at_least(rows, n, share) >= assurance; });
}

}  // namespace CLINMETRICS_NAMESPACE::planning
