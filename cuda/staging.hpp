// SPDX-License-Identifier: Apache-2.0
// Copies between the host's ordinary memory and the device, through two halves of pinned memory: while the device reads or writes one, the
// host fills or empties the other.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "memory.hpp"

namespace CLINMETRICS_NAMESPACE::device {

template <class Runtime>
class staging {
 public:
  /// Throws `failure`, like all members.
  explicit staging(Runtime& runtime) : staging(runtime, nothing_yet{}) {
    check(runtime_.allocate_pinned(&pinned_));
    for (auto& mark : used_) check(runtime_.create_mark(&mark));
  }
  staging(staging const&) = delete;
  ~staging() {
    for (auto* mark : used_)
      if (mark) runtime_.destroy_mark(mark);
    if (pinned_) runtime_.release_pinned(pinned_);
  }

  /// The source may be released after the call.
  void to_device(void* to, void const* from, std::uint64_t bytes) {
    to_device_by(to, bytes, [from](void* half, std::uint64_t at, std::uint64_t n) {
      std::memcpy(half, static_cast<std::uint8_t const*>(from) + at, n);
    });
  }
  /// n items of `size` bytes (1, 2, 4 or 8) at a distance of `stride` bytes.
  void to_device_strided(void* to, void const* from, std::uint64_t n, std::int64_t stride, std::uint64_t size) {
    if (stride == static_cast<std::int64_t>(size)) return to_device(to, from, n * size);
    to_device_by(to, n * size, [=](void* half, std::uint64_t at, std::uint64_t bytes) {
      for (std::uint64_t i = 0; i < bytes / size; ++i)
        std::memcpy(static_cast<std::uint8_t*>(half) + i * size,
                    static_cast<std::uint8_t const*>(from) + static_cast<std::int64_t>(at / size + i) * stride, size);
    });
  }
  /// `height` lines of `width` bytes. They have arrived when this returns, after all earlier work of the device.
  void to_host(void* to, std::uint64_t to_pitch, void const* from, std::uint64_t from_pitch, std::uint64_t width, std::uint64_t height) {
    std::array<piece, 2> open{};  // of each half
    for (std::uint64_t column = 0; column < width; column += half_bytes_) {
      std::uint64_t const wide = std::min(half_bytes_, width - column), lines = half_bytes_ / wide;
      for (std::uint64_t line = 0; line < height; line += lines) {
        piece const next{static_cast<std::uint8_t*>(to) + line * to_pitch + column, wide, std::min(lines, height - line)};
        unsigned const which = turn();
        take(which, open[which], to_pitch);
        check(runtime_.copy_out(half(which), static_cast<std::uint8_t const*>(from) + line * from_pitch + column, from_pitch, next.width,
                                next.height));
        check(runtime_.mark(used_[which]));
        open[which] = next;
      }
    }
    for (int last = 0; last < 2; ++last) {
      unsigned const which = turn();
      take(which, open[which], to_pitch);
    }
  }
  void to_host(void* to, void const* from, std::uint64_t bytes) { to_host(to, bytes, from, bytes, bytes, 1); }
  /// The data sent have arrived when this returns, also for the streams of other threads.
  void finish() {
    for (auto* mark : used_) check(runtime_.wait(mark));
  }

 private:
  struct piece {
    std::uint8_t* to;
    std::uint64_t width, height;
  };

  template <class Fill>
  void to_device_by(void* to, std::uint64_t bytes, Fill const& fill) {
    for (std::uint64_t at = 0; at < bytes; at += half_bytes_) {
      std::uint64_t const here = std::min(half_bytes_, bytes - at);
      unsigned const which = turn();
      check(runtime_.wait(used_[which]));
      fill(half(which), at, here);
      check(runtime_.copy_in(static_cast<std::uint8_t*>(to) + at, half(which), here));
      check(runtime_.mark(used_[which]));
    }
  }
  /// Empties a half.
  void take(unsigned which, piece& p, std::uint64_t to_pitch) {
    if (p.height == 0) return;
    check(runtime_.wait(used_[which]));
    for (std::uint64_t line = 0; line < p.height; ++line) std::memcpy(p.to + line * to_pitch, half(which) + line * p.width, p.width);
    p.height = 0;
  }
  struct nothing_yet {};  // so that the destructor runs if a later step fails
  staging(Runtime& runtime, nothing_yet) : runtime_(runtime), half_bytes_(runtime.pinned_bytes() / 2) {}
  unsigned turn() { return next_ ^= 1; }
  std::uint8_t* half(unsigned which) const { return static_cast<std::uint8_t*>(pinned_) + which * half_bytes_; }

  Runtime& runtime_;
  std::uint64_t half_bytes_;
  void* pinned_ = nullptr;
  std::array<void*, 2> used_{};  ///< a mark after the last copy of each half
  unsigned next_ = 0;
};

}  // namespace CLINMETRICS_NAMESPACE::device
