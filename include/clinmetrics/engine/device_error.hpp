// SPDX-License-Identifier: Apache-2.0
// The exception of the backend `cuda` if its device cannot do the work.
#pragma once
#include <stdexcept>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The device is out of memory or broken, or the process was forked after its first use. Another backend can do the same call.
class CLINMETRICS_EXPORT device_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace CLINMETRICS_NAMESPACE
