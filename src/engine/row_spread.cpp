// SPDX-License-Identifier: Apache-2.0
// The value of a row is the metric's mean over this row alone. It is read from the sums of this row, like a group's value from its sums.
#include "row_spread.hpp"

#include <algorithm>
#include <limits>

#include "ordering/walk_in_parts.hpp"
#include "parallel.hpp"
#include "pass/prefetch_rows.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// The mean that a form contains: the metric itself, or one part of it.
bounded_mean mean_of(form const& f) {
  return f.kind == form_kind::bounded_mean ? f.bounded : f.parts.a.is == part::kind::mean ? f.parts.a.mean : f.parts.b.mean;
}

/// Reads the metric of single rows.
class value_of_row {
 public:
  value_of_row(deletion_source const& from, metric_instance const& metric)
      : passes_(*from.passes),
        place_(from.place),
        metric_(metric),
        slots_(passes_.slots_at(place_)),
        alone_(passes_.pass(passes_.pass_of(place_)).as<row_sums_pass>(), slots_),
        sums_(slots_.size()) {}

  bounded_mean of(std::uint32_t row) {
    alone_.read(row, sums_);
    return of_sums();
  }
  bounded_mean of_group(std::size_t group) {
    sums_ = passes_.gather(place_, group, 0);
    return of_sums();
  }

 private:
  bounded_mean of_sums() {
    passes_.read(place_, sums_, words_);
    return mean_of(metric_.form_at(words_));
  }

  pass_list const& passes_;
  std::size_t place_;
  metric_instance const& metric_;
  std::vector<std::uint32_t> slots_;
  single_row_sums alone_;
  std::vector<std::uint64_t> sums_, words_;
};

/// A sum of numbers from 0 on with the rounding errors of its steps, so that the order of the numbers does not change it. Neumaier A. Z
/// Angew Math Mech 1974;54:39-51. doi:10.1002/zamm.19740540106
class careful_sum {
 public:
  void add(double x) {
    double const next = sum_ + x;
    lost_ += sum_ >= x ? (sum_ - next) + x : (x - next) + sum_;
    sum_ = next;
  }
  double total() const { return sum_ + lost_; }

 private:
  double sum_ = 0, lost_ = 0;
};

/// Sets values[i] to that of the row row_at(i), for parts of the rows at the same time.
template <class RowAt>
void read_values(deletion_source const& from, metric_instance const& metric, RowAt const& row_at, std::span<double> values,
                 stop_flag stop) {
  std::size_t const n = values.size(), n_parts = std::max<std::size_t>(n / usual_rows_of_part, 1);
  parallel::isolate([&] {  // so that this thread begins no other line while it waits
    parallel::for_each_alone(n_parts, [&](std::size_t part) {
      value_of_row read(from, metric);
      std::size_t const begin = n * part / n_parts, end = n * (part + 1) / n_parts;
      for_rows(end - begin, stop, [&](std::size_t i) { values[begin + i] = read.of(row_at(begin + i)).value; });
    });
  });
}

/// The values of the rows of a group, each read after the one before it; of many rows on several threads, those of a block at a time.
class values_in_turn {
 public:
  values_in_turn(deletion_source const& from, metric_instance const& metric, std::vector<double> const* kept, stop_flag stop)
      : from_(from),
        metric_(metric),
        kept_(kept),
        stop_(stop),
        read_(from, metric),
        reads_blocks_(from.group_rows.size() >= 2 * usual_rows_of_part && parallel::n_threads() > 1) {
    if (kept) prefetch_rows(std::span(*kept), from.group_rows);
  }

  double operator()(std::size_t place) {
    auto const row = from_.group_rows[place];
    if (kept_) return (*kept_)[row];
    if (!reads_blocks_) return read_.of(row).value;
    if (place == begin_ + block_.size()) {
      auto const n_rows = 4 * static_cast<std::size_t>(parallel::n_threads()) * usual_rows_of_part;
      auto const rows = from_.group_rows.subspan(place).first(std::min(n_rows, from_.group_rows.size() - place));
      begin_ = place, block_.resize(rows.size());
      read_values(
          from_, metric_, [rows](std::size_t i) { return rows[i]; }, block_, stop_);
    }
    return block_[place - begin_];
  }

 private:
  deletion_source const& from_;
  metric_instance const& metric_;
  std::vector<double> const* kept_;
  stop_flag stop_;
  value_of_row read_;
  bool reads_blocks_;
  std::vector<double> block_;
  std::size_t begin_ = 0;  ///< of the block
};

/// The events x and the weight s of each unit, and how many independent rows they are worth.
class outcomes_of_units {
 public:
  void add(double x, double s) { weights_.add(s), x_ += x, xx_ += x * x, xs_ += x * s; }
  double n_units() const { return weights_.effective(); }
  /// p(1 − p)/SE², SE² the variance of the share p of events between units, from the number of units to `most`. Without events, or with
  /// nothing else, nothing is known of rows of one unit.
  double effective_rows(double most) const {
    auto const& [n, sum, squares] = weights_;
    double const p = x_ / sum, least = std::min(n_units(), most);
    if (!(p > 0 && p < 1)) return least;
    double const variance = n / (n - 1) * (xx_ - 2 * p * xs_ + p * p * squares) / (sum * sum);
    return variance > 0 ? std::clamp(p * (1 - p) / variance, least, most) : most;
  }

 private:
  unit_amounts weights_;
  double x_ = 0, xx_ = 0, xs_ = 0;
};

}  // namespace

std::vector<double> values_of_rows(deletion_source const& from, metric_instance const& metric, stop_flag stop) {
  std::vector<double> values(from.rows->n_rows());
  read_values(
      from, metric, [](std::size_t i) { return static_cast<std::uint32_t>(i); }, values, stop);
  return values;
}

row_spread spread_of_rows(deletion_source const& from, metric_instance const& metric, std::uint32_t output, std::vector<double> const* kept,
                          stop_flag stop) {
  auto const& rows = *from.rows;
  auto const of_group = value_of_row(from, metric).of_group(from.group);
  values_in_turn value_of(from, metric, kept, stop);
  bool const reads_scores = of_group.of_scores != nullptr;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  row_spread out{.least_score = infinity, .greatest_score = -infinity};
  careful_sum squares;
  double weight = 0, squares_of_rows = 0;  // Σw, Σw² over rows
  outcomes_of_units outcomes;
  std::size_t visited = 0;
  auto const events = rows.events();
  for_each_unit(rows, from.group_rows, [&](auto unit) {
    double unit_weight = 0, unit_events = 0;
    for (auto row : unit) {
      stop.check(visited);
      double const w = static_cast<double>(rows.weight_of(row)), d = value_of(visited++) - of_group.value;
      squares.add(w * d * d), squares_of_rows += w * w, unit_weight += w;
      if (!events.empty() && events[row]) unit_events += w;
      if (!reads_scores) continue;
      double const score = from.passes->score(output, row);
      out.least_score = std::min(out.least_score, score), out.greatest_score = std::max(out.greatest_score, score);
    }
    weight += unit_weight, outcomes.add(unit_events, unit_weight);
  });
  out.variance = squares.total() / weight, out.n_rows = weight * weight / squares_of_rows;
  out.n_units = outcomes.n_units(), out.n_by_outcome = events.empty() ? out.n_rows : outcomes.effective_rows(out.n_rows);
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
