// SPDX-License-Identifier: Apache-2.0
// Compiles the passes, opens a session with them, and points it at the blocks of a range.
#include "plugin_run.hpp"

#include <variant>

#include "jobs.hpp"

namespace clinmetrics::device {

plugin_run::plugin_run(device_plugin const& plugin, std::span<pass_request const> passes, resampler const& weights, stop_flag stop,
                       for_each_of const& for_each, std::uint32_t most_rows)
    : plugin_(plugin) {
  auto const weights_of_all = make_weights_job(weights);
  device_weights const weights_view = weights_of_all.view(weights);
  std::vector<std::variant<ranked_job, row_sums_job>> jobs(passes.size());
  for_each(passes.size(), [&](std::size_t i) {
    std::visit([&](auto const* pass) { jobs[i] = compile(*pass, most_rows != 0 ? most_rows : rows_a_segment(pass->rows->n_rows()), stop); },
               passes[i].pass);
  });
  std::vector<device_ranked_pass> ranked;  // they point into the jobs
  std::vector<device_row_sums_pass> row_sums;
  for (std::size_t i = 0; i < passes.size(); ++i) {
    if (auto const* job = std::get_if<ranked_job>(&jobs[i]))
      ranked.push_back(job->view(*std::get<ranked_pass const*>(passes[i].pass)));
    else
      row_sums.push_back(std::get<row_sums_job>(jobs[i]).view(*std::get<by_row_pass const*>(passes[i].pass)));
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
  return plugin_run(plugin, passes, weights, stop_flag(&control.stop), one_by_one, most_rows).run(passes, first, count, control);
}

}  // namespace clinmetrics::device
