// SPDX-License-Identifier: Apache-2.0
#include "rest_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "score_reader.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

struct rows_of_group {
  static constexpr double infinity = std::numeric_limits<double>::infinity();
  spread_so_far values;
  double least_score = infinity, greatest_score = -infinity;
  void add_score(double s) { least_score = std::min(least_score, s), greatest_score = std::max(greatest_score, s); }
  rows_of_group& operator+=(rows_of_group const& o) {
    values += o.values;
    least_score = std::min(least_score, o.least_score), greatest_score = std::max(greatest_score, o.greatest_score);
    return *this;
  }
};

std::vector<std::uint64_t> words_of(pass_list const& passes, std::size_t place, std::span<std::uint64_t const> slots) {
  std::vector<std::uint64_t> words;
  passes.read(place, slots, words);
  return words;
}

}  // namespace

std::vector<row_spread> spread_of_rests(std::span<double const> values, column const* score, partition const& groups, stop_flag stop) {
  std::vector<rows_of_group> of_group(groups.n_groups());
  for_rows(values.size(), stop, [&](std::size_t row) {
    if (std::isfinite(values[row])) of_group[groups.group_of(row)].values.add(values[row]);  // an infinite mean has no interval
  });
  if (score) {
    score_reader const read(*score);
    for_rows(values.size(), stop, [&](std::size_t row) { of_group[groups.group_of(row)].add_score(read(row)); });
  }
  std::vector<row_spread> out;
  for (auto const& rest : rest_of_each(of_group)) {
    double const n = rest.values.n;
    out.push_back({.variance = rest.values.squares / n,
                   .n_rows = n,
                   .n_units = n,
                   .n_by_outcome = n,
                   .least_score = rest.least_score,
                   .greatest_score = rest.greatest_score});
  }
  return out;
}

std::vector<amounts_by_class> amounts_of_rests(std::span<std::uint8_t const> events, partition const& groups,
                                               std::span<std::uint64_t const> amounts, stop_flag stop) {
  std::vector<amounts_by_class> of_group(groups.n_groups());
  for_rows(amounts.size(), stop,
           [&](std::size_t row) { of_group[groups.group_of(row)][events[row]].add(static_cast<double>(amounts[row])); });
  return rest_of_each(of_group);
}

values_without_amounts::values_without_amounts(metric_instance const& metric, pass_list const& passes, std::size_t place,
                                               std::span<std::uint64_t const> slots)
    : passes_(passes),
      place_(place),
      slots_(slots),
      words_(words_of(passes, place, slots)),
      values_(metric, words_, metric.value_at(words_)) {}

void values_without_amounts::add(bool event, i128 amount, double n_rows) {
  left_.assign(slots_.begin(), slots_.end());
  --left_[event];
  subtract_wide(left_[2], left_[3], static_cast<u128>(amount));
  passes_.read(place_, left_, words_);
  values_.add(words_, 0, n_rows);
}

deletions deletions_by_class(values_without_amounts values, amounts_by_class const& amounts) {
  for (bool const event : {false, true}) {
    auto const& [n, mean, squares] = amounts[event];
    if (n == 0) continue;
    double const sd = std::sqrt(squares / n);
    values.add(event, static_cast<i128>(mean - sd), n / 2), values.add(event, static_cast<i128>(mean + sd), n / 2);
  }
  return std::move(values).take();
}

}  // namespace CLINMETRICS_NAMESPACE::engine
