// SPDX-License-Identifier: Apache-2.0
// Whole evaluations: independence of threads, memory, number of replicates, other metrics, groups and models; groups as filtered cohorts;
// tables that are too small; and stopping.
#include "clinmetrics/engine/evaluate.hpp"

#include <gtest/gtest.h>
#include <tbb/task_arena.h>

#ifdef __SSE__
#include <xmmintrin.h>
#endif

#include <cmath>
#include <thread>

#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/registry.hpp"
#include "support/metrics.hpp"
#include "support/results.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::make;
using testing::random_table;
using testing::rows_by_key;
using testing::rows_of;
using testing::shape;
using testing::table;

/// Every metric that the cohort allows, with replicates for each method that needs them.
evaluate_options everything(std::uint32_t n_resamples = 100) {
  std::vector<std::string> names;
  for (auto const* r : testing::every_metric()) names.push_back(text_of(parse_metric(testing::text_with_parameters(*r))));
  names.emplace_back("ece(bins=4, binning=equal_mass)"), names.emplace_back("f_beta(beta=0.5)");
  return {.metrics = names, .threshold = {.35, .6}, .n_resamples = n_resamples, .seed = 7, .keep_replicates = true};
}

std::vector<shape> shapes() {
  return {{.n = 90, .n_levels = 3},
          {.n = 80, .score_levels = 0, .weights_below = 4, .n_levels = 2},
          {.n = 120, .n_units = 30, .n_levels = 2},
          {.n = 100, .real_weights = true, .n_units = 33, .n_strata = 2, .n_levels = 1}};
}

class any_cohort : public ::testing::TestWithParam<std::size_t> {
 protected:
  table rows() const { return random_table(shapes()[GetParam()], GetParam()); }
  result run(evaluate_options o) const {
    o.groups = {{"group"}};
    return evaluate(make(rows()), o);
  }
};
INSTANTIATE_TEST_SUITE_P(shapes, any_cohort, ::testing::Range(std::size_t{0}, std::size_t{4}));

TEST_P(any_cohort, the_number_of_threads_does_not_matter) {
  auto o = everything();
  o.num_threads = 1;
  auto const one = rows_of(run(o));
  for (int n : {2, 3, 0}) {
    o.num_threads = n;
    EXPECT_EQ(rows_of(run(o)), one) << n;
  }
}

TEST_P(any_cohort, the_memory_does_not_matter) {
  auto o = everything(150);
  auto const roomy = rows_of(run(o));
  for (std::size_t bytes : {std::size_t{1}, std::size_t{1} << 16, std::size_t{1} << 20}) {
    o.max_memory = bytes;
    EXPECT_EQ(rows_of(run(o)), roomy) << bytes;
  }
}

TEST_P(any_cohort, fewer_replicates_are_the_first_of_more) {
  auto const many = run(everything(130)), few = run(everything(37));
  for (auto const& row : few.rows()) {
    auto const& longer = testing::row_at(many, testing::key_of(few, row)).replicates;
    ASSERT_EQ(row.replicates.size(), row.n_resamples);
    for (std::size_t r = 0; r < row.replicates.size(); ++r) EXPECT_EQ(testing::bits(row.replicates[r]), testing::bits(longer[r]));
  }
}

TEST_P(any_cohort, what_else_is_asked_does_not_matter) {
  auto const all = rows_of(run(everything()));
  for (auto const* name :
       {"auroc", "average_precision", "mcc", "brier", "log_loss", "ece", "ece(bins=4, binning=equal_mass)", "lr_positive", "prevalence"}) {
    auto o = everything();
    o.metrics = {name}, o.threshold = {.6};
    for (auto const& [key, content] : rows_of(run(o))) EXPECT_EQ(all.at(key), content) << key;
    for (auto const& [key, content] : rows_of(evaluate(make(rows()), o))) EXPECT_EQ(all.at(key), content) << key << " without groups";
  }
}

