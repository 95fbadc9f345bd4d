// SPDX-License-Identifier: Apache-2.0
// The steps of an evaluation: prepare, then collect and conclude for batches of partitions, then curves.
#include "clinmetrics/engine/evaluate.hpp"

#include <algorithm>

#include "clinmetrics/core/plain_floating_point.hpp"
#include "conclude.hpp"
#include "curves.hpp"
#include "parallel.hpp"
#include "rest_evidence.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace engine {
namespace {

/// The gaps that rest_evidence leaves out.
notice gaps_left_out(plan const& p) {
  notice n{"gaps_left_out", {}, {}, {}, 0};
  for (auto line : p.kept->without_rest)
    if (auto const name = text_of(p.all[line].metric); std::find(n.metrics.begin(), n.metrics.end(), name) == n.metrics.end())
      n.metrics.push_back(name);
  n.text = "Gaps between a group and the rest were left out for attributes with more than " +
           std::to_string(rest_evidence::most_groups_to_walk) + " groups, because they would take too much time: " + listed(n.metrics) +
           ".";
  return n;
}

/// Notices about dropped rows, then about metrics and gaps that were left out.
std::vector<notice> notices_of(plan const& p, cohort const& rows) {
  std::vector<notice> list;
  if (std::size_t const n = rows.n_dropped; n > 0) {
    notice dropped{"rows_dropped", std::to_string(n) + (n == 1 ? " row was" : " rows were"), {}, {}, n, rows.first_dropped};
    dropped.text +=
        " left out because of missing values in labels, scores or weights (first at row " + std::to_string(rows.first_dropped) + ").";
    list.push_back(std::move(dropped));
  }
  list.insert(list.end(), p.notices.begin(), p.notices.end());
  if (p.kept && !p.kept->without_rest.empty()) list.push_back(gaps_left_out(p));
  return list;
}

/// The rows in the order model, partition, group, line; and everything else that the result tells.
void finish(prepared&& ready, result& out) {
  for (auto const& m : ready.rows->models) out.models.push_back(m.name);
  out.notices = notices_of(ready.plan, *ready.rows);
  for (auto& groups : ready.plan.partitions) groups.code = {};
  out.partitions = std::move(ready.plan.partitions);
  out.options = *ready.options, out.options.control = nullptr;
  out.n_received = ready.rows->n_received, out.n_analysed = ready.rows->n_rows(), out.n_dropped = ready.rows->n_dropped;
  out.backend = ready.engine->name();
  out.resampling = ready.weights.kind();
  auto const by_model = [](auto const& a, auto const& b) { return a.model < b.model; };
  if (out.models.size() == 1) return;
  std::stable_sort(out.rows().begin(), out.rows().end(), by_model);
  std::stable_sort(out.counts.begin(), out.counts.end(), by_model);
}

result run(cohort const& rows, evaluate_options const& options, run_control& control) {
  stop_flag const stop(&control.stop);
  prepared ready = prepare(rows, options, stop);
  result out;
  for (std::uint32_t first = 0; first < ready.plan.partitions.size();) {
    auto const end = ready.end_of_batch(first);
    value_sink values(ready, first, end);
    collect(ready, values, control);
    conclude(ready, values, out, control);
    first = end;
  }
  bool const is_binary = rows.truth->kind() == std::string_view(binary_outcome::name);
  if (options.curves != curve_steps::none && is_binary) out.curves = make_curves(ready, out.counts, stop);
  finish(std::move(ready), out);
  return out;
}

}  // namespace
}  // namespace engine

namespace {

/// Calls make(control) on the threads of the options.
template <class F>
result on_threads(evaluate_options const& options, F const& make) {
  run_control unwatched;
  run_control& control = options.control ? *options.control : unwatched;
  plain_floating_point const plain;
  result out;
  out.num_threads = parallel::with_threads(options.num_threads, [&] { out = make(control); });
  return out;
}

}  // namespace

result evaluate(cohort const& rows, evaluate_options const& options) {
  return on_threads(options, [&](run_control& control) { return engine::run(rows, options, control); });
}

result evaluate(cohort_input const& columns, evaluate_options const& options) {
  return on_threads(options, [&](run_control& control) {
    return engine::run(make_cohort(columns, stop_flag(&control.stop), parallel::run_parts), options, control);
  });
}

}  // namespace CLINMETRICS_NAMESPACE
