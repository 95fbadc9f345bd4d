// SPDX-License-Identifier: Apache-2.0
// Device memory that is released with its owner, and the exception for failed calls of a runtime: CUDA, or its emulation on the host.
#pragma once
#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "clinmetrics/engine/plugin.hpp"

namespace CLINMETRICS_NAMESPACE::device {

/// A call of a runtime failed.
struct failure {
  device_status status;
};
inline void check(device_status status) {
  if (status != device_status::ok) throw failure{status};
}

/// Does work that may throw a failure, and returns the status that a C function reports. Never throws.
template <class Work>
std::int32_t status_of_work(Work const& work) noexcept {
  auto status = device_status::ok;
  try {
    work();
  } catch (failure const& f) {
    status = f.status;
  } catch (...) {  // std::bad_alloc: the host has no memory left
    status = device_status::out_of_memory;
  }
  return static_cast<std::int32_t>(status);
}

/// One piece of device memory, which it releases. `adopted`: allocated by the caller.
template <class Runtime>
class buffer {
 public:
  explicit buffer(Runtime& runtime, void* adopted = nullptr) : runtime_(&runtime), data_(adopted) {}
  buffer(buffer&& other) noexcept : runtime_(other.runtime_), data_(std::exchange(other.data_, nullptr)) {}
  buffer& operator=(buffer&& other) noexcept {
    std::swap(data_, other.data_);
    return *this;
  }
  ~buffer() {
    if (data_) runtime_->release(data_);
  }
  void* data() const { return data_; }

 private:
  Runtime* runtime_;
  void* data_ = nullptr;
};

/// Many arrays in few pieces of device memory, because one allocation for each array would be slow. They are released together.
template <class Runtime>
class arena {
 public:
  explicit arena(Runtime& runtime) : runtime_(&runtime) {}
  template <class T>
  T* take(std::uint64_t n) {
    constexpr std::uint64_t alignment = 256, piece = std::uint64_t{1} << 20;
    std::uint64_t const bytes = std::max<std::uint64_t>(1, (n * sizeof(T) + alignment - 1) / alignment) * alignment;
    if (bytes > left_) {
      void* fresh = nullptr;
      std::uint64_t size = std::max(bytes, piece);
      auto status = runtime_->allocate(&fresh, size);
      if (status == device_status::out_of_memory && bytes < piece)  // this array alone may still fit
        size = bytes, status = runtime_->allocate(&fresh, size);
      check(status);
      buffer<Runtime> adopted(*runtime_, fresh);
      pieces_.push_back(std::move(adopted));
      next_ = static_cast<std::uint8_t*>(fresh), left_ = size;
    }
    left_ -= bytes;
    return reinterpret_cast<T*>(std::exchange(next_, next_ + bytes));
  }

 private:
  Runtime* runtime_;
  std::vector<buffer<Runtime>> pieces_;
  std::uint8_t* next_ = nullptr;
  std::uint64_t left_ = 0;
};

}  // namespace CLINMETRICS_NAMESPACE::device
