// SPDX-License-Identifier: Apache-2.0
// A confidence level with its normal quantile, which many methods need and which is computed only once.
#pragma once
#include <cstdint>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

enum class limits_read : std::uint8_t { both, lower, upper };

struct confidence {
  double level;                           ///< such as .95
  double tail;                            ///< (1 − level)/2, the share beyond one limit, exact for levels near 1
  double z;                               ///< P(Z > z) = tail for a standard normal Z
  limits_read reads = limits_read::both;  ///< a method may leave out the other limit, as NaN

  /// Throws input_error unless 0 < level < 1.
  CLINMETRICS_EXPORT confidence(double given_level);
  /// The level that belongs to a critical value z > 0.
  CLINMETRICS_EXPORT static confidence at_critical(double z);

  bool reads_lower() const { return reads != limits_read::upper; }
  bool reads_upper() const { return reads != limits_read::lower; }
  /// The same for other limits.
  confidence with(limits_read other) const {
    auto c = *this;
    return c.reads = other, c;
  }
  /// Whether limits at this confidence are those that the other one asks for.
  bool serves(confidence const& other) const { return z == other.z && (reads == limits_read::both || reads == other.reads); }
  /// For a number that is subtracted: its upper limit belongs to the lower one of the difference.
  confidence mirrored() const { return with(reads == limits_read::both ? reads : reads_lower() ? limits_read::upper : limits_read::lower); }

 private:
  confidence(double given_level, double given_tail, double given_z) : level(given_level), tail(given_tail), z(given_z) {}
};

}  // namespace CLINMETRICS_NAMESPACE
