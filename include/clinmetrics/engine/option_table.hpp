// SPDX-License-Identifier: Apache-2.0
// The options of an evaluation, described once, one line per option: the member that holds it, its range and its meaning; its default is
// that of the member. Bindings, the command line, type stubs, the provenance and the documentation are made from this table.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <variant>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/engine/options.hpp"

namespace CLINMETRICS_NAMESPACE {

/// How the columns of the data are read. The other options are those of the evaluation.
struct reading_options {
  clinmetrics::nan_policy nan_policy = clinmetrics::nan_policy::raise;
  clinmetrics::weight_kind weight_kind = clinmetrics::weight_kind::sampling;
};

namespace options {

template <class T>
using of_evaluation = T evaluate_options::*;
template <class T>
using of_reading = T reading_options::*;

using member = std::variant<
    of_evaluation<metric_choices>, of_evaluation<threshold_choices>, of_evaluation<std::map<std::string, threshold_choices>>,
    of_evaluation<std::vector<std::vector<std::string>>>, of_evaluation<std::string>, of_evaluation<std::map<std::string, std::string>>,
    of_evaluation<double>, of_evaluation<std::uint32_t>, of_evaluation<std::uint64_t>, of_evaluation<int>, of_evaluation<bool>,
    of_evaluation<resampling>, of_evaluation<curve_steps>, of_evaluation<model_pairs>, of_evaluation<std::map<std::string, double>>,
    of_evaluation<alternative>, of_evaluation<gap_choice>, of_evaluation<p_adjustment>, of_reading<nan_policy>, of_reading<weight_kind>>;

/// Whole numbers from `least` to `greatest`, or real numbers between them, without the ends.
struct range {
  std::uint64_t least = 0, greatest = 0;
};

struct option {
  std::string_view name;
  member at;
  std::string_view meaning;                        ///< in plain sentences; the names of other options are in backticks
  range of = {};                                   ///< the range of a number
  std::span<std::string_view const> choices = {};  ///< the values of an enumeration, in its order; for a text, the usual values
  /// Whether a call may leave it out, by None in Python. The member then is empty, "none" or 0.
  bool is_optional = false;
  std::string_view part_of = {};  ///< the option with which Python combines this one
};

namespace detail {
inline constexpr std::array<std::string_view, 3> resamplings{"multinomial", "poisson", "auto"};
inline constexpr std::array<std::string_view, 3> curves{"none", "steps", "exact"};
inline constexpr std::array<std::string_view, 2> nan_policies{"raise", "drop"}, weight_kinds{"sampling", "frequency"};
inline constexpr std::array<std::string_view, 2> adjustments{"holm", "benjamini_hochberg"}, comparisons{"none", "all"};
inline constexpr std::array<std::string_view, 4> alternatives{"two_sided", "superior", "non_inferior", "equivalent"};
inline constexpr std::array<std::string_view, 5> gaps{"none", "auto", "reference", "rest", "pairs"};
inline constexpr std::array<std::string_view, 4> backends{"auto", "reference", "cpu", "cuda"};
inline constexpr auto whole32 = std::uint64_t{std::numeric_limits<std::uint32_t>::max()};
inline constexpr auto whole64 = std::numeric_limits<std::uint64_t>::max();
}  // namespace detail

inline constexpr auto table = [] {
  using o = evaluate_options;
  return std::to_array<option>({
      // clang-format off
      {"threshold", &o::threshold, "A row with score >= threshold is a predicted positive.", {}, {}, true},
      {"threshold_of", &o::threshold_of, "Thresholds of single models by name, which replace `threshold`.", {}, {}, true, "threshold"},
      {"groups", &o::groups, "Attributes for subgroups.", {}, {}, true},
      {"weight_kind", &reading_options::weight_kind, "The meaning of the weights: weights of a sampling design, or counts of identical rows.", {}, detail::weight_kinds},
      {"metrics", &o::metrics, "Names and aliases of metrics, or text forms such as \"f_beta(beta=2)\"; \"clinical\" is the usual set."},
      {"ci", &o::ci, "The method of the intervals: \"auto\", \"published\", a method's name, or none.", {}, {}, true},
      {"ci_of", &o::ci_of, "The methods of single metrics; the others have that of `ci`.", {}, {}, true, "ci"},
      {"level", &o::level, "Level of the intervals, as a fraction.", {0, 1}},
      {"n_resamples", &o::n_resamples, "Number of bootstrap replicates, if a method needs them.", {1, detail::whole32}},
      {"resampling", &o::resampling, "Kind of bootstrap weights. \"auto\" is \"poisson\" above 200,000 units, else \"multinomial\".", {}, detail::resamplings},
      {"seed", &o::seed, "Seed of the bootstrap weights. The same call gives the same bits on any machine and number of threads.", {0, detail::whole64}},
      {"stream", &o::stream, "Cohorts that are compared but not paired need different streams.", {0, 0xFFFF}},
      {"nan_policy", &reading_options::nan_policy, "The treatment of rows that have NaN in labels, scores or weights: an error, or they are left out.", {}, detail::nan_policies},
      {"min_group_size", &o::min_group_size, "Groups with fewer units are listed with their size only, without values.", {0, detail::whole32}},
      {"backend", &o::backend, "The implementation that computes the counts and sums. All give the same integers; \"auto\" uses the fastest one.", {}, detail::backends},
      {"num_threads", &o::num_threads, "Threads for this call, at most the number of cores; default: all.", {1, 1 << 16}, {}, true},
      {"max_memory", &o::max_memory, "Bytes for the replicates' values, tallies and weights; default: 2 GiB; less than 64 MiB counts as 64.", {1, std::uint64_t{1} << 63}, {}, true},
      {"keep_replicates", &o::keep_replicates, "Keep the replicate values of every row (for the ECE their deviations)."},
      {"curves", &o::curves, "Tables for the curves of each model with scores, over all rows and in groups: \"steps\" of at least 5 rows, \"exact\" at every distinct score for local use, or none.", {}, detail::curves, true},
      {"compare", &o::compare, "The models that are compared on the same rows: \"all\" pairs, some pairs, all with one reference, or none.", {}, detail::comparisons, true},
      {"compare_pairs", &o::compare_pairs, "Pairs of models that are compared, in place of `compare`.", {}, {}, true, "compare"},
      {"alternative", &o::alternative, "The claim that comparisons and gaps judge.", {}, detail::alternatives},
      {"margin", &o::margin, "The margin of the claim about a difference, on the scale of the metric.", {0, detail::whole32}, {}, true},
      {"margin_of", &o::margin_of, "The margins of single metrics; the others have that of `margin`.", {}, {}, true, "margin"},
      {"gaps", &o::gaps, "The gaps between groups: \"auto\" (the range, the worst group, each group against the rest), \"reference\" (each against a reference group), \"rest\", \"pairs\", or none.", {}, detail::gaps, true},
      {"reference", &o::reference, "The reference groups by attribute, as they are printed; default: the largest group.", {}, {}, true},
      {"adjustment", &o::adjustment, "How the p values of a family are adjusted.", {}, detail::adjustments},
      // clang-format on
  });
}();

/// The option of this name; null if there is none.
constexpr option const* find(std::string_view name) {
  for (auto const& o : table)
    if (o.name == name) return &o;
  return nullptr;
}

/// Throws the input_error for a number that is outside the range of this option.
[[noreturn]] CLINMETRICS_EXPORT void refuse_range(option const& about);

}  // namespace options

/// Throws an input_error if a number is outside its range.
CLINMETRICS_EXPORT void check_options(evaluate_options const& o);

}  // namespace CLINMETRICS_NAMESPACE
