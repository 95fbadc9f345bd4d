// SPDX-License-Identifier: Apache-2.0
// A word that a result contains, such as the name of a status, with the texts by which people read it.
#pragma once
#include <string_view>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// In `meaning`, {row} and {rows} stand for what the rows are called, such as "patient" and "patients".
struct word {
  std::string_view name;     ///< as in tables, in JSON and in arguments
  std::string_view label;    ///< as people write it
  std::string_view meaning;  ///< one or two sentences
};

}  // namespace CLINMETRICS_NAMESPACE
