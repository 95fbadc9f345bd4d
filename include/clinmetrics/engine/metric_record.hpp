// SPDX-License-Identifier: Apache-2.0
// A metric as a record of texts and function pointers. Engine, backends and bindings use records only, so that templates are not needed
// beyond this header.
#pragma once
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/tally/confusion.hpp"
#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

using parameters_view = std::span<double const>;
using words_view = std::span<std::uint64_t const>;

/// The name of a Python capsule that contains another project's record. Its number increases with every change of a record's layout, so
/// that a record that was compiled with other headers is refused.
inline constexpr char metric_capsule_name[] = "clinmetrics.metric_record.3";

struct metric_record {
  descriptor about;
  std::span<parameter const> parameters = {};
  tally_record const* tally;
  value (*of)(parameters_view, words_view) = nullptr;
  form_kind offers = form_kind::none;                      ///< the kind of its form, which decides the methods that exist for it
  form (*form_of)(parameters_view, words_view) = nullptr;  ///< null if it offers none
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
value value_of(parameters_view p, words_view words) {
  return instance_of<M>(p).of(M::tally::read(words));
}

template <class M>
form form_of(parameters_view p, words_view words) {
  return instance_of<M>(p).form_of(M::tally::read(words));
}

}  // namespace detail

/// The record of a metric type. A new metric needs nothing else to be available everywhere.
template <class M>
metric_record entry_of() {
  metric_record r{.about = M::about, .tally = &M::tally::record, .of = &detail::value_of<M>};
  if constexpr (requires { M::parameters; }) r.parameters = M::parameters;
  if constexpr (requires { &M::form_of; }) {
    using offered = std::remove_cvref_t<decltype(std::declval<M const&>().form_of(M::tally::read(words_view{})))>;
    static_assert(!std::is_same_v<offered, form>, "form_of returns one of the forms of metric/form.hpp, so that its kind is known");
    r.offers = kind_of_form<offered>, r.form_of = &detail::form_of<M>;
  }
  return r;
}

}  // namespace CLINMETRICS_NAMESPACE