TEST_P(any_cohort, other_models_do_not_matter) {
  auto t = rows();
  auto o = everything();
  o.metrics = {"clinical"};
  auto const alone = rows_of(evaluate(make(t), o));
  t.predicted.assign(t.size(), 1);
  auto const both = rows_of(evaluate(make(t), o));
  for (auto const& [key, content] : alone) EXPECT_EQ(both.at(key), content) << key;
  EXPECT_GT(both.size(), alone.size());
}

TEST_P(any_cohort, reference_and_default_backend_agree) {
  auto o = everything();
  auto const fast = rows_of(run(o));
  o.backend = "reference";
  EXPECT_EQ(rows_of(run(o)), fast);
}

TEST_P(any_cohort, a_group_is_the_filtered_cohort) {
  auto const t = rows();
  auto o = everything();
  o.ci = "none", o.keep_replicates = false, o.min_group_size = 0;
  auto const whole = run(o);
  for (auto const& row : whole.rows()) {
    if (row.partition == 0) continue;
    auto const& level = whole.partitions[row.partition].groups[row.group][0];
    int const code = level ? std::stoi(level->substr(6)) : -1;
    auto const alone = evaluate(make(testing::rows_where(t, [&](std::size_t i) { return t.group[i] == code; })), o);
    auto key = testing::key_of(whole, row);
    key.resize(key.find(" @"));
    auto const& same = testing::row_at(alone, key);
    EXPECT_EQ(name_of(row.value.why), name_of(same.value.why));
    EXPECT_EQ(row.size.n, same.size.n);
    EXPECT_EQ(row.size.n_units, same.size.n_units);
    if (t.real_weight.empty()) {
      EXPECT_EQ(testing::bits(row.value.number), testing::bits(same.value.number)) << key;
      EXPECT_EQ(row.size.weight_sum, same.size.weight_sum);
    } else if (std::isfinite(same.value.number)) {
      EXPECT_NEAR(row.value.number, same.value.number, 1e-9) << key;  // the fixed point of a part is finer than that of all rows
    }
  }
}

TEST_P(any_cohort, values_do_not_depend_on_the_order_of_rows) {
  auto o = everything();
  o.ci = "none", o.keep_replicates = false;
  auto const t = rows();
  auto const values = rows_of(evaluate(make(t), o), false);
  for (std::uint64_t seed = 0; seed < 3; ++seed) EXPECT_EQ(rows_of(evaluate(make(testing::shuffled(t, seed)), o), false), values);
}

TEST_P(any_cohort, with_named_units_nothing_depends_on_the_order_of_rows) {
  auto t = rows();
  if (t.unit.empty())
    for (std::size_t i = 0; i < t.size(); ++i) t.unit.push_back(static_cast<std::int64_t>(i * 37 % 101));
  auto const o = everything();
  auto const before = rows_of(evaluate(make(t), o));
  EXPECT_EQ(rows_of(evaluate(make(testing::shuffled(t, 5)), o)), before);
}

TEST(evaluate, a_unit_a_row_numbered_in_order_is_no_unit) {
  auto t = random_table({.n = 60}, 1);
  auto const without = rows_of(evaluate(make(t), everything()));
  for (std::size_t i = 0; i < t.size(); ++i) t.unit.push_back(static_cast<std::int64_t>(i) * 3 - 50);
  EXPECT_EQ(rows_of(evaluate(make(t), everything())), without);
  t.stratum.assign(t.size(), 9);
  EXPECT_EQ(rows_of(evaluate(make(t), everything())), without) << "one stratum";
  t.weight.assign(t.size(), 1);
  EXPECT_EQ(rows_of(evaluate(make(t), everything())), without) << "weights of 1";
}

TEST(evaluate, weight_zero_is_absence_in_everything) {
  auto const t = random_table({.n = 120, .weights_below = 3, .n_units = 40, .n_levels = 2}, 2);
  auto const present = testing::rows_where(t, [&](std::size_t i) { return t.weight[i] > 0; });
  auto o = everything();
  o.groups = {{"group"}};
  EXPECT_EQ(rows_of(evaluate(make(t), o)), rows_of(evaluate(make(present), o)));
}

