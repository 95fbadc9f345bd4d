// SPDX-License-Identifier: Apache-2.0
// Compiles the passes, opens a session with them, and points it at the blocks of a range.
#include "plugin_run.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "clinmetrics/pass/ranked.hpp"
#include "jobs.hpp"

namespace CLINMETRICS_NAMESPACE::device {
namespace {

/// For each position, the first position of its tie.
std::vector<std::uint32_t> ties_of(ranked_order const& order, stop_flag stop) {
  std::vector<std::uint32_t> tie(order.size());
  for_each_tie(
      order, {0, order.size()}, stop, [](std::uint32_t /*row*/) {},
      [&](positions at) { std::fill(tie.data() + at.begin, tie.data() + at.end, static_cast<std::uint32_t>(at.begin)); });
  return tie;
}

using ties_by_order = std::map<ranked_order const*, std::vector<std::uint32_t>>;  // of orderings on the host

/// The pass for the plugin; it points into the pass and into `ties`, to which those of its ordering are added.
device_ranked_pass view(ranked_pass const& pass, std::uint32_t most_rows, ties_by_order& ties, stop_flag stop) {
  device_ranked_pass p{};
  p.n_rows = static_cast<std::uint32_t>(pass.rows->n_rows());
  p.label = pass.label_on_device ? on_device(*pass.label_on_device) : on_host(column_of(pass.label));
  p.unit = pass.rows->unit.empty() ? nullptr : pass.rows->unit.data();
  p.weight = pass.weight.empty() ? nullptr : pass.weight.data();
  p.order = pass.order->on_device.get();
  if (!p.order) {
    auto const [at, is_new] = ties.try_emplace(pass.order);
    if (is_new) at->second = ties_of(*pass.order, stop);
    p.rows = pass.order->row.data(), p.tie = at->second.data();
  }
  p.group = pass.groups->code.empty() ? nullptr : pass.groups->code.data();
  p.n_groups = static_cast<std::uint32_t>(pass.groups->n_groups());
  p.cuts = pass.cuts.data(), p.n_cuts = static_cast<std::uint32_t>(pass.cuts.size());
  p.wants_precision = pass.wants_precision, p.most_rows = most_rows;
  return p;
}

}  // namespace

device_column on_host(column const& c) { return {c.data, c.stride, static_cast<std::uint32_t>(c.type), 0}; }
device_column on_device(column const& c) { return {c.on_device.data, c.on_device.stride, static_cast<std::uint32_t>(c.type), 1}; }

device_status order_on_plugin(device_plugin const& plugin, column const& score, ranked_order& order, void*& kept) {
  order.row.resize(score.size);
  order.tie_ends.assign(score.size / 64 + 1, 0);
  device_order const request{device_interface_version,
                             static_cast<std::uint32_t>(score.size),
                             score.on_device.data ? on_device(score) : on_host(score),
                             order.row.data(),
                             order.tie_ends.data(),
                             &kept};
  return static_cast<device_status>(plugin.order(&request));
}

plugin_run::plugin_run(device_plugin const& plugin, std::span<pass_request const> passes, resampler const& weights, stop_flag stop,
                       for_each_of const& for_each, std::uint32_t most_rows)
    : plugin_(plugin) {
  auto const weights_of_all = make_weights_job(weights);
  device_weights const weights_view = weights_of_all.view(weights);
  std::vector<std::optional<row_sums_job>> jobs(passes.size());
  auto const longest = [&](design const& rows) { return most_rows != 0 ? most_rows : rows_a_segment(rows.n_rows()); };
  for_each(passes.size(), [&](std::size_t i) {
    if (passes[i].pass.kind() == pass_kind::row_sums)
      jobs[i] = compile(passes[i].pass.as<row_sums_pass>(), longest(passes[i].pass.rows()), stop);
  });
  ties_by_order ties;
  std::vector<device_ranked_pass> ranked;      // they point into the arguments and the ties
  std::vector<device_row_sums_pass> row_sums;  // and these into the jobs
  for (std::size_t i = 0; i < passes.size(); ++i) {
    if (jobs[i]) {
      row_sums.push_back(jobs[i]->view(passes[i].pass.as<row_sums_pass>()));
      continue;
    }
    ranked.push_back(view(passes[i].pass.as<ranked_pass>(), longest(passes[i].pass.rows()), ties, stop));
  }
  device_request request{};
  request.version = device_interface_version;
  request.weights = &weights_view;
  request.ranked = ranked.data(), request.n_ranked = static_cast<std::uint32_t>(ranked.size());
  request.row_sums = row_sums.data(), request.n_row_sums = static_cast<std::uint32_t>(row_sums.size());
  request.context = &stop;
  request.is_stopped = [](void* c) { return static_cast<std::int32_t>(static_cast<stop_flag*>(c)->is_raised()); };
  opened_ = static_cast<device_status>(plugin_.open(&request, &session_));
  if (opened_ == device_status::stopped) throw stopped();
}

plugin_run::~plugin_run() {
  if (session_) plugin_.close(session_);
}

device_status plugin_run::run(std::span<pass_request const> passes, std::uint32_t first, std::uint32_t count, run_control& control,
                              std::span<std::uint8_t> left_out) const {
  if (opened_ != device_status::ok) return opened_;
  std::vector<device_output> ranked, row_sums;
  for (auto const& request : passes)
    (request.pass.kind() == pass_kind::ranked ? ranked : row_sums).push_back({request.out->words().data(), request.out->n_replicates()});
  device_range range{};
  range.first = first, range.count = count;
  range.ranked = ranked.data(), range.row_sums = row_sums.data();
  range.left_out = left_out.data();
  range.context = &control;
  range.is_stopped = [](void* c) { return static_cast<std::int32_t>(static_cast<run_control*>(c)->stop.load(std::memory_order_relaxed)); };
  range.report = [](void* c, std::uint32_t n) { static_cast<run_control*>(c)->done.fetch_add(n, std::memory_order_relaxed); };
  return static_cast<device_status>(plugin_.run(session_, &range));
}

device_status run_on_plugin(device_plugin const& plugin, std::span<pass_request const> passes, resampler const& weights,
                            std::uint32_t first, std::uint32_t count, run_control& control, std::uint32_t most_rows) {
  std::vector<std::uint8_t> left_out(count);
  return plugin_run(plugin, passes, weights, stop_flag(&control.stop), one_by_one, most_rows).run(passes, first, count, control, left_out);
}

}  // namespace CLINMETRICS_NAMESPACE::device
