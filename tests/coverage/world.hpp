// SPDX-License-Identifier: Apache-2.0
// A world: the prevalence, and the score of a row of each class as a function of a standard normal deviate. Samples draw the deviate; the
// population has every quantile of it. A world of risks has a second function that turns scores into risks.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

/// A share of positive rows as a ratio of whole numbers, so that the rows of the population have whole weights.
struct share {
  unsigned positive, negative;
  double value() const { return static_cast<double>(positive) / (positive + negative); }
};

struct world {
  std::string name;
  share prevalence;
  std::function<double(bool is_positive, double deviate)> score;
};

/// A distribution of scores in each class. `log_ratio` is the logarithm of the likelihood ratio of a score, for worlds of risks.
struct distribution {
  std::string name;
  std::function<double(bool is_positive, double deviate)> score;
  std::function<double(double score)> log_ratio;
};

/// Normal scores with an AUROC, and with the SD of the positive rows (that of the negative ones is 1).
distribution binormal(double auroc, double sd);
/// The same with SD 1, cut into levels: ties. The AUROC is that of the scores before the cuts.
distribution levels(double auroc, std::vector<double> const& cuts, std::string name);
/// Exponential scores: skewed.
distribution exponential(double auroc);
/// A share of the positive rows is scored as if negative; the others are above all negative rows.
distribution undetectable(double auroc);
/// Another distribution, of which a share of the rows of both classes is scored below all others, such as reads that failed.
distribution with_failures(distribution of, double share_failed);
/// Three levels, the highest of which is rare: 1 % of the negative and 10 % of the positive rows.
distribution rare_top();
/// Two levels with this sensitivity and specificity: a decision, 1 or 0.
distribution decision(double sensitivity, double specificity, std::string name);

/// The scores themselves.
world of_scores(distribution const& d, share prevalence);
/// Risks: expit(shift + slope · logit(the probability of a positive row at this score)); shift 0 and slope 1: calibrated.
world of_risks(distribution const& d, share prevalence, double shift, double slope, std::string name);
/// The same risk for every row.
world of_constant_risk(share prevalence, double risk);

}  // namespace CLINMETRICS_NAMESPACE::coverage
