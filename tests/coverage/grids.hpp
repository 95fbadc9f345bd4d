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
/// Two models on the same rows: independent rows, and rows of patients.
std::vector<cell> model_grid();
std::vector<cell> model_patient_grid();
/// One model in several groups.
std::vector<cell> group_grid();

/// All of them.
std::vector<cell> all_cells();

/// Worlds and questions of several grids.
inline std::vector<share> const prevalences{{1, 19}, {1, 9}, {3, 7}, {1, 1}};
inline std::vector<double> const five_levels{-0.5, 0.25, 0.75, 1.5};
/// Decisions from normal scores, cut at a specificity of .9 or halfway between the means.
distribution cut_scores(double auroc, double sd, bool halfway);
std::vector<question> decision_questions();
std::vector<question> risk_questions();
std::vector<question> calibration_questions();

}  // namespace CLINMETRICS_NAMESPACE::coverage