TEST(evaluate, an_integer_weight_is_repetition_for_values) {
  auto const t = random_table({.n = 60, .weights_below = 4}, 3);
  std::vector<std::size_t> repeated;
  for (std::size_t i = 0; i < t.size(); ++i) repeated.insert(repeated.end(), t.weight[i], i);
  auto plain = testing::rows_at(t, repeated);
  plain.weight.clear();
  auto o = everything();
  o.ci = "none", o.keep_replicates = false;
  auto const weighted = evaluate(make(t), o), repeats = evaluate(make(plain), o);
  for (auto const& row : weighted.rows()) {
    auto const& same = testing::row_at(repeats, testing::key_of(weighted, row));
    bool const reads_their_number = row.metric == "ece_debiased";           // Kish's, which is not that of the repeated rows
    if (row.value.why != status::not_independent && !reads_their_number) {  // of tests, which weights do not have
      EXPECT_EQ(testing::bits(row.value.number), testing::bits(same.value.number)) << testing::key_of(weighted, row);
    }
    EXPECT_EQ(row.size.weight_sum, static_cast<double>(same.size.n));
  }
}

TEST(evaluate, replicates_are_the_metric_of_the_resampled_rows) {
  auto const t = random_table({.n = 40}, 4);
  auto o = everything(20);
  o.metrics = {"auroc", "mcc", "brier", "average_precision"}, o.threshold = {.6}, o.ci = "percentile";
  auto const c = make(t);
  auto const r = evaluate(c, o);
  resampler const weights(resampling::multinomial, 7, 0, c.stratum_begin);
  for (std::uint32_t b = 0; b < 20; ++b) {
    std::vector<std::uint32_t> w(40);
    weights.fill(b, 1, w);
    std::vector<std::size_t> which;
    for (std::size_t i = 0; i < 40; ++i) which.insert(which.end(), w[i], i);
    auto plain = o;
    plain.ci = "none", plain.keep_replicates = false;
    auto const once = evaluate(make(testing::rows_at(t, which)), plain);
    for (auto const& row : r.rows()) {
      double const x = testing::row_at(once, testing::key_of(r, row)).value.number;
      if (row.metric == "brier") {
        EXPECT_NEAR(row.replicates[b], x, 0x1p-28);  // replicates have 28 binary digits
      } else {
        EXPECT_EQ(testing::bits(row.replicates[b]), testing::bits(x)) << row.metric;
      }
    }
  }
}

TEST(evaluate, kinds_seeds_and_streams_give_other_replicates) {
  auto const c = make(random_table({.n = 40}, 5));
  auto const replicates = [&](evaluate_options o) {
    o.metrics = {"auroc"};
    return evaluate(c, o).rows()[0].replicates;
  };
  auto o = everything(30);
  auto const base = replicates(o);
  o.seed = 8;
  EXPECT_NE(replicates(o), base);
  o = everything(30), o.stream = 1;
  EXPECT_NE(replicates(o), base);
  o = everything(30), o.resampling = resampling::poisson;
  EXPECT_NE(replicates(o), base);
}

TEST(evaluate, rows_stand_by_model_then_partition_group_metric_and_threshold) {
  auto const c = make(random_table({.n = 60, .n_levels = 2, .hard = true}, 6));
  auto const r = evaluate(c, {.metrics = {"prevalence", "sensitivity"}, .threshold = {.6, .3}, .groups = {{"group"}}, .ci = "none"});
  std::vector<std::string> keys;
  for (auto const& row : r.rows()) keys.push_back(testing::key_of(r, row));
  std::vector<std::string> expected;
  for (std::string const group : {"", " @group :level 0", " @group :level 1", " @group :(missing)"})
    for (std::string const metric : {"prevalence", "sensitivity threshold=0.6", "sensitivity threshold=0.3"})
      expected.push_back("model " + metric + group);
  for (std::string const group : {"", " @group :level 0", " @group :level 1", " @group :(missing)"})
    expected.push_back("hard prevalence" + group), expected.push_back("hard sensitivity" + group);
  EXPECT_EQ(keys, expected);
}

