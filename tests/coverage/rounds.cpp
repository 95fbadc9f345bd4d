// SPDX-License-Identifier: Apache-2.0
#include "rounds.hpp"

#include <atomic>
#include <mutex>
#include <thread>

#include "simulate.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

std::vector<measured> simulate_cells(std::vector<cell> const& cells, std::vector<std::size_t> const& wanted, round const& how,
                                     unsigned n_threads) {
  std::vector<measured> all(wanted.size());
  std::atomic<std::size_t> next = 0;
  std::mutex printing;
  auto const work = [&] {
    for (std::size_t k; (k = next++) < wanted.size();) {
      auto const i = wanted[k];
      all[k] = {i, how.number, cells[i].grid, cells[i].name(), simulate(cells[i], static_cast<std::uint32_t>(i), how.n_samples, how.seed)};
      std::lock_guard const lock(printing);
      print_cell(all[k]);
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned t = 0; t < n_threads; ++t) threads.emplace_back(work);
  threads.clear();  // waits
  return all;
}

std::vector<measured> simulate_worst_again(std::vector<cell> cells, std::vector<measured> const& first, round const& how,
                                           unsigned n_threads) {
  for (auto& c : cells)
    for (auto& q : c.asked) q.methods.resize(1);
  return simulate_cells(cells, worst_cells(first, 2, how.least()), {2, 4 * how.n_samples, how.seed + 1}, n_threads);
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
