// SPDX-License-Identifier: Apache-2.0
// Checks numbers against their ranges, and writes options as JSON.
#include "clinmetrics/engine/option_table.hpp"

#include <array>

#include "clinmetrics/engine/json.hpp"
#include "clinmetrics/engine/registry.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// Only numbers have a range.
template <class T>
void check(options::option const& about, T const& x) {
  if constexpr (std::is_floating_point_v<T>) {
    bool const is_absent = about.is_optional && x == 0;
    if (!is_absent && !(x > static_cast<T>(about.of.least) && x < static_cast<T>(about.of.greatest))) options::refuse_range(about);
  } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    bool const is_absent = about.is_optional && x == 0;
    if (!is_absent && (std::cmp_less(x, about.of.least) || std::cmp_greater(x, about.of.greatest))) options::refuse_range(about);
  }
}

void append(std::string& out, options::option const&, metric_choices const& list) {
  json::append_list(out, list, [](std::string& to, metric_choice const& m) {
    json::append_text(to, metric_group(m.text).empty() ? text_of(find_metric(m)) : m.text);
  });
}
void append(std::string& out, options::option const&, threshold_choices const& list) {
  json::append_list(out, list, [](std::string& to, threshold_choice const& t) {
    if (t.is_rule())
      json::append_text(to, text_of(t.rule()));
    else
      json::append_number(to, t.number());
  });
}
/// Crosses as in "sex*age_band".
void append(std::string& out, options::option const&, std::vector<std::vector<std::string>> const& crosses) {
  json::append_list(out, crosses, [](std::string& to, std::vector<std::string> const& parts) {
    std::string joined;
    for (auto const& part : parts) joined += (joined.empty() ? "" : "*") + part;
    json::append_text(to, joined);
  });
}
void append(std::string& out, options::option const& about, std::string const& text) {
  if (about.is_optional && text == "none")
    out += "null";
  else
    json::append_text(out, text);
}
void append(std::string& out, options::option const&, model_pairs const& list) {
  json::append_list(out, list, [](std::string& to, auto const& pair) {
    json::append_list(to, std::array{pair.first, pair.second}, json::append_text);
  });
}
void append(std::string& out, options::option const& about, double x) {
  if (about.is_optional && x == 0)
    out += "null";
  else
    json::append_number(out, x);
}
void append(std::string& out, options::option const&, bool x) { out += x ? "true" : "false"; }
template <class T>
requires std::is_integral_v<T>
void append(std::string& out, options::option const& about, T x) {
  if (about.is_optional && x == 0)
    out += "null";
  else
    out += std::to_string(x);
}
template <class T>
requires std::is_enum_v<T>
void append(std::string& out, options::option const& about, T x) { json::append_text(out, about.choices[static_cast<std::size_t>(x)]); }

/// Values by name, such as {"a": [0.2]} or {"auroc": "delong"}.
template <class T>
void append(std::string& out, options::option const& about, std::map<std::string, T> const& map) {
  out += '{';
  for (auto const& [name, x] : map) {
    json::append_key(out, name);
    options::option const value{.name = about.name, .at = about.at, .meaning = about.meaning, .is_optional = true};
    append(out, value, x);
  }
  out += '}';
}

/// The option with which Python combines single values, if there are such values: `ci_of` for `ci`.
options::option const* replacement_of(options::option const& about, evaluate_options const& o) {
  for (auto const& other : options::table) {
    if (other.part_of != about.name) continue;
    bool const is_given = std::visit(
        [&]<class T>(T at) {
          if constexpr (std::is_invocable_v<T, evaluate_options const&>)
            if constexpr (requires { (o.*at).empty(); }) return !(o.*at).empty();
          return false;
        },
        other.at);
    if (is_given) return &other;
  }
  return nullptr;
}

/// Calls f with the value of an option that belongs to the evaluation.
template <class F>
void with_value(options::option const& about, evaluate_options const& o, F const& f) {
  std::visit(
      [&]<class T>(T at) {
        if constexpr (std::is_invocable_v<T, evaluate_options const&>) f(o.*at);
      },
      about.at);
}

}  // namespace

void options::refuse_range(option const& about) {
  bool const is_real = std::holds_alternative<of_evaluation<double>>(about.at);
  throw input_error("`" + std::string(about.name) + "` must lie between " + std::to_string(about.of.least) + " and " +
                    std::to_string(about.of.greatest) + (is_real ? ", such as 0.95" : ""));
}

void check_options(evaluate_options const& o) {
  for (auto const& about : options::table) with_value(about, o, [&](auto const& value) { check(about, value); });
}

namespace json {

void append_options(std::string& out, evaluate_options const& o) {
  out += '{';
  for (auto const& about : options::table) {
    if (!about.part_of.empty()) continue;
    auto const* const source = replacement_of(about, o);
    with_value(source ? *source : about, o, [&](auto const& value) {
      append_key(out, about.name);
      append(out, source ? *source : about, value);
    });
  }
  out += '}';
}

}  // namespace json
}  // namespace CLINMETRICS_NAMESPACE
