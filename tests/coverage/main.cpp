// SPDX-License-Identifier: Apache-2.0
// How often confidence intervals contain the true value, in simulated samples. `make coverage` runs all cells; the option --check runs a
// short list with a fixed seed, as a test.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "grids.hpp"
#include "promises.hpp"
#include "rounds.hpp"
#include "settings.hpp"
#include "table.hpp"
#include "truth_check.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

bool is_wanted(cell const& c, std::string const& text) {
  if ((c.grid + ": " + c.name()).find(text) != std::string::npos) return true;
  for (auto const& q : c.asked)
    if (q.metric == text) return true;
  return false;
}

int run(settings const& s) {
  if (s.is_check) return truths_agree() && keeps_promises(s.n_samples, s.method_of_auroc) ? 0 : 1;
  auto const start = std::chrono::steady_clock::now();
  std::printf("seed %llu, %u samples of each cell\n", static_cast<unsigned long long>(s.seed), s.n_samples);
  auto const cells = all_cells();
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (is_wanted(cells[i], s.only)) wanted.push_back(i);
  round const first{1, s.n_samples, s.seed};
  std::filesystem::create_directories(s.directory);
  auto const path = s.directory + "/coverage.csv";
  auto all = simulate_cells(cells, wanted, first, s.n_threads);
  write_csv(all, path, s.seed);
  auto const again = simulate_worst_again(cells, all, first, s.n_threads);
  print_worst(all, first.least());
  print_errors(all, first.least());
  all.insert(all.end(), again.begin(), again.end());
  write_csv(all, path, s.seed);
  double const minutes = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / 60;
  std::printf("%zu cells, %u samples each, seed %llu, %.1f minutes with %u threads: %s\n", all.size(), s.n_samples,
              static_cast<unsigned long long>(s.seed), minutes, s.n_threads, path.c_str());
  return 0;
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::coverage

int main(int n, char** words) {
  namespace coverage = clinmetrics::coverage;
  try {
    return coverage::run(coverage::read_settings(n, words));
  } catch (std::invalid_argument const& e) {
    std::cerr << "unknown option or missing number: " << e.what() << '\n' << coverage::usage;
    return 2;
  } catch (std::exception const& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
