// SPDX-License-Identifier: Apache-2.0
// How often confidence intervals contain the true value, in simulated samples. `make coverage` runs all cells; the option --check runs a
// short list with a fixed seed, as a test.
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

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

struct settings {
  std::uint32_t n_samples = 1000;
  std::uint64_t seed = std::uint64_t{std::random_device()()} << 32 | std::random_device()();
  unsigned n_threads = std::max(std::thread::hardware_concurrency(), 1u);
  std::string only, directory = "out/coverage", method_of_auroc = "auto";
  bool is_check = false;
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
std::vector<measured> simulate_all(std::vector<cell> const& cells, settings const& s) {
  std::vector<measured> all(cells.size());
  std::atomic<std::size_t> next = 0;
  std::mutex printing;
  auto const work = [&] {
    for (std::size_t i; (i = next++) < cells.size();) {
      if (!is_wanted(cells[i], s.only)) continue;
      all[i] = {cells[i].grid, cells[i].name(), simulate(cells[i], static_cast<std::uint32_t>(i), s.n_samples, s.seed)};
      std::lock_guard const lock(printing);
      print_cell(all[i]);
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned t = 0; t < s.n_threads; ++t) threads.emplace_back(work);
  threads.clear();  // waits
  std::erase_if(all, [](measured const& m) { return m.counts.empty(); });
  return all;
}

int run(settings const& s) {
  if (s.is_check) return keeps_promises(s.n_samples, s.method_of_auroc) ? 0 : 1;
  auto const start = std::chrono::steady_clock::now();
  std::printf("seed %llu, %u samples of each cell\n", static_cast<unsigned long long>(s.seed), s.n_samples);
  auto const all = simulate_all(all_cells(), s);
  print_worst(all, std::min(100u, s.n_samples / 2));
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
