// SPDX-License-Identifier: Apache-2.0
#include "collect.hpp"

#include <algorithm>

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

void collect_replicates(prepared const& ready, sink& to, run_control& control) {
  auto const& options = *ready.options;
  std::uint32_t const tile = std::min(ready.engine->tile(), options.n_resamples);
  auto const bytes = to.prepare_replicates();
  memory_needs needs = ready.needs;
  needs.values = bytes.kept, needs.tallies = bytes_of({bytes.tallies, tile});
  check_memory(needs, options);
  to.reserve();
  auto const [block, weight_memory] = size_block(needs, tile, options);
  std::unique_ptr<replicate_run> run;
  for (std::uint32_t first = 0; first < options.n_resamples; first += block) {
    std::uint32_t const count = std::min(block, options.n_resamples - first);
    auto const requests = to.replicate_requests(count);
    if (!run) run = ready.engine->begin(requests, ready.weights, weight_memory, stop_flag(&control.stop));
    run->run(requests, first, count, control);
    to.take_replicates(first, count);
  }
}

}  // namespace

void collect(prepared const& ready, sink& to, run_control& control) {
  ready.engine->run_point(to.point_requests(), control);
  to.take_point();
  if (!to.wants_replicates()) return;
  control.total.fetch_add(ready.options->n_resamples);
  collect_replicates(ready, to, control);
}

}  // namespace CLINMETRICS_NAMESPACE::engine
