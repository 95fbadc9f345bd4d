// SPDX-License-Identifier: Apache-2.0
// Bootstrap weights, for teaching and tests.
#include "arguments.hpp"
#include "arrays.hpp"
#include "clinmetrics/random/resampler.hpp"
#include "watched.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
namespace {

/// One row per replicate, one column per unit.
py::array_t<std::uint32_t> resample_weights(std::vector<std::uint32_t> const& stratum_begin, std::uint32_t n_resamples, std::uint64_t seed,
                                            bool poisson, std::optional<std::uint32_t> stream) {
  resampler const weights(poisson ? resampling::poisson : resampling::multinomial, seed, stream.value_or(0), stratum_begin);
  std::size_t const n = weights.n_units();
  py::array_t<std::uint32_t> out({std::size_t{n_resamples}, n});
  auto* const rows = out.mutable_data();
  run_control control;
  stop_flag const stop(&control.stop);
  auto const work = [&] {
    std::vector<std::uint32_t> side_by_side(n * lanes);
    for (std::uint32_t first = 0; first < n_resamples; first += lanes) {
      stop.check();
      std::uint32_t const count = std::min(lanes, n_resamples - first);
      weights.fill(first, count, side_by_side);
      for_rows(n, stop, [&](std::size_t unit) {
        for (std::uint32_t lane = 0; lane < count; ++lane) rows[(first + lane) * n + unit] = side_by_side[unit * count + lane];
      });
    }
  };
  if (n * n_resamples < short_work)
    work();
  else
    watched(control, py::none(), true, work);
  return out;
}

}  // namespace

void bind_weights(py::module_& m) {
  def(m, "resample_weights", {"stratum_begin", "n_resamples", "seed", "poisson", "stream"}, &resample_weights);
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
