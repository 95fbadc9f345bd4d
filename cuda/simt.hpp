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

/// All ones in each byte whose highest bit is set. (__byte_perm has no selector for it: PTX's prmt has.)
__device__ inline std::uint32_t byte_signs(std::uint32_t x) {
  std::uint32_t signs;
  asm("prmt.b32 %0, %1, 0, 0xBA98;" : "=r"(signs) : "r"(x));
  return signs;
}
#else
#include "simt_host.hpp"
#endif
