// SPDX-License-Identifier: Apache-2.0
// The streams of weights are frozen: fingerprints of replicates for many sizes, seeds and strata, in tests/golden/streams.
// With CLINMETRICS_PRINT_STREAMS set in the environment, the test prints the lines for these files instead.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "clinmetrics/random/resampler.hpp"
#include "support/fnv.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// "seed=7 stream=0 strata=256,3 replicates=0..32"
struct request {
  std::uint64_t seed = 0;
  std::uint32_t stream = 0, first = 0, end = 0;
  std::vector<std::uint32_t> stratum_begin{0};
};

request read(std::string const& text) {
  request r;
  std::istringstream in(text);
  std::string field;
  while (in >> field) {
    auto const key = field.substr(0, field.find('='));
    auto const rest = field.substr(field.find('=') + 1);
    if (key == "seed") r.seed = std::stoull(rest);
    if (key == "stream") r.stream = static_cast<std::uint32_t>(std::stoul(rest));
    if (key == "replicates") {
      r.first = static_cast<std::uint32_t>(std::stoul(rest));
      r.end = static_cast<std::uint32_t>(std::stoul(rest.substr(rest.find("..") + 2)));
    }
    if (key == "strata") {
      std::istringstream sizes(rest);
      for (std::string n; std::getline(sizes, n, ',');)
        r.stratum_begin.push_back(r.stratum_begin.back() + static_cast<std::uint32_t>(std::stoul(n)));
    }
  }
  return r;
}

/// FNV-1a of the weights as 32-bit little-endian integers, replicate by replicate, and the first replicate's first weights.
std::string fingerprint(resampling kind, request const& r) {
  resampler const source(kind, r.seed, r.stream, r.stratum_begin);
  testing::fnv1a hash;
  std::ostringstream first_weights;
  for (auto at = r.first; at < r.end; ++at) {
    std::vector<std::uint32_t> w(source.n_units());
    source.fill(at, 1, w);
    for (std::size_t unit = 0; unit < w.size(); ++unit) {
      hash.add(w[unit], 4);
      if (at == r.first && unit < 12) first_weights << (unit ? "," : "") << w[unit];
    }
  }
  std::ostringstream text;
  text << "fnv1a=" << std::hex << hash.value() << " begins=" << first_weights.str();
  return text.str();
}

void expect_frozen(resampling kind) {
  bool const print = std::getenv("CLINMETRICS_PRINT_STREAMS") != nullptr;
  std::string const path = std::string(CLINMETRICS_GOLDEN_DIR) + "/streams/" + std::string(name_of(kind)) + ".txt";
  std::ifstream in(path);
  ASSERT_TRUE(in) << path;
  int n = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') {
      if (print) std::cout << line << '\n';
      continue;
    }
    auto const what = line.substr(0, line.find(" fnv1a="));
    auto const now = what + ' ' + fingerprint(kind, read(what));
    if (print) {
      std::cout << now << '\n';
    } else {
      EXPECT_EQ(now, line);
    }
    ++n;
  }
  EXPECT_GE(n, 20);
}

TEST(streams, multinomial_weights_are_frozen) { expect_frozen(resampling::multinomial); }
TEST(streams, poisson_weights_are_frozen) { expect_frozen(resampling::poisson); }

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
