// SPDX-License-Identifier: Apache-2.0
// libclinmetrics_cuda.so: the driver over the CUDA runtime, behind C functions. No exception leaves it.
#include <cstdio>
#include <cub/device/device_radix_sort.cuh>

#include "driver.hpp"
#include "sort.hpp"

namespace clinmetrics::device {
namespace {

thread_local char last_message[256] = "";

device_status status_of(cudaError_t error, char const* call) {
  if (error == cudaSuccess) return device_status::ok;
  std::snprintf(last_message, sizeof last_message, "%s: %s", call, cudaGetErrorString(error));
  if (error == cudaErrorMemoryAllocation) {
    cudaGetLastError();  // this one does not last
    return device_status::out_of_memory;
  }
  return device_status::broken;
}

/// The default stream of the calling thread.
struct cuda_runtime {
  device_status allocate(void** out, std::uint64_t bytes) { return status_of(cudaMalloc(out, bytes), "cudaMalloc"); }
  void release(void* data) { cudaFree(data); }
  device_status copy_in(void* to, void const* from, std::uint64_t bytes) {
    return status_of(cudaMemcpy(to, from, bytes, cudaMemcpyHostToDevice), "cudaMemcpy");
  }
  device_status copy_out(void* to, std::uint64_t to_pitch, void const* from, std::uint64_t from_pitch, std::uint64_t width,
                         std::uint64_t height) {
    return status_of(cudaMemcpy2D(to, to_pitch, from, from_pitch, width, height, cudaMemcpyDeviceToHost), "cudaMemcpy2D");
  }
  device_status clear(void* data, std::uint64_t bytes) {
    return status_of(cudaMemsetAsync(data, 0, bytes, cudaStreamPerThread), "cudaMemsetAsync");
  }
  device_status free_memory(std::uint64_t* bytes) {
    std::size_t free = 0, total = 0;
    auto const status = status_of(cudaMemGetInfo(&free, &total), "cudaMemGetInfo");
    *bytes = free;
    return status;
  }
  /// That run at once where a kernel uses all of its 128 registers: 16 on a multiprocessor.
  device_status count_warps(std::uint32_t* n) {
    int device = 0, n_multiprocessors = 0;
    auto status = status_of(cudaGetDevice(&device), "cudaGetDevice");
    if (status == device_status::ok)
      status = status_of(cudaDeviceGetAttribute(&n_multiprocessors, cudaDevAttrMultiProcessorCount, device), "cudaDeviceGetAttribute");
    *n = 16 * static_cast<std::uint32_t>(n_multiprocessors);
    return status;
  }
  template <class Kernel, class... Args>
  device_status launch(Kernel kernel, dim3 grid, dim3 threads, std::size_t shared_bytes, Args... args) {
    kernel<<<grid, threads, shared_bytes, cudaStreamPerThread>>>(args...);
    return status_of(cudaGetLastError(), "launch of a kernel");
  }
  /// Stable, by the lowest `key_bits`.
  device_status sort_pairs(std::uint64_t const* keys, std::uint64_t* sorted_keys, std::uint32_t const* rows, std::uint32_t* sorted_rows,
                           std::uint32_t n, std::uint32_t key_bits) {
    std::size_t bytes = 0;
    auto const sort = [&](void* scratch) {
      return status_of(cub::DeviceRadixSort::SortPairs(scratch, bytes, keys, sorted_keys, rows, sorted_rows, n, 0,
                                                       static_cast<int>(key_bits), cudaStreamPerThread),
                       "radix sort");
    };
    if (auto const status = sort(nullptr); status != device_status::ok) return status;  // says how many bytes it wants
    void* scratch = nullptr;
    if (auto const status = allocate(&scratch, bytes); status != device_status::ok) return status;
    auto const status = sort(scratch);
    release(scratch);  // waits for the sort
    return status;
  }
} the_runtime;  // it has no state of its own

device_status probe(char* name, std::uint64_t size, std::uint64_t* memory) {
  int n_devices = 0;
  auto error = cudaGetDeviceCount(&n_devices);
  cudaDeviceProp about{};
  if (error == cudaSuccess && n_devices > 0) error = cudaGetDeviceProperties(&about, 0);
  if (error != cudaSuccess || n_devices == 0) {
    std::snprintf(last_message, sizeof last_message, "%s", error != cudaSuccess ? cudaGetErrorString(error) : "the driver knows no device");
    return device_status::no_device;
  }
  if (about.major * 10 + about.minor < 75) {
    std::snprintf(last_message, sizeof last_message, "compute capability %d.%d is below 7.5", about.major, about.minor);
    return device_status::no_device;
  }
  if (size > 0) std::snprintf(name, size, "%s", about.name);
  *memory = about.totalGlobalMem;
  return device_status::ok;
}

device_status fetch(void const* from, std::uint64_t bytes, std::uint64_t stream, void* to) {
  cudaPointerAttributes about{};
  if (auto const error = cudaPointerGetAttributes(&about, from); error != cudaSuccess || about.type == cudaMemoryTypeUnregistered) {
    cudaGetLastError();  // this one does not last
    std::snprintf(last_message, sizeof last_message, "the address is not one of a device's memory");
    return device_status::bad_request;
  }
  if (stream != 0) {  // the small numbers are CUDA's own names for its default streams
    auto const status = status_of(cudaStreamSynchronize(reinterpret_cast<cudaStream_t>(stream)), "cudaStreamSynchronize");
    if (status != device_status::ok) return status;
  }
  return status_of(cudaMemcpy(to, from, bytes, cudaMemcpyDefault), "cudaMemcpy");
}

}  // namespace
}  // namespace clinmetrics::device

extern "C" {
__attribute__((visibility("default"))) std::uint32_t clinmetrics_device_version() { return clinmetrics::device_interface_version; }
__attribute__((visibility("default"))) std::int32_t clinmetrics_device_probe(char* name, std::uint64_t size, std::uint64_t* memory) {
  return static_cast<std::int32_t>(clinmetrics::device::probe(name, size, memory));
}
__attribute__((visibility("default"))) std::int32_t clinmetrics_device_open(clinmetrics::device_request const* request, void** session) {
  return clinmetrics::device::open_session(clinmetrics::device::the_runtime, *request, session);
}
__attribute__((visibility("default"))) std::int32_t clinmetrics_device_run(void* session, clinmetrics::device_range const* range) {
  return clinmetrics::device::run_session<clinmetrics::device::cuda_runtime>(session, *range);
}
__attribute__((visibility("default"))) void clinmetrics_device_close(void* session) {
  clinmetrics::device::close_session<clinmetrics::device::cuda_runtime>(session);
}
__attribute__((visibility("default"))) std::int32_t clinmetrics_device_sort(clinmetrics::device_sort const* request) {
  return clinmetrics::device::sort_rows(clinmetrics::device::the_runtime, *request);
}
__attribute__((visibility("default"))) std::int32_t clinmetrics_device_fetch(void const* from, std::uint64_t bytes, std::uint64_t stream,
                                                                             void* to) {
  return static_cast<std::int32_t>(clinmetrics::device::fetch(from, bytes, stream, to));
}
__attribute__((visibility("default"))) char const* clinmetrics_device_message() { return clinmetrics::device::last_message; }
}
