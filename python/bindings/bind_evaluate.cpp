// SPDX-License-Identifier: Apache-2.0
// Cohorts from arrays, evaluations as columns, single estimates as tuples. The interpreter stays free while the engine works.
#include <pybind11/stl.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>

#include "arrays.hpp"
#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/engine/registry.hpp"
#include "dlpack.hpp"

PYBIND11_MAKE_OPAQUE(std::vector<clinmetrics::result_row>)

namespace clinmetrics::bindings {
namespace {

/// A cohort and the arrays that it views.
struct held_cohort {
  std::vector<py::object> arrays;
  cohort rows;
};

using named_arrays = std::vector<std::pair<std::string, py::array>>;
using named_codes = std::vector<std::tuple<std::string, py::array_t<std::int32_t>, std::vector<std::string>>>;

held_cohort make_held(py::array const& y_true, named_arrays const& y_score, named_arrays const& y_pred, py::object const& sample_weight,
                      py::object const& unit, py::object const& strata, named_codes const& attributes, bool drop_nan,
                      bool is_frequency) {
  held_cohort held;
  cohort_input in;
  auto const view = [&](py::array const& a, char const* name) {
    held.arrays.push_back(a);
    return view_of(a, name);
  };
  in.y_true = view(y_true, "y_true");
  for (auto const& [name, a] : y_score) in.y_score.push_back({name, view(a, name.c_str())});
  for (auto const& [name, a] : y_pred) in.y_pred.push_back({name, view(a, name.c_str())});
  if (!sample_weight.is_none()) in.sample_weight = view(sample_weight.cast<py::array>(), "sample_weight");
  if (!unit.is_none()) in.unit = view(unit.cast<py::array>(), "unit");
  if (!strata.is_none()) in.strata = view(strata.cast<py::array>(), "strata");
  for (auto const& [name, codes, levels] : attributes) in.attributes.push_back({name, {codes.data(), codes.data() + codes.size()}, levels});
  in.on_nan = drop_nan ? nan_policy::drop : nan_policy::raise;
  in.kind_of_weight = is_frequency ? weight_kind::frequency : weight_kind::sampling;
  py::gil_scoped_release const free;
  held.rows = make_cohort(in);
  return held;
}

/// Runs the work in a thread of its own, while this one watches for Ctrl-C and tells of progress every 50 ms.
/// Work that is over in about a millisecond runs here.
result run_watched(cohort const& rows, evaluate_options options, py::object const& progress) {
  std::size_t const passes = options.metrics.size() * rows.models.size() * (1 + options.groups.size());
  if (rows.n_rows() * (std::size_t{options.n_resamples} + 64) * passes < 400'000) {
    py::gil_scoped_release const free;
    return evaluate(rows, options);
  }
  run_control control;
  options.control = &control;
  result out;
  std::exception_ptr failure;
  std::mutex lock;
  std::condition_variable ended;
  bool is_over = false;
  std::thread work([&] {
    try {
      out = evaluate(rows, options);
    } catch (...) {
      failure = std::current_exception();
    }
    std::lock_guard const hold(lock);
    is_over = true;
    ended.notify_one();
  });
  bool interrupted = false;
  std::exception_ptr in_progress;
  for (bool over = false; !over;) {
    {
      py::gil_scoped_release const free;
      std::unique_lock hold(lock);
      over = ended.wait_for(hold, std::chrono::milliseconds(50), [&] { return is_over; });
    }
    if (interrupted || in_progress) continue;
    if (PyErr_CheckSignals() != 0) {
      interrupted = true;
      control.stop = true;
    } else if (!progress.is_none() && control.total.load() > 0) {  // there are replicates
      try {
        progress(control.done.load(), control.total.load());
      } catch (...) {
        in_progress = std::current_exception();
        control.stop = true;
      }
    }
  }
  work.join();
  if (interrupted) throw py::error_already_set();
  if (in_progress) std::rethrow_exception(in_progress);
  if (failure) std::rethrow_exception(failure);
  return out;
}

resampling kind_of(std::string const& name) {
  return name == "auto" ? resampling::automatic : name == "poisson" ? resampling::poisson : resampling::multinomial;
}

evaluate_options read_options(py::dict const& d) {
  evaluate_options o;
  for (auto const& [key, item] : d) {
    auto const name = key.cast<std::string>();
    if (name == "metrics")
      o.metrics = item.cast<std::vector<std::string>>();
    else if (name == "threshold")
      o.threshold = item.cast<std::vector<double>>();
    else if (name == "threshold_of")
      o.threshold_of = item.cast<std::map<std::string, std::vector<double>>>();
    else if (name == "groups")
      o.groups = item.cast<std::vector<std::vector<std::string>>>();
    else if (name == "ci")
      o.ci = item.cast<std::string>();
    else if (name == "ci_of")
      o.ci_of = item.cast<std::map<std::string, std::string>>();
    else if (name == "level")
      o.level = item.cast<double>();
    else if (name == "n_resamples")
      o.n_resamples = item.cast<std::uint32_t>();
    else if (name == "resampling")
      o.resampling = kind_of(item.cast<std::string>());
    else if (name == "seed")
      o.seed = item.cast<std::uint64_t>();
    else if (name == "stream")
      o.stream = item.cast<std::uint32_t>();
    else if (name == "min_group_size")
      o.min_group_size = item.cast<std::uint32_t>();
    else if (name == "backend")
      o.backend = item.cast<std::string>();
    else if (name == "num_threads")
      o.num_threads = item.cast<int>();
    else if (name == "max_memory")
      o.max_memory = item.cast<std::size_t>();
    else if (name == "keep_replicates")
      o.keep_replicates = item.cast<bool>();
    else if (name == "curves")
      o.curves = item.cast<std::string>() != "none";
    else
      throw std::logic_error("unknown option " + name);
  }
  return o;
}

/// One array a column, of what `get` reads from each row.
template <class T, class Rows, class Get>
py::array_t<T> column_from(Rows const& rows, Get const& get) {
  py::array_t<T> a(static_cast<py::ssize_t>(rows.size()));
  auto* out = a.mutable_data();
  for (auto const& row : rows) *out++ = static_cast<T>(get(row));
  return a;
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

/// What a column shows where a group is below the minimum size: of whole numbers -1, of real ones NaN.
std::int64_t shown(result_row const& row, std::size_t number) { return row.is_hidden ? -1 : static_cast<std::int64_t>(number); }
double shown(result_row const& row, double number) { return row.is_hidden ? std::numeric_limits<double>::quiet_NaN() : number; }

/// The rows as columns: numbers, and codes for what repeats.
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
  for (auto const& c : r.curves) {
    py::list bins;
    for (auto const& b : c.calibration) bins.append(py::make_tuple(b.low, b.high, b.n, b.n_positive, b.mean_score, b.lower, b.upper));
    curves.append(py::dict(py::arg("model") = c.model, py::arg("threshold") = c.threshold, py::arg("tp") = c.tp, py::arg("fp") = c.fp,
                           py::arg("n_positive") = c.n_positive, py::arg("n_negative") = c.n_negative,
                           py::arg("sensitivity_lower") = c.sensitivity_lower, py::arg("sensitivity_upper") = c.sensitivity_upper,
                           py::arg("calibration") = bins));
  }
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
  columns["method"] = column_of(std::uint8_t{}, [](auto const& x) { return x.interval.how; });
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

/// One number and its interval, the short way: no table.
py::tuple estimate(std::string const& metric, py::array const& y_true, py::object const& y_score, py::object const& y_pred,
                   py::object const& sample_weight, py::object const& unit, py::object const& strata, bool drop_nan, bool is_frequency,
                   py::dict const& options) {
  named_arrays scores, decisions;
  if (!y_score.is_none()) scores.emplace_back("y_score", y_score.cast<py::array>());
  if (!y_pred.is_none()) decisions.emplace_back("y_pred", y_pred.cast<py::array>());
  auto const held = make_held(y_true, scores, decisions, sample_weight, unit, strata, {}, drop_nan, is_frequency);
  auto o = read_options(options);
  o.metrics = {metric};
  auto const out = run_watched(held.rows, std::move(o), py::none());
  auto const& row = out.rows().front();
  return py::make_tuple(row.value.number, row.interval.lower, row.interval.upper, static_cast<int>(row.interval.how),
                        static_cast<int>(row.value.why), static_cast<int>(row.interval.why), row.flags, row.interval.se, row.interval.df,
                        row.size.n, row.size.n_positive, row.size.n_negative, row.size.n_units, row.size.weight_sum, row.size.n_eff,
                        row.n_resamples, row.n_undefined, row.numerator, row.denominator);
}

}  // namespace

void bind_evaluate(py::module_& m) {
  py::class_<held_cohort>(m, "Cohort")
      .def(py::init(&make_held), py::arg("y_true"), py::arg("y_score"), py::arg("y_pred"), py::arg("sample_weight"), py::arg("unit"),
           py::arg("strata"), py::arg("attributes"), py::arg("drop_nan"), py::arg("is_frequency"))
      .def_property_readonly("n_received", [](held_cohort const& h) { return h.rows.n_received; })
      .def_property_readonly("n_dropped", [](held_cohort const& h) { return h.rows.n_dropped; })
      .def_property_readonly("n_rows", [](held_cohort const& h) { return h.rows.n_rows(); });
  m.def("evaluate", [](held_cohort const& h, py::dict const& options, py::object const& progress) {
    return table_of(run_watched(h.rows, read_options(options), progress));
  });
  m.def("estimate", &estimate);
  m.def("layout_of_dlpack", &layout_of_dlpack);
  m.def("fetch_from_device", [](std::uintptr_t from, std::uint64_t stream, py::array_t<std::uint8_t, py::array::c_style>& to) {
    auto* const bytes = to.mutable_data();
    py::gil_scoped_release const others_may_run;
    return fetch_from_device(reinterpret_cast<void const*>(from), static_cast<std::size_t>(to.size()), stream, bytes);
  });
}

}  // namespace clinmetrics::bindings
