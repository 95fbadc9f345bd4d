// SPDX-License-Identifier: Apache-2.0
// One SHA-256 for whole evaluations: every value and every replicate value of a varied set of cohorts, to the last bit. It is the same for
// any number of threads, size of blocks and instruction set, and it is frozen: presets with another compiler or optimisation level also
// give it. Limits of intervals are not included, because they use the platform's mathematical functions.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/engine/registry.hpp"
#include "simd/targets.hpp"
#include "support/rows.hpp"
#include "support/sha256.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::shape;

std::string fingerprint(evaluate_options options) {
  std::vector<shape> const shapes = {{.n = 1, .score_levels = 0},
                                     {.n = 257, .score_levels = 0, .n_levels = 3},
                                     {.n = 1000, .score_levels = 50, .n_levels = 20},
                                     {.n = 300, .weights_below = 4, .n_levels = 2},
                                     {.n = 640, .score_levels = 0, .n_units = 130, .n_levels = 2},
                                     {.n = 400, .score_levels = 9, .real_weights = true, .n_units = 90, .n_strata = 3, .hard = true}};
  testing::sha256 hash;
  auto const add = [&](double x) { hash.add(std::isnan(x) ? ~std::uint64_t{0} : std::bit_cast<std::uint64_t>(x)); };
  std::uint64_t seed = 1;
  for (auto const& s : shapes) {
    options.metrics.clear();
    for (auto const* r : registry::all())  // hard labels allow only metrics of the predicted class
      if ((!s.hard || r->tally == tally_kind::confusion) && !r->about.name.starts_with("test_"))
        options.metrics.emplace_back(r->about.name);
    options.groups = s.n_levels > 0 ? std::vector<std::vector<std::string>>{{"group"}} : std::vector<std::vector<std::string>>{};
    auto const rows = testing::make(testing::random_table(s, seed++));
    for (auto kind : {resampling::poisson, resampling::multinomial}) {
      options.resampling = kind;
      for (auto const& row : evaluate(rows, options).rows()) {
        for (char c : row.metric) hash.add_byte(static_cast<std::uint8_t>(c));
        add(row.value.number);
        for (double x : row.replicates) add(x);
      }
    }
  }
  return hash.digest();
}

TEST(Sha256, OfExamplesOfTheStandard) {
  auto const of = [](std::string const& text) {
    testing::sha256 hash;
    for (char c : text) hash.add_byte(static_cast<std::uint8_t>(c));
    return hash.digest();
  };
  EXPECT_EQ(of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(FrozenResults, AreOneForThreadsBlocksAndInstructionSets) {
  std::string const frozen = "946754cfd1d981833875bafa8baeaf5354fb7affcb69f9d18f09e1427bd0feef";
  evaluate_options options{.threshold = {.35, .6}, .ci = "none", .n_resamples = 150, .seed = 7, .keep_replicates = true};
  options.backend = "reference";
  EXPECT_EQ(fingerprint(options), frozen);
  options.backend = "cpu";
  testing::on_every_target([&] {
    for (int n_threads : {1, 2, 3, 8})
      for (std::size_t max_memory : {std::size_t{0}, std::size_t{100'000}}) {
        options.num_threads = n_threads, options.max_memory = max_memory;
        EXPECT_EQ(fingerprint(options), frozen) << n_threads << " threads, " << max_memory << " bytes";
      }
  });
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
