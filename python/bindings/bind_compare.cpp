// SPDX-License-Identifier: Apache-2.0
// The contrast of two stored numbers of independent data: its limits by those of each, and what they show.
#include "arguments.hpp"
#include "clinmetrics/compare/curve_bands.hpp"
#include "clinmetrics/compare/decision.hpp"
#include "clinmetrics/core/error.hpp"
#include "clinmetrics/inference/mover.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
namespace {

using three_numbers = std::tuple<double, double, double>;  // a value and its limits

constexpr std::array<std::string_view, 2> contrasts{"difference", "ratio"};
constexpr std::array<std::string_view, 5> directions{"higher", "lower", "one", "zero", "neither"};  // as the enumeration

template <class List>
std::size_t place_of(std::string const& name, List const& list) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (std::string_view(list[i]) == name) return i;
  throw input_error("`scale`, `alternative` or `better` of contrast_of_independent() is not known");
}

bounded bounded_of(three_numbers const& x) { return {std::get<0>(x), std::get<1>(x), std::get<2>(x)}; }

/// The value, its limits, and the decision by name. Without a margin, `margin` is 0.
std::tuple<double, double, double, std::string> contrast_of_independent(three_numbers const& a, three_numbers const& b,
                                                                        std::string const& scale_name, std::string const& alternative_name,
                                                                        double margin, std::string const& better_name) {
  std::array<std::string_view, alternative_words.size()> alternatives;
  for (std::size_t i = 0; i < alternatives.size(); ++i) alternatives[i] = alternative_words[i].name;
  claim const what{static_cast<alternative>(place_of(alternative_name, alternatives)), margin,
                   static_cast<contrast>(place_of(scale_name, contrasts)), static_cast<better>(place_of(better_name, directions))};
  auto const d = mover(bounded_of(a), bounded_of(b), {.h = what.contrast == contrast::ratio ? scale::log : scale::identity});
  double const nan = std::nan("");
  bool const has_limits = !std::isnan(d.lower) && !std::isnan(d.upper);
  auto const i = has_limits ? interval{d.lower, d.upper, interval_status::ok, nan, nan}
                            : interval{nan, nan, interval_status::undefined_value, nan, nan};
  return {d.value, i.lower, i.upper, std::string(name_of(judge(what, i)))};
}

/// Limits of a curve by name; see compare/curve_bands.hpp.
py::dict bands_of(std::vector<double> const& tp, std::vector<double> const& fp, double level) {
  if (tp.size() != fp.size()) throw input_error("`tp` and `fp` of curve_bands() differ in length");
  auto const bands = bands_of_curve(tp, fp, level);
  py::dict d;
  auto const add = [&](char const* name, curve_limits const& limits) {
    for (auto const& [end, list] : {std::pair("_lower", &limits.lower), std::pair("_upper", &limits.upper)})
      d[py::str(std::string(name) + end)] = py::array_t<double>(static_cast<py::ssize_t>(list->size()), list->data());
  };
  add("sensitivity", bands.sensitivity), add("precision", bands.precision);
  add("simultaneous_sensitivity", bands.simultaneous_sensitivity), add("simultaneous_precision", bands.simultaneous_precision);
  return d;
}

}  // namespace

void bind_compare(py::module_& m) {
  def(m, "contrast_of_independent", {"a", "b", "scale", "alternative", "margin", "better"}, &contrast_of_independent);
  def(m, "curve_bands", {"tp", "fp", "level"}, &bands_of);
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
