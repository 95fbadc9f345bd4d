// SPDX-License-Identifier: Apache-2.0
// The instruction sets for which the kernels are compiled. If the machine has none of them, the backend `reference` does the work.
#pragma once
#include <hwy/highway.h>

/// Inside a kernel: whether code is generated for this target. One-lane and emulated targets get an empty function that is never called.
#define CLINMETRICS_SIMD_TARGET (HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128)
