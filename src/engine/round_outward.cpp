// SPDX-License-Identifier: Apache-2.0
#include "round_outward.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

constexpr double smallest = 1e-290;  // below it powers of ten lose digits

double clamped(double x) {
  constexpr double largest = std::numeric_limits<double>::max();
  return std::clamp(x, -largest, largest);
}

}  // namespace

double power_of_ten(double x, int power) { return clamped(power < 0 ? x / std::pow(10., -power) : x * std::pow(10., power)); }

int digits_of(double x) { return std::abs(x) < smallest ? 0 : static_cast<int>(std::floor(std::log10(std::abs(x)))) - 2; }

int digits_of(double x, double spread) {
  int const third = digits_of(x);
  if (spread < smallest) return third;
  return std::max(third - 3, std::min(third, static_cast<int>(std::floor(std::log10(spread))) - 1));
}

double round_down(double x, int power) {
  if (std::abs(x) < smallest) return x < 0 ? -smallest : 0;
  double k = std::floor(power < 0 ? x * std::pow(10., -power) : x / std::pow(10., power));
  if (power_of_ten(k, power) > x) --k;  // corrects the rounding of the division
  return power_of_ten(k, power);
}

double round_up(double x, int power) { return 0 - round_down(-x, power); }

}  // namespace CLINMETRICS_NAMESPACE::engine
