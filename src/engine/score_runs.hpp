// SPDX-License-Identifier: Apache-2.0
// A model's rows as runs of equal scores, from the highest score down: one pass gives the counts of all curves.
#pragma once
#include <cstddef>
#include <utility>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"
#include "score_reader.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The compiler's own conversion of 128 bits costs more than all other steps here, and most sums fit into 64 bits.
inline double to_double(u128 x) { return x >> 64 == 0 ? static_cast<double>(static_cast<std::uint64_t>(x)) : static_cast<double>(x); }

/// Weights by class, as whole numbers, so that the order of rows has no effect.
struct class_sums {
  u128 positive = 0, negative = 0;
  u128 all() const { return positive + negative; }
  /// Without a branch, because the labels in order of score cannot be predicted.
  void add(std::uint8_t y, std::uint64_t weight) { positive += y * weight, negative += (1 - y) * weight; }
};

struct score_run {
  double score = 0;
  std::size_t n_rows = 0;  ///< of this run
  class_sums in, up_to;    ///< of this run; of it and all higher scores
  std::size_t n_rows_to = 0;
};

inline class_sums sums_of(cohort const& rows) {
  class_sums all;
  auto const y = rows.events();
  for (std::size_t row = 0; row < rows.n_rows(); ++row) all.add(y[row], rows.weight_of(row));
  return all;
}

/// Calls f(run) for each distinct score.
template <class F>
void for_each_run(cohort const& rows, std::uint32_t model, ranked_order const& order, F&& f) {
  score_reader const score(rows.models[model].score);
  auto const y = rows.events();
  score_run run;
  for (std::size_t i = 0; i < rows.n_rows(); ++i) {
    auto const row = order.row[i];
    run.in.add(y[row], rows.weight_of(row));
    if (!order.ends_tie(i)) continue;
    run.score = score(row);
    run.n_rows = i + 1 - run.n_rows_to, run.n_rows_to = i + 1;
    run.up_to.positive += run.in.positive, run.up_to.negative += run.in.negative;
    f(std::as_const(run));
    run.in = {};
  }
}

/// The number of complete parts among n equal parts of a sum. It divides only if a part is completed.
class part_counter {
 public:
  part_counter(u128 all, unsigned n) : all_(all), n_(n), next_(all == 0 ? ~u128{0} : end_of(1)) {}
  unsigned at(u128 sum) {
    if (sum >= next_) n_complete_ = static_cast<unsigned>(sum * n_ / all_), next_ = end_of(n_complete_ + 1);
    return n_complete_;
  }

 private:
  /// The least sum that completes k parts.
  u128 end_of(unsigned k) const { return (all_ * k + n_ - 1) / n_; }

  u128 all_;
  unsigned n_, n_complete_ = 0;
  u128 next_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
