// SPDX-License-Identifier: Apache-2.0
// Reads a column as doubles, which is exact for every type of score.
#pragma once
#include "clinmetrics/core/column.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

class score_reader {
 public:
  explicit score_reader(column const& score) : score_(score) {}
  double operator()(std::size_t row) const {
    return visit(score_, [row]<class T>(strided<T> item) { return static_cast<double>(item[row]); });
  }

 private:
  column score_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
