// SPDX-License-Identifier: Apache-2.0
// Newton's method on orthonormal columns. Sums are taken over blocks of rows that stay in the cache.
#include "clinmetrics/fit/logistic.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <numeric>

#include "sum_of_parts.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using matrix = Eigen::MatrixXd;
using vector = Eigen::VectorXd;
using array = Eigen::ArrayXd;
using column_view = Eigen::Map<vector const>;

constexpr Eigen::Index rows_per_block = 512;

/// A part of a column, or the same number for each of its rows if the column is empty.
array part_of(std::span<double const> column, double otherwise, Eigen::Index first, Eigen::Index n) {
  if (column.empty()) return array::Constant(n, otherwise);
  return Eigen::Map<array const>(column.data() + first, n);
}

/// The columns as Q·R: QᵀWQ is the identity, W the trials.
struct orthonormal {
  matrix q, r;
  bool is_collinear = false;
};

orthonormal orthonormalize(logistic_data const& data) {
  auto const n = static_cast<Eigen::Index>(data.n_rows()), k = static_cast<Eigen::Index>(data.n_columns());
  auto const product = [&](auto const& a, auto const& b) {
    return sum_of_parts(n, [&](Eigen::Index first, Eigen::Index size) {
      return (part_of(data.trials, 1, first, size) * a.segment(first, size).array() * b.segment(first, size).array()).sum();
    });
  };
  orthonormal out{matrix(n, k), matrix::Zero(k, k)};
  for (Eigen::Index j = 0; j < k; ++j) {
    auto rest = out.q.col(j);
    rest = column_view(data.design.data() + j * n, n);
    double const length = std::sqrt(product(rest, rest));
    for (int round = 0; round < 2; ++round)  // the second removes what rounding left
      for (Eigen::Index i = 0; i < j; ++i) {
        double const along = product(out.q.col(i), rest);
        rest -= along * out.q.col(i), out.r(i, j) += along;
      }
    double const left = std::sqrt(product(rest, rest));
    if (!(left > 1e-10 * length)) return out.is_collinear = true, out;
    out.r(j, j) = left, rest /= left;
  }
  return out;
}

/// The gradient of the log-likelihood at some coefficients of Q, and the information.
struct slope_of_likelihood {
  vector gradient;
  matrix information;
  void operator+=(slope_of_likelihood const& o) { gradient += o.gradient, information += o.information; }
};

class likelihood {
 public:
  likelihood(logistic_data const& data, matrix const& columns, stop_flag stop) : data_(data), columns_(columns), stop_(stop) {}

  slope_of_likelihood at(vector const& coefficients) const {
    auto out = sum_of_parts(columns_.rows(), [&](Eigen::Index first, Eigen::Index n) { return at(coefficients, first, first + n); });
    out.information.triangularView<Eigen::StrictlyLower>() = out.information.transpose();
    return out;
  }

  /// The largest change of a logit by a step.
  double largest_change(vector const& step) const { return (columns_ * step).cwiseAbs().maxCoeff(); }

 private:
  /// Of some rows, without the lower triangle.
  slope_of_likelihood at(vector const& coefficients, Eigen::Index begin, Eigen::Index end) const {
    auto const k = columns_.cols();
    slope_of_likelihood out{vector::Zero(k), matrix::Zero(k, k)};
    for (Eigen::Index first = begin; first < end; first += rows_per_block) {
      stop_.check();
      auto const n = std::min(rows_per_block, end - first);
      auto const block = columns_.middleRows(first, n);
      array const trials = part_of(data_.trials, 1, first, n), events = part_of(data_.events, 0, first, n);
      array const logit = (block * coefficients).array() + part_of(data_.offset, 0, first, n);
      array const small = (-logit.abs()).exp(), greater = 1 / (1 + small), lesser = small * greater;  // the risk is one of the two
      out.gradient.noalias() += block.transpose() * (events - trials * (logit >= 0).select(greater, lesser)).matrix();
      array const weight = trials * greater * lesser;
      for (Eigen::Index j = 0; j < k; ++j)
        for (Eigen::Index i = 0; i <= j; ++i) out.information(i, j) += (weight * block.col(i).array() * block.col(j).array()).sum();
    }
    return out;
  }

