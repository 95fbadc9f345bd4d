// SPDX-License-Identifier: Apache-2.0
#include "simulate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "ask.hpp"
#include "simulate_comparisons.hpp"
#include "truth.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

/// A truth at a limit, up to rounding, is inside.
constexpr double rounding = 1e-12;

/// The row of a result that one count needs.
struct answer {
  bool is_defined;
  interval limits, published;
};
/// By method, then by metric.
using answers = std::vector<std::vector<answer>>;
using table_counts = std::array<std::uint32_t, 4>;

bool is_ratio(std::string const& metric) {
  return metric.starts_with("lr_") || metric == "diagnostic_odds_ratio" || metric == "observed_expected_ratio" ||
         metric.ends_with(" ratio");
}

answers ask(cell const& c, rows const& r, std::uint64_t seed) {
  answers all;
  auto const cohort = cohort_of(r);
  for (std::size_t m = 0; m < most_methods(c); ++m) {
    auto options = options_of(c, m);
    options.seed = seed;
    all.emplace_back();
    for (auto const& row : evaluate(cohort, options).rows())
      all.back().push_back({!std::isnan(row.value.number), row.interval, row.published});
    if (all.back().size() != options.metrics.size()) throw std::logic_error(c.name() + ": a metric was left out");
  }
  return all;
}

table_counts counts_of(rows const& r) {
  table_counts t{};
  for (std::size_t i = 0; i < r.outcome.size(); ++i) ++t[2 * r.outcome[i] + (r.score[i] > decision_threshold)];
  return t;
}

rows rows_of(table_counts const& t) {
  rows r;
  for (std::size_t k = 0; k < 4; ++k)
    for (std::uint32_t i = 0; i < t[k]; ++i) r.outcome.push_back(k >= 2), r.score.push_back(k % 2 ? 1.0 : 0.0);
  return r;
}

/// The counts of a cell; index 2·k is of what was asked, 2·k + 1 of the published limits beside it.
class totals {
 public:
  explicit totals(cell const& c) {
    auto const truth = truths(c);
    for (std::size_t m = 0; m < most_methods(c); ++m)
      for (std::size_t q = 0; q < c.asked.size(); ++q) {
        if (m >= c.asked[q].methods.size()) continue;
        for (auto const& method : {c.asked[q].methods[m], std::string("published")})
          counts_.push_back({.metric = c.asked[q].metric, .method = method, .truth = truth[q]});
      }
  }
  void add_all(answers const& all) {
    std::size_t k = 0;
    for (auto const& by_metric : all)
      for (auto const& a : by_metric) {
        add(counts_[k], a.is_defined, a.limits);
        if (a.published.how) add(counts_[k + 1], a.is_defined, a.published);
        k += 2;
      }
  }
  std::vector<count> take() {
    std::erase_if(counts_, [](count const& c) { return c.n == 0; });
    return std::move(counts_);
  }

 private:
  std::vector<count> counts_;
};

}  // namespace

void add(count& to, bool is_defined, interval const& i) {
  ++to.n;
  if (!is_defined) return void(++to.n_undefined);
  if (i.why != interval_status::ok) return void(++to.n_without);
  ++to.used[std::string(name_of(i.how))];
  to.n_below += to.truth < i.lower - rounding;
  to.n_above += to.truth > i.upper + rounding;
  double const width = is_ratio(to.metric) ? std::log(i.upper / i.lower) : i.upper - i.lower;
  if (std::isfinite(width)) to.width += width, ++to.n_finite;
}

double count::coverage() const { return 1 - static_cast<double>(n_below + n_above) / n_intervals(); }

double count::error() const {
  double const k = n_intervals(), p = std::clamp(coverage(), 1 / k, 1 - 1 / k);
  return std::sqrt(p * (1 - p) / k);
}

std::string cell::name() const {
  auto const p = std::to_string(of.prevalence.value());
  if (!others.empty()) return name_of_compared(*this);
  return of.name + (how.n_positive ? "" : ", prevalence " + p.substr(1, 3)) + ", " + how.name();
}

std::vector<count> simulate(cell const& c, std::uint32_t number, std::uint32_t n_samples, std::uint64_t seed) {
  if (!c.others.empty()) return simulate_comparisons(c, number, n_samples, seed);
  totals sums(c);
  std::map<table_counts, answers> known;
  for (std::uint32_t s = 0; s < n_samples; ++s) {
    draws random(seed, number, s);
    auto const r = draw_rows(c.of, c.how, random);
    if (!c.is_table) {
      sums.add_all(ask(c, r, s));
      continue;
    }
    auto const table = counts_of(r);
    auto found = known.find(table);
    if (found == known.end()) found = known.emplace(table, ask(c, rows_of(table), s)).first;
    sums.add_all(found->second);
  }
  return sums.take();
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
