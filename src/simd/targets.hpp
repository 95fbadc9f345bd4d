// SPDX-License-Identifier: Apache-2.0
// Which instruction sets the kernels are compiled for. Where none of them is there, backend `reference` does the work.
#pragma once
#include <hwy/highway.h>

/// Inside a kernel: whether this target gets real code. One-lane and emulated targets get an empty function that is never called.
#define CLINMETRICS_SIMD_TARGET (HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128)
