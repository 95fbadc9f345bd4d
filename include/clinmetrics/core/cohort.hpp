// SPDX-License-Identifier: Apache-2.0
// A cohort: the rows of one audit, checked. Labels, scores of each model, weights, units, strata, attributes.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clinmetrics/core/column.hpp"
#include "clinmetrics/core/partition.hpp"
#include "clinmetrics/core/stop.hpp"

namespace clinmetrics {

enum class nan_policy : std::uint8_t { raise, drop };

/// What a weight says of its row.
enum class weight_kind : std::uint8_t {
  sampling,  ///< the row stands for so many in every value, and is resampled as one
  frequency  ///< so many identical rows were seen: the row is repeated, and intervals are those of the repeated rows
};

struct named_column {
  std::string name;
  column rows;
};

/// What a cohort is made of. All columns have the same number of rows.
struct cohort_input {
  column y_true;                             ///< bool, or integers or floats that are 0 or 1
  std::vector<named_column> y_score = {};    ///< scores, higher = more likely positive; finite
  std::vector<named_column> y_pred = {};     ///< hard labels, as y_true
  std::optional<column> sample_weight = {};  ///< ≥ 0; integers repeat a row, reals are fixed point; a row of weight 0 leaves
  weight_kind kind_of_weight = weight_kind::sampling;
  std::optional<column> unit = {};         ///< integer identifiers of what is resampled together (patients); default: the row
  std::optional<column> strata = {};       ///< integer identifiers; units nest in strata
  std::vector<attribute> attributes = {};  ///< for subgroups
  nan_policy on_nan = nan_policy::raise;
};

/// A model's output: scores, or hard labels.
struct model {
  std::string name;
  column score = {};                    ///< scores (empty view for hard labels); borrowed unless rows were left out
  std::vector<std::uint8_t> predicted;  ///< hard labels (empty for scores)
  bool is_probability = false;          ///< all scores lie in [0, 1]
  fault outside_unit = {};              ///< the scores that do not, by the rows as given
  bool has_scores() const { return score.data != nullptr || score.stride != 0; }  // a view of no rows has a stride, too
};

struct cohort {
  std::size_t n_received = 0;         ///< rows given
  std::size_t n_dropped = 0;          ///< rows left out because of NaN (nan_policy drop)
  std::size_t first_dropped = 0;      ///< the first of them
  std::vector<std::uint32_t> kept;    ///< the given rows that are analysed, ascending, repeated by frequency; empty: all of them
  std::vector<std::uint8_t> y;        ///< 0 or 1
  std::optional<column> y_on_device;  ///< the same rows as they were given, where they lie on a device, too: `data` is null
  std::vector<model> models;
  std::vector<std::uint64_t> weight;         ///< integers, or fixed point; empty: all equal, which is the same as none
  double weight_scale = 1;                   ///< a row's given weight is weight_of(row) · weight_scale, rounded where it is real
  std::optional<column> real_weight = {};    ///< the weights as given, where they were rounded to fixed point
  std::vector<std::uint32_t> unit;           ///< the unit of each row, numbered by (stratum, identifier); empty: unit = row
  bool is_clustered = false;                 ///< a unit has several rows
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

/// Checks and takes in the rows. Errors name the argument, the count and the first row, and never a label, an id or a score.
/// At most 2³² − 1 rows. Scores are viewed, not copied, unless rows of weight 0 or NaN leave: their owner must outlive the cohort.
/// Throws `stopped` soon after the flag is raised.
inline cohort make_cohort(cohort_input const& input, stop_flag stop = {});

}  // namespace clinmetrics

#include "clinmetrics/core/detail/make_cohort.hpp"
