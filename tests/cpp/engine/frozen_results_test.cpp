// SPDX-License-Identifier: Apache-2.0
// SHA-256 of whole evaluations: every value and every replicate value of a varied set of cohorts, to the last bit. It is the same for any
// number of threads, size of blocks and instruction set, and it is frozen: presets with another compiler or optimisation level also give
// it. Limits of intervals are not included, because they use the platform's mathematical functions. Real-valued weights have a hash of
// their own, because rounding them to fixed point is a choice that the other cohorts do not depend on.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>

#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/evaluate.hpp"
#include "simd/targets.hpp"
#include "support/rows.hpp"
#include "support/sha256.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::shape;

/// The metrics of version 0.1.0, in its order. Metrics that are added later are not part of the hashes.
constexpr std::array frozen_metrics{"prevalence",
                                    "detection_prevalence",
                                    "sensitivity",
                                    "specificity",
                                    "ppv",
                                    "npv",
                                    "fpr",
                                    "fnr",
                                    "fdr",
                                    "false_omission_rate",
                                    "accuracy",
                                    "balanced_accuracy",
                                    "informedness",
                                    "markedness",
                                    "g_mean",
                                    "f1",
                                    "f_beta",
                                    "jaccard",
                                    "fowlkes_mallows",
                                    "mcc",
                                    "kappa",
                                    "lr_positive",
                                    "lr_negative",
                                    "diagnostic_odds_ratio",
                                    "auroc",
                                    "average_precision",
                                    "brier",
                                    "scaled_brier",
                                    "log_loss",
                                    "observed_expected_ratio",
                                    "mean_calibration_difference",
                                    "ece"};
constexpr std::size_t n_of_decisions = 24;  ///< the first of them, which hard labels allow

struct numbered_shape {
  std::uint64_t seed;
  shape rows;
};
std::vector<numbered_shape> const whole_weights = {{1, {.n = 1, .score_levels = 0}},
                                                   {2, {.n = 257, .score_levels = 0, .n_levels = 3}},
                                                   {3, {.n = 1000, .score_levels = 50, .n_levels = 20}},
                                                   {4, {.n = 300, .weights_below = 4, .n_levels = 2}},
                                                   {5, {.n = 640, .score_levels = 0, .n_units = 130, .n_levels = 2}}};
std::vector<numbered_shape> const real_weights = {
    {6, {.n = 400, .score_levels = 9, .real_weights = true, .n_units = 90, .n_strata = 3, .hard = true}},
    {7, {.n = 500, .score_levels = 60, .real_weights = true, .n_levels = 3}}};

std::string fingerprint(evaluate_options options, resampling kind, std::vector<numbered_shape> const& shapes) {
  testing::sha256 hash;
  options.resampling = kind;
  auto const add = [&](double x) { hash.add(std::isnan(x) ? ~std::uint64_t{0} : std::bit_cast<std::uint64_t>(x)); };
  for (auto const& [seed, s] : shapes) {
    options.metrics.assign(frozen_metrics.begin(), frozen_metrics.end());
    if (s.hard) options.metrics.resize(n_of_decisions);
    options.groups = s.n_levels > 0 ? std::vector<std::vector<std::string>>{{"group"}} : std::vector<std::vector<std::string>>{};
    auto const rows = testing::make(testing::random_table(s, seed));
    for (auto const& row : evaluate(rows, options).rows()) {
      for (char c : row.metric) hash.add_byte(static_cast<std::uint8_t>(c));
      add(row.value.number);
      for (double x : row.replicates) add(x);
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
  struct frozen_hash {
    resampling kind;
    std::vector<numbered_shape> const& shapes;
    std::string hash;
  };
  std::vector<frozen_hash> const frozen = {
      {resampling::poisson, whole_weights, "d2c9836f172b537fb63ab9589fb82cdf75900ee62330dacbcdb66c2b6ef19034"},
      {resampling::poisson, real_weights, "6343225f7d004c8c7100c06900cabb1c85525cd15a6fa925c5b027005b4f3532"},
      {resampling::multinomial, whole_weights, "344b1261984086efc1090c25a8b07bcfda66a9f8ab064aa137d4435ff5b79afb"},
      {resampling::multinomial, real_weights, "d38837857e78869add557885237047d72c8b381cd4cb2777f2b6f7b32a5edb2b"},
  };
  evaluate_options options{.threshold = {.35, .6}, .ci = "none", .n_resamples = 150, .seed = 7, .keep_replicates = true};
  auto const check = [&](std::string const& where) {
    for (auto const& f : frozen) EXPECT_EQ(fingerprint(options, f.kind, f.shapes), f.hash) << name_of(f.kind) << ' ' << where;
  };
  options.backend = "reference";
  check("reference");
  options.backend = "cpu";
  testing::on_every_target([&] {
    for (int n_threads : {1, 2, 3, 8})
      for (std::size_t max_memory : {std::size_t{0}, std::size_t{100'000}}) {
        options.num_threads = n_threads, options.max_memory = max_memory;
        check(std::to_string(n_threads) + " threads, " + std::to_string(max_memory) + " bytes");
      }
  });
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
