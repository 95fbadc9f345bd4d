// SPDX-License-Identifier: Apache-2.0
// The form of a name in messages. Every character is visible, and none controls the terminal: control characters, marks that change the
// direction of writing, line separators and bytes that are not UTF-8 are shown as escape codes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

namespace detail {

/// The code point that begins at `at` and its number of bytes; 0 bytes if it is not UTF-8.
struct code_point {
  std::uint32_t number;
  std::size_t n_bytes;
};

constexpr code_point code_point_at(std::string_view text, std::size_t at) {
  auto const byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[at + i]); };
  std::uint8_t const first = byte(0);
  if (first < 0x80) return {first, 1};
  std::size_t const n = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + n > text.size()) return {first, 0};
  std::uint32_t number = first & (0xFFu >> (n + 1));
  for (std::size_t i = 1; i < n; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {first, 0};
    number = number << 6 | (byte(i) & 0x3Fu);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  bool const is_surrogate = number >= 0xD800 && number <= 0xDFFF;
  return number < least[n] || number > 0x10FFFF || is_surrogate ? code_point{first, 0} : code_point{number, n};
}

constexpr bool acts_on_terminal(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

inline void append_hex(std::string& out, char const* prefix, std::uint32_t number, int n_digits) {
  out += prefix;
  for (int shift = 4 * (n_digits - 1); shift >= 0; shift -= 4) out += "0123456789abcdef"[number >> shift & 15];
}

}  // namespace detail

/// "risk\x1b[31m" is shown as risk\x1b[31m with the escape character as four visible characters.
inline std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    auto const c = detail::code_point_at(text, at);
    if (c.n_bytes == 0 || (c.number < 0x100 && detail::acts_on_terminal(c.number)))
      detail::append_hex(out, "\\x", c.number, 2);
    else if (detail::acts_on_terminal(c.number))
      detail::append_hex(out, "\\u", c.number, 4);
    else
      out += text.substr(at, c.n_bytes);
    at += c.n_bytes == 0 ? 1 : c.n_bytes;
  }
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE
