// SPDX-License-Identifier: Apache-2.0
// With several threads, the rows are dealt into ranges of keys, and each range is sorted by Highway's vqsort; with one, all keys are one
// range. The lower bits of a sorted word are the row, the upper bits are those of the difference between the row's key and the first key of
// the range: all words differ, so that the ordering does not depend on the ranges. Where the differences have more bits than fit, rows that
// agree in the upper bits are compared by their whole keys afterwards; unless there are ties, they are few.
#include "rank_rows.hpp"

#include <hwy/contrib/sort/vqsort.h>

#include <atomic>
#include <bit>
#include <new>
#include <utility>

#include "clinmetrics/core/detail/usual_rows.hpp"
#include "few_ranges.hpp"
#include "huge_pages.hpp"
#include "key_ranges.hpp"
#include "parallel.hpp"
#include "simd/scratch_pool.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr std::size_t chunk_rows = stop_flag::rows_between_looks;  ///< rows that one task deals
constexpr std::size_t ranges_of_thread = 4;                        ///< so that no thread waits long for the last one
constexpr int most_threads = 64;                                   ///< each range is written to by a stream of stores of its own

/// Sets bits in words of which other threads may set other bits.
void set_bits(std::uint64_t& word, std::uint64_t bits) {
  if (bits != 0) std::atomic_ref(word).fetch_or(bits, std::memory_order_relaxed);
}

/// Keys that ascend where the scores descend.
template <class T>
struct key_of_row {
  using key = decltype(detail::sort_key(T{}));
  strided<T> score;

  static key of(T x) { return static_cast<key>(~detail::sort_key(x)); }
  key operator()(std::size_t row) const { return of(score[row]); }
  /// The keys of consecutive rows.
  void read(std::size_t first, std::size_t n, key* to) const {
    detail::with_known_stride(score, [=](auto item) {
      for (std::size_t i = 0; i < n; ++i) to[i] = of(item[first + i]);
    });
  }
};

template <class KeyOf>
class sort_by_parts {
 public:
  sort_by_parts(std::size_t n, KeyOf const& key_of, stop_flag stop)
      : n_(n),
        key_of_(key_of),
        stop_(stop),
        is_parallel_(n >= usual_rows_of_part && parallel::n_threads() > 1),
        ranges_(n, is_parallel_ ? ranges_of_thread * static_cast<std::size_t>(std::min(parallel::n_threads(), most_threads)) : 1, key_of),
        row_bits_(static_cast<int>(std::bit_width(n))),
        key_bits_(64 - row_bits_),
        n_chunks_((n + chunk_rows - 1) / chunk_rows),
        place_(n_chunks_ * ranges_.size()),
        memory_(n * sizeof(std::uint64_t)),
        words_(reinterpret_cast<std::uint64_t*>(memory_.data())) {}

  ranked_order run() {
    order_.row.resize(n_), prefer_huge_pages(std::span(order_.row));
    order_.tie_ends.assign(n_ / 64 + 1, 0);
    count();
    place_rows();
    for_each(n_chunks_, [&](std::size_t chunk) { deal(chunk); });
    for_each(ranges_.size(), [&](std::size_t range) { sort(range); });
    return std::move(order_);
  }

 private:
  using Key = typename KeyOf::key;

  template <class F>
  void for_each(std::size_t n, F const& f) const {
    auto const checked = [&](std::size_t i) { stop_.check(), f(i); };
    if (is_parallel_) return parallel::for_each_alone(n, checked);
    for (std::size_t i = 0; i < n; ++i) checked(i);
  }
  template <class F>
  void for_rows_of(std::size_t chunk, F const& f) const {
    auto const key_of = key_of_;  // a copy, because members would be read again after each word that is written
    for (std::size_t i = chunk * chunk_rows, end = std::min(n_, i + chunk_rows); i < end; ++i) f(i, key_of);
  }
  std::uint32_t* places(std::size_t chunk) { return place_.data() + chunk * ranges_.size(); }

  /// The number of each chunk's rows in each range. The range of each row is kept in the place of the ordering until the rows are dealt.
  void count() {
    std::vector<key_counts<Key>> of(n_chunks_);
    for_each(n_chunks_, [&](std::size_t chunk) { ranges_.are_few() ? count_in_few(chunk, of[chunk]) : count_in_many(chunk, of[chunk]); });
    Key lowest = of.front().lowest, highest = of.front().highest;
    for (auto const& counts : of) lowest = std::min(lowest, counts.lowest), highest = std::max(highest, counts.highest);
    ranges_.narrow(lowest, highest);
  }

  void count_in_few(std::size_t chunk, key_counts<Key>& counts) {
    auto const limits = ranges_.limits();
    key_block<Key> block;
    for (std::size_t first = chunk * chunk_rows, end = std::min(n_, first + chunk_rows); first < end; first += block.size) {
      block.size = std::min(block.most, end - first);
      key_of_.read(first, block.size, block.keys.data());
      find_ranges(block, limits, counts);
      std::copy_n(block.range.begin(), block.size, order_.row.begin() + static_cast<std::ptrdiff_t>(first));
    }
    std::copy_n(counts.of_range.begin(), ranges_.size(), places(chunk));
  }

  void count_in_many(std::size_t chunk, key_counts<Key>& counts) {
    auto *const n_rows = places(chunk), *const range_of_row = order_.row.data();
    Key lowest = counts.lowest, highest = counts.highest;
    for_rows_of(chunk, [&](std::size_t i, auto const& key_of) {
      Key const key = key_of(i);
      lowest = std::min(lowest, key), highest = std::max(highest, key);
      auto const range = ranges_(key);
      range_of_row[i] = range;
      ++n_rows[range];
    });
    counts.lowest = lowest, counts.highest = highest;
  }

