// SPDX-License-Identifier: Apache-2.0
#include "group_sizes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>

#include "parallel.hpp"
#include "score_reader.hpp"
#include "unit_index.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// 1 for rows with the event, 0 for all others.
struct event_reader {
  std::span<std::uint8_t const> events;
  std::uint8_t operator()(std::size_t row) const { return events.empty() ? std::uint8_t{0} : events[row]; }
};

std::size_t count_events(std::span<std::uint8_t const> events, stop_flag stop) {
  constexpr std::size_t of_part = std::size_t{1} << 17;  // for fewer, starting threads costs more than it saves
  std::vector<std::size_t> n((events.size() + of_part - 1) / of_part);
  parallel::for_each_alone(n.size(), [&](std::size_t part) {
    stop.check();
    for (auto event : events.subspan(part * of_part, std::min(of_part, events.size() - part * of_part))) n[part] += event;
  });
  return std::accumulate(n.begin(), n.end(), std::size_t{0});
}

/// Groups in which rounding to fixed point changes the weight sum of a class by more than 1e-9 of it (as the root of the sum of squares,
/// because single errors have either sign); empty if no weight was rounded.
std::vector<bool> find_rounded_weights(cohort const& rows, partition const& groups, stop_flag stop) {
  if (!rows.real_weight) return {};
  struct error {
    double sum = 0, squares = 0;
    bool is_large() const { return std::sqrt(squares) > 1e-9 * sum; }
  };
  std::vector<std::array<error, 2>> of(groups.n_groups());  // by class
  score_reader const given(*rows.real_weight);
  event_reader const event{rows.events()};
  for_rows(rows.n_rows(), stop, [&](std::size_t row) {
    auto& e = of[groups.group_of(row)][event(row)];
    double const w = given(row) / rows.weight_scale, error = static_cast<double>(rows.weight_of(row)) - w;  // in units of fixed point
    e.sum += w, e.squares += error * error;
  });
  std::vector<bool> is_rounded(of.size());
  for (std::size_t g = 0; g < of.size(); ++g) is_rounded[g] = of[g][0].is_large() || of[g][1].is_large();
  return is_rounded;
}

}  // namespace

void group_sizes::count_rows(cohort const& rows, partition const& groups, stop_flag stop) {
  event_reader const event{rows.events()};
  if (groups.code.empty() && groups.n_groups() == 1 && !rows.is_weighted()) {  // fast, for all rows together
    std::size_t const n_positive = count_events(rows.events(), stop);
    sizes_[0].n = rows.n_rows(), sizes_[0].n_positive = n_positive, sizes_[0].n_negative = rows.n_rows() - n_positive;
    sums_[0] = {weight_sums{sizes_[0].n_negative, sizes_[0].n_negative}, weight_sums{n_positive, n_positive}};
    return;
  }
  for_rows(rows.n_rows(), stop, [&](std::size_t row) {
    auto const group = groups.group_of(row);
    u128 const w = rows.weight_of(row);
    ++sizes_[group].n, ++(event(row) ? sizes_[group].n_positive : sizes_[group].n_negative);
    auto& of_class = sums_[group][event(row)];
    of_class.weight += w, of_class.square += w * w;
  });
}

group_sizes::group_sizes(cohort const& rows, partition const& groups, std::size_t least_units, stop_flag stop)
    : least_units_(least_units), sizes_(groups.n_groups()), sums_(groups.n_groups()) {
  count_rows(rows, groups, stop);
  auto const is_rounded = find_rounded_weights(rows, groups, stop);
  std::optional<unit_index> units;
  if (rows.is_clustered) units.emplace(rows, groups, stop);
  for (std::size_t g = 0; g < sizes_.size(); ++g) {
    sizes_[g].n_units = units ? count_units(rows, units->rows_of(g), stop).all : sizes_[g].n;
    auto const sum = static_cast<double>(weight_sum(g));
    sizes_[g].weight_sum = sum * rows.weight_scale;
    sizes_[g].is_rounded = !is_rounded.empty() && is_rounded[g];
    sizes_[g].n_eff = !rows.is_weighted() ? static_cast<double>(sizes_[g].n) : sum * sum / static_cast<double>(weight_squares(g));
    if (!is_hidden(g)) shown_.push_back(static_cast<std::uint32_t>(g));
  }
}

class_weights group_sizes::weights(std::size_t group) const {
  auto const& [negative, positive] = sums_[group];
  return {static_cast<double>(positive.weight), static_cast<double>(negative.weight)};
}

class_weights group_sizes::mean_weights(std::size_t group) const {
  auto const mean = [&](weight_sums const& of, weight_sums const& if_none) {
    auto const& sums = of.weight > 0 ? of : if_none;
    return static_cast<double>(sums.square) / static_cast<double>(sums.weight);
  };
  auto const& [negative, positive] = sums_[group];
  return {mean(positive, negative), mean(negative, positive)};
}

std::size_t group_sizes::place_of(std::size_t group) const {
  return static_cast<std::size_t>(std::lower_bound(shown_.begin(), shown_.end(), group) - shown_.begin());
}

}  // namespace CLINMETRICS_NAMESPACE::engine
