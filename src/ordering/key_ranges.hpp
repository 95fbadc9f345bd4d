// SPDX-License-Identifier: Apache-2.0
// Divides sort keys into ranges that hold about the same number of rows, so that each range can be sorted on its own.
#pragma once
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "clinmetrics/version.hpp"
#include "few_ranges.hpp"

namespace CLINMETRICS_NAMESPACE {

template <class Key>
class key_ranges {
 public:
  /// About n_ranges ranges, found from a sample. A key with many rows is a range of its own.
  template <class KeyOf>
  key_ranges(std::size_t n_rows, std::size_t n_ranges, KeyOf const& key_of) {
    constexpr std::size_t sampled_of_range = 128;
    std::vector<Key> sample(n_ranges > 1 ? n_ranges * sampled_of_range : 0);
    std::size_t const frequent = std::max<std::size_t>(8, sample.size() / 256);
    for (std::size_t i = 0; i < sample.size(); ++i) {
      std::uint64_t const spread = static_cast<std::uint32_t>(i * 0x9E37'79B9u);  // of [0, 2³²), without the period of any data
      sample[i] = key_of(spread * n_rows >> 32);
    }
    std::sort(sample.begin(), sample.end());
    std::size_t n_inside = 0;  // sampled rows of the present range
    for (auto at = sample.begin(), next = at; at != sample.end(); at = next) {
      Key const key = *at;
      next = std::find_if(at, sample.end(), [key](Key other) { return other != key; });
      auto const n_alike = static_cast<std::size_t>(next - at);
      bool const is_frequent = n_alike >= frequent;
      if (is_frequent || n_inside >= sampled_of_range) begin_range(key), n_inside = 0;
      n_inside += n_alike;
      if (is_frequent && key < std::numeric_limits<Key>::max()) begin_range(static_cast<Key>(key + 1)), n_inside = 0;
    }
    if (!are_few()) make_cells();
  }

  /// Narrows the outer ranges to the keys that occur.
  void narrow(Key lowest, Key highest) { first_.front() = lowest, highest_ = highest; }

  std::size_t size() const { return first_.size(); }
  Key first(std::size_t range) const { return first_[range]; }
  Key last(std::size_t range) const { return range + 1 < size() ? static_cast<Key>(first_[range + 1] - 1) : highest_; }
  /// The low bits of a difference from the first key of the range that do not fit into `bits`.
  int surplus_bits(std::size_t range, int bits) const { return bits_above(static_cast<Key>(last(range) - first(range)), bits); }

  /// Whether find_ranges finds the ranges of keys.
  bool are_few() const { return size() <= most_few_ranges; }
  /// For find_ranges.
  range_limits<Key> limits() const {
    range_limits<Key> last_below;
    last_below.fill(std::numeric_limits<Key>::max());
    std::transform(first_.begin() + 1, first_.end(), last_below.begin(), [](Key first) { return static_cast<Key>(first - 1); });
    return last_below;
  }

  /// The range of a key, if they are many.
  std::uint32_t operator()(Key key) const {
    std::size_t const cell = key < cells_begin_ ? 0 : std::min<std::size_t>((key - cells_begin_) >> cell_bits_, n_cells - 1);
    std::uint32_t low = range_of_cell_[cell], high = range_of_cell_[cell + 1];
    for (int step = 0; step < n_steps_; ++step) {  // always as many, because a branch on the keys would be mispredicted
      std::uint32_t const middle = (low + high + 1) / 2;
      bool const is_above = first_[middle] <= key;
      low = is_above ? middle : low, high = is_above ? high : middle - 1;
    }
    return low;
  }

 private:
  static constexpr std::size_t n_cells = std::size_t{1} << 12;

  void begin_range(Key key) {
    if (key > first_.back()) first_.push_back(key);
  }
  static int bits_above(Key difference, int bits) { return std::max(0, static_cast<int>(std::bit_width(difference)) - bits); }

  /// Divides the keys between the outer ranges into cells of the same width, whose first and last range are looked up.
  void make_cells() {
    cells_begin_ = first_[1];
    cell_bits_ = bits_above(static_cast<Key>(first_.back() - cells_begin_), std::bit_width(n_cells) - 1);
    range_of_cell_.resize(n_cells + 1);
    for (std::size_t range = 1; range < size(); ++range) {  // cells that begin at the range's first key or later
      Key const ahead = static_cast<Key>(first_[range] - cells_begin_);
      std::size_t const whole = static_cast<std::size_t>(ahead >> cell_bits_),
                        begins_in_cell = (static_cast<Key>(whole) << cell_bits_) != ahead;
      std::fill(range_of_cell_.begin() + static_cast<std::ptrdiff_t>(whole + begins_in_cell), range_of_cell_.end(),
                static_cast<std::uint16_t>(range));
    }
    range_of_cell_.front() = 0;  // also for all lower keys
    unsigned widest = 0;
    for (std::size_t cell = 0; cell < n_cells; ++cell) widest = std::max<unsigned>(widest, range_of_cell_[cell + 1] - range_of_cell_[cell]);
    n_steps_ = static_cast<int>(std::bit_width(widest));
  }

  std::vector<Key> first_{0};  ///< of each range
  Key highest_ = std::numeric_limits<Key>::max();
  Key cells_begin_ = 0;
  int cell_bits_ = 0, n_steps_ = 0;
  std::vector<std::uint16_t> range_of_cell_;  ///< that of the first key of each cell; and the last range
};

}  // namespace CLINMETRICS_NAMESPACE
