// SPDX-License-Identifier: Apache-2.0
// Boost's functions in doubles: long doubles, in which it computes by default, take ten times as long.
#pragma once
#include <boost/math/policies/policy.hpp>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

using in_doubles = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace CLINMETRICS_NAMESPACE
