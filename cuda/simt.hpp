// SPDX-License-Identifier: Apache-2.0
// What a kernel includes: CUDA where nvcc compiles it, the emulator of simt_host.hpp elsewhere.
// Shared memory is declared by the two macros, because only one of the two worlds knows the keyword.
#pragma once
#ifdef __CUDACC__
#include <cuda_runtime.h>

#include <cstdint>

#define CLINMETRICS_SHARED(type, name) __shared__ type name
#define CLINMETRICS_DYNAMIC_SHARED(type, name, n)               \
  extern __shared__ __align__(16) unsigned char name##_bytes[]; \
  type* const name = reinterpret_cast<type*>(name##_bytes)

/// CUDA knows `unsigned long long`; std::uint64_t is the other 64-bit type.
__device__ inline std::uint64_t atomicAdd(std::uint64_t* at, std::uint64_t value) {
  return atomicAdd(reinterpret_cast<unsigned long long*>(at), static_cast<unsigned long long>(value));
}
#else
#include "simt_host.hpp"
#endif
