// SPDX-License-Identifier: Apache-2.0
// What the other groups give together, for every group at once.
#pragma once
#include <cstddef>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// For every part, the sum (+=) of all others. The parts before it and those after it are added, so that nothing is subtracted and no
/// digits are lost. A Part{} adds nothing.
template <class Part>
std::vector<Part> rest_of_each(std::vector<Part> const& parts) {
  std::vector<Part> rests(parts.size());
  Part before{}, after{};
  for (std::size_t i = 0; i < parts.size(); ++i) rests[i] = before, before += parts[i];
  for (std::size_t i = parts.size(); i-- > 0;) rests[i] += after, after += parts[i];
  return rests;
}

/// Numbers x: how many, their mean, and Σ(x − mean)².
struct spread_so_far {
  double n = 0, mean = 0, squares = 0;
  void add(double x) {
    n += 1;
    double const d = x - mean;
    mean += d / n, squares += d * (x - mean);
  }
  spread_so_far& operator+=(spread_so_far const& o) {
    if (o.n == 0) return *this;
    double const all = n + o.n, d = o.mean - mean;
    mean += d * (o.n / all), squares += o.squares + d * d * (n * o.n / all), n = all;
    return *this;
  }
};

}  // namespace CLINMETRICS_NAMESPACE::engine
