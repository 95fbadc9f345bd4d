// SPDX-License-Identifier: Apache-2.0
// The sink of a state: keeps the point sums that the metrics read, and no row.
#pragma once
#include <deque>

#include "clinmetrics/engine/state.hpp"
#include "collect.hpp"
#include "pass_list.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

class state_sink final : public sink {
 public:
  explicit state_sink(prepared const& ready) : ready_(ready) {}
  /// After `collect`.
  cohort_state take() && { return std::move(out_); }

  std::vector<pass_request> point_requests() override;
  void take_point() override;
  /// Replicates of different rows cannot be added, because their weights are those of one cohort's units.
  bool wants_replicates() const override { return false; }
  replicate_bytes prepare_replicates() override { return {}; }
  void reserve() override {}
  std::vector<pass_request> replicate_requests(std::uint32_t /*count*/) override { return {}; }
  void take_replicates(std::uint32_t /*first*/, std::uint32_t /*count*/) override {}

 private:
  state_block block_of(pass_list const& passes, std::uint32_t partition, std::size_t line, std::size_t place) const;

  prepared const& ready_;
  std::deque<pass_list> passes_;                  ///< of each partition
  std::vector<std::vector<std::size_t>> places_;  ///< [partition][line]
  cohort_state out_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
