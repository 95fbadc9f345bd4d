// SPDX-License-Identifier: Apache-2.0
// libclinmetrics_cuda.so: the driver over the CUDA runtime, behind C functions. No exception leaves it.
#include <cstdio>
#include <cub/device/device_radix_sort.cuh>
#include <mutex>
#include <vector>

#include "driver.hpp"

namespace CLINMETRICS_NAMESPACE::device {
namespace {

thread_local char last_message[256] = "";

device_status status_of(cudaError_t error, char const* call) {
  if (error == cudaSuccess) return device_status::ok;
  std::snprintf(last_message, sizeof last_message, "%s: %s", call, cudaGetErrorString(error));
  if (error == cudaErrorMemoryAllocation) {
    cudaGetLastError();  // clears an error that does not last
    return device_status::out_of_memory;
  }
  return device_status::broken;
}

/// The plugin always uses the first device, even if its caller has made another device current for this thread.
class on_the_device {
 public:
  on_the_device() {
    if (cudaGetDevice(&before_) != cudaSuccess) before_ = the_device;
    if (before_ != the_device) cudaSetDevice(the_device);
  }
  on_the_device(on_the_device const&) = delete;
  ~on_the_device() {
    if (before_ != the_device) cudaSetDevice(before_);
  }
  static constexpr int the_device = 0;

 private:
  int before_ = the_device;
};

/// Allocating pinned memory takes milliseconds, so released memory is kept for the next session.
class pinned_pool {
 public:
  cudaError_t take(void** out, std::size_t bytes) {
    {
      std::lock_guard const lock(changing_);
      if (!free_.empty()) {
        *out = free_.back();
        free_.pop_back();
        return cudaSuccess;
      }
    }
    return cudaHostAlloc(out, bytes, cudaHostAllocPortable);
  }
  void give_back(void* data) {
    std::lock_guard const lock(changing_);
    free_.push_back(data);
  }

 private:
  std::mutex changing_;
  std::vector<void*> free_;
};
pinned_pool& the_pool() {
  static auto* const pool = new pinned_pool;  // is never destroyed, because other objects may use it at the end of the process
  return *pool;
}

/// The default stream of the calling thread: calls from several threads do not wait for each other.
struct cuda_runtime {
  static constexpr std::uint64_t pinned_bytes() { return std::uint64_t{8} << 20; }

  device_status allocate(void** out, std::uint64_t bytes) { return status_of(cudaMalloc(out, bytes), "cudaMalloc"); }
  void release(void* data) { cudaFree(data); }
  device_status allocate_pinned(void** out) { return status_of(the_pool().take(out, pinned_bytes()), "cudaHostAlloc"); }
  void release_pinned(void* data) { the_pool().give_back(data); }
  device_status copy_in(void* to, void const* pinned, std::uint64_t bytes) {
    return status_of(cudaMemcpyAsync(to, pinned, bytes, cudaMemcpyHostToDevice, cudaStreamPerThread), "cudaMemcpyAsync");
  }
  device_status copy_out(void* pinned, void const* from, std::uint64_t from_pitch, std::uint64_t width, std::uint64_t height) {
    return status_of(height == 1
                         ? cudaMemcpyAsync(pinned, from, width, cudaMemcpyDeviceToHost, cudaStreamPerThread)
                         : cudaMemcpy2DAsync(pinned, width, from, from_pitch, width, height, cudaMemcpyDeviceToHost, cudaStreamPerThread),
                     "cudaMemcpyAsync");
  }
  device_status create_mark(void** out) {
    cudaEvent_t event = nullptr;
    auto const status = status_of(cudaEventCreateWithFlags(&event, cudaEventDisableTiming), "cudaEventCreate");
    *out = event;
    return status;
  }
  /// Waits for all work before it.
  void destroy_mark(void* mark) {
    cudaEventSynchronize(static_cast<cudaEvent_t>(mark));
    cudaEventDestroy(static_cast<cudaEvent_t>(mark));
  }
  device_status mark(void* at) { return status_of(cudaEventRecord(static_cast<cudaEvent_t>(at), cudaStreamPerThread), "cudaEventRecord"); }
  device_status wait(void* at) { return status_of(cudaEventSynchronize(static_cast<cudaEvent_t>(at)), "cudaEventSynchronize"); }
  device_status clear(void* data, std::uint64_t bytes) {
    return status_of(cudaMemsetAsync(data, 0, bytes, cudaStreamPerThread), "cudaMemsetAsync");
  }
  device_status free_memory(std::uint64_t* bytes) {
    std::size_t free = 0, total = 0;
    auto const status = status_of(cudaMemGetInfo(&free, &total), "cudaMemGetInfo");
    *bytes = free;
    return status;
  }
  /// Number of warps that run at the same time if a kernel uses all of its 168 registers: 12 on a multiprocessor.
  device_status count_warps(std::uint32_t* n) {
    int device = 0, n_multiprocessors = 0;
    auto status = status_of(cudaGetDevice(&device), "cudaGetDevice");
    if (status == device_status::ok)
      status = status_of(cudaDeviceGetAttribute(&n_multiprocessors, cudaDevAttrMultiProcessorCount, device), "cudaDeviceGetAttribute");
    *n = 12 * static_cast<std::uint32_t>(n_multiprocessors);
    return status;
  }
  template <class Kernel, class... Args>
  device_status launch(Kernel kernel, dim3 grid, dim3 threads, std::size_t shared_bytes, Args... args) {
    kernel<<<grid, threads, shared_bytes, cudaStreamPerThread>>>(args...);
    return status_of(cudaGetLastError(), "launch of a kernel");
  }
  device_status sort_scratch(std::uint32_t n, std::uint64_t* bytes) {
    std::size_t wanted = 0;
    auto const status = sort(nullptr, wanted, nullptr, nullptr, nullptr, nullptr, n, 64);
    *bytes = wanted;
    return status;
  }
  /// A stable sort by the lowest `key_bits`.
  device_status sort_pairs(void* scratch, std::uint64_t scratch_bytes, std::uint64_t const* keys, std::uint64_t* sorted_keys,
                           std::uint32_t const* rows, std::uint32_t* sorted_rows, std::uint32_t n, std::uint32_t key_bits) {
    std::size_t bytes = scratch_bytes;
    return sort(scratch, bytes, keys, sorted_keys, rows, sorted_rows, n, key_bits);
  }

