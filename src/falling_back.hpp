// SPDX-License-Identifier: Apache-2.0
// A device for as long as it serves, then the host: what "auto" gives where a device pays.
#pragma once
#include <memory>

#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/device_error.hpp"
#include "reference_backend.hpp"

namespace clinmetrics {

class falling_back final : public backend {
 public:
  falling_back(std::unique_ptr<backend> device, std::unique_ptr<backend> host) : device_(std::move(device)), host_(std::move(host)) {}

  /// Of the one in charge: after a failure, the host.
  std::string_view name() const override { return device_ ? device_->name() : host_->name(); }
  std::uint32_t tile() const override { return device_ ? device_->tile() : host_->tile(); }
  std::size_t least_weight_bytes(cohort const& rows, resampler const& weights) const override {
    return host_->least_weight_bytes(rows, weights);
  }

  ranked_order rank(column const& score) override {
    if (device_) {
      try {
        return device_->rank(score);
      } catch (device_error const&) {
        device_.reset();
      }
    }
    return host_->rank(score);
  }
  void run_point(std::span<pass_request const> passes, run_control& control) override { host_->run_point(passes, control); }
  void run_replicates(std::span<pass_request const> passes, resampler const& weights, std::uint32_t first, std::uint32_t count,
                      run_control& control) override {
    if (device_) {
      std::uint64_t const done_before = control.done;
      try {
        return device_->run_replicates(passes, weights, first, count, control);
      } catch (device_error const&) {  // the same integers from the host
        device_.reset();
        take_back(passes, control, done_before);
      }
    }
    host_->weight_memory = weight_memory;
    host_->run_replicates(passes, weights, first, count, control);
  }

 private:
  std::unique_ptr<backend> device_, host_;
};

}  // namespace clinmetrics
