// SPDX-License-Identifier: Apache-2.0
// The rows of a ranked pass in the order of the kernels, and their division into segments: host code, which uses the ends of ties.
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::device {

/// A row of a ranked pass, in descending order of score within its group; of equal scores the positives come first.
struct device_row {
  std::uint32_t unit;
  std::uint32_t flags;  ///< of device_row_flag
};
enum device_row_flag : std::uint32_t {
  row_is_positive = 1,
  row_is_tied = 2,   ///< its tie has several rows
  row_ends_tie = 4,  ///< the last row of a tie of several rows
};

/// Consecutive rows of one group, the work of one warp.
struct device_segment {
  std::uint32_t begin, end;
  std::uint32_t cut_begin, cut_end;  ///< cuts after its last row
  std::uint32_t flags;               ///< of device_segment_flag
  std::uint32_t group;
};
enum device_segment_flag : std::uint32_t {
  segment_is_piece = 1,  ///< all its rows belong to one tie that has several segments
  segment_ends_tie = 2,  ///< the last of these segments
};

/// The segments of one group that has rows.
struct device_group {
  std::uint32_t group, segment_begin, segment_end;
};

struct segment_table {
  std::vector<device_segment> segments;
  std::vector<device_group> groups;
  std::uint32_t most_segments = 0;  ///< of a group
};

/// A set of bits, as words of 32.
class bit_set {
 public:
  explicit bit_set(std::span<std::uint32_t const> words) : words_(words) {}
  /// One more than the last bit in [begin, end) that is set; begin if none is set.
  std::uint32_t end_of_last(std::uint32_t begin, std::uint32_t end) const {
    while (end > begin) {
      std::uint32_t const word = (end - 1) / 32, kept = words_[word] & (~0u >> (31 - (end - 1) % 32));
      if (kept != 0) return std::max(begin, word * 32 + 32 - static_cast<std::uint32_t>(std::countl_zero(kept)));
      end = word * 32;
    }
    return begin;
  }
  /// The first bit from `at` on that is set; there must be one.
  std::uint32_t first_from(std::uint32_t at) const {
    std::uint32_t word = at / 32, kept = words_[word] & (~0u << at % 32);
    while (kept == 0) kept = words_[++word];
    return word * 32 + static_cast<std::uint32_t>(std::countr_zero(kept));
  }

 private:
  std::span<std::uint32_t const> words_;
};

/// Segments of at most `most_rows`. A tie stays in one segment unless it is longer than that; then its pieces contain no other rows. A cut
/// ends a segment; cuts above a group's first row need no entry.
/// bounds: for each group its first row, then the row that follows each cut. tie_ends: one bit per row, set for the last row of a tie.
inline segment_table cut_segments(std::uint32_t n_rows, std::uint32_t n_groups, std::uint32_t n_cuts, std::span<std::uint32_t const> bounds,
                                  bit_set const& tie_ends, std::uint32_t most_rows) {
  segment_table out;
  auto const n_segments = [&] { return static_cast<std::uint32_t>(out.segments.size()); };
  for (std::uint32_t group = 0; group < n_groups; ++group) {
    auto const mine = bounds.subspan(std::size_t{group} * (n_cuts + 1), n_cuts + 1);
    std::uint32_t const first = mine[0], last = group + 1 < n_groups ? mine.data()[n_cuts + 1] : n_rows;
    if (first == last) continue;
    out.groups.push_back({group, n_segments(), 0});
    std::uint32_t cut = 0;
    while (cut < n_cuts && mine[cut + 1] == first) ++cut;
    for (std::uint32_t begin = first; begin < last;) {
      std::uint32_t const limit = cut < n_cuts ? mine[cut + 1] : last;
      std::uint32_t const end = limit - begin <= most_rows ? limit : tie_ends.end_of_last(begin, begin + most_rows);
      if (end == begin) {  // one tie that is too long
        std::uint32_t const tie_end = tie_ends.first_from(begin) + 1;
        for (; tie_end - begin > most_rows; begin += most_rows)
          out.segments.push_back({begin, begin + most_rows, 0, 0, segment_is_piece, group});
        out.segments.push_back({begin, tie_end, 0, 0, segment_is_piece | segment_ends_tie, group});
      } else {
        out.segments.push_back({begin, end, 0, 0, 0, group});
      }
      begin = out.segments.back().end;
      if (cut < n_cuts && begin == mine[cut + 1]) {
        out.segments.back().cut_begin = cut;
        while (cut < n_cuts && mine[cut + 1] == begin) ++cut;
        out.segments.back().cut_end = cut;
      }
    }
    out.groups.back().segment_end = n_segments();
    out.most_segments = std::max(out.most_segments, n_segments() - out.groups.back().segment_begin);
  }
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::device
