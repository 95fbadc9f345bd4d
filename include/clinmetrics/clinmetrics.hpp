// SPDX-License-Identifier: Apache-2.0
// Clinical metrics with intervals: this header includes everything that a user of the library needs.
#pragma once
#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/engine/registry.hpp"