  /// Makes the counts the first place of each chunk in each range.
  void place_rows() {
    std::uint32_t begin = 0;
    for (std::size_t range = 0; range < ranges_.size(); ++range) {
      begin_.push_back(begin);
      for (std::size_t chunk = 0; chunk < n_chunks_; ++chunk) begin += std::exchange(places(chunk)[range], begin);
    }
    begin_.push_back(begin);
  }

  void deal(std::size_t chunk) {
    struct target {
      Key first;
      int shift;
      std::uint32_t place;
    };
    std::vector<target> targets(ranges_.size());
    auto const* const range_of_row = order_.row.data();
    for (std::size_t range = 0; range < targets.size(); ++range)
      targets[range] = {ranges_.first(range), ranges_.surplus_bits(range, key_bits_), places(chunk)[range]};
    auto const put = [row_bits = row_bits_](target const& to, Key key, std::uint64_t* at, std::size_t row) {
      new (at) std::uint64_t(static_cast<std::uint64_t>((key - to.first) >> to.shift) << row_bits | row);
    };
    if (targets.size() == 1)
      return for_rows_of(
          chunk, [put, all = targets.front(), words = words_](std::size_t i, auto const& key_of) { put(all, key_of(i), words + i, i); });
    for_rows_of(chunk, [&, words = words_](std::size_t i, auto const& key_of) {
      auto& to = targets[range_of_row[i]];
      put(to, key_of(i), words + to.place++, i);
    });
  }

  void sort(std::size_t range) {
    std::size_t const begin = begin_[range], end = begin_[range + 1];
    bool const is_one_key = ranges_.first(range) == ranges_.last(range);  // its rows were dealt in their order
    if (!is_one_key && end - begin > 1) hwy::Sorter()(words_ + begin, end - begin, hwy::SortAscending());
    bool const is_exact = ranges_.surplus_bits(range, key_bits_) == 0;
    std::size_t tie = begin;  // the first row of the present tie
    for (std::size_t first = begin, next = begin; first < end; first = next) {
      next = std::min(end, (first / 64 + 1) * 64);
      auto ends = read_rows(first, next, end);
      set_bits(order_.tie_ends[first / 64], ends);
      if (is_exact) continue;
      std::uint64_t const every_row = ~std::uint64_t{0} >> (64 - (next - first)) << (first % 64);
      if (tie == first && ends == every_row) tie = next, ends = 0;
      for (; ends != 0; ends &= ends - 1) {
        std::size_t const end_of_tie = first / 64 * 64 + static_cast<std::size_t>(std::countr_zero(ends)) + 1;
        if (end_of_tie - tie > 1) sort_by_whole_key(tie, end_of_tie);
        tie = end_of_tie;
      }
    }
  }

  /// Reads the rows of sorted words that share a word of tie_ends, of a range up to `end`; returns the bits at which a tie of the upper
  /// bits ends.
  std::uint64_t read_rows(std::size_t first, std::size_t next, std::size_t end) {
    std::uint64_t const row_mask = (std::uint64_t{1} << row_bits_) - 1;
    std::uint64_t ends = 0;
    for (std::size_t i = first; i < next; ++i) {  // without branches, because ties cannot be predicted
      order_.row[i] = static_cast<std::uint32_t>(words_[i] & row_mask);
      bool const is_last = (words_[i] ^ words_[std::min(i + 1, end - 1)]) > row_mask;
      ends |= std::uint64_t{is_last} << (i % 64);
    }
    return next == end ? ends | std::uint64_t{1} << ((end - 1) % 64) : ends;
  }

  void sort_by_whole_key(std::size_t begin, std::size_t end) {
    auto* const rows = order_.row.data();
    Key const first = key_of_(rows[begin]);
    if (std::all_of(rows + begin + 1, rows + end, [&](std::uint32_t row) { return key_of_(row) == first; })) return;
    std::sort(rows + begin, rows + end, [&](std::uint32_t a, std::uint32_t b) {
      Key const key_a = key_of_(a), key_b = key_of_(b);
      return key_a != key_b ? key_a < key_b : a < b;
    });
    for (std::size_t i = begin; i + 1 < end; ++i)
      if (key_of_(rows[i]) != key_of_(rows[i + 1])) set_bits(order_.tie_ends[i / 64], std::uint64_t{1} << (i % 64));
  }

  std::size_t n_;
  KeyOf key_of_;
  stop_flag stop_;
  bool is_parallel_;
  key_ranges<Key> ranges_;
  int row_bits_, key_bits_;  ///< of a word
  std::size_t n_chunks_;
  std::vector<std::uint32_t> place_;  ///< [chunk][range]
  std::vector<std::uint32_t> begin_;  ///< of each range, and the end
  simd::scratch memory_;
  std::uint64_t* words_;
  ranked_order order_;
};

}  // namespace

ranked_order rank_rows(column const& score, stop_flag stop, std::size_t by_parts_from) {
  if (score.size < std::max<std::size_t>(by_parts_from, 1)) return rank(score);
  return visit(score, [&]<class T>(strided<T> item) { return sort_by_parts(score.size, key_of_row<T>{item}, stop).run(); });
}

}  // namespace CLINMETRICS_NAMESPACE