  logistic_data const& data_;
  matrix const& columns_;
  stop_flag stop_;
};

/// Whether the information shows that some direction no longer changes the likelihood, as if rows are separated.
bool is_flat(Eigen::LDLT<matrix> const& information) {
  auto const pivots = information.vectorD();
  constexpr double least = 1e-290;  // below it, a solution would have lost its digits
  return information.info() != Eigen::Success || !(pivots.minCoeff() > std::max(least, 1e-14 * pivots.maxCoeff()));
}

/// The coefficients at which the likelihood is greatest; no value if there are none.
struct maximum {
  bool exists = false;
  vector coefficients;
  slope_of_likelihood there;
};

/// A step is halved while the likelihood falls beyond it by more than half of the rate at which it rises at its begin.
/// With separated rows each step adds about 1 to their logits, however small the likelihood's gain; otherwise steps shrink quadratically.
/// `scale`: the mean number of trials of a row, by which the information and its rounding errors grow.
maximum maximize(likelihood const& of, vector at, double scale) {
  constexpr int most_steps = 60;
  constexpr double longest_change = 1500, longest_change_at_the_end = 1e-3;  // of a logit; a double has none beyond ±745
  double const shortest = 1e-13 * scale, sure_of_gain = 1e-4 * scale;
  auto here = of.at(at);
  for (int i = 0; i < most_steps; ++i) {
    Eigen::LDLT<matrix> const information(here.information);
    if (is_flat(information)) return {};
    vector step = information.solve(here.gradient);
    double const length = here.gradient.dot(step);  // squared, in standard errors
    if (!std::isfinite(length)) return {};
    if (length > sure_of_gain) step *= std::min(1.0, longest_change / of.largest_change(step));
    auto next = of.at(at + step);
    double rise = here.gradient.dot(step);
    for (int halved = 0; halved < 40 && length > sure_of_gain && !(next.gradient.dot(step) >= -rise / 2); ++halved)
      step /= 2, rise /= 2, next = of.at(at + step);
    at += step, here = std::move(next);
    if (length < shortest) {
      if (of.largest_change(step) > longest_change_at_the_end) return {};
      return {true, std::move(at), std::move(here)};
    }
  }
  return {};
}

double sum_of(std::span<double const> numbers) { return std::accumulate(numbers.begin(), numbers.end(), 0.0); }

/// The reason why no fit is possible, as far as it is known from the sums.
fit_status reason_against(double events, double trials) {
  if (!(trials > 0)) return fit_status::empty;
  if (!(events > 0)) return fit_status::no_events;
  return events < trials ? fit_status::ok : fit_status::only_events;
}

/// What the constant adds to the number of expected events less that of the observed ones, and its derivative.
struct excess {
  double events, information;
  void operator+=(excess const& o) { events += o.events, information += o.information; }
};

/// From the odds of the offsets: with a = e^constant, the risk is odds·a/(1 + odds·a), so that no exponential is needed at each step.
excess excess_at(array const& odds, std::span<double const> trials, double observed, double constant, stop_flag stop) {
  double const a = std::exp(constant);
  return sum_of_parts(odds.size(), [&](Eigen::Index begin, Eigen::Index size) {
    excess out{begin == 0 ? -observed : 0, 0};
    for (Eigen::Index first = begin, end = begin + size; first < end; first += rows_per_block) {
      stop.check();
      auto const n = std::min(rows_per_block, end - first);
      array const moved = odds.segment(first, n) * a, complement = 1 / (1 + moved);
      array const expected = part_of(trials, 1, first, n) * moved * complement;
      out.events += expected.sum(), out.information += (expected * complement).sum();
    }
    return out;
  });
}

