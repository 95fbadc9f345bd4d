// SPDX-License-Identifier: Apache-2.0
// The outcome of a cohort: what was observed for each row. Each kind of outcome is a class of its own, which its tallies read.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "clinmetrics/core/column.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The functions of an outcome use plain types only, so that a module that was compiled with another standard library may add a kind.
class outcome {
 public:
  virtual ~outcome() = default;
  /// The name of the kind, such as "binary". A metric is found by its kind of outcome and its name.
  virtual char const* kind() const = 0;
  /// One byte per row, 1 where the event of interest happened (for a binary outcome: the positive rows). Null if the kind has no
  /// events, or if there are no rows.
  virtual std::uint8_t const* events() const { return nullptr; }
};

/// Two classes: 0 or 1 for each row.
class binary_outcome final : public outcome {
 public:
  static constexpr char const* name = "binary";
  explicit binary_outcome(std::vector<std::uint8_t> y, std::optional<column> on_device = {})
      : y_(std::move(y)), on_device_(std::move(on_device)) {}
  char const* kind() const override { return name; }
  std::uint8_t const* events() const override { return y_.data(); }
  /// The labels in device memory, if the caller gave them there: only `on_device` of this column is set, and `data` is null.
  std::optional<column> const& on_device() const { return on_device_; }

 private:
  std::vector<std::uint8_t> y_;
  std::optional<column> on_device_;
};

}  // namespace CLINMETRICS_NAMESPACE
