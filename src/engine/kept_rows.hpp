// SPDX-License-Identifier: Apache-2.0
// What comparisons and gaps keep: numbers of single rows that do not depend on groups, because the same rows are read in many groups
// (without comparisons and gaps they are computed where they are read, which takes no memory), and what they left out.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

struct kept_rows {
  using function_place = std::tuple<std::uint32_t, std::string, int>;  ///< output, function, binary digits
  std::map<function_place, std::shared_ptr<std::vector<std::uint64_t> const>> amounts;
  std::map<std::size_t, std::vector<double>> values;  ///< by line: the metric of each row alone
  std::set<std::size_t> without_rest;                 ///< lines whose gaps against the rest were left out
};

}  // namespace CLINMETRICS_NAMESPACE::engine
