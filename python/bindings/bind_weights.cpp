// SPDX-License-Identifier: Apache-2.0
// Bootstrap weights, for study and tests.
#include <pybind11/stl.h>

#include "arrays.hpp"
#include "clinmetrics/random/resampler.hpp"

namespace clinmetrics::bindings {

void bind_weights(py::module_& m) {
  m.def(
      "resample_weights",
      [](std::vector<std::uint32_t> const& stratum_begin, std::uint32_t n_resamples, std::uint64_t seed, bool poisson,
         std::uint32_t stream) {
        resampler const weights(poisson ? resampling::poisson : resampling::multinomial, seed, stream, stratum_begin);
        std::size_t const n = weights.n_units();
        py::array_t<std::uint32_t> out({std::size_t{n_resamples}, n});
        auto* rows = out.mutable_data();
        {
          py::gil_scoped_release const free;
          std::vector<std::uint32_t> side_by_side(n * lanes);
          for (std::uint32_t first = 0; first < n_resamples; first += lanes) {
            std::uint32_t const count = std::min(lanes, n_resamples - first);
            weights.fill(first, count, side_by_side);
            for (std::size_t unit = 0; unit < n; ++unit)
              for (std::uint32_t lane = 0; lane < count; ++lane) rows[(first + lane) * n + unit] = side_by_side[unit * count + lane];
          }
        }
        return out;
      },
      py::arg("stratum_begin"), py::arg("n_resamples"), py::arg("seed"), py::arg("poisson"), py::arg("stream") = 0);
}

}  // namespace clinmetrics::bindings