constant_fit constant_by_general_fit(logistic_data const& data, stop_flag stop) {
  auto const fit = fit_logistic(data, stop);
  return fit.why == fit_status::ok ? constant_fit{fit.why, fit.coefficients[0], 1 / fit.covariance[0]} : constant_fit{fit.why};
}

}  // namespace

constant_fit fit_constant(std::span<double const> offset, std::span<double const> events, std::span<double const> trials, stop_flag stop) {
  auto const n = static_cast<double>(events.size());
  double const n_trials = trials.empty() ? n : sum_of(trials), observed = sum_of(events);
  if (auto const why = reason_against(observed, n_trials); why != fit_status::ok) return {why};
  double farthest_offset = 0;
  for (double x : offset) farthest_offset = std::max(farthest_offset, std::abs(x));
  array odds = part_of(offset, 0, 0, static_cast<Eigen::Index>(events.size()));
  odds = odds.exp();
  constexpr double farthest = 300;  // of offsets and constant together, e^600 is the largest number
  constexpr int most_steps = 60;
  double at = 0;
  auto here = excess_at(odds, trials, observed, at, stop);
  for (int i = 0; i < most_steps && farthest_offset <= farthest; ++i) {
    double const step = std::clamp(-here.events / here.information, -4.0, 4.0);
    double const length = here.events * here.events / here.information;
    if (!std::isfinite(length) || std::abs(at + step) > farthest) break;
    at += step, here = excess_at(odds, trials, observed, at, stop);
    if (length < 1e-13 * std::max(n_trials / n, 1.0)) return {fit_status::ok, at, here.information};
  }
  std::vector<double> const ones(events.size(), 1.0);
  return constant_by_general_fit({ones, events, trials, offset}, stop);
}

logistic_fit fit_logistic(logistic_data const& data, stop_flag stop) {
  logistic_fit out;
  auto const n = static_cast<double>(data.n_rows());
  double const n_trials = data.trials.empty() ? n : sum_of(data.trials);
  out.why = reason_against(sum_of(data.events), n_trials);
  if (out.why != fit_status::ok) return out;
  auto const columns = orthonormalize(data);
  if (columns.is_collinear) return {fit_status::collinear};
  auto const k = columns.q.cols();
  vector const start = data.start.empty() ? vector(vector::Zero(k)) : vector(columns.r * column_view(data.start.data(), k));
  likelihood const of(data, columns.q, stop);
  double const scale = std::max(n_trials / n, 1.0);
  auto best = maximize(of, start, scale);
  if (!best.exists && !data.start.empty()) best = maximize(of, vector::Zero(k), scale);  // all risks may be nearly 0 or 1 at the start
  if (!best.exists) return {fit_status::separated};
  auto const r = columns.r.triangularView<Eigen::Upper>();
  vector const coefficients = r.solve(best.coefficients);
  matrix const root = r.solve(matrix::Identity(k, k));
  matrix const covariance = root * best.there.information.ldlt().solve(matrix(root.transpose()));
  out.coefficients.assign(coefficients.data(), coefficients.data() + k);
  out.covariance.assign(covariance.data(), covariance.data() + k * k);
  return out;
}

double logistic_log_likelihood(logistic_data const& data, std::span<double const> coefficients) {
  auto const n = static_cast<Eigen::Index>(data.n_rows()), k = static_cast<Eigen::Index>(coefficients.size());
  Eigen::Map<matrix const> const columns(data.design.data(), n, k);
  return sum_of_parts(n, [&](Eigen::Index begin, Eigen::Index n_rows) {
    double sum = 0;
    for (Eigen::Index first = begin, end = begin + n_rows; first < end; first += rows_per_block) {
      auto const size = std::min(rows_per_block, end - first);
      array const logit =
          (columns.middleRows(first, size) * column_view(coefficients.data(), k)).array() + part_of(data.offset, 0, first, size);
      array const cost = logit.max(0.0) + (-logit.abs()).exp().log1p();
      sum += (part_of(data.events, 0, first, size) * logit - part_of(data.trials, 1, first, size) * cost).sum();
    }
    return sum;
  });
}

}  // namespace CLINMETRICS_NAMESPACE
