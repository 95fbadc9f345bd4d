// SPDX-License-Identifier: Apache-2.0
// Partitions and crosses: every row in one group, groups in the order of the levels, missing visible and last.
#include "clinmetrics/core/partition.hpp"

#include <gtest/gtest.h>

#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

attribute sex() { return {"sex", {1, 0, missing_level, 1, 0}, {"F", "M"}}; }

TEST(partition, everyone_is_one_group_without_parts) {
  auto const p = everyone();
  EXPECT_EQ(p.n_groups(), 1u);
  EXPECT_TRUE(p.parts.empty());
  EXPECT_EQ(p.group_of(12345), 0u);
}

TEST(partition, of_one_attribute_follows_the_order_of_its_levels_with_missing_last) {
  auto const s = sex();
  auto const p = cross({&s});
  EXPECT_EQ(p.parts, std::vector<std::string>{"sex"});
  ASSERT_EQ(p.n_groups(), 3u);
  EXPECT_EQ(p.groups[0], group_key{"F"});
  EXPECT_EQ(p.groups[1], group_key{"M"});
  EXPECT_EQ(p.groups[2], group_key{std::nullopt});
  EXPECT_EQ(p.code, (std::vector<std::uint32_t>{1, 0, 2, 1, 0}));
}

TEST(partition, levels_without_rows_make_no_group) {
  attribute const a{"site", {2, 2, 2}, {"x", "y", "z", "w"}};
  auto const p = cross({&a});
  ASSERT_EQ(p.n_groups(), 1u);
  EXPECT_EQ(p.groups[0], group_key{"z"});
}

TEST(partition, a_level_named_like_missing_is_another_group) {
  attribute const a{"site", {0, missing_level}, {"(missing)"}};
  EXPECT_EQ(cross({&a}).n_groups(), 2u);
}

TEST(partition, of_no_rows_has_no_groups) {
  attribute const a{"site", {}, {"x"}};
  EXPECT_EQ(cross({&a}).n_groups(), 0u);
}

TEST(partition, a_cross_is_ordered_by_its_first_part_then_the_second) {
  auto const s = sex();
  attribute const age{"age", {0, 1, 1, missing_level, 1}, {"<65", "65+"}};
  auto const p = cross({&s, &age});
  ASSERT_EQ(p.n_groups(), 4u);
  EXPECT_EQ(p.groups[0], (group_key{"F", "65+"}));
  EXPECT_EQ(p.groups[1], (group_key{"M", "<65"}));
  EXPECT_EQ(p.groups[2], (group_key{"M", std::nullopt}));
  EXPECT_EQ(p.groups[3], (group_key{std::nullopt, "65+"}));
  EXPECT_EQ(p.code, (std::vector<std::uint32_t>{1, 0, 3, 2, 0}));
}

TEST(partition, rows_share_a_group_exactly_where_all_their_levels_agree) {
  testing::dice roll(9);
  for (int round = 0; round < 20; ++round) {
    attribute a{"a", {}, {"0", "1", "2"}}, b{"b", {}, {"0"}}, c{"c", {}, {"0", "1"}};
    for (int i = 0; i < 40; ++i) {
      a.code.push_back(static_cast<std::int32_t>(roll.below(4)) - 1);
      b.code.push_back(static_cast<std::int32_t>(roll.below(2)) - 1);
      c.code.push_back(static_cast<std::int32_t>(roll.below(3)) - 1);
    }
    auto const p = cross({&a, &b, &c});
    for (std::size_t i = 0; i < 40; ++i) {
      for (std::size_t j = 0; j < 40; ++j)
        EXPECT_EQ(p.code[i] == p.code[j], a.code[i] == a.code[j] && b.code[i] == b.code[j] && c.code[i] == c.code[j]);
      auto const name = [i](attribute const& x) {
        return x.code[i] < 0 ? std::nullopt : std::optional(x.levels[static_cast<std::size_t>(x.code[i])]);
      };
      EXPECT_EQ(p.groups[p.code[i]], (group_key{name(a), name(b), name(c)}));
    }
  }
}

TEST(partition, too_many_levels_or_groups_are_refused_before_they_are_made) {
  attribute many{"id", {0}, std::vector<std::string>(max_groups + 1, "x")};
  EXPECT_THROW(cross({&many}), input_error);
  attribute left{"l", {}, std::vector<std::string>(400, "x")}, right{"r", {}, std::vector<std::string>(400, "x")};
  for (std::int32_t i = 0; i < 400; ++i)
    for (std::int32_t j = 0; j < 400; ++j) left.code.push_back(i), right.code.push_back(j);
  EXPECT_THROW(cross({&left, &right}), input_error);
}

TEST(partition, a_cross_may_have_more_cells_than_64_bits_can_count) {
  attribute wide_part{"w", {99'998, missing_level, 0, 99'998}, std::vector<std::string>(99'999, "x")};
  wide_part.levels.back() = "y";
  auto const p = cross({&wide_part, &wide_part, &wide_part, &wide_part});
  EXPECT_EQ(p.code, (std::vector<std::uint32_t>{1, 2, 0, 1}));
  EXPECT_EQ(p.groups, (std::vector<group_key>{group_key(4, "x"), group_key(4, "y"), group_key(4)}));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
