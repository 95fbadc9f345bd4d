// SPDX-License-Identifier: Apache-2.0
// A kind of outcome, a tally and a metric of your own: K classes, the K x K table of true and predicted classes, and the macro F1.
#pragma once
#include <clinmetrics/core/cohort.hpp>
#include <clinmetrics/engine/metric_record.hpp>
#include <clinmetrics/metric/ratio.hpp>
#include <clinmetrics/tally/tally_record.hpp>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

namespace my {

namespace cm = clinmetrics;

/// One of K classes for each row, numbered from 0.
class classes final : public cm::outcome {
 public:
  static constexpr char const* name = "my_classes";
  classes(std::uint32_t n_classes, std::vector<std::uint8_t> of_row) : n_classes_(n_classes), of_row_(std::move(of_row)) {}
  char const* kind() const override { return name; }
  std::uint32_t n_classes() const { return n_classes_; }
  std::vector<std::uint8_t> const& of_row() const { return of_row_; }

 private:
  std::uint32_t n_classes_;
  std::vector<std::uint8_t> of_row_;
};

/// A cohort of true and predicted classes below n_classes, which is at most 256.
inline cm::cohort make_cohort_of_classes(std::uint32_t n_classes, cm::column const& truth, cm::column const& predicted) {
  auto const read = [n_classes](std::string_view column, cm::column const& c, std::span<std::uint32_t const> kept) {
    std::vector<std::uint8_t> out(c.size);
    cm::fault other;
    cm::visit(c, [&](auto item) {
      for (std::size_t i = 0; i < c.size; ++i) {
        auto const x = static_cast<double>(item[i]);
        if (!(x >= 0 && x < n_classes) || x != std::floor(x)) other.add(i);
        out[i] = static_cast<std::uint8_t>(x);
      }
    });
    if (other) cm::refuse(column, cm::as_given(other, kept), "values that are no class", "number the classes from 0");
    return out;
  };
  cm::outcome_source source{{{"y_true", truth}}, {}, {}};
  source.make = [read, n_classes](std::vector<cm::column> const& columns, std::span<std::uint32_t const> kept, cm::stop_flag) {
    return std::make_shared<classes const>(n_classes, read("y_true", columns.front(), kept));
  };
  source.decisions = [read](cm::named_column const& c, std::span<std::uint32_t const> kept, cm::stop_flag) {
    return read(c.name, c.rows, kept);
  };
  cm::cohort_input input;
  input.y_pred = {{"model", predicted}};
  return cm::make_cohort(input, source);
}

/// The number of rows of each true class (in turn) by predicted class.
struct class_table {
  std::span<std::uint64_t const> words;
  static class_table read(std::span<std::uint64_t const> w) { return {w}; }
  static cm::tally_record const record;
  std::size_t n_classes() const { return static_cast<std::size_t>(std::sqrt(static_cast<double>(words.size())) + .5); }
  std::uint64_t n(std::size_t truth, std::size_t predicted) const { return words[truth * n_classes() + predicted]; }
};

inline constexpr cm::tally_record class_table::record{
    .name = "my_class_table",
    .outcome = classes::name,
    .needs = cm::need::decision,
    .is_rounded = false,
    .is_cells = true,
    .ask =
        [](cm::pass_book& book, cm::tally_request const& at, cm::tally_place& place) {
          auto const& truth = static_cast<classes const&>(book.truth());
          std::vector<std::uint32_t> cell(book.n_rows());
          for (std::size_t row = 0; row < cell.size(); ++row)
            cell[row] = truth.of_row()[row] * truth.n_classes() + book.predicted(at.output)[row];
          std::uint32_t const n_cells = truth.n_classes() * truth.n_classes();
          cm::sum_columns const counts{n_cells, cell.data(), nullptr, cm::merging::adds};
          place.pass = book.row_sums(&counts, 1);
          place.add(0, n_cells);
        },
    .n_words = &cm::count_slots,
    .read = &cm::copy_slots,
};

struct macro_f1 {
  using tally = class_table;
  static constexpr cm::descriptor about{
      .name = "my_macro_f1",
      .family = "classes",
      .formula = "mean over classes of 2 TP / (2 TP + FP + FN)",
      .meaning = "Mean of the F1 scores of all classes that are true or predicted for some row.",
      .undefined = "no row",
      .reference = "Sokolova M, Lapalme G. Inf Process Manag 2009;45:427-437. doi:10.1016/j.ipm.2009.03.002",
      .interval = "bca",
      .depends_on_prevalence = true,
  };
  static cm::value of(class_table const& t) {
    double sum = 0, n = 0;
    for (std::size_t k = 0; k < t.n_classes(); ++k) {
      std::uint64_t all = 0;  // rows of the class, and rows predicted as the class
      for (std::size_t j = 0; j < t.n_classes(); ++j) all += t.n(k, j) + t.n(j, k);
      if (all == 0) continue;
      sum += 2 * static_cast<double>(t.n(k, k)) / static_cast<double>(all), ++n;
    }
    return n == 0 ? cm::undefined(cm::status::empty) : cm::defined(sum / n);
  }
};

}  // namespace my
