// SPDX-License-Identifier: Apache-2.0
// The division of sorted rows into segments.
#include "segments.hpp"

#include <gtest/gtest.h>

#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE::device {
namespace {

std::vector<std::uint32_t> bits(std::vector<std::uint32_t> const& set, std::uint32_t n) {
  std::vector<std::uint32_t> words(n / 32 + 1);
  for (auto i : set) words[i / 32] |= 1u << i % 32;
  return words;
}

TEST(Segments, ByHand) {
  // Two groups: rows 0 to 6 with ties {0} {1 … 5} {6}, rows 7 to 9 without. Cuts: before row 1 and row 9; one above the second group.
  auto const ends = bits({0, 5, 6, 7, 8, 9}, 10);
  std::vector<std::uint32_t> const bounds{0, 1, 7, 7, 7, 9};
  auto const t = cut_segments(10, 2, 2, bounds, bit_set(ends), 2);
  ASSERT_EQ(t.segments.size(), 7u);
  std::uint32_t const expected[7][6] = {// begin, end, cuts, flags, group
                                        {0, 1, 0, 1, 0, 0},
                                        {1, 3, 0, 0, segment_is_piece, 0},
                                        {3, 5, 0, 0, segment_is_piece, 0},
                                        {5, 6, 0, 0, segment_is_piece | segment_ends_tie, 0},
                                        {6, 7, 1, 2, 0, 0},
                                        {7, 9, 1, 2, 0, 1},
                                        {9, 10, 0, 0, 0, 1}};
  for (std::size_t i = 0; i < 7; ++i) {
    auto const& s = t.segments[i];
    std::uint32_t const got[] = {s.begin, s.end, s.cut_begin, s.cut_end, s.flags, s.group};
    for (int k = 0; k < 6; ++k) EXPECT_EQ(got[k], expected[i][k]) << i << ", " << k;
  }
  ASSERT_EQ(t.groups.size(), 2u);
  EXPECT_EQ(t.groups[1].group, 1u);
  EXPECT_EQ(t.groups[1].segment_begin, 5u);
  EXPECT_EQ(t.groups[1].segment_end, 7u);
  EXPECT_EQ(t.most_segments, 5u);
}

TEST(Segments, NothingAndEmptyGroups) {
  auto const none = bits({}, 0);
  std::vector<std::uint32_t> const zero{0};
  EXPECT_TRUE(cut_segments(0, 1, 0, zero, bit_set(none), 4).segments.empty());
  auto const ends = bits({0}, 1);
  std::vector<std::uint32_t> const bounds{0, 0, 1};
  auto const t = cut_segments(1, 3, 0, bounds, bit_set(ends), 4);
  ASSERT_EQ(t.groups.size(), 1u);
  EXPECT_EQ(t.groups[0].group, 1u);
}

TEST(Segments, Laws) {
  testing::dice roll(5);
  for (int trial = 0; trial < 3000; ++trial) {
    std::uint32_t const n = 1 + roll.below(150), most_rows = 1 + roll.below(40), n_groups = 1 + roll.below(4), n_cuts = roll.below(4);
    std::uint32_t const tie_length = 1 + roll.below(70);
    std::vector<std::uint32_t> bounds, ends, starts{0};
    for (std::uint32_t i = 0; i < n; ++i)
      if (i + 1 == n || roll.below(tie_length) == 0) ends.push_back(i), starts.push_back(i + 1);
    std::vector<std::uint32_t> firsts{0};
    for (std::uint32_t g = 1; g < n_groups; ++g) firsts.push_back(starts[roll.below(static_cast<std::uint32_t>(starts.size()))]);
    std::sort(firsts.begin(), firsts.end());
    firsts.push_back(n);
    for (std::uint32_t g = 0; g < n_groups; ++g) {
      std::vector<std::uint32_t> inside;
      for (auto s : starts)
        if (s >= firsts[g] && s <= firsts[g + 1]) inside.push_back(s);
      bounds.push_back(firsts[g]);
      std::vector<std::uint32_t> cuts;
      for (std::uint32_t c = 0; c < n_cuts; ++c) cuts.push_back(inside[roll.below(static_cast<std::uint32_t>(inside.size()))]);
      std::sort(cuts.begin(), cuts.end());
      bounds.insert(bounds.end(), cuts.begin(), cuts.end());
    }
    auto const words = bits(ends, n);
    auto const t = cut_segments(n, n_groups, n_cuts, bounds, bit_set(words), most_rows);
    std::uint32_t at = 0;
    for (auto const& g : t.groups) {
      ASSERT_EQ(at, firsts[g.group]);
      std::uint32_t next_cut = 0;
      auto const cut = [&](std::uint32_t c) { return bounds[g.group * (n_cuts + 1) + 1 + c]; };
      while (next_cut < n_cuts && cut(next_cut) == at) ++next_cut;
      for (std::uint32_t i = g.segment_begin; i < g.segment_end; ++i) {
        auto const& s = t.segments[i];
        ASSERT_EQ(s.begin, at);
        ASSERT_EQ(s.group, g.group);
        ASSERT_GT(s.end, s.begin);
        ASSERT_LE(s.end - s.begin, most_rows);
        bool const ends_tie = std::binary_search(ends.begin(), ends.end(), s.end - 1);
        bool const has_end_within = std::any_of(ends.begin(), ends.end(), [&](auto e) { return e >= s.begin && e + 1 < s.end; });
        if (s.flags & segment_is_piece) {
          ASSERT_FALSE(has_end_within);
          ASSERT_EQ((s.flags & segment_ends_tie) != 0, ends_tie);
        } else {
          ASSERT_TRUE(ends_tie);
        }
        at = s.end;
        if (s.cut_begin != s.cut_end) {
          ASSERT_EQ(s.cut_begin, next_cut);
        }
        for (; next_cut < n_cuts && cut(next_cut) == at; ++next_cut) ASSERT_TRUE(s.cut_begin <= next_cut && next_cut < s.cut_end);
      }
      ASSERT_EQ(next_cut, n_cuts);
      ASSERT_EQ(at, firsts[g.group + 1]);
    }
    ASSERT_EQ(at, n);
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::device
