// SPDX-License-Identifier: Apache-2.0
// FNV-1a, 64 bits: a fingerprint for frozen streams of bytes.
#pragma once
#include <cstdint>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

class fnv1a {
 public:
  void add_byte(std::uint64_t byte) { hash_ = (hash_ ^ (byte & 255)) * 0x100000001b3u; }
  void add(std::uint64_t number, int n_bytes) {  // little-endian
    for (int i = 0; i < n_bytes; ++i) add_byte(number >> 8 * i);
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

}  // namespace CLINMETRICS_NAMESPACE::testing
