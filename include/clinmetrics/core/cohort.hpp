// SPDX-License-Identifier: Apache-2.0
// A cohort contains the checked rows of one evaluation: their design, their outcome, and the output of each model.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "clinmetrics/core/column.hpp"
#include "clinmetrics/core/design.hpp"
#include "clinmetrics/core/outcome.hpp"
#include "clinmetrics/core/part_runner.hpp"
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

/// The design of the rows, what is true of them, and what the models say.
struct cohort : design {
  std::shared_ptr<outcome const> truth;
  std::vector<model> models;

  /// 1 where the event happened (the positive rows), for each row; empty if the outcome has no events.
  std::span<std::uint8_t const> events() const {
    auto const* const y = truth ? truth->events() : nullptr;
    return y ? std::span(y, n_rows()) : std::span<std::uint8_t const>{};
  }
};

/// An outcome of any kind, before the rows that are analysed are known.
struct outcome_source {
  std::vector<named_column> columns;  ///< one entry per row; a missing value (NaN) is treated as `on_nan` says
  /// Makes the outcome from the columns without the rows that are left out.
  ///
  /// Throws input_error, with rows numbered by as_given(fault, kept).
  std::function<std::shared_ptr<outcome const>(std::vector<column> const& columns, std::span<std::uint32_t const> kept, stop_flag stop)>
      make;
  /// Reads the predicted classes of a model, at most 256; the default accepts 0 and 1.
  std::function<std::vector<std::uint8_t>(named_column const& rows, std::span<std::uint32_t const> kept, stop_flag stop)> decisions = {};
};

/// Checks the rows and makes a cohort of them. Errors name the argument, the count and the first row, and never a label, an id or a score.
/// At most 2³² − 1 rows. An integer weight counts as so many rows; other weights become fixed point; rows with weight 0 are left out.
/// Scores are viewed and not copied, unless rows with weight 0 or NaN are left out: their owner must outlive the cohort.
/// Throws `stopped` soon after the flag is set. `run` runs the checks of long columns; the cohort does not depend on it.
inline cohort make_cohort(cohort_input const& input, stop_flag stop = {}, part_runner const& run = run_in_order);

/// The same for an outcome of another kind: `input.y_true` is not used, and the first column of the source takes its place in messages.
inline cohort make_cohort(cohort_input const& input, outcome_source const& truth, stop_flag stop = {},
                          part_runner const& run = run_in_order);

}  // namespace CLINMETRICS_NAMESPACE

#include "clinmetrics/core/detail/make_cohort.hpp"
