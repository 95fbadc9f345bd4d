// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

constexpr double below_all = -1000, above_all = 1000;

std::string two_digits(double x) {
  auto const text = std::to_string(x);
  return text.substr(0, 4);
}

/// The index of the level of a score: how many cuts are at or below it.
std::size_t level_of(std::vector<double> const& cuts, double score) {
  return static_cast<std::size_t>(std::upper_bound(cuts.begin(), cuts.end(), score) - cuts.begin());
}

/// P(level) of normal scores with this mean and SD 1.
double share_of_level(std::vector<double> const& cuts, std::size_t level, double mean) {
  double const upper = level == cuts.size() ? 1 : normal_cdf(cuts[level] - mean),
               lower = level == 0 ? 0 : normal_cdf(cuts[level - 1] - mean);
  return upper - lower;
}

}  // namespace

distribution binormal(double auroc, double sd) {
  double const mean = std::sqrt(1 + sd * sd) * normal_quantile(auroc);
  return {"binormal A " + two_digits(auroc) + " SD " + two_digits(sd),
          [=](bool positive, double z) { return positive ? mean + sd * z : z; },
          [=](double s) { return s * s / 2 - (s - mean) * (s - mean) / (2 * sd * sd) - std::log(sd); }};
}

distribution levels(double auroc, std::vector<double> const& cuts, std::string name) {
  double const mean = std::numbers::sqrt2 * normal_quantile(auroc);
  return {name + " A " + two_digits(auroc),
          [=](bool positive, double z) { return static_cast<double>(level_of(cuts, positive ? mean + z : z)); },
          [=](double level) {
            auto const k = static_cast<std::size_t>(level);
            return std::log(share_of_level(cuts, k, mean) / share_of_level(cuts, k, 0));
          }};
}

distribution exponential(double auroc) {
  double const scale = auroc / (1 - auroc);
  return {"exponential A " + two_digits(auroc), [=](bool positive, double z) { return -(positive ? scale : 1) * std::log(normal_cdf(-z)); },
          [=](double s) { return s - s / scale - std::log(scale); }};
}

distribution undetectable(double auroc) {
  double const hidden = 2 * (1 - auroc);
  return {"undetectable A " + two_digits(auroc),
          [=](bool positive, double z) {
            if (!positive) return z;
            double const u = normal_cdf(z);
            return u < hidden ? normal_quantile(u / hidden) : above_all + z;
          },
          {}};
}

distribution with_failures(distribution of, double failed) {
  auto const score = of.score;
  return {of.name + ", " + two_digits(failed * 100) + " % failed",
          [=](bool positive, double z) {
            double const u = normal_cdf(z);
            return u < failed ? below_all : score(positive, normal_quantile((u - failed) / (1 - failed)));
          },
          {}};
}

distribution rare_top() {
  return {"3 levels, rare top",
          [](bool positive, double z) {
            double const u = normal_cdf(z);
            return u > (positive ? 0.9 : 0.99) ? 2.0 : u > (positive ? 0.4 : 0.6) ? 1.0 : 0.0;
          },
          [](double level) {
            return std::log(level == 2 ? 0.1 / 0.01 : level == 1 ? 0.5 / 0.39 : 0.4 / 0.6);
          }};
}

distribution decision(double sensitivity, double specificity, std::string name) {
  double const positive_cut = normal_quantile(1 - sensitivity), negative_cut = normal_quantile(specificity);
  return {std::move(name), [=](bool positive, double z) { return z > (positive ? positive_cut : negative_cut) ? 1.0 : 0.0; }, {}};
}

world of_scores(distribution const& d, share prevalence) { return {d.name, prevalence, d.score}; }

world of_risks(distribution const& d, share prevalence, double shift, double slope, std::string name) {
  double const prior = std::log(static_cast<double>(prevalence.positive) / prevalence.negative);
  return {name + ", " + d.name, prevalence, [=](bool positive, double z) {
            double const logit = shift + slope * (prior + d.log_ratio(d.score(positive, z)));
            return 1 / (1 + std::exp(-std::clamp(logit, -20.0, 20.0)));
          }};
}

world of_constant_risk(share prevalence, double risk) {
  return {"constant risk " + two_digits(risk), prevalence, [=](bool, double) { return risk; }};
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
