// SPDX-License-Identifier: Apache-2.0
// Compiles the passes, points a request at them, and calls the plugin.
#include "run_on_plugin.hpp"

#include <list>
#include <vector>

#include "jobs.hpp"

namespace clinmetrics::device {

device_status run_on_plugin(device_plugin const& plugin, std::span<pass_request const> passes, resampler const& weights,
                            std::uint32_t first, std::uint32_t count, run_control& control, std::uint32_t most_rows) {
  stop_flag const stop(&control.stop);
  auto const weights_of_all = make_weights_job(weights);
  device_weights const weights_view = weights_of_all.view(weights);
  std::list<ranked_job> ranked_jobs;  // the views point into them
  std::list<row_sums_job> row_sums_jobs;
  std::vector<device_ranked_pass> ranked;
  std::vector<device_row_sums_pass> row_sums;
  for (auto const& request : passes) {
    auto const output = [&](auto const& pass) {
      return device_output{request.out->words().data(), request.out->n_replicates(), static_cast<std::uint32_t>(pass.n_slots()),
                           static_cast<std::uint32_t>(request.out->n_groups())};
    };
    auto const segment = [&](auto const& pass) { return most_rows != 0 ? most_rows : rows_a_segment(pass.rows->n_rows()); };
    if (auto const* const* pass = std::get_if<ranked_pass const*>(&request.pass)) {
      ranked_jobs.push_back(make_ranked_job(**pass, segment(**pass), stop));
      ranked.push_back(ranked_jobs.back().view(**pass, output(**pass)));
    } else {
      auto const& sums = *std::get<by_row_pass const*>(request.pass);
      row_sums_jobs.push_back(make_row_sums_job(sums, segment(sums), stop));
      row_sums.push_back(row_sums_jobs.back().view(output(sums)));
    }
  }
  device_request request{};
  request.version = device_interface_version;
  request.first = first, request.count = count;
  request.weights = &weights_view;
  request.ranked = ranked.data(), request.n_ranked = static_cast<std::uint32_t>(ranked.size());
  request.row_sums = row_sums.data(), request.n_row_sums = static_cast<std::uint32_t>(row_sums.size());
  request.context = &control;
  request.is_stopped = [](void* c) {
    return static_cast<std::int32_t>(static_cast<run_control*>(c)->stop.load(std::memory_order_relaxed));
  };
  request.report = [](void* c, std::uint32_t n) { static_cast<run_control*>(c)->done.fetch_add(n, std::memory_order_relaxed); };
  return static_cast<device_status>(plugin.run(&request));
}

}  // namespace clinmetrics::device
