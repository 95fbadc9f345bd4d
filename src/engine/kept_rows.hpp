// SPDX-License-Identifier: Apache-2.0
// Numbers of single rows that do not depend on groups. With comparisons and gaps, the same rows are read in many groups, so that these
// numbers are kept; without them they are computed where they are read, which takes no memory.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

struct kept_rows {
  using function_place = std::tuple<std::uint32_t, std::string, int>;  ///< output, function, binary digits
  std::map<function_place, std::shared_ptr<std::vector<std::uint64_t> const>> amounts;
  std::map<std::size_t, std::vector<double>> values;  ///< by line: the metric of each row alone
};

}  // namespace CLINMETRICS_NAMESPACE::engine
