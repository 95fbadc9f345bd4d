// SPDX-License-Identifier: Apache-2.0
// The options of an evaluation; the names are those of the Python function.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "clinmetrics/random/resampler.hpp"

namespace CLINMETRICS_NAMESPACE {

struct run_control;

/// The points of the curves that are kept.
enum class curve_steps : std::uint8_t {
  none,   ///< no curves
  steps,  ///< at most 101 points at equal steps of positives and of negatives, each step of at least 5 rows
  exact   ///< every distinct score: for local use, because steps of one row show who had the outcome
};

struct evaluate_options {
  std::vector<std::string> metrics = {"clinical"};               ///< names, text forms, or the group "clinical"
  std::vector<double> threshold = {};                            ///< score >= threshold is a predicted positive; for every model
  std::map<std::string, std::vector<double>> threshold_of = {};  ///< replaces `threshold` for single models, by name
  std::vector<std::vector<std::string>> groups = {};             ///< attributes {"sex"} and crosses {"sex", "age_band"}
  std::string ci = "auto";                                       ///< "auto", "none", or a method's name for every metric
  std::map<std::string, std::string> ci_of = {};  ///< the same for single metrics, by name, alias or text form; the others get `ci`
  double level = 0.95;
  std::uint32_t n_resamples = 2000;
  clinmetrics::resampling resampling = clinmetrics::resampling::multinomial;
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;           ///< cohorts that are compared but not paired need different streams
  std::uint32_t min_group_size = 10;  ///< groups with fewer units are listed without values
  std::string backend = "auto";
  int num_threads = 0;                     ///< at most the number of cores; 0: as many as the caller's task arena has
  std::size_t max_memory = 0;              ///< bytes for values, tallies and weights of replicates; less than 64 MiB counts as 64; 0: 2 GiB
  bool keep_replicates = false;            ///< rows of the result contain their replicates (for the ECE: their deviations)
  curve_steps curves = curve_steps::none;  ///< ROC, calibration and score distribution of each model, over all rows
  run_control* control = nullptr;          ///< to stop the work and watch it from another thread
};

}  // namespace CLINMETRICS_NAMESPACE
