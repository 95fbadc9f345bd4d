// SPDX-License-Identifier: Apache-2.0
// The curves of a result in JSON.
#include "clinmetrics/engine/curve_members.hpp"
#include "clinmetrics/engine/json_document.hpp"

namespace CLINMETRICS_NAMESPACE::json {
namespace {

/// Appends the members of an object that has been opened.
struct members {
  std::string& out;

  void text(std::string_view key, std::string_view x) { append_key(out, key), append_text(out, x); }
  void number(std::string_view key, double x) { append_key(out, key), append_number(out, x); }
  void numbers(std::string_view key, std::vector<double> const& list) { append_key(out, key), append_list(out, list, append_number); }
  template <class F>
  void object(std::string_view key, bool exists, F const& f) {
    append_key(out, key);
    if (!exists) {
      out += "null";
      return;
    }
    out += '{', f(*this), out += '}';
  }
  template <class F>
  void list(std::string_view key, std::size_t n, F const& f) {
    append_key(out, key), out += '[';
    for (std::size_t i = 0; i < n; ++i) out += i == 0 ? "{" : ", {", f(*this, i), out += '}';
    out += ']';
  }
};

}  // namespace

void append_curves(std::string& out, result const& r) {
  append_rows(out, r.curves.size(), [&](std::string& to, std::size_t i) {
    members m{to};
    describe(r, r.curves[i], m);
  });
}

}  // namespace CLINMETRICS_NAMESPACE::json
