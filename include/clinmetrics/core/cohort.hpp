// SPDX-License-Identifier: Apache-2.0
// A cohort contains the checked rows of one evaluation: labels, scores of each model, weights, units, strata, attributes.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clinmetrics/core/column.hpp"
#include "clinmetrics/core/partition.hpp"
#include "clinmetrics/core/stop.hpp"

namespace CLINMETRICS_NAMESPACE {

enum class nan_policy : std::uint8_t { raise, drop };

/// The meaning of the sample weights.
enum class weight_kind : std::uint8_t {
  sampling,  ///< the row counts as so many rows in every value, but is resampled as one row
  frequency  ///< the row was observed so many times: it is repeated, and intervals are those of the repeated rows
};

struct named_column {
  std::string name;
  column rows;
};

/// The input of a cohort. All columns have the same number of rows.
struct cohort_input {
  column y_true;                             ///< bool, or integers or floats that are 0 or 1
  std::vector<named_column> y_score = {};    ///< scores, higher = more likely positive; finite
  std::vector<named_column> y_pred = {};     ///< hard labels, as y_true
  std::optional<column> sample_weight = {};  ///< at least 0; see make_cohort
  weight_kind kind_of_weight = weight_kind::sampling;
  std::optional<column> unit = {};         ///< integer identifiers of the units of resampling (patients); default: each row is a unit
  std::optional<column> strata = {};       ///< integer identifiers; each unit belongs to one stratum
  std::vector<attribute> attributes = {};  ///< for subgroups
  nan_policy on_nan = nan_policy::raise;
};

/// A model's output: scores, or hard labels.
struct model {
  std::string name;
  column score = {};                    ///< scores (empty view for hard labels); a view of the caller's rows unless rows were left out
  std::vector<std::uint8_t> predicted;  ///< hard labels (empty for scores)
  bool is_probability = false;          ///< all scores are in [0, 1]
  fault outside_unit = {};              ///< the scores that are not; row numbers are those of the rows as given
  bool has_scores() const { return score.data != nullptr || score.stride != 0; }  // an empty view also needs a stride
};

struct cohort {
  std::size_t n_received = 0;         ///< rows given
  std::size_t n_dropped = 0;          ///< rows that were left out because of NaN (nan_policy drop)
  std::size_t first_dropped = 0;      ///< the first of them
  std::vector<std::uint32_t> kept;    ///< the given rows that are analysed, ascending, repeated by frequency; empty: all of them
  std::vector<std::uint8_t> y;        ///< 0 or 1
  std::optional<column> y_on_device;  ///< the rows as given, if they are also in device memory (`data` is null)
  std::vector<model> models;
  std::vector<std::uint64_t> weight;       ///< integers, or fixed point; empty: all are equal, which is the same as no weights
  double weight_scale = 1;                 ///< the given weight of a row is weight_of(row) · weight_scale, rounded if it is not an integer
  std::optional<column> real_weight = {};  ///< the weights as given, if they were rounded to fixed point
  std::vector<std::uint32_t> unit;         ///< the unit of each row, numbered by (stratum, identifier); empty: unit = row
  bool is_clustered = false;               ///< a unit has several rows
  std::vector<std::uint32_t> stratum_begin;  ///< the first unit of each stratum, then the number of units
  bool strata_are_outcome = false;           ///< the strata are the classes
  bool is_stratified = false;
  std::vector<attribute> attributes;

  std::size_t n_rows() const { return y.size(); }
  std::size_t n_units() const { return stratum_begin.back(); }
  std::uint32_t unit_of(std::size_t row) const { return unit.empty() ? static_cast<std::uint32_t>(row) : unit[row]; }
  bool is_weighted() const { return !weight.empty(); }
  std::uint64_t weight_of(std::size_t row) const { return weight.empty() ? 1 : weight[row]; }
};

/// Checks the rows and makes a cohort of them. Errors name the argument, the count and the first row, and never a label, an id or a score.
/// At most 2³² − 1 rows. An integer weight counts as so many rows; other weights become fixed point; rows with weight 0 are left out.
/// Scores are viewed and not copied, unless rows with weight 0 or NaN are left out: their owner must outlive the cohort.
/// Throws `stopped` soon after the flag is set.
inline cohort make_cohort(cohort_input const& input, stop_flag stop = {});

}  // namespace CLINMETRICS_NAMESPACE

#include "clinmetrics/core/detail/make_cohort.hpp"
