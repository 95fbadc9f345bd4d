// SPDX-License-Identifier: Apache-2.0
// The list of methods, and how one is found.
#include "methods.hpp"

#include <algorithm>
#include <iterator>

namespace CLINMETRICS_NAMESPACE {
namespace {

#define CLINMETRICS_METHOD(name) &methods::name,
constexpr method_record const* list[] = {
#include "methods.inc"
};
#undef CLINMETRICS_METHOD

constexpr char lower_case(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::span<method_record const* const> all_methods() { return list; }

method_record const* find_method(std::string_view name) {
  auto const at = std::find_if(std::begin(list), std::end(list), [&](auto const* m) {
    std::string_view const known = m->name;
    return std::equal(name.begin(), name.end(), known.begin(), known.end(), [](char a, char b) { return lower_case(a) == b; });
  });
  return at == std::end(list) ? nullptr : *at;
}

std::uint8_t code_of(method_record const* m) {
  std::uint8_t code = 0;
  for (auto const* known : list) {
    code = static_cast<std::uint8_t>(code + (known->takes_one()));
    if (known == m) return code;
  }
  return 0;
}

interval make_interval(method_record const& m, std::span<side const> sides, std::span<double const> correlation, confidence const& c) {
  auto i = m.make(sides, correlation, c);
  i.how = &m;
  return i;
}

interval make_interval(method_record const& m, evidence const& of, confidence const& c) {
  side const only{&of};
  return make_interval(m, std::span(&only, 1), {}, c);
}

interval make_default_interval(side const& of, confidence const& c) {
  auto const made = [&](method_record const& by, evidence const& e) {
    side const only{&e, &by, of.pseudo_rows};
    return make_interval(by, std::span(&only, 1), {}, c);
  };
  auto const& e = *of.of;
  auto const first = made(*of.by, e);
  for (auto const& f : of.by->fallbacks) {
    if (f.offered != e.closed.kind || !f.applies(e, first)) continue;
    if (f.from == nullptr) return made(*f.by, e);
    auto other = e;
    other.closed = f.from(e);
    return made(*f.by, other);
  }
  return first;
}

interval side::at(confidence const& c) const { return make_interval(*by, *of, c); }

}  // namespace CLINMETRICS_NAMESPACE
