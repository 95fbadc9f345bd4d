// SPDX-License-Identifier: Apache-2.0
// A metric as a record of texts and function pointers: a C structure, which may come from another module. Engine, backends and bindings use
// records only, so that templates are not needed beyond this header.
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
using words_view = std::span<std::uint64_t const>;  ///< the 64-bit words of a tally

/// The name of a Python capsule that contains another project's record. Increase its number with every change after which a record that was
/// compiled before it is wrong: a member or an enumerator of a structure that is reachable from metric_record, the arguments of a function
/// in it, or the order of the functions of pass_book and outcome. tests/cpp/engine/record_layout_test.cpp fails if such a change leaves the
/// number as it is.
inline constexpr char metric_capsule_name[] = "clinmetrics.metric_record.6";

/// A plain structure, made by entry_of. Its member functions join each pointer with its count, for the code that reads it.
struct metric_record {
  descriptor about;
  tally_record const* tally = nullptr;
  parameter const* first_parameter = nullptr;
  std::uint32_t n_parameters = 0;
  form_kind offers = form_kind::none;  ///< the kind of the metric's form, which decides the methods that exist for it
  value (*compute)(double const* parameters, std::uint32_t n_parameters, std::uint64_t const* words, std::uint32_t n_words) = nullptr;
  /// Null if the metric offers no form.
  form (*compute_form)(double const* parameters, std::uint32_t n_parameters, std::uint64_t const* words, std::uint32_t n_words) = nullptr;

  constexpr std::span<parameter const> parameters() const { return {first_parameter, n_parameters}; }
  value of(parameters_view p, words_view words) const {
    return compute(p.data(), static_cast<std::uint32_t>(p.size()), words.data(), static_cast<std::uint32_t>(words.size()));
  }
  /// Only if the metric offers a form.
  form form_of(parameters_view p, words_view words) const {
    return compute_form(p.data(), static_cast<std::uint32_t>(p.size()), words.data(), static_cast<std::uint32_t>(words.size()));
  }
};
static_assert(are_plain<metric_record>);

/// Whether the metric is computed at a threshold of scores: it needs predicted classes, or reads the threshold itself.
constexpr bool takes_threshold(metric_record const& r) {
  bool reads_threshold = false;
  for (auto const& p : r.parameters()) reads_threshold = reads_threshold || p.is_threshold;
  return (r.tally->needs & need::decision) != 0 && (r.about.needs_decision || reads_threshold);
}

namespace detail {

template <class M>
M instance_of(parameters_view p) {
  if constexpr (requires { M::parameters; })
    return M::with(p);
  else
    return M{};
}

template <class M>
value value_of(double const* parameters, std::uint32_t n_parameters, std::uint64_t const* words, std::uint32_t n_words) {
  return instance_of<M>({parameters, n_parameters}).of(M::tally::read(words_view(words, n_words)));
}

template <class M>
form form_of(double const* parameters, std::uint32_t n_parameters, std::uint64_t const* words, std::uint32_t n_words) {
  return instance_of<M>({parameters, n_parameters}).form_of(M::tally::read(words_view(words, n_words)));
}

}  // namespace detail

/// Whether the record has everything that its readers use.
constexpr bool is_complete(metric_record const& r) {
  bool complete = is_complete(r.about) && r.tally != nullptr && r.compute != nullptr;
  for (auto const& p : r.parameters()) complete = complete && is_complete(p);
  return complete && (r.offers == form_kind::none) == (r.compute_form == nullptr);
}

/// The record of a metric type. A new metric needs nothing else to be available everywhere.
template <class M>
constexpr metric_record entry_of() {
  static_assert(is_complete(M::about), "`about` needs a name, and no text of it is null");
  metric_record r{.about = M::about, .tally = &M::tally::record, .compute = &detail::value_of<M>};
  if constexpr (requires { M::parameters; })
    r.first_parameter = M::parameters.data(), r.n_parameters = static_cast<std::uint32_t>(M::parameters.size());
  if constexpr (requires { &M::form_of; }) {
    using offered = std::remove_cvref_t<decltype(std::declval<M const&>().form_of(M::tally::read(words_view{})))>;
    static_assert(!std::is_same_v<offered, form>, "form_of returns one of the forms of metric/form.hpp, so that its kind is known");
    r.offers = kind_of_form<offered>, r.compute_form = &detail::form_of<M>;
  }
  return r;
}

}  // namespace CLINMETRICS_NAMESPACE
