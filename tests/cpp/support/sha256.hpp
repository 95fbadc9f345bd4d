// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4), so that any other tool can compute a frozen digest from the same bytes.
#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <string>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

class sha256 {
 public:
  void add_byte(std::uint8_t byte) {
    block_[length_++ % 64] = byte;
    if (length_ % 64 == 0) take_block();
  }
  void add(std::uint64_t number) {  // little-endian
    for (int i = 0; i < 8; ++i) add_byte(static_cast<std::uint8_t>(number >> 8 * i));
  }
  std::string digest() {
    std::uint64_t const bits = 8 * length_;
    add_byte(0x80);
    while (length_ % 64 != 56) add_byte(0);
    for (int i = 7; i >= 0; --i) add_byte(static_cast<std::uint8_t>(bits >> 8 * i));
    std::string hex;
    for (std::uint32_t word : state_)
      for (int i = 28; i >= 0; i -= 4) hex += "0123456789abcdef"[word >> i & 15];
    return hex;
  }

 private:
  /// The first 32 bits of the fractional parts of the square (or cube) roots of the first primes.
  template <std::size_t n>
  static constexpr std::array<std::uint32_t, n> roots_of_primes(int power) {
    std::array<std::uint32_t, n> out{};
    std::size_t found = 0;
    for (std::uint32_t p = 2; found < n; ++p) {
      bool is_prime = true;
      for (std::uint32_t q = 2; q * q <= p; ++q) is_prime = is_prime && p % q != 0;
      if (!is_prime) continue;
      long double root = 1;
      for (int i = 0; i < 64; ++i) root -= power == 2 ? (root * root - p) / (2 * root) : (root * root * root - p) / (3 * root * root);
      out[found++] = static_cast<std::uint32_t>(static_cast<std::uint64_t>(root * 4294967296.0L));
    }
    return out;
  }

  void take_block() {
    static constexpr auto k = roots_of_primes<64>(3);
    std::array<std::uint32_t, 64> w{};
    for (std::size_t i = 0; i < 64; ++i) w[i / 4] = w[i / 4] << 8 | block_[i];
    for (std::size_t i = 16; i < 64; ++i) {
      auto const s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ w[i - 15] >> 3;
      auto const s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ w[i - 2] >> 10;
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = state_;
    for (std::size_t i = 0; i < 64; ++i) {
      auto const t1 = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) + k[i] + w[i];
      auto const t2 = (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    std::array<std::uint32_t, 8> const add = {a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) state_[i] += add[i];
  }

  std::array<std::uint32_t, 8> state_ = roots_of_primes<8>(2);
  std::array<std::uint8_t, 64> block_{};
  std::uint64_t length_ = 0;
};

}  // namespace CLINMETRICS_NAMESPACE::testing
