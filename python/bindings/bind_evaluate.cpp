// SPDX-License-Identifier: Apache-2.0
// The door to the engine: one function for whole evaluations and for single metrics. What it returns shows the result as a table, or as
// the only row, which is faster.
#include "clinmetrics/engine/evaluate.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <thread>

#include "clinmetrics/engine/json.hpp"
#include "inputs.hpp"
#include "options.hpp"
#include "table_arrays.hpp"
#include "watched.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
namespace {

/// The class _core.Evaluation.
struct held_result {
  result of;
};

}  // namespace

template <>
struct argument<held_result const*> {
  static std::string description() { return "an Evaluation"; }
  static held_result const* read(py::handle given) { return read_held<held_result>(given); }
};

namespace {

/// Whether an evaluation takes about a millisecond or less. Starting a device's driver may take longer.
bool is_short(evaluate_options const& o, std::size_t n_rows, std::size_t n_models) {
  std::size_t const passes = o.metrics.size() * n_models * (1 + o.groups.size());
  return o.backend != "cuda" && n_rows * (std::size_t{o.n_resamples} + 64) * passes < short_work;
}

/// Whether it takes about a fifth of a second or less.
bool is_moderate(evaluate_options const& o, std::size_t n_rows, std::size_t n_models) {
  constexpr double most = 0.2e9;                                 // ns
  constexpr double ordering = 16, metric = 2, replicate = 0.25;  // ns of a row, for each model and partition
  auto const [n_metrics, n_resampled] = count_metrics(o);
  double const of_row = ordering + metric * static_cast<double>(n_metrics) + replicate * static_cast<double>(n_resampled) * o.n_resamples;
  std::size_t const n_partitions = 1 + o.groups.size();
  unsigned const n_processors = std::max(std::thread::hardware_concurrency(), 1u);
  unsigned const n_threads = o.num_threads > 0 ? std::min(static_cast<unsigned>(o.num_threads), n_processors) : n_processors;
  return o.backend != "cuda" && static_cast<double>(n_rows) * static_cast<double>(n_models * n_partitions) * of_row / n_threads < most;
}

held_result run(py::array const& y_true, named_arrays const& y_score, named_arrays const& y_pred, optional_array const& sample_weight,
                optional_array const& unit, optional_array const& strata, std::vector<py::dict> const& attributes, held_options* options,
                py::object const& progress) {
  if (!progress.is_none() && !PyCallable_Check(progress.ptr())) throw py::type_error("`progress` of evaluate() must be callable or None");
  given_columns const given{y_true, y_score, y_pred, sample_weight, unit, strata, attributes};
  auto const in = input_of(given, options->reading);
  held_result out;
  std::size_t const n_rows = static_cast<std::size_t>(y_true.size()), n_models = y_score.size() + y_pred.size();
  if (reading_work(given) < short_work && is_short(options->evaluation, n_rows, n_models)) {
    out.of = evaluate(make_cohort(in), options->evaluation);
    return out;
  }
  run_control control;
  auto o = options->evaluation;
  o.control = &control;
  auto const work = [&] { out.of = evaluate(in, o); };
  if (progress.is_none() && reading_work(given) < 200 * short_work && is_moderate(o, n_rows, n_models))
    unwatched(control, work);
  else
    watched(control, progress, o.num_threads == 1, work);
  return out;
}

/// The only row, by name.
py::dict only_row(held_result const* held) {
  auto const& rows = held->of.rows();
  if (rows.size() != 1) throw input_error("the evaluation has " + std::to_string(rows.size()) + " rows, and not one");
  return row_of(held->of, rows.front());
}

py::list notices_of(result const& r) {
  py::list list;
  for (auto const& n : r.notices) {
    py::dict d;
    d["code"] = n.code, d["text"] = n.text, d["metrics"] = n.metrics, d["count"] = n.count, d["first_row"] = n.first_row;
    d["model"] = n.model.empty() ? py::object(py::none()) : py::str(n.model);
    list.append(std::move(d));
  }
  return list;
}

/// The tables as columns, and the lists to which their codes refer. The curves are JSON text.
py::dict table_of(held_result const* held) {
  auto const& r = held->of;
  auto const& rows = r.rows();
  line_numbers lines;
  py::dict d;
  d["columns"] = arrays_of(tables::rows, rows, lines);
  d["counts"] = arrays_of(tables::counts, r.counts, lines);
  d["comparisons"] = arrays_of(tables::comparisons, r.comparisons, lines), d["gaps"] = arrays_of(tables::gaps, r.gaps, lines);
  d["lines"] = lines.lines;
  d["models"] = r.models;
  py::list partitions;
  for (auto const& p : r.partitions) partitions.append(py::dict(py::arg("parts") = p.parts, py::arg("groups") = p.groups));
  d["partitions"] = partitions;
  d["notices"] = notices_of(r);
  std::string curves;
  json::append_curves(curves, r);
  d["curves"] = py::str(curves);
  d["backend"] = r.backend, d["resampling"] = std::string(name_of(r.resampling)), d["num_threads"] = r.num_threads;
  d["n_rows_received"] = r.n_received, d["n_rows_analysed"] = r.n_analysed, d["n_dropped"] = r.n_dropped;
  if (!rows.empty() && !rows.front().replicates.empty()) {
    py::list replicates;
    for (auto const& row : rows)
      replicates.append(py::array_t<double>(static_cast<py::ssize_t>(row.replicates.size()), row.replicates.data()));
    d["replicates"] = replicates;
  }
  return d;
}

}  // namespace

void bind_evaluate(py::module_& m) {
  constexpr std::array<char const*, 1> self{"self"};
  auto const c =
      py::class_<held_result>(m, "Evaluation").def("row", guarded("row", self, &only_row)).def("table", guarded("table", self, &table_of));
  hide_conduit(c);
  def(m, "evaluate", {"y_true", "y_score", "y_pred", "sample_weight", "unit", "strata", "attributes", "options", "progress"}, &run);
  def(m, "tables", {}, &described_tables);
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
