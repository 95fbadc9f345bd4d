// SPDX-License-Identifier: Apache-2.0
// The cells of the full simulation, by grid. Every method beside "auto" is there for comparison.
#pragma once
#include <vector>

#include "cell.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

/// The AUROC with fixed numbers of rows of each class.
std::vector<cell> auroc_grid();
/// Average precision of samples with a prevalence.
std::vector<cell> precision_grid();
/// Metrics of decisions: independent rows, equal weights.
std::vector<cell> decision_grid();
/// Metrics of risks: calibrated, and in several ways not.
std::vector<cell> risk_grid();
/// All of these with several rows of one patient.
std::vector<cell> patient_grid();
/// All of these with weights 1 or 20.
std::vector<cell> weight_grid();
/// Worlds on which no method and no constant was chosen.
std::vector<cell> held_out_grid();

/// All of them.
std::vector<cell> all_cells();

/// Questions that several grids ask.
std::vector<question> decision_questions();
std::vector<question> risk_questions();

}  // namespace CLINMETRICS_NAMESPACE::coverage