 private:
  static device_status sort(void* scratch, std::size_t& bytes, std::uint64_t const* keys, std::uint64_t* sorted_keys,
                            std::uint32_t const* rows, std::uint32_t* sorted_rows, std::uint32_t n, std::uint32_t key_bits) {
    return status_of(cub::DeviceRadixSort::SortPairs(scratch, bytes, keys, sorted_keys, rows, sorted_rows, n, 0, static_cast<int>(key_bits),
                                                     cudaStreamPerThread),
                     "radix sort");
  }
} the_runtime;  // it has no state

device_status probe(char* name, std::uint64_t size, std::uint64_t* memory) {
  int n_devices = 0;
  auto error = cudaGetDeviceCount(&n_devices);
  cudaDeviceProp about{};
  if (error == cudaSuccess && n_devices > 0) error = cudaGetDeviceProperties(&about, on_the_device::the_device);
  if (error != cudaSuccess || n_devices == 0) {
    std::snprintf(last_message, sizeof last_message, "%s",
                  error != cudaSuccess ? cudaGetErrorString(error) : "the driver reports no device");
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

device_status fetch(void const* from, std::uint64_t bytes, std::uint64_t stream, void* to, std::uint32_t* is_here) {
  cudaPointerAttributes about{};
  if (auto const error = cudaPointerGetAttributes(&about, from); error != cudaSuccess || about.type == cudaMemoryTypeUnregistered) {
    cudaGetLastError();  // clears an error that does not last
    std::snprintf(last_message, sizeof last_message, "the address is not in device memory");
    return device_status::bad_request;
  }
  *is_here = about.device == on_the_device::the_device && (about.type == cudaMemoryTypeDevice || about.type == cudaMemoryTypeManaged);
  // The small numbers are CUDA's own names for its default streams. Without a stream there is nothing to wait for.
  auto* const on = stream == 0 ? cudaStreamPerThread : reinterpret_cast<cudaStream_t>(stream);
  auto const status = status_of(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDefault, on), "cudaMemcpyAsync");
  return status != device_status::ok ? status : status_of(cudaStreamSynchronize(on), "cudaStreamSynchronize");
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::device

using namespace clinmetrics;

#define CLINMETRICS_PLUGIN_FUNCTION extern "C" __attribute__((visibility("default")))

CLINMETRICS_PLUGIN_FUNCTION std::uint32_t clinmetrics_device_version() { return device_interface_version; }
CLINMETRICS_PLUGIN_FUNCTION std::int32_t clinmetrics_device_probe(char* name, std::uint64_t size, std::uint64_t* memory) {
  return static_cast<std::int32_t>(device::probe(name, size, memory));
}
CLINMETRICS_PLUGIN_FUNCTION std::int32_t clinmetrics_device_fetch(void const* from, std::uint64_t bytes, std::uint64_t stream, void* to,
                                                                  std::uint32_t* is_here) {
  return static_cast<std::int32_t>(device::fetch(from, bytes, stream, to, is_here));
}
CLINMETRICS_PLUGIN_FUNCTION std::int32_t clinmetrics_device_order(device_order const* request) {
  device::on_the_device const there;
  return device::make_order(device::the_runtime, *request);
}
CLINMETRICS_PLUGIN_FUNCTION void clinmetrics_device_release(void* kept) {
  device::on_the_device const there;
  device::release_order<device::cuda_runtime>(kept);
}
CLINMETRICS_PLUGIN_FUNCTION std::int32_t clinmetrics_device_open(device_request const* request, void** session) {
  device::on_the_device const there;
  return device::open_session(device::the_runtime, *request, session);
}
CLINMETRICS_PLUGIN_FUNCTION std::int32_t clinmetrics_device_run(void* session, device_range const* range) {
  device::on_the_device const there;
  return device::run_session<device::cuda_runtime>(session, *range);
}
CLINMETRICS_PLUGIN_FUNCTION void clinmetrics_device_close(void* session) {
  device::on_the_device const there;
  device::close_session<device::cuda_runtime>(session);
}
CLINMETRICS_PLUGIN_FUNCTION char const* clinmetrics_device_message() { return device::last_message; }
