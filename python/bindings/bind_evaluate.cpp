// SPDX-License-Identifier: Apache-2.0
// Evaluations as columns, single estimates as tuples.
#include <pybind11/stl.h>

#include <limits>

#include "arguments.hpp"
#include "arrays.hpp"
#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/inference/method.hpp"
#include "held_cohort.hpp"
#include "options.hpp"
#include "watched.hpp"

PYBIND11_MAKE_OPAQUE(std::vector<clinmetrics::result_row>)

namespace CLINMETRICS_NAMESPACE::bindings {
namespace {

/// Whether an evaluation takes about a millisecond or less. Starting a device's driver may take longer.
bool is_short(evaluate_options const& o, std::size_t n_rows, std::size_t n_models) {
  std::size_t const passes = o.metrics.size() * n_models * (1 + o.groups.size());
  return o.backend != "cuda" && n_rows * (std::size_t{o.n_resamples} + 64) * passes < short_work;
}

result evaluate_watched(cohort const& rows, evaluate_options o, py::object const& progress) {
  if (is_short(o, rows.n_rows(), rows.models.size())) return evaluate(rows, o);
  run_control control;
  o.control = &control;
  result out;
  watched(control, progress, o.num_threads == 1, [&] { out = evaluate(rows, o); });
  return out;
}

/// One array per column, with the values that `get` returns for each row.
template <class T, class Rows, class Get>
py::array_t<T> column_from(Rows const& rows, Get const& get) {
  py::array_t<T> a(static_cast<py::ssize_t>(rows.size()));
  auto* out = a.mutable_data();
  for (auto const& row : rows) *out++ = static_cast<T>(get(row));
  return a;
}

/// A curve's counts, bins and bars by name.
py::dict curve_dict(curve const& c) {
  py::list marks;
  for (auto const& m : c.marks) marks.append(py::dict(py::arg("threshold") = m.threshold, py::arg("tp") = m.tp, py::arg("fp") = m.fp));
  auto const& bins = c.calibration;
  auto const& bars = c.histogram;
  return py::dict(py::arg("model") = c.model, py::arg("tp") = c.tp, py::arg("fp") = c.fp, py::arg("n_positive") = c.n_positive,
                  py::arg("n_negative") = c.n_negative, py::arg("marks") = marks, py::arg("sensitivity_lower") = c.sensitivity_lower,
                  py::arg("sensitivity_upper") = c.sensitivity_upper,
                  py::arg("calibration") =
                      py::dict(py::arg("edges") = bins.edges, py::arg("n") = bins.n, py::arg("n_positive") = bins.n_positive,
                               py::arg("mean_score") = bins.mean_score, py::arg("lower") = bins.lower, py::arg("upper") = bins.upper),
                  py::arg("histogram") = py::dict(py::arg("edges") = bars.edges, py::arg("n_positive") = bars.n_positive,
                                                  py::arg("n_negative") = bars.n_negative));
}

/// Confusion matrices as columns. The threshold of hard labels is NaN.
py::dict counts_of(result const& r) {
  auto const& rows = r.counts;
  py::dict d;
  d["model"] = column_from<std::int32_t>(rows, [](auto const& c) { return c.model; });
  d["threshold"] = column_from<double>(rows, [](auto const& c) { return c.threshold.value_or(std::numeric_limits<double>::quiet_NaN()); });
  d["partition"] = column_from<std::int32_t>(rows, [](auto const& c) { return c.partition; });
  d["group"] = column_from<std::int32_t>(rows, [](auto const& c) { return c.group; });
  d["tp"] = column_from<double>(rows, [](auto const& c) { return c.tp; });
  d["fp"] = column_from<double>(rows, [](auto const& c) { return c.fp; });
  d["fn"] = column_from<double>(rows, [](auto const& c) { return c.fn; });
  d["tn"] = column_from<double>(rows, [](auto const& c) { return c.tn; });
  return d;
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

/// The value of a column for a group below the minimum size: -1 for whole numbers, NaN for real ones.
std::int64_t shown(result_row const& row, std::size_t number) { return row.is_hidden ? -1 : static_cast<std::int64_t>(number); }
double shown(result_row const& row, double number) { return row.is_hidden ? std::numeric_limits<double>::quiet_NaN() : number; }

/// The rows as columns: numbers, and codes for repeated values.
py::dict table_of(result const& r) {
  auto const& rows = r.rows();
  auto const column_of = [&]<class T>(T, auto const& get) { return column_from<T>(rows, get); };
  std::map<std::pair<std::string, std::vector<std::pair<std::string, parameter_value>>>, std::int32_t> lines;  // metric and parameters
  py::list metrics, parameters;
  std::vector<std::int32_t> line;
  for (auto const& row : rows) {
    auto const [at, is_new] = lines.try_emplace({row.metric, row.parameters}, static_cast<std::int32_t>(lines.size()));
    if (is_new) {
      metrics.append(row.metric);
      py::dict d;
      for (auto const& [name, given] : row.parameters) d[py::str(name)] = given;
      parameters.append(d);
    }
    line.push_back(at->second);
  }
  py::list partitions;
  for (auto const& p : r.partitions) partitions.append(py::make_tuple(p.parts, p.groups));
  py::list curves;
  for (auto const& c : r.curves) curves.append(curve_dict(c));
  py::dict d;
  d["models"] = r.models;
  d["partitions"] = partitions;
  d["metrics"] = metrics;
  d["parameters"] = parameters;
  d["curves"] = curves;
  d["counts"] = counts_of(r);
  d["notices"] = notices_of(r);
  d["backend"] = r.backend;
  d["resampling"] = std::string(name_of(r.resampling));
  d["num_threads"] = r.num_threads;
  py::dict columns;
  columns["model"] = column_of(std::int32_t{}, [](auto const& x) { return x.model; });
  columns["partition"] = column_of(std::int32_t{}, [](auto const& x) { return x.partition; });
  columns["group"] = column_of(std::int32_t{}, [](auto const& x) { return x.group; });
  columns["line"] = array_of(line);
  columns["value"] = column_of(double{}, [](auto const& x) { return x.value.number; });
  columns["status"] = column_of(std::uint8_t{}, [](auto const& x) { return x.value.why; });
  columns["lower"] = column_of(double{}, [](auto const& x) { return x.interval.lower; });
  columns["upper"] = column_of(double{}, [](auto const& x) { return x.interval.upper; });
  columns["method"] = column_of(std::uint8_t{}, [](auto const& x) { return code_of(x.interval.how); });
  columns["interval_status"] = column_of(std::uint8_t{}, [](auto const& x) { return x.interval.why; });
  columns["flags"] = column_of(std::uint16_t{}, [](auto const& x) { return x.flags; });
  columns["se"] = column_of(double{}, [](auto const& x) { return x.interval.se; });
  columns["df"] = column_of(double{}, [](auto const& x) { return x.interval.df; });
  columns["n"] = column_of(std::int64_t{}, [](auto const& x) { return x.size.n; });
  columns["n_positive"] = column_of(std::int64_t{}, [](auto const& x) { return shown(x, x.size.n_positive); });
  columns["n_negative"] = column_of(std::int64_t{}, [](auto const& x) { return shown(x, x.size.n_negative); });
  columns["n_units"] = column_of(std::int64_t{}, [](auto const& x) { return shown(x, x.size.n_units); });
  columns["weight_sum"] = column_of(double{}, [](auto const& x) { return shown(x, x.size.weight_sum); });
  columns["n_eff"] = column_of(double{}, [](auto const& x) { return shown(x, x.size.n_eff); });
  columns["numerator"] = column_of(double{}, [](auto const& x) { return x.numerator; });
  columns["denominator"] = column_of(double{}, [](auto const& x) { return x.denominator; });
  columns["n_resamples"] = column_of(std::int64_t{}, [](auto const& x) { return x.n_resamples; });
  columns["n_undefined"] = column_of(std::int64_t{}, [](auto const& x) { return x.n_undefined; });
  d["columns"] = columns;
  if (!rows.empty() && !rows.front().replicates.empty()) {
    py::list replicates;
    for (auto const& row : rows) replicates.append(array_of(row.replicates));
    d["replicates"] = replicates;
  }
  return d;
}

/// One value with its interval, without building a table.
py::tuple estimate(std::string const& metric, py::array const& y_true, optional_array const& y_score, optional_array const& y_pred,
                   optional_array const& sample_weight, optional_array const& unit, optional_array const& strata, bool drop_nan,
                   bool is_frequency, py::dict const& options) {
  named_arrays scores, decisions;
  if (y_score) scores.emplace_back("y_score", *y_score);
  if (y_pred) decisions.emplace_back("y_pred", *y_pred);
  given_columns const given{y_true, scores, decisions, sample_weight, unit, strata, drop_nan, is_frequency};
  std::vector<py::object> arrays;
  auto const in = input_of(given, arrays);
  auto o = read_options(options);
  o.metrics = {metric};
  run_control control;
  o.control = &control;
  result out;
  auto const work = [&] {
    auto const rows = make_cohort(in, stop_flag(&control.stop));
    out = evaluate(rows, o);
  };
  if (reading_work(given) < short_work && is_short(o, static_cast<std::size_t>(y_true.size()), 1))
    work();
  else
    watched(control, py::none(), o.num_threads == 1, work);
  auto const& row = out.rows().front();
  return py::make_tuple(row.value.number, row.interval.lower, row.interval.upper, static_cast<int>(code_of(row.interval.how)),
                        static_cast<int>(row.value.why), static_cast<int>(row.interval.why), row.flags, row.interval.se, row.interval.df,
                        row.size.n, row.size.n_positive, row.size.n_negative, row.size.n_units, row.size.weight_sum, row.size.n_eff,
                        row.n_resamples, row.n_undefined, row.numerator, row.denominator);
}

}  // namespace

void bind_evaluate(py::module_& m) {
  def(
      m, "evaluate", {"cohort", "options", "progress"}, +[](held_cohort const* h, py::dict const& options, py::object const& progress) {
        if (!progress.is_none() && !PyCallable_Check(progress.ptr()))
          throw py::type_error("`progress` of evaluate() must be callable or None");
        return table_of(evaluate_watched(h->rows, read_options(options), progress));
      });
  def(m, "estimate", {"metric", "y_true", "y_score", "y_pred", "sample_weight", "unit", "strata", "drop_nan", "is_frequency", "options"},
      &estimate);
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
