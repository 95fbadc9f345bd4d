// SPDX-License-Identifier: Apache-2.0
// The backend `cuda`: a device plugin behind the interface of a backend.
#pragma once
#include <memory>
#include <string>

#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/plugin.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Null unless the plugin libclinmetrics_cuda.so loads, has this version of the interface and finds a device. It is searched once per
/// process.
std::unique_ptr<backend> make_cuda_backend();

/// The reason why there is none, as a sentence without its full stop; empty if there is one.
std::string why_no_cuda_backend();

/// A backend on a plugin that is already loaded.
std::unique_ptr<backend> make_plugin_backend(device_plugin const& plugin);

}  // namespace CLINMETRICS_NAMESPACE
