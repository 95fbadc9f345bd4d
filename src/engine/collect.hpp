// SPDX-License-Identifier: Apache-2.0
// The second step of an evaluation: runs passes and hands their integers to a sink, block by block of replicates.
#pragma once
#include <vector>

#include "prepare.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

struct replicate_bytes {
  std::size_t kept = 0;     ///< what the sink keeps of all replicates
  std::size_t tallies = 0;  ///< of one replicate
};

/// Receives the integers of passes. Its blocks are filled between a call of `…_requests` and the next call of `take_…`.
class sink {
 public:
  virtual ~sink() = default;
  /// Every unit once.
  virtual std::vector<pass_request> point_requests() = 0;
  virtual void take_point() = 0;

  /// Whether `collect` computes replicates.
  virtual bool wants_replicates() const = 0;
  /// Makes the passes of replicates.
  virtual replicate_bytes prepare_replicates() = 0;
  /// Called once the memory was found to be enough.
  virtual void reserve() = 0;
  /// The same passes in each call, with fresh blocks for this many replicates.
  virtual std::vector<pass_request> replicate_requests(std::uint32_t count) = 0;
  virtual void take_replicates(std::uint32_t first, std::uint32_t count) = 0;
};

/// Throws input_error if the memory for replicates is not enough, and `stopped`.
void collect(prepared const& ready, sink& to, run_control& control);

}  // namespace CLINMETRICS_NAMESPACE::engine
