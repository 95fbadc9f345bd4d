// SPDX-License-Identifier: Apache-2.0
// Where the plugin of the backend `cuda` is. Only absolute paths are opened: a bare name would be looked for in the folders of
// LD_LIBRARY_PATH, whose empty and relative entries lead to the folder that the program happens to work in.
#pragma once
#include <string>

namespace clinmetrics::device {

/// Where to open the plugin, or why it is not to be opened.
struct plugin_place {
  std::string path;  ///< absolute; empty: nowhere
  std::string why;
};

/// CLINMETRICS_CUDA_PLUGIN if that is set, else libclinmetrics_cuda.so beside the library or program that this code was linked into.
/// Nowhere, too, where the plugin's runtime would load the driver from a folder that is named relatively.
plugin_place find_plugin();

}  // namespace clinmetrics::device
