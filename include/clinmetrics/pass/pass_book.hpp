// SPDX-License-Identifier: Apache-2.0
// The book of passes: what a tally may read of a cohort, and where it asks for the passes that it needs. Tallies that ask for the same pass
// share it.
#pragma once
#include <cstdint>
#include <memory>

#include "clinmetrics/core/outcome.hpp"
#include "clinmetrics/core/plain.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"
#include "clinmetrics/pass/cut_question.hpp"
#include "clinmetrics/pass/pass_ref.hpp"

namespace CLINMETRICS_NAMESPACE {

/// A function of one row, whose sum over rows a tally reads: for example a loss. `of` gets the row's score and whether the event happened.
struct row_function {
  char const* name;  ///< functions with the same name are the same function
  double (*of)(double score, bool event);
  bool may_be_infinite;  ///< infinite values are counted in a sum of their own
};

/// One sum of a row-sums pass, as columns with one entry per row.
struct sum_columns {
  std::uint32_t n_cells;
  std::uint32_t const* cell;  ///< null: all rows are in cell 0
  double const* amount;       ///< from 0 to 2048; null: rows are counted
  merging how;
};
static_assert(are_plain<row_function, sum_columns>);

/// The functions up to `row_sums` have plain arguments only: a tally that was compiled with another standard library may call them. Their
/// order is part of the layout of a record (engine/metric_record.hpp).
class pass_book {
 public:
  virtual ~pass_book() = default;
  virtual std::uint32_t n_rows() const = 0;
  virtual outcome const& truth() const = 0;
  /// The score of an output, as a double.
  virtual double score(std::uint32_t output, std::uint32_t row) const = 0;
  /// Whether the output has scores; if not, it has predicted classes.
  virtual bool has_scores(std::uint32_t output) const = 0;
  /// The predicted class of each row, of an output without scores.
  virtual std::uint8_t const* predicted(std::uint32_t output) const = 0;

  /// The ranked pass of an output with these labels, and all cuts of that output. Returns the number of the pass.
  virtual std::uint32_t ranked(std::uint32_t output, std::uint8_t const* label, bool wants_precision) = 0;
  /// The first of the two slots (true positives, false positives) of a threshold in the ranked pass of the output.
  virtual std::uint32_t first_slot_of_cut(std::uint32_t cut) const = 0;
  /// Adds a function to the sums of functions of this output. Returns the number of their pass; its slots 0 and 1 count the rows without
  /// and with the event, and `first_slot` is the first of the two slots of the function's sum. If the function may be infinite, two slots
  /// follow: the numbers of rows with a finite and with an infinite value.
  virtual std::uint32_t add_function(std::uint32_t output, row_function const& f, std::uint32_t* first_slot) = 0;
  /// A row-sums pass of its own; the columns are copied. Returns the number of the pass.
  virtual std::uint32_t row_sums(sum_columns const* sums, std::uint32_t n_sums) = 0;

  virtual design const& rows() const = 0;
  virtual partition const& groups() const = 0;
  virtual ranked_order const& order(std::uint32_t output) const = 0;
  /// The logits of all risks, −∞ of 0 and ∞ of 1, of an output about which a tally with need::logit asks.
  virtual double const* logits(std::uint32_t output) const = 0;
  /// The pass chosen_cuts of the output, with all rules of that output. Returns the number of the pass.
  virtual std::uint32_t chosen_cuts_of(std::uint32_t output) = 0;
  /// Adds a question to the pass operating_points of the output, once. Returns the number of the pass; its slots 0 and 1 count the rows
  /// with and without the event, and `first_slot` is the first of the question's slots.
  virtual std::uint32_t add_question(std::uint32_t output, cut_question const& question, std::uint32_t* first_slot) = 0;
  /// A pass of another kind, which the book keeps. Returns the number of the pass.
  template <class Pass>
  std::uint32_t keep(std::shared_ptr<Pass const> pass) {
    Pass const* const at = pass.get();
    return keep_any(std::move(pass), pass_ref(at));
  }

 protected:
  virtual std::uint32_t keep_any(std::shared_ptr<void const> owner, pass_ref pass) = 0;
};

}  // namespace CLINMETRICS_NAMESPACE
