// SPDX-License-Identifier: Apache-2.0
// A metric as a record of texts and function pointers. Engine, backends and bindings use records only, so that templates are not needed
// beyond this header.
#pragma once
#include <cstdint>
#include <span>
#include <type_traits>

#include "clinmetrics/inference/agresti_coull.hpp"
#include "clinmetrics/inference/clopper_pearson.hpp"
#include "clinmetrics/inference/delta_fisher_z.hpp"
#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/indirect_wilson.hpp"
#include "clinmetrics/inference/jeffreys.hpp"
#include "clinmetrics/inference/log_ratio.hpp"
#include "clinmetrics/inference/logit_delta.hpp"
#include "clinmetrics/inference/square_and_add.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/unlock.hpp"
#include "clinmetrics/tally/confusion.hpp"
#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

using parameters_view = std::span<double const>;
using words_view = std::span<std::uint64_t const>;

/// The name of a Python capsule that contains another project's record. Its number increases with every change of a record's layout, so
/// that a record that was compiled with other headers is refused.
inline constexpr char metric_capsule_name[] = "clinmetrics.metric_record.1";

struct metric_record {
  descriptor about;
  std::span<parameter const> parameters = {};
  tally_record const* tally;
  value (*of)(parameters_view, words_view) = nullptr;
  bool (*opens)(method);                                                       ///< whether the metric makes this closed form available
  interval (*closed_form)(parameters_view, words_view, method, double level);  ///< of the closed forms that the metric makes available
  proportion (*as_proportion)(words_view) = nullptr;                           ///< null unless the metric is a proportion
  bool is_pair_count = false;                                                  ///< DeLong's family is available
  bool is_event_ratio = false;                                                 ///< observed over expected events
};

namespace detail {

template <class M>
M instance_of(parameters_view p) {
  if constexpr (requires { M::parameters; })
    return M::with(p);
  else
    return M{};
}

template <class M>
bool opens(method how) {
  switch (how) {
    case method::wilson:
    case method::clopper_pearson:
    case method::jeffreys:
    case method::agresti_coull:
      return requires { &M::as_proportion; };
    case method::square_and_add:
      return requires { &M::as_proportion_pair; };
    case method::indirect_wilson:
      return requires { M::indirect; };
    case method::log_ratio:
    case method::log_haldane:
      return requires { M::kind_of_ratio; };
    case method::logit_delta:
      return requires(M m) { m.beta; };
    case method::delta_fisher_z:
      return requires { M::delta; };
    default:
      return false;
  }
}

/// The closed form of this name. Only for methods that M makes available; `fits` must be checked before.
template <class M>
interval closed_form(parameters_view p, words_view words, method how, double level) {
  auto const t = M::tally::read(words);
  if constexpr (requires { M::as_proportion(t); }) {
    if (how == method::wilson) return wilson(M::as_proportion(t), level);
    if (how == method::clopper_pearson) return clopper_pearson(M::as_proportion(t), level);
    if (how == method::jeffreys) return jeffreys(M::as_proportion(t), level);
    if (how == method::agresti_coull) return agresti_coull(M::as_proportion(t), level);
  }
  if constexpr (requires { M::as_proportion_pair(t); })
    if (how == method::square_and_add) return square_and_add(M::as_proportion_pair(t), level);
  if constexpr (requires { M::indirect; })
    if (how == method::indirect_wilson)
      return indirect_wilson({static_cast<double>(t.tp), static_cast<double>(t.tp + t.fp + t.fn)}, M::indirect, level);
  if constexpr (requires { M::kind_of_ratio; }) {
    if (how == method::log_ratio) return log_ratio(t, M::kind_of_ratio, level);
    if (how == method::log_haldane) return log_haldane(t, M::kind_of_ratio, level);
  }
  if constexpr (requires(M m) { m.beta; })
    if (how == method::logit_delta) return logit_delta_f_beta(t, instance_of<M>(p).beta, level);
  if constexpr (requires { M::delta; })
    if (how == method::delta_fisher_z) return delta_fisher_z(t, M::delta, level);
  return no_interval(how, interval_status::not_applicable);
}

}  // namespace detail

/// The record of a metric type. A new metric needs nothing else to be available everywhere.
template <class M>
metric_record entry_of() {
  metric_record r{.about = M::about, .tally = &M::tally::record, .opens = &detail::opens<M>, .closed_form = &detail::closed_form<M>};
  r.of = [](parameters_view p, words_view words) { return detail::instance_of<M>(p).of(M::tally::read(words)); };
  if constexpr (requires { M::parameters; }) r.parameters = M::parameters;
  if constexpr (requires { &M::as_proportion; }) r.as_proportion = [](words_view words) { return M::as_proportion(M::tally::read(words)); };
  if constexpr (requires { M::is_pair_count; }) r.is_pair_count = M::is_pair_count;
  if constexpr (requires { M::is_event_ratio; }) r.is_event_ratio = M::is_event_ratio;
  return r;
}

}  // namespace CLINMETRICS_NAMESPACE
