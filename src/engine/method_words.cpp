// SPDX-License-Identifier: Apache-2.0
// The texts of the interval methods, by name, in the order of the enumeration.
#include <array>

#include "clinmetrics/engine/table.hpp"

namespace CLINMETRICS_NAMESPACE::tables {
namespace {

constexpr std::array<word, method_names.size()> words{{
    {"none", "None", "There is no interval."},
    {"wilson", "Wilson",
     "Score interval of a proportion. It stays between 0 and 1 and is reliable for small counts and for 0 or all of n."},
    {"clopper_pearson", "Clopper–Pearson",
     "Exact interval of a proportion from the binomial distribution. It covers at least its level and is therefore wide."},
    {"jeffreys", "Jeffreys", "Interval of a proportion from the Beta distribution with ½ added to successes and failures."},
    {"agresti_coull", "Agresti–Coull", "Interval of a proportion after about two successes and two failures are added."},
    {"square_and_add", "Square and add",
     "Combines the Wilson intervals of two proportions into one for their difference or mean (Newcombe’s method 10)."},
    {"indirect_wilson", "Indirect Wilson",
     "Wilson interval of the proportion from which F1 or the Jaccard index is computed, transformed."},
    {"logit_delta", "Logit delta",
     "Normal approximation on the logit scale with a variance from the counts, transformed to the scale of the metric."},
    {"log", "Log", "Normal approximation on the logarithm of the ratio, transformed to the ratio."},
    {"log_haldane", "Log Haldane",
     "As Log, with ½ added to each count because one of them is zero. The limit on the side of the value is 0 or ∞."},
    {"delta_fisher_z", "Delta Fisher z",
     "Normal approximation from the counts with ½ added, on a scale that keeps the limits in range. It is used where the bootstrap cannot "
     "be."},
    {"delong", "DeLong", "Normal approximation of the AUROC with DeLong’s variance."},
    {"logit_delong", "Logit DeLong", "DeLong’s variance of the AUROC on the logit scale, so that the limits stay between 0 and 1."},
    {"newcombe5", "Newcombe 5",
     "Score-type interval of the AUROC (Newcombe’s method 5). It keeps a width when the scores separate the classes completely."},
    {"hull", "Hull",
     "The shortest interval that contains both the Logit DeLong and the Newcombe 5 interval of the AUROC. It is used where one class is "
     "small or the scores nearly separate the classes."},
    {"transform_t", "Transform t",
     "Standard error from leaving out one unit (one patient) at a time, with Student’s t on a scale that suits the metric, transformed to "
     "the metric. It is valid for several rows of one patient and for weights."},
    {"logit_bootstrap_sd", "Logit bootstrap SD",
     "Standard deviation of the metric over bootstrap replicates, with Student’s t on the logit scale, transformed to the metric."},
    {"percentile", "Percentile", "Bootstrap interval: the middle part of the values of the metric over bootstrap replicates."},
    {"basic", "Basic", "Bootstrap interval: the percentile interval mirrored about the value."},
    {"bca", "BCa", "Bootstrap interval, corrected for bias and for a standard error that changes with the value."},
    {"l1_projection", "L1 projection",
     "Adds and subtracts the size of the deviations between observed and predicted shares over bootstrap replicates. It suits an error "
     "that "
     "cannot be below 0."},
}};

constexpr bool has_their_names() {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i].name != method_names[i]) return false;
  return true;
}
static_assert(has_their_names());

}  // namespace

std::span<word const> method_words() { return words; }

}  // namespace CLINMETRICS_NAMESPACE::tables
