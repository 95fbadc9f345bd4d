// SPDX-License-Identifier: Apache-2.0
// Finds the plugin of the backend `cuda`. Only absolute paths are opened: a name without a folder would be searched in the folders of
// LD_LIBRARY_PATH, whose empty and relative entries mean the current working folder.
#pragma once
#include <string>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::device {

/// The path of the plugin, or the reason why it must not be opened.
struct plugin_place {
  std::string path;  ///< absolute; empty: it must not be opened
  std::string why;
};

/// CLINMETRICS_CUDA_PLUGIN if it is set, otherwise libclinmetrics_cuda.so next to the library or program into which this code was linked.
/// The path is also empty if the plugin's runtime would load the driver from a folder with a relative name.
plugin_place find_plugin();

}  // namespace CLINMETRICS_NAMESPACE::device
