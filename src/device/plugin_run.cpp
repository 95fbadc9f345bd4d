// SPDX-License-Identifier: Apache-2.0
// Compiles the passes, opens a session with them, and points it at the blocks of a range.
#include "plugin_run.hpp"

#include <list>

#include "jobs.hpp"

namespace clinmetrics::device {

plugin_run::plugin_run(device_plugin const& plugin, std::span<pass_request const> passes, resampler const& weights, stop_flag stop,
                       std::uint32_t most_rows)
    : plugin_(plugin) {
  auto const weights_of_all = make_weights_job(weights);
  device_weights const weights_view = weights_of_all.view(weights);
  std::list<ranked_job> ranked_jobs;  // the views point into them
  std::list<row_sums_job> row_sums_jobs;
  std::vector<device_ranked_pass> ranked;
  std::vector<device_row_sums_pass> row_sums;
  for (auto const& request : passes) {
    auto const segment = [&](auto const& pass) { return most_rows != 0 ? most_rows : rows_a_segment(pass.rows->n_rows()); };
    if (auto const* const* pass = std::get_if<ranked_pass const*>(&request.pass)) {
      ranked_jobs.push_back(make_ranked_job(**pass, segment(**pass), stop));
      ranked.push_back(ranked_jobs.back().view(**pass));
    } else {
      auto const& sums = *std::get<by_row_pass const*>(request.pass);
      row_sums_jobs.push_back(make_row_sums_job(sums, segment(sums), stop));
      row_sums.push_back(row_sums_jobs.back().view(sums));
    }
  }
  device_request request{};
  request.version = device_interface_version;
  request.weights = &weights_view;
  request.ranked = ranked.data(), request.n_ranked = static_cast<std::uint32_t>(ranked.size());
  request.row_sums = row_sums.data(), request.n_row_sums = static_cast<std::uint32_t>(row_sums.size());
  opened_ = static_cast<device_status>(plugin_.open(&request, &session_));
}

plugin_run::~plugin_run() {
  if (session_) plugin_.close(session_);
}

device_status plugin_run::run(std::span<pass_request const> passes, std::uint32_t first, std::uint32_t count, run_control& control) const {
  if (opened_ != device_status::ok) return opened_;
  std::vector<device_output> ranked, row_sums;
  for (auto const& request : passes)
    (std::holds_alternative<ranked_pass const*>(request.pass) ? ranked : row_sums)
        .push_back({request.out->words().data(), request.out->n_replicates()});
  device_range range{};
  range.first = first, range.count = count;
  range.ranked = ranked.data(), range.row_sums = row_sums.data();
  range.context = &control;
  range.is_stopped = [](void* c) { return static_cast<std::int32_t>(static_cast<run_control*>(c)->stop.load(std::memory_order_relaxed)); };
  range.report = [](void* c, std::uint32_t n) { static_cast<run_control*>(c)->done.fetch_add(n, std::memory_order_relaxed); };
  return static_cast<device_status>(plugin_.run(session_, &range));
}

device_status run_on_plugin(device_plugin const& plugin, std::span<pass_request const> passes, resampler const& weights,
                            std::uint32_t first, std::uint32_t count, run_control& control, std::uint32_t most_rows) {
  return plugin_run(plugin, passes, weights, stop_flag(&control.stop), most_rows).run(passes, first, count, control);
}

}  // namespace clinmetrics::device
