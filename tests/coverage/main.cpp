// SPDX-License-Identifier: Apache-2.0
// How often confidence intervals contain the true value, in simulated samples. `make coverage` runs all cells; the option --check runs a
// short list with a fixed seed, as a test.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

#include "grids.hpp"
#include "promises.hpp"
#include "table.hpp"
#include "truth_check.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

struct settings {
  std::uint32_t n_samples = 1000;
  std::uint64_t seed = std::uint64_t{std::random_device()()} << 32 | std::random_device()();
  unsigned n_threads = std::max(std::thread::hardware_concurrency(), 1u);
  std::string only, directory = "out/coverage", method_of_auroc = "auto";
  bool is_check = false;

  /// Cells with fewer intervals say little about coverage.
  std::uint32_t least() const { return std::min(100u, n_samples / 2); }
};

/// A pass over some cells.
struct round {
  unsigned number;
  std::uint32_t n_samples;
  std::uint64_t seed;
};

char const* const usage =
    "usage: clinmetrics_coverage [--samples N] [--seed S] [--threads N] [--only TEXT] [--out DIRECTORY]\n"
    "       clinmetrics_coverage --check [--samples N] [--auroc METHOD]\n"
    "--only: cells whose grid, name or metric contains the text\n";

settings read(int n, char** words) {
  settings s;
  for (int i = 1; i < n; ++i) {
    std::string const word = words[i];
    if (word == "--check") {
      s.is_check = true;
      continue;
    }
    if (i + 1 == n) throw std::invalid_argument(word);
    std::string const text = words[++i];
    if (word == "--samples")
      s.n_samples = static_cast<std::uint32_t>(std::stoul(text));
    else if (word == "--seed")
      s.seed = std::stoull(text);
    else if (word == "--threads")
      s.n_threads = static_cast<unsigned>(std::stoul(text));
    else if (word == "--only")
      s.only = text;
    else if (word == "--out")
      s.directory = text;
    else if (word == "--auroc")
      s.method_of_auroc = text;
    else
      throw std::invalid_argument(word);
  }
  return s;
}

bool is_wanted(cell const& c, std::string const& text) {
  if ((c.grid + ": " + c.name()).find(text) != std::string::npos) return true;
  for (auto const& q : c.asked)
    if (q.metric == text) return true;
  return false;
}

/// Cells are the tasks; each has its own random stream, so that the table does not depend on the number of threads.
std::vector<measured> simulate_all(std::vector<cell> const& cells, std::vector<std::size_t> const& wanted, round const& how,
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

/// The lowest of many estimated coverages is too low by chance. So the worst cells of each default are simulated again, with other random
/// numbers and four times the samples.
std::vector<measured> second_round(std::vector<cell> cells, std::vector<measured> const& first, settings const& s) {
  for (auto& c : cells)
    for (auto& q : c.asked) q.methods.resize(1);
  return simulate_all(cells, worst_cells(first, 2, s.least()), {2, 4 * s.n_samples, s.seed + 1}, s.n_threads);
}

int run(settings const& s) {
  if (s.is_check) return truths_agree() && keeps_promises(s.n_samples, s.method_of_auroc) ? 0 : 1;
  auto const start = std::chrono::steady_clock::now();
  std::printf("seed %llu, %u samples of each cell\n", static_cast<unsigned long long>(s.seed), s.n_samples);
  auto const cells = all_cells();
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (is_wanted(cells[i], s.only)) wanted.push_back(i);
  auto all = simulate_all(cells, wanted, {1, s.n_samples, s.seed}, s.n_threads);
  auto const again = second_round(cells, all, s);
  print_worst(all, s.least());
  all.insert(all.end(), again.begin(), again.end());
  std::filesystem::create_directories(s.directory);
  auto const path = s.directory + "/coverage.csv";
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
    return coverage::run(coverage::read(n, words));
  } catch (std::invalid_argument const& e) {
    std::cerr << "unknown option or missing number: " << e.what() << '\n' << coverage::usage;
    return 2;
  } catch (std::exception const& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
