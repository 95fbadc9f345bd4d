// SPDX-License-Identifier: Apache-2.0
#include "table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

/// The method that gave most of the intervals.
std::string main_method(count const& c) {
  auto const most = std::max_element(c.used.begin(), c.used.end(), [](auto const& a, auto const& b) { return a.second < b.second; });
  return most == c.used.end() ? "none" : most->first;
}

double percent(double part, double whole) { return 100 * part / whole; }

double mean_width(count const& c) { return c.width / c.n_finite; }

/// Single numbers of independent rows, or one of the grids that have defaults of their own.
std::string kind_of(measured const& m) {
  bool const is_own = m.grid == "patients" || m.grid == "weights" || m.grid.starts_with("models") || m.grid == "groups";
  return is_own ? m.grid : "rows";
}

/// The shares of p values below each level, in %.
std::string errors_of(count const& c) {
  std::string text = "  errors at .01 .025 .05:";
  for (auto const n : c.n_p_below) text.append(" ").append(std::to_string(percent(n, c.n_p)).substr(0, 4));
  return text;
}

}  // namespace

void print_cell(measured const& m) {
  std::printf("%s: %s\n", m.grid.c_str(), m.cell.c_str());
  for (auto const& c : m.counts) {
    double const k = c.n_intervals();
    std::printf("  %-34s %-18s %-18s %6.1f ±%4.1f  below %5.1f  above %5.1f  width %8.4f  undefined %5.1f  no interval %5.1f%s\n",
                c.metric.c_str(), c.method.c_str(), main_method(c).c_str(), 100 * c.coverage(), 100 * c.error(), percent(c.n_below, k),
                percent(c.n_above, k), mean_width(c), percent(c.n_undefined, c.n), percent(c.n_without, c.n),
                c.n_p > 0 ? errors_of(c).c_str() : "");
  }
  std::fflush(stdout);
}

void print_worst(std::vector<measured> const& all, std::uint32_t least) {
  struct entry {
    count const* c;
    std::string const* cell;
  };
  std::map<std::pair<std::string, std::string>, std::vector<entry>> by;
  for (auto const& m : all)
    for (auto const& c : m.counts)
      if (c.n_intervals() >= least) by[{kind_of(m) + " " + c.metric, c.method}].push_back({&c, &m.cell});
  std::printf("\nLowest coverage in %% by metric and method (cells with at least %u intervals)\n", least);
  for (auto& [key, cells] : by) {
    auto const worst =
        std::min_element(cells.begin(), cells.end(), [](auto const& a, auto const& b) { return a.c->coverage() < b.c->coverage(); });
    double sum = 0, miss = 0;
    for (auto const& e : cells) {
      sum += e.c->coverage();
      miss = std::max(miss, percent(std::max(e.c->n_below, e.c->n_above), e.c->n_intervals()));
    }
    std::printf("  %-38s %-18s %5.1f ±%3.1f  mean %5.1f  one-sided %5.1f  of %4zu cells: %s\n", key.first.c_str(), key.second.c_str(),
                100 * worst->c->coverage(), 100 * worst->c->error(), 100 * sum / static_cast<double>(cells.size()), miss, cells.size(),
                worst->cell->c_str());
  }
}

void print_errors(std::vector<measured> const& all, std::uint32_t least) {
  struct worst {
    double share = -1;
    std::uint32_t n = 0;
    std::string cell = {};
  };
  std::map<std::pair<std::string, std::string>, std::array<worst, p_levels.size()>> by;
  for (auto const& m : all)
    for (auto const& c : m.counts) {
      if (c.n_p < least) continue;
      auto& of = by[{kind_of(m) + " " + c.metric, c.method}];
      for (std::size_t i = 0; i < p_levels.size(); ++i)
        if (double const share = percent(c.n_p_below[i], c.n_p); share > of[i].share) of[i] = {share, c.n_p, m.cell};
    }
  std::printf("\nGreatest share of p values below a level where the claim is not true, in %%\n");
  for (auto const& [key, of] : by) {
    std::printf("  %-44s %-26s", key.first.c_str(), key.second.c_str());
    for (std::size_t i = 0; i < p_levels.size(); ++i)
      std::printf("  at %4.1f: %4.1f ±%3.1f", 100 * p_levels[i], of[i].share, 100 * std::sqrt(p_levels[i] * (1 - p_levels[i]) / of[i].n));
    std::printf("  %s\n", of.back().cell.c_str());
  }
}

std::vector<std::size_t> worst_cells(std::vector<measured> const& all, std::size_t n, std::uint32_t least) {
  std::map<std::string, std::vector<std::pair<double, std::size_t>>> by;
  for (auto const& m : all)
    for (auto const& c : m.counts)
      if (c.method == "auto" && c.n_intervals() >= least) by[kind_of(m) + " " + c.metric].emplace_back(c.coverage(), m.number);
  std::set<std::size_t> numbers;
  for (auto& [key, cells] : by) {
    std::sort(cells.begin(), cells.end());
    for (std::size_t i = 0; i < std::min(n, cells.size()); ++i) numbers.insert(cells[i].second);
  }
  return {numbers.begin(), numbers.end()};
}

void write_csv(std::vector<measured> const& all, std::string const& path, std::uint64_t seed) {
  std::ofstream out(path);
  out << "round,grid,kind,cell,metric,asked,method,samples,undefined,without,intervals,coverage,error,truth_below,truth_above,width,truth,"
         "p_values,below_01,below_025,below_05,seed\n";
  for (auto const& m : all)
    for (auto const& c : m.counts) {
      double const k = c.n_intervals();
      out << m.round << ',' << m.grid << ',' << kind_of(m) << ",\"" << m.cell << "\"," << c.metric << ',' << c.method << ','
          << main_method(c) << ',' << c.n << ',' << c.n_undefined << ',' << c.n_without << ',' << k << ',' << c.coverage() << ','
          << c.error() << ',' << c.n_below / k << ',' << c.n_above / k << ',' << mean_width(c) << ',' << c.truth << ',' << c.n_p;
      for (auto const n : c.n_p_below) out << ',' << n;
      out << ',' << seed << '\n';
    }
  if (!out.flush()) throw std::runtime_error(path + " could not be written");
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
