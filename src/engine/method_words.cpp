// SPDX-License-Identifier: Apache-2.0
// The words of the interval methods in a table: no method, and the methods of one number in the order of their list.
#include <vector>

#include "clinmetrics/engine/table.hpp"
#include "clinmetrics/inference/method.hpp"

namespace CLINMETRICS_NAMESPACE::tables {

std::span<word const> method_words() {
  static std::vector<word> const words = [] {
    std::vector<word> list{{"none", "None", "There is no interval."}};
    for (auto const* m : all_methods())
      if (m->n_sides == 1) list.push_back({m->name, m->label, m->meaning});
    return list;
  }();
  return words;
}

}  // namespace CLINMETRICS_NAMESPACE::tables
