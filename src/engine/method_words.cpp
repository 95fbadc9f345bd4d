// SPDX-License-Identifier: Apache-2.0
// The interval methods that a row may name: none, and the records of methods of one number.
#include <vector>

#include "clinmetrics/engine/table.hpp"
#include "clinmetrics/inference/method.hpp"

namespace CLINMETRICS_NAMESPACE::tables {

/// Never destroyed: threads may outlive static objects.
std::span<word const> method_words() {
  static auto const& words = *[] {
    auto* const list = new std::vector<word>{{"none", "None", "There is no interval."}};
    for (auto const* m : all_methods())
      if (m->takes_one()) list->push_back({m->name, m->label, m->meaning});
    return list;
  }();
  return words;
}

}  // namespace CLINMETRICS_NAMESPACE::tables
