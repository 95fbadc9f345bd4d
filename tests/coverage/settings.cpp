// SPDX-License-Identifier: Apache-2.0
#include "settings.hpp"

#include <stdexcept>

namespace CLINMETRICS_NAMESPACE::coverage {

settings read_settings(int n, char** words) {
  settings s;
  for (int i = 1; i < n; ++i) {
    std::string const word = words[i];
    if (word == "--check") {
      s.is_check = true;
      continue;
    }
    if (i + 1 == n) throw std::invalid_argument(word);
    std::string const text = words[++i];
    if (word == "--samples")
      s.n_samples = static_cast<std::uint32_t>(std::stoul(text));
    else if (word == "--seed")
      s.seed = std::stoull(text);
    else if (word == "--threads")
      s.n_threads = static_cast<unsigned>(std::stoul(text));
    else if (word == "--only")
      s.only = text;
    else if (word == "--out")
      s.directory = text;
    else if (word == "--auroc")
      s.method_of_auroc = text;
    else
      throw std::invalid_argument(word);
  }
  return s;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
