// SPDX-License-Identifier: Apache-2.0
// The header that kernels include: CUDA if nvcc compiles it, otherwise the emulator of simt_host.hpp.
// Shared memory is declared by the two macros, because only CUDA knows the keyword.
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

/// PTX's instruction: four of the eight bytes of y and x, selected by the nibbles of `which`; a nibble's high bit asks for copies of the
/// byte's sign, which CUDA's __byte_perm cannot do.
__device__ inline std::uint32_t prmt(std::uint32_t x, std::uint32_t y, std::uint32_t which) {
  std::uint32_t bytes;
  asm("prmt.b32 %0, %1, %2, %3;" : "=r"(bytes) : "r"(x), "r"(y), "r"(which));
  return bytes;
}
#else
#include "simt_host.hpp"
#endif

/// All ones in each byte whose highest bit is set.
__device__ inline std::uint32_t byte_signs(std::uint32_t x) { return prmt(x, 0, 0xBA98u); }