TEST(evaluate, no_rows_are_empty_and_nothing_breaks) {
  table const none{.score = {}, .y = {}};
  auto c = make(none);
  auto o = everything(30);
  auto const r = evaluate(c, o);
  EXPECT_FALSE(r.rows().empty());
  for (auto const& row : r.rows()) {
    EXPECT_EQ(row.value.why, status::empty) << row.metric;
    EXPECT_TRUE(std::isnan(row.value.number));
    EXPECT_TRUE(std::isnan(row.interval.lower)) << row.metric;
    EXPECT_EQ(row.size.n, 0u);
  }
}

TEST(evaluate, no_rows_of_hard_labels_are_empty_too) {
  cohort_input in;
  in.y_true = owned_column(std::vector<int>{});
  in.y_pred = {{"hard", owned_column(std::vector<int>{})}};
  auto const r = evaluate(make_cohort(in), {.metrics = {"sensitivity", "mcc"}});
  ASSERT_EQ(r.rows().size(), 2u);
  for (auto const& row : r.rows()) EXPECT_EQ(row.value.why, status::empty);
}

TEST(evaluate, one_two_and_three_rows_of_any_classes) {
  for (std::size_t n : {1u, 2u, 3u})
    for (unsigned labels = 0; labels < 1u << n; ++labels)
      for (bool tied : {false, true}) {
        table t;
        for (std::size_t i = 0; i < n; ++i) t.y.push_back(labels >> i & 1), t.score.push_back(tied ? .5 : .2 + .3 * static_cast<double>(i));
        for (auto kind : {resampling::multinomial, resampling::poisson}) {
          auto o = everything(40);
          o.resampling = kind;
          auto const r = evaluate(make(t), o);
          for (auto const& row : r.rows()) {
            EXPECT_EQ(std::isnan(row.value.number), row.value.why != status::ok && !std::isinf(row.value.number)) << row.metric;
            if (row.interval.why == interval_status::ok) {
              EXPECT_LE(row.interval.lower, row.interval.upper) << row.metric;
            } else {
              EXPECT_TRUE(std::isnan(row.interval.lower)) << row.metric;
            }
          }
        }
      }
}

TEST(evaluate, one_class_says_which_is_missing) {
  table t{.score = {.1, .2, .3, .4}, .y = {1, 1, 1, 1}};
  evaluate_options const o{.metrics = {"auroc", "specificity", "mcc", "sensitivity"}, .threshold = {.25}};
  for (auto const& row : evaluate(make(t), o).rows())
    EXPECT_EQ(row.value.why, row.metric == "sensitivity" ? status::ok : status::no_negatives);
  t.y = {0, 0, 0, 0};
  for (auto const& row : evaluate(make(t), o).rows())
    EXPECT_EQ(row.value.why, row.metric == "specificity" ? status::ok : status::no_positives);
}

TEST(evaluate, a_small_group_is_listed_but_not_estimated) {
  auto t = random_table({.n = 60}, 7);
  t.n_levels = 2;
  for (std::size_t i = 0; i < t.size(); ++i) t.group.push_back(i < 9 ? 0 : i < 19 ? 1 : missing_level);
  auto const r = evaluate(make(t), {.metrics = {"prevalence"}, .groups = {{"group"}}});
  ASSERT_EQ(r.rows().size(), 4u);
  EXPECT_EQ(r.rows()[1].value.why, status::too_few);
  EXPECT_TRUE(std::isnan(r.rows()[1].value.number));
  EXPECT_EQ(r.rows()[1].interval.why, interval_status::too_few);
  EXPECT_EQ(r.rows()[1].size.n, 9u);
  EXPECT_EQ(r.rows()[2].value.why, status::ok);
  EXPECT_EQ(r.rows()[2].size.n, 10u);
  EXPECT_EQ(r.partitions[1].groups[2], group_key{std::nullopt});
  EXPECT_EQ(r.rows()[3].size.n, 41u);
}

