// SPDX-License-Identifier: Apache-2.0
#include "lane_sums.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fit/lane_sums.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Four sums at a time, so that they stay in registers. Products are rounded before they are added, as on machines that cannot do both at
/// once.
void add(condensed_lanes<lanes>::node const* rows, std::array<double, condensed_logits::n_nodes> const* factor, std::size_t n,
         std::array<double, lanes>* sums) {
  hn::CappedTag<double, lanes> const d;
  for (std::size_t k = 0; k < condensed_logits::n_nodes; k += 4)
    for (std::size_t lane = 0; lane < lanes; lane += hn::Lanes(d)) {
      auto sum0 = hn::LoadU(d, &sums[k][lane]), sum1 = hn::LoadU(d, &sums[k + 1][lane]), sum2 = hn::LoadU(d, &sums[k + 2][lane]),
           sum3 = hn::LoadU(d, &sums[k + 3][lane]);
      for (std::size_t i = 0; i < n; ++i) {
        auto const weight = hn::LoadU(d, &rows[i].weight[lane]);
        double const* const f = &factor[i][k];
        sum0 = hn::Add(sum0, hn::Mul(weight, hn::Set(d, f[0]))), sum1 = hn::Add(sum1, hn::Mul(weight, hn::Set(d, f[1])));
        sum2 = hn::Add(sum2, hn::Mul(weight, hn::Set(d, f[2]))), sum3 = hn::Add(sum3, hn::Mul(weight, hn::Set(d, f[3])));
      }
      hn::StoreU(sum0, d, &sums[k][lane]), hn::StoreU(sum1, d, &sums[k + 1][lane]), hn::StoreU(sum2, d, &sums[k + 2][lane]),
          hn::StoreU(sum3, d, &sums[k + 3][lane]);
    }
}

}  // namespace CLINMETRICS_NAMESPACE::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace CLINMETRICS_NAMESPACE {

HWY_EXPORT(add);

void add_products(std::span<condensed_lanes<lanes>::node const> rows, std::span<std::array<double, condensed_logits::n_nodes> const> factor,
                  std::array<std::array<double, lanes>, condensed_logits::n_nodes>& sums) {
  static_assert(condensed_logits::n_nodes % 4 == 0);
  HWY_DYNAMIC_DISPATCH(add)(rows.data(), factor.data(), rows.size(), sums.data());
}

}  // namespace CLINMETRICS_NAMESPACE
#endif
