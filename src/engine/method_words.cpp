// SPDX-License-Identifier: Apache-2.0
// The interval methods that a row may name: none, and the records of methods of one number.
#include <vector>

#include "clinmetrics/engine/table.hpp"
#include "clinmetrics/inference/method.hpp"

namespace CLINMETRICS_NAMESPACE::tables {
namespace {

/// Never destroyed: threads may outlive static objects.
std::vector<word> const& words_of(bool (*is_listed)(method_record const&)) {
  auto* const list = new std::vector<word>{{"none", "None", "There is no interval."}};
  for (auto const* m : all_methods())
    if (is_listed(*m)) list->push_back({m->name, m->label, m->meaning});
  return *list;
}

}  // namespace

std::span<word const> method_words() {
  static auto const& words = words_of([](method_record const& m) { return m.takes_one(); });
  return words;
}

std::span<word const> comparison_method_words() {
  static auto const& words = words_of([](method_record const&) { return true; });
  return words;
}

}  // namespace CLINMETRICS_NAMESPACE::tables