TEST(evaluate, small_groups_are_counted_in_units_and_the_whole_is_always_estimated) {
  auto t = random_table({.n = 60, .n_units = 8}, 8);
  t.n_levels = 1, t.group.assign(t.size(), 0);
  auto const r = evaluate(make(t), {.metrics = {"prevalence"}, .groups = {{"group"}}});
  EXPECT_EQ(r.rows()[0].value.why, status::ok);
  EXPECT_EQ(r.rows()[1].value.why, status::too_few);
  EXPECT_TRUE(r.rows()[1].is_hidden);
  EXPECT_EQ(r.rows()[1].size.n, 60u);
}

TEST(evaluate, sizes_weights_and_flags_are_told) {
  testing::table const t{.score = {.1, .2, .3, .7}, .y = {0, 1, 0, 1}, .weight = {2, 1, 1, 4}, .unit = {1, 1, 2, 3}};
  auto const r = evaluate(make(t), {.metrics = {"ppv"}, .threshold = {.15}});
  auto const& size = r.rows()[0].size;
  EXPECT_EQ(size.n, 4u);
  EXPECT_EQ(size.n_positive, 2u);
  EXPECT_EQ(size.n_negative, 2u);
  EXPECT_EQ(size.n_units, 3u);
  EXPECT_EQ(size.weight_sum, 8);
  EXPECT_DOUBLE_EQ(size.n_eff, 64. / 22);
  EXPECT_EQ(r.rows()[0].flags, static_cast<std::uint8_t>(flag::low_effective_sample_size));
}

TEST(evaluate, flags_of_strata_and_of_rounded_thresholds) {
  auto t = random_table({.n = 60}, 9);
  for (auto y : t.y) t.stratum.push_back(y);
  auto const r = evaluate(make(t), {.metrics = {"ppv", "sensitivity"}, .threshold = {.5}});
  EXPECT_EQ(r.rows()[0].flags, static_cast<std::uint8_t>(flag::prevalence_fixed_by_design));
  EXPECT_EQ(r.rows()[1].flags, 0);
  t.stratum.assign(t.size(), 1);
  for (std::size_t i = 0; i < 5; ++i) t.stratum[i] = 2;
  EXPECT_EQ(evaluate(make(t), {.metrics = {"ppv"}, .threshold = {.5}}).rows()[0].flags, static_cast<std::uint8_t>(flag::small_stratum));

  cohort_input in;
  in.y_true = owned_column(std::vector<int>{0, 1});
  in.y_score = {{"s", owned_column(std::vector<float>{.1f, .7f})}};
  EXPECT_EQ(evaluate(make_cohort(in), {.metrics = {"sensitivity"}, .threshold = {.7}}).rows()[0].flags,
            static_cast<std::uint8_t>(flag::threshold_rounding));
}

TEST(evaluate, equal_real_weights_are_none) {
  auto t = random_table({.n = 60}, 10);
  auto const none = evaluate(make(t), {.metrics = {"auroc", "brier"}});
  t.real_weight.assign(t.size(), .1);
  auto const equal = evaluate(make(t), {.metrics = {"auroc", "brier"}});
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(equal.rows()[i].value.number, none.rows()[i].value.number);
    EXPECT_EQ(equal.rows()[i].interval.lower, none.rows()[i].interval.lower);
    EXPECT_NEAR(equal.rows()[i].size.weight_sum, 6, 1e-9);
    EXPECT_EQ(equal.rows()[i].size.n_eff, 60);
  }
}

TEST(evaluate, a_raised_flag_stops_it) {
  auto const c = make(random_table({.n = 60}, 11));
  run_control control;
  control.stop = true;
  auto o = everything();
  o.control = &control;
  EXPECT_THROW(evaluate(c, o), stopped);
  control.stop = false;
  EXPECT_NO_THROW(evaluate(c, o));
}

