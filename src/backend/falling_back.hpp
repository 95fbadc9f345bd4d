// SPDX-License-Identifier: Apache-2.0
// Uses the device until it fails, then the host. "auto" uses this backend if the device is expected to be faster.
#pragma once
#include <atomic>
#include <memory>

#include "backend/reference_backend.hpp"
#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/device_error.hpp"

namespace CLINMETRICS_NAMESPACE {

class falling_back final : public backend {
 public:
  falling_back(std::unique_ptr<backend> device, std::unique_ptr<backend> host) : device_(std::move(device)), host_(std::move(host)) {}

  /// Of the backend in use; after a failure this is the host.
  std::string_view name() const override { return in_charge().name(); }
  std::uint32_t tile() const override { return in_charge().tile(); }
  std::size_t least_weight_bytes(design const& rows, resampler const& weights) const override {
    return host_->least_weight_bytes(rows, weights);
  }

  /// Several threads may call this at the same time.
  ranked_order rank(column const& score, stop_flag stop = {}) override {
    try {
      return in_charge().rank(score, stop);
    } catch (device_error const&) {
      has_failed_ = true;
      return host_->rank(score, stop);
    }
  }
  void run_point(std::span<pass_request const> passes, run_control& control) override { host_->run_point(passes, control); }
  std::unique_ptr<replicate_run> begin(std::span<pass_request const> passes, resampler const& weights, std::size_t weight_memory,
                                       stop_flag stop) override {
    if (!has_failed_) {
      try {
        return std::make_unique<until_it_fails>(*this, device_->begin(passes, weights, weight_memory, stop), weights, weight_memory);
      } catch (device_error const&) {
        has_failed_ = true;
      }
    }
    return host_->begin(passes, weights, weight_memory, stop);
  }

 private:
  /// The run of the device, and after a failure one of the host: the same integers.
  class until_it_fails final : public replicate_run {
   public:
    until_it_fails(falling_back& owner, std::unique_ptr<replicate_run> on_device, resampler const& weights, std::size_t weight_memory)
        : owner_(owner), now_(std::move(on_device)), weights_(weights), weight_memory_(weight_memory) {}
    void run(std::span<pass_request const> passes, std::uint32_t first, std::uint32_t count, run_control& control) override {
      std::uint64_t const done_before = control.done;
      try {
        return now_->run(passes, first, count, control);
      } catch (device_error const&) {
        take_back(passes, control, done_before);
      }
      owner_.has_failed_ = true;
      now_ = owner_.host_->begin(passes, weights_, weight_memory_, stop_flag(&control.stop));
      now_->run(passes, first, count, control);
    }

   private:
    falling_back& owner_;
    std::unique_ptr<replicate_run> now_;
    resampler const& weights_;
    std::size_t weight_memory_;
  };

  backend& in_charge() const { return has_failed_ ? *host_ : *device_; }

  std::unique_ptr<backend> device_, host_;
  std::atomic<bool> has_failed_ = false;  ///< the device failed and is not used again
};

}  // namespace CLINMETRICS_NAMESPACE
