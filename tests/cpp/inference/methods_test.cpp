// SPDX-License-Identifier: Apache-2.0
// The list of methods: complete records, names, codes; confidence levels and critical values; fallbacks.
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "clinmetrics/core/error.hpp"
#include "clinmetrics/inference/method.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(Methods, EveryRecordIsComplete) {
  std::set<std::string> names;
  for (auto const* m : all_methods()) {
    EXPECT_TRUE(names.insert(m->name).second) << m->name;
    EXPECT_EQ(std::string(m->name).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string::npos) << m->name;
    EXPECT_FALSE(std::string(m->label).empty());
    EXPECT_TRUE(std::string_view(m->meaning).ends_with(".")) << m->name;
    EXPECT_FALSE(std::string(m->reference).empty()) << m->name;
    EXPECT_TRUE(m->make != nullptr || !m->takes_one()) << m->name;  // those of comparisons alone need more than their sides
    EXPECT_FALSE(m->reads.replicates && m->reads.deviations) << m->name;
    for (auto const& f : m->fallbacks) {
      EXPECT_TRUE(m->accepts.contains(f.offered)) << m->name;
      EXPECT_TRUE(f.from != nullptr || f.by->accepts.contains(f.offered)) << m->name << " falls back to " << f.by->name;
      auto const& r = f.by->reads;
      EXPECT_FALSE(r.resamples() || r.deletions || r.units) << "a fallback reads only what is prepared for the first method";
      EXPECT_TRUE(!r.placements || m->reads.placements);
    }
  }
}

TEST(Methods, AreFoundWithoutRegardToCase) {
  for (auto const* m : all_methods()) EXPECT_EQ(find_method(m->name), m);
  EXPECT_EQ(name_of(find_method("Clopper_PEARSON")), "clopper_pearson");
  for (auto const* name : {"", "none", "wald", "wilson ", "wilso"}) EXPECT_EQ(find_method(name), nullptr) << name;
  EXPECT_EQ(name_of(static_cast<method_record const*>(nullptr)), "none");
}

TEST(Methods, CodesCountTheMethodsOfOneNumber) {
  EXPECT_EQ(code_of(nullptr), 0);
  int code = 0;
  for (auto const* m : all_methods())
    if (m->takes_one()) {
      EXPECT_EQ(code_of(m), ++code) << m->name;
    }
}

TEST(Methods, AnIntervalNamesItsMethod) {
  evidence const of{.point = {.3, status::ok}, .closed = proportion{30, 100}};
  for (auto const* m : all_methods())
    if (m->accepts.contains(form_kind::proportion) && m->needs_independent_rows.contains(form_kind::proportion)) {
      EXPECT_EQ(make_interval(*m, of, .95).how, m);
      EXPECT_EQ(make_interval(*m, of, .95).why, interval_status::ok) << m->name;
    }
  EXPECT_EQ(make_interval(*find_method("wilson"), of, .95).lower, wilson({30, 100}, .95).lower);
}

TEST(Methods, OnlyADefaultFallsBack) {
  ratio_of_proportions const f{{9, 10}, {0, 30}};
  evidence const of{.point = {INFINITY, status::zero_denominator}, .closed = f};
  auto const& log = *find_method("log");
  testing::expect_none(make_interval(log, of, .95), interval_status::zero_cell);
  auto const i = make_default_interval({&of, &log}, .95);
  EXPECT_EQ(name_of(i.how), "log_haldane");
  EXPECT_EQ(i.why, interval_status::ok);
}

TEST(Confidence, OfALevelAndOfACriticalValue) {
  EXPECT_NEAR(confidence(.95).z, 1.959963984540054, 1e-15);
  auto const c = confidence::at_critical(1.959963984540054);
  EXPECT_NEAR(c.level, .95, 1e-15);
  EXPECT_EQ(c.z, 1.959963984540054);
  EXPECT_EQ(wilson({3, 9}, c).lower, wilson({3, 9}, .95).lower);
  for (double level : {0., 1., -1., 95., std::nan("")}) EXPECT_THROW(confidence{level}, input_error);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