TEST(evaluate, stops_in_the_middle_and_tells_how_far_it_is) {
  auto const c = make(random_table({.n = 5000, .score_levels = 0}, 12));
  run_control control;
  evaluate_options o{.metrics = {"auroc"}, .ci = "percentile", .n_resamples = 2'000'000, .max_memory = 1};
  o.control = &control;
  std::thread watcher([&] {
    while (control.done == 0) std::this_thread::yield();
    control.stop = true;
  });
  EXPECT_THROW(evaluate(c, o), stopped);
  watcher.join();
  EXPECT_EQ(control.total, 2'000'000u);
  EXPECT_GT(control.done, 0u);
  EXPECT_LT(control.done, 2'000'000u);
}

TEST(evaluate, says_what_memory_it_needs_where_it_has_less) {
  auto const c = make(random_table({.n = 700'000, .score_levels = 0}, 12));
  evaluate_options o{.metrics = {"auroc"}, .ci = "percentile", .n_resamples = 128, .max_memory = std::size_t{80} << 20};
  try {
    evaluate(c, o);
    FAIL() << "128 bytes for each of 700,000 units are 90 MB";
  } catch (input_error const& e) {
    EXPECT_NE(std::string(e.what()).find("`max_memory` is 83886080 bytes and this call needs 896"), std::string::npos) << e.what();
  }
  o.resampling = resampling::poisson;  // generated during the pass
  EXPECT_NO_THROW(evaluate(c, o));
  o.resampling = resampling::multinomial, o.max_memory = std::size_t{100} << 20;  // one tile at a time
  auto const narrow = rows_of(evaluate(c, o));
  o.max_memory = 0;
  EXPECT_EQ(rows_of(evaluate(c, o)), narrow);
}

TEST(evaluate, counts_its_replicates) {
  auto const c = make(random_table({.n = 60, .n_levels = 2}, 13));
  run_control control;
  auto o = everything(70);
  o.groups = {{"group"}}, o.control = &control;
  evaluate(c, o);
  EXPECT_EQ(control.done, control.total);
  EXPECT_GT(control.total, 0u);
}

#ifdef __SSE__
TEST(evaluate, the_callers_floating_point_mode_changes_nothing_and_comes_back) {
  auto t = testing::random_table({.n = 400, .score_levels = 0, .n_levels = 3}, 4);
  for (auto& s : t.score) s = s * 1e-308 * .01;  // subnormal
  evaluate_options options{.metrics = {"auroc", "average_precision", "brier", "log_loss", "sensitivity"},
                           .threshold = {2e-311},
                           .groups = {{"group"}},
                           .n_resamples = 200};
  auto const c = testing::make(t);
  auto const expected = evaluate(c, options);
  for (int n_threads : {0, 1, 2}) {
    options.num_threads = n_threads;
    unsigned const before = _mm_getcsr();
    _mm_setcsr(before | 0x8040u | 0x6000u);  // flush to zero, subnormals are zero, round towards zero
    unsigned const callers = _mm_getcsr();
    auto const got = evaluate(c, options);
    unsigned const after = _mm_getcsr();
    options.metrics.push_back("no_such_metric");
    EXPECT_THROW(evaluate(c, options), input_error);
    unsigned const after_error = _mm_getcsr();
    options.metrics.pop_back();
    _mm_setcsr(before);
    EXPECT_EQ(after & 0xffc0u, callers & 0xffc0u);  // all but the flags of what has happened
    EXPECT_EQ(after_error & 0xffc0u, callers & 0xffc0u);
    EXPECT_EQ(rows_of(got), rows_of(expected));
  }
}

TEST(evaluate, the_floating_point_mode_in_which_an_arena_began_changes_nothing) {
  auto const c = make(random_table({.n = 3000, .score_levels = 0}, 4));
  evaluate_options const options{.metrics = {"brier", "auroc"}, .ci = "percentile", .n_resamples = 20'000};
  auto const expected = rows_of(evaluate(c, options));
  unsigned const before = _mm_getcsr();
  _mm_setcsr(before | 0x8040u | 0x6000u);
  tbb::task_arena arena(2);
  arena.initialize();
  _mm_setcsr(before);
  arena.execute([&] { EXPECT_EQ(rows_of(evaluate(c, options)), expected); });
}
#endif

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
