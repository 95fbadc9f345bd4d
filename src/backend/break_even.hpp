// SPDX-License-Identifier: Apache-2.0
// A cost model that decides whether to use a device. It is an estimate that favours the host: docs/gpu.rst.
#pragma once
#include "clinmetrics/engine/backend.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Seconds for the replicates of a call.
struct cost_model {
  double start;     ///< time before the first weight
  double a_weight;  ///< time to make one weight and add it up
};

/// One core of the host: measured.
constexpr cost_model host_cost(resampling kind) { return {0, kind == resampling::poisson ? .12e-9 : .3e-9}; }

/// An NVIDIA A100 or H100: more than ten times the value derived from instruction counts, plus the creation of a context. Not measured.
constexpr cost_model device_cost(resampling kind) { return {.5, kind == resampling::poisson ? .5e-11 : 2e-11}; }

constexpr bool pays_on_device(expected_work const& work) {
  auto const host = host_cost(work.kind), device = device_cost(work.kind);
  return device.start + work.n_weights * device.a_weight < host.start + work.n_weights * host.a_weight / work.n_threads;
}

}  // namespace CLINMETRICS_NAMESPACE
