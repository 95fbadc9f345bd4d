// SPDX-License-Identifier: Apache-2.0
// Row-sums passes and weights as the flat arrays of a device plugin.
#pragma once
#include <cstdint>
#include <vector>

#include "clinmetrics/engine/plugin.hpp"
#include "clinmetrics/pass/row_sums.hpp"
#include "clinmetrics/random/resampler.hpp"

namespace CLINMETRICS_NAMESPACE::device {

/// The arrays of a request's weights; `view` points into them.
struct weights_job {
  std::vector<device_stratum> strata;
  std::vector<device_law> laws;
  std::vector<std::uint64_t> cumulative;
  device_weights view(resampler const& weights) const;
};
weights_job make_weights_job(resampler const& weights);

struct row_sums_job {
  std::vector<std::uint32_t> units;
  std::vector<std::uint64_t> weight, amounts;
  std::vector<device_run_segment> segments;
  std::vector<std::uint32_t> sources, slots;
  std::uint32_t n_runs = 0, n_amounts = 0;
  bool is_wide = false;
  device_row_sums_pass view(row_sums_pass const& pass) const;
};
/// Rows by run, in segments of at most `most_rows`.
row_sums_job compile(row_sums_pass const& pass, std::uint32_t most_rows, stop_flag stop = {});

/// Segments are so long that combining them is cheap, and so short that all warps of a device have work, and about equally much: 1,536
/// segments of four pages (2,000 replicates) are 3.9 or 4.7 for each of the warps that 132 or 108 multiprocessors run, 12 each.
constexpr std::uint32_t rows_a_segment(std::size_t n_rows) {
  std::size_t const share = n_rows / 1536;
  return share < 64 ? 64 : share > 1024 ? 1024 : static_cast<std::uint32_t>(share);
}

}  // namespace CLINMETRICS_NAMESPACE::device
