// SPDX-License-Identifier: Apache-2.0
// Another kind of outcome with a pass, a tally and a metric of its own, made without any change of the library: survival times, a walk over
// all pairs, and Harrell's C. Values by hand; replicates equal the metric of repeated rows; every backend runs the pass.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "clinmetrics/clinmetrics.hpp"
#include "clinmetrics/engine/registry.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "support/dice.hpp"
#include "support/passes.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

class survival final : public outcome {
 public:
  static constexpr char const* name = "test_survival";
  survival(std::vector<double> time, std::vector<std::uint8_t> event) : time_(std::move(time)), event_(std::move(event)) {}
  char const* kind() const override { return name; }
  std::uint8_t const* events() const override { return event_.data(); }
  std::vector<double> const& time() const { return time_; }

 private:
  std::vector<double> time_;
  std::vector<std::uint8_t> event_;
};

/// Pairs of rows of a group of which the one with the earlier time had the event: their number, and twice the number in which it has the
/// higher score (equal scores count once).
struct pairs_pass {
  design const* rows;
  partition const* groups;
  std::vector<double> time, score;
  std::vector<std::uint8_t> event;
  std::size_t n_slots() const { return 4; }
  slot_layout layout() const { return {{4, merging::never, true}}; }

  template <class Multiplicity>
  void walk(Multiplicity const& times, slot_block& out, std::size_t first) const {
    for (std::uint32_t lane = 0; lane < times.count; ++lane)
      for (std::size_t i = 0; i < time.size(); ++i)
        for (std::size_t j = 0; j < time.size(); ++j) {
          if (!event[i] || time[i] >= time[j] || groups->group_of(i) != groups->group_of(j)) continue;
          u128 const w = u128{times(rows->unit_of(i), lane)} * times(rows->unit_of(j), lane) * rows->weight_of(i) * rows->weight_of(j);
          auto const group = groups->group_of(i);
          auto const add = [&](std::size_t slot, u128 x) {
            add_wide(out.at(slot, group, first + lane), out.at(slot + 1, group, first + lane), x);
          };
          add(0, w), add(2, w * (score[i] > score[j] ? 2u : score[i] == score[j] ? 1u : 0u));
        }
  }
};

struct concordance {
  u128 comparable, twice_concordant;
  static concordance read(std::span<std::uint64_t const> w) { return {wide(w[0], w[1]), wide(w[2], w[3])}; }
  static tally_record const record;
};
constexpr tally_record concordance::record{
    .name = "test_concordance",
    .outcome = survival::name,
    .needs = need::score,
    .is_rounded = false,
    .is_cells = false,
    .ask =
        [](pass_book& book, tally_request const& at, tally_place& place) {
          auto const& truth = static_cast<survival const&>(book.truth());
          auto pass = std::make_shared<pairs_pass>();
          pass->rows = &book.rows(), pass->groups = &book.groups(), pass->time = truth.time();
          pass->event.assign(truth.events(), truth.events() + book.n_rows());
          for (std::uint32_t row = 0; row < book.n_rows(); ++row) pass->score.push_back(book.score(at.output, row));
          place.pass = book.keep(std::shared_ptr<pairs_pass const>(std::move(pass)));
          place.add(0, 4);
        },
    .n_words = &count_slots,
    .read = &copy_slots,
};

struct harrell_c {
  using tally = concordance;
  static constexpr descriptor about{
      .name = "test_harrell_c",
      .family = "survival",
      .formula = "concordant pairs / comparable pairs",
      .meaning = "Share of comparable pairs in which the row with the earlier event has the higher score; ties count one half.",
      .undefined = "no comparable pair",
      .reference = "Harrell FE et al. JAMA 1982;247:2543-2546",
      .interval = "percentile",
      .interval_dependent = "percentile",
  };
  static value of(concordance const& t) {
    if (t.comparable == 0) return undefined(status::zero_denominator);
    return defined(static_cast<double>(t.twice_concordant) / (2 * static_cast<double>(t.comparable)));
  }
};

cohort cohort_of(std::vector<double> const& time, std::vector<std::uint8_t> const& event, std::vector<double> const& score) {
  outcome_source source{{{"time", owned_column(time)}, {"event", owned_column(event)}}, {}, {}};
  source.make = [](std::vector<column> const& columns, std::span<std::uint32_t const> kept, stop_flag stop) {
    std::vector<double> t;
    visit(columns[0], [&](auto item) {
      for (std::size_t i = 0; i < columns[0].size; ++i) t.push_back(static_cast<double>(item[i]));
    });
    return std::make_shared<survival const>(std::move(t), detail::read_labels("event", columns[1], kept, stop, run_in_order));
  };
  cohort_input in;
  in.y_score = {{"risk", owned_column(score)}};
  return make_cohort(in, source);
}

class other_outcome : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!registry::find("test_harrell_c", survival::name)) registry::add(entry_of<harrell_c>());
  }
};

TEST_F(other_outcome, values_by_hand) {
  // Events at 1, 2 and 4, censored at 3 and 5. Comparable: 1 with four, 2 with three, 4 with one. Against the risk: (2, 3), and 1 and 4 are
  // tied.
  auto const rows = cohort_of({1, 2, 3, 4, 5}, {1, 1, 0, 1, 0}, {.9, .4, .5, .9, .1});
  auto const r = evaluate(rows, {.metrics = {"test_harrell_c"}, .ci = "none"});
  ASSERT_EQ(r.rows().size(), 1u);
  EXPECT_EQ(r.rows()[0].value.number, (3.5 + 1 + 1) / 8);
  EXPECT_TRUE(r.counts.empty());
  EXPECT_EQ(r.rows()[0].size.n_positive, 3u);
}

TEST_F(other_outcome, replicates_are_the_metric_of_repeated_rows_on_every_backend) {
  testing::dice roll(3);
  std::vector<double> time, score;
  std::vector<std::uint8_t> event;
  for (int i = 0; i < 30; ++i) time.push_back(roll.below(12)), score.push_back(roll.below(5) / 5.), event.push_back(roll.below(3) > 0);
  auto const rows = cohort_of(time, event, score);
  evaluate_options options{.metrics = {"test_harrell_c"}, .n_resamples = 200, .seed = 4, .backend = "reference", .keep_replicates = true};
  auto const replicates = evaluate(rows, options).rows()[0].replicates;
  options.backend = "cpu";
  EXPECT_EQ(evaluate(rows, options).rows()[0].replicates, replicates);
  resampler const weights(resampling::multinomial, 4, 0, rows.stratum_begin);
  for (std::uint32_t r = 0; r < 10; ++r) {
    auto const w = testing::weights(weights, r, 1);
    std::vector<double> t, s;
    std::vector<std::uint8_t> e;
    for (std::size_t i = 0; i < time.size(); ++i)
      for (std::uint32_t k = 0; k < w[i]; ++k) t.push_back(time[i]), s.push_back(score[i]), e.push_back(event[i]);
    EXPECT_EQ(evaluate(cohort_of(t, e, s), {.metrics = {"test_harrell_c"}, .ci = "none"}).rows()[0].value.number, replicates[r]);
  }
}

TEST_F(other_outcome, metrics_of_one_kind_are_unknown_to_another) {
  auto const rows = cohort_of({1, 2, 3}, {1, 1, 0}, {.9, .4, .5});
  EXPECT_THROW(evaluate(rows, {.metrics = {"auroc"}}), input_error);
  EXPECT_EQ(registry::find("test_harrell_c"), nullptr);
  EXPECT_NE(registry::find("auroc"), nullptr);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
