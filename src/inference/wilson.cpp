// SPDX-License-Identifier: Apache-2.0
// Wilson's interval at a level.
#include "clinmetrics/inference/wilson.hpp"

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/indirect_wilson.hpp"
#include "methods.hpp"
#include "proportion.hpp"

namespace CLINMETRICS_NAMESPACE {

interval wilson(proportion p, confidence const& c) {
  double const z = c.z;
  if (!detail::is_defined(p)) return detail::no_interval(interval_status::undefined_value);
  auto const [lower, upper] = detail::wilson_at(p, z);
  return detail::limits(lower, upper);
}

namespace {

/// Of a proportion, or of a function of one: a default may carry Wilson's limits to another number.
interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  form const& f = sides[0].of->closed;
  return f.kind == form_kind::carried_proportion ? indirect_wilson(f.carried, c) : wilson(f.share, c);
}

}  // namespace

method_record const methods::wilson{
    .name = "wilson",
    .label = "Wilson",
    .meaning = "Score interval of a proportion. It stays between 0 and 1 and is reliable for small counts and for 0 or all of n.",
    .reference = "Wilson EB. J Am Stat Assoc 1927;22:209-212. doi:10.1080/01621459.1927.10502953",
    .accepts = form_kind::proportion,
    .needs_independent_rows = form_kind::proportion,
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
