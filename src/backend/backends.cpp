// SPDX-License-Identifier: Apache-2.0
// Finds a backend by name.
#include "backend/break_even.hpp"
#include "backend/cuda_backend.hpp"
#include "backend/falling_back.hpp"
#include "backend/reference_backend.hpp"
#include "clinmetrics/core/error.hpp"
#include "ordering/rank_rows.hpp"

namespace CLINMETRICS_NAMESPACE {

ranked_order backend::rank(column const& score, stop_flag stop) { return rank_rows(score, stop); }

std::unique_ptr<backend> make_backend(std::string_view name, expected_work const& work) {
  if (name == "reference") return make_reference_backend();
  if (name == "cpu" || name == "auto") {
    auto host = make_cpu_backend();
    if (!host && name == "auto") host = make_reference_backend();
    if (name == "auto" && pays_on_device(work))  // a driver is not started for less work
      if (auto device = make_cuda_backend()) return std::make_unique<falling_back>(std::move(device), std::move(host));
    if (host) return host;
  }
  std::string reason;
  if (name == "cuda") {
    if (auto device = make_cuda_backend()) return device;
    reason = " (" + why_no_cuda_backend() + ")";
  }
  std::string list = "auto";
  for (auto other : available_backends()) list += ", " + std::string(other);
  throw input_error("`backend` names " + quoted_word(name) + ", which is not available" + reason + "; available: " + list);
}

std::vector<std::string_view> available_backends() {
  std::vector<std::string_view> names{"reference"};
  if (make_cpu_backend()) names.emplace_back("cpu");
  if (make_cuda_backend()) names.emplace_back("cuda");
  return names;
}

}  // namespace CLINMETRICS_NAMESPACE
