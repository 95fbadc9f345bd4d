// SPDX-License-Identifier: Apache-2.0
// The pool keeps up to 64 MiB of returned buffers for the whole process; more memory is returned to the system.
#include "scratch_pool.hpp"

#include <cstdlib>
#include <mutex>
#include <new>
#include <span>
#include <vector>

#include "fork.hpp"
#include "huge_pages.hpp"

namespace CLINMETRICS_NAMESPACE::simd {
namespace {

constexpr std::size_t huge_page = std::size_t{1} << 21;
constexpr std::size_t most_kept = std::size_t{1} << 26;

struct buffer {
  std::uint8_t* data;
  std::size_t capacity;
};

struct pool {
  process_lock lock;
  std::vector<buffer> free;
  std::size_t n_bytes = 0;
};

/// Never destroyed: threads may outlive static objects.
pool& shared_pool() {
  static pool* const all = new pool;
  return *all;
}

[[maybe_unused]] pool& made_before_any_fork = shared_pool();  // a fork during the first call would leave it incomplete

}  // namespace

scratch::scratch(std::size_t n_bytes) {
  pool& all = shared_pool();
  {
    std::lock_guard const guard(all.lock);
    for (auto at = all.free.begin(); at != all.free.end(); ++at)
      if (at->capacity >= n_bytes && at->capacity / 4 <= n_bytes) {
        data_ = at->data, capacity_ = at->capacity;
        all.n_bytes -= capacity_;
        all.free.erase(at);
        return;
      }
  }
  std::size_t const unit = n_bytes < huge_page / 8 ? 4096 : huge_page;
  capacity_ = (n_bytes + unit - 1) / unit * unit;
  if (capacity_ == 0) capacity_ = unit;
  data_ = static_cast<std::uint8_t*>(std::aligned_alloc(unit, capacity_));
  if (data_ == nullptr) throw std::bad_alloc();
  prefer_huge_pages(std::span(data_, capacity_));
}

scratch::~scratch() {
  pool& all = shared_pool();
  {
    std::lock_guard const guard(all.lock);
    if (all.n_bytes + capacity_ <= most_kept) {
      try {
        all.free.push_back({data_, capacity_});
        all.n_bytes += capacity_;
        return;
      } catch (std::bad_alloc const&) {  // then it is returned to the system
      }
    }
  }
  std::free(data_);
}

}  // namespace CLINMETRICS_NAMESPACE::simd
