// SPDX-License-Identifier: Apache-2.0
// One line per option: each is read as the type that it has in C++.
#include "options.hpp"

#include "arguments.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
namespace {

resampling kind_of(std::string const& name) {
  return name == "auto" ? resampling::automatic : name == "poisson" ? resampling::poisson : resampling::multinomial;
}

curve_steps steps_of(std::string const& name) {
  return name == "exact" ? curve_steps::exact : name == "steps" ? curve_steps::steps : curve_steps::none;
}

}  // namespace

evaluate_options read_options(py::dict const& d) {
  evaluate_options o;
  for (auto const& [key, item] : d) {
    auto const name = read_argument<std::string>(key, "options", "");
    auto const set = [&, given = item]<class T>(T& option) { option = read_argument<T>(given, name, ""); };
    std::string text;
    if (name == "metrics")
      set(o.metrics);
    else if (name == "threshold")
      set(o.threshold);
    else if (name == "threshold_of")
      set(o.threshold_of);
    else if (name == "groups")
      set(o.groups);
    else if (name == "ci")
      set(o.ci);
    else if (name == "ci_of")
      set(o.ci_of);
    else if (name == "level")
      set(o.level);
    else if (name == "n_resamples")
      set(o.n_resamples);
    else if (name == "resampling")
      set(text), o.resampling = kind_of(text);
    else if (name == "seed")
      set(o.seed);
    else if (name == "stream")
      set(o.stream);
    else if (name == "min_group_size")
      set(o.min_group_size);
    else if (name == "backend")
      set(o.backend);
    else if (name == "num_threads")
      set(o.num_threads);
    else if (name == "max_memory")
      set(o.max_memory);
    else if (name == "keep_replicates")
      set(o.keep_replicates);
    else if (name == "curves")
      set(text), o.curves = steps_of(text);
    else
      throw py::type_error("`options` has a name that is not an option");
  }
  return o;
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
