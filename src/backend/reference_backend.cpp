// SPDX-License-Identifier: Apache-2.0
// The backend `reference`: the scalar passes without optimisation, in blocks of up to 16 replicates distributed over the cores. The other
// backends are compared with it.
#include "backend/reference_backend.hpp"

#include <algorithm>

#include "backend/few_at_once.hpp"
#include "parallel.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

class reference_run final : public replicate_run {
 public:
  reference_run(resampler const& weights, std::size_t weight_memory) : weights_(weights), weight_memory_(weight_memory) {}
  void run(std::span<pass_request const> passes, std::uint32_t first, std::uint32_t count, run_control& control) override {
    run_replicates_by_reference(passes, weights_, {first, count}, stop_flag(&control.stop), &control.done, weight_memory_);
  }

 private:
  resampler const& weights_;
  std::size_t weight_memory_;
};

class reference_backend final : public backend {
 public:
  std::string_view name() const override { return "reference"; }
  std::uint32_t tile() const override { return lanes; }
  void run_point(std::span<pass_request const> passes, run_control& control) override {
    run_point_by_reference(passes, stop_flag(&control.stop));
  }
  std::unique_ptr<replicate_run> begin(std::span<pass_request const> /*passes*/, resampler const& weights, std::size_t weight_memory,
                                       stop_flag /*stop*/) override {
    return std::make_unique<reference_run>(weights, weight_memory);
  }
  std::size_t least_weight_bytes(design const& /*rows*/, resampler const& weights) const override { return least_reference_bytes(weights); }
};

}  // namespace

void run_point_by_reference(std::span<pass_request const> passes, stop_flag stop) {
  parallel::for_all(passes.size(), [&](std::size_t i) { passes[i].pass.walk(once{stop}, *passes[i].out, 0); });
}

void run_replicates_by_reference(std::span<pass_request const> passes, resampler const& weights, replicate_range const& range,
                                 stop_flag stop, std::atomic<std::uint64_t>* done, std::size_t memory) {
  auto const [first, count, column] = range;
  // 64 bytes per unit; 4 if there are very many units or if 64 do not fit
  std::uint32_t const side_by_side = weights.n_units() < (1u << 22) && lanes * least_reference_bytes(weights) <= memory ? lanes : 1;
  std::uint32_t const first_block = first / side_by_side, end_block = (first + count + side_by_side - 1) / side_by_side;
  std::size_t const at_once = how_many_fit(memory, side_by_side * least_reference_bytes(weights));
  few_at_once<std::vector<std::uint32_t>>(
      end_block - first_block, at_once,
      [&, first = first, count = count, column = column](std::size_t i, std::vector<std::uint32_t>& weight) {
        std::uint32_t const block = first_block + static_cast<std::uint32_t>(i);
        std::uint32_t const begin = std::max(first, block * side_by_side), end = std::min(first + count, (block + 1) * side_by_side);
        weight.resize(std::size_t{weights.n_units()} * (end - begin));
        weights.fill(begin, end - begin, weight, stop);
        for (auto const& request : passes) request.pass.walk(drawn{end - begin, weight, stop}, *request.out, column + (begin - first));
        if (done) done->fetch_add(end - begin, std::memory_order_relaxed);
      });
}

std::unique_ptr<backend> make_reference_backend() { return std::make_unique<reference_backend>(); }

}  // namespace CLINMETRICS_NAMESPACE
