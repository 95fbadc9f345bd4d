// SPDX-License-Identifier: Apache-2.0
// Numbers and text in JSON.
#include <charconv>
#include <cmath>

#include "clinmetrics/core/printable.hpp"
#include "clinmetrics/engine/json_document.hpp"

namespace CLINMETRICS_NAMESPACE::json {
namespace {

/// A half of a surrogate pair in the three bytes that UTF-8 would have for it, as Python's "surrogatepass" writes it; 0 if there is none.
std::uint32_t surrogate_at(std::string_view text, std::size_t at) {
  auto const byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[at + i]); };
  if (at + 3 > text.size() || byte(0) != 0xED || byte(1) < 0xA0 || byte(1) > 0xBF || (byte(2) & 0xC0) != 0x80) return 0;
  return 0xD000u | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
}

void append_control(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\b':
      out += "\\b";
      break;
    case '\f':
      out += "\\f";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      clinmetrics::detail::append_hex(out, "\\u", static_cast<std::uint8_t>(c), 4);
  }
}

}  // namespace

void append_number(std::string& out, double x) {
  if (std::isnan(x)) {
    out += "null";
    return;
  }
  if (std::isinf(x)) {
    out += x > 0 ? "\"inf\"" : "\"-inf\"";
    return;
  }
  char buffer[64];
  double const size = std::abs(x);
  auto const layout = size == 0 || (size >= 1e-4 && size < 1e16) ? std::chars_format::fixed : std::chars_format::scientific;
  std::string_view const text(buffer, static_cast<std::size_t>(std::to_chars(buffer, buffer + sizeof buffer, x, layout).ptr - buffer));
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";  // a double stays one when it is read back, also -0.0
}

void append_whole(std::string& out, std::uint64_t x) { out += std::to_string(x); }

void append_text(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    char const c = text[at];
    if (static_cast<std::uint8_t>(c) < 0x80) {
      if (static_cast<std::uint8_t>(c) < 0x20 || c == '"' || c == '\\')
        append_control(out, c);
      else
        out += c;
      ++at;
    } else if (auto const known = clinmetrics::detail::code_point_at(text, at); known.n_bytes > 0) {
      out += text.substr(at, known.n_bytes);
      at += known.n_bytes;
    } else if (auto const half = surrogate_at(text, at)) {
      clinmetrics::detail::append_hex(out, "\\u", half, 4);
      at += 3;
    } else {
      out += "\xEF\xBF\xBD";  // U+FFFD, the replacement character
      ++at;
    }
  }
  out += '"';
}

void append_attribute(std::string& out, partition const& p) {
  if (p.parts.empty()) {
    out += "null";
    return;
  }
  std::string text;
  for (auto const& part : p.parts) {
    if (!text.empty()) text += '*';
    if (part == "(missing)") text += '\\';
    for (char c : part) {
      if (c == '\\' || c == '*') text += '\\';
      text += c;
    }
  }
  append_text(out, text);
}

void append_group(std::string& out, partition const& p, std::size_t group) {
  out += '[';
  for (std::size_t k = 0; k < p.parts.size(); ++k) {
    out += k == 0 ? "{" : ", {";
    append_key(out, "attribute"), append_text(out, p.parts[k]);
    append_key(out, "value");
    if (auto const& level = p.groups[group][k])
      append_text(out, *level);
    else
      out += "null";
    out += '}';
  }
  out += ']';
}

void append_parameters(std::string& out, parameter_list const& list) {
  out += '{';
  for (auto const& [name, given] : list) {
    append_key(out, name);
    if (auto const* real = std::get_if<double>(&given))
      append_number(out, *real);
    else if (auto const* whole = std::get_if<std::int64_t>(&given))
      out += std::to_string(*whole);
    else
      append_text(out, std::get<std::string>(given));
  }
  out += '}';
}

void append_flags(std::string& out, std::uint32_t bits, std::span<word const> words) {
  out += '[';
  bool is_first = true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!(bits >> i & 1)) continue;
    if (!is_first) out += ", ";
    append_text(out, words[i].name), is_first = false;
  }
  out += ']';
}

}  // namespace CLINMETRICS_NAMESPACE::json
