// SPDX-License-Identifier: Apache-2.0
// A session of the plugin: uploads the passes once, then runs ranges of replicates, in blocks as large as the device's free memory allows.
//
// It is a template over a thin runtime (memory, copies, sorts, launches), so that the tests can run it on the host and let any call fail. A
// runtime's calls return a device_status; any status except ok ends the range, and the end of the session releases all memory. If memory is
// short, the block is halved first.
#pragma once
#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "clinmetrics/engine/plugin.hpp"
#include "dealing.hpp"
#include "memory.hpp"
#include "multinomial.cuh"
#include "ranked.cuh"
#include "row_sums.cuh"
#include "staging.hpp"

namespace CLINMETRICS_NAMESPACE::device {

template <class Runtime>
class session {
 public:
  /// Throws `failure`.
  session(Runtime& runtime, device_request const& request) : runtime_(runtime), weights_(*request.weights) {
    check_sizes(request);
    check(runtime_.count_warps(&n_warps_));
    upload(request);
    copies_.finish();  // another thread may run the session that this one opened
  }
  session(session const&) = delete;

  /// Throws `failure`.
  void run(device_range const& range) {
    check_outputs(range);
    if (range.count == 0) return;
    range_ = &range;
    stop_if_asked(range);
    std::uint32_t const first = range.first / lane_replicates * lane_replicates;  // up to 15 before the first replicate asked for
    std::uint32_t const n_pages = (range.first + range.count - first + page_replicates - 1) / page_replicates;
    if (reserved_pages_ == 0) reserve(std::min(n_pages, pages_that_fit()));
    for (std::uint32_t page = 0; page < n_pages;) {
      std::uint32_t const here = std::min(reserved_pages_, n_pages - page);
      run_block(first + page * page_replicates, here);
      page += here;
    }
  }

 private:
  static constexpr std::uint32_t most_pages = 64;  ///< 32,768 replicates: a grid's second dimension is at most 65,535
  static constexpr std::uint32_t join_warps = 8;
  static constexpr std::uint32_t most_fused_segments = 2 * warps_a_block;  ///< of a group for which one block does all steps
  static constexpr double block_work = 1e10;                               ///< rows times replicates between two checks of the stop flag

  struct resident_row_sums {
    device_row_sums_pass pass;  ///< only its numbers are used; its pointers are no longer valid
    row_sums_input in;
    std::uint32_t n_slots() const { return pass.n_slots; }
  };
  struct block_range {
    std::uint32_t first, n_pages;
    std::uint64_t n_replicates() const { return std::uint64_t{n_pages} * page_replicates; }
    std::uint32_t first_lane() const { return first / lane_replicates; }
  };

  static void check_sizes(device_request const& request) {
    bool good = request.version == device_interface_version && request.weights->keys == nullptr;
    for (std::uint32_t i = 0; good && i < request.n_ranked; ++i) {
      auto const& pass = request.ranked[i];
      good = pass.n_rows == request.ranked[0].n_rows && pass.label.type <= static_cast<std::uint32_t>(dtype::float64) &&
             pass.most_rows > 0 && pass.most_rows <= longest_segment && (pass.n_groups > 0 || pass.n_rows == 0) &&
             (6 + 2 * std::uint64_t{pass.n_cuts}) * pass.n_groups <= 0xFFFFFFFFu;
    }
    for (std::uint32_t i = 0; good && i < request.n_row_sums; ++i) {
      auto const& pass = request.row_sums[i];
      good = std::uint64_t{pass.n_slots} * pass.n_groups <= 0xFFFFFFFFu;
      for (std::uint32_t s = 0; good && s < pass.n_segments; ++s) good = pass.segments[s].end - pass.segments[s].begin <= longest_segment;
    }
    if (!good) throw failure{device_status::bad_request};
  }
  void check_outputs(device_range const& range) const {
    bool good = std::uint64_t{range.first} + range.count <= 0xFFFF'0000u;
    for (std::size_t i = 0; i < ranked_.size(); ++i) good = good && range.ranked[i].stride >= range.count;
    for (std::size_t i = 0; i < row_sums_.size(); ++i) good = good && range.row_sums[i].stride >= range.count;
    if (!good) throw failure{device_status::bad_request};
  }
  bool is_poisson() const { return weights_.kind == 1; }

  template <class Asking>
  static void stop_if_asked(Asking const& by) {
    if (by.is_stopped && by.is_stopped(by.context)) throw failure{device_status::stopped};
  }

  // ---- memory that stays on the device for the whole session
  void upload(device_request const& request) {
    left_out_ = resident_.template take<std::uint32_t>(most_pages * page_replicates / lane_replicates);
    if (request.n_ranked > 0) {
      dealer<Runtime> rows(runtime_, copies_, resident_, request.ranked[0].n_rows);
      for (std::uint32_t i = 0; i < request.n_ranked; ++i) {
        stop_if_asked(request);
        ranked_.push_back(rows.deal(request.ranked[i]));
      }
    }
    for (std::uint32_t i = 0; i < request.n_row_sums; ++i) {
      stop_if_asked(request);
      auto const& pass = request.row_sums[i];
      row_sums_input const in{place(pass.units, pass.n_rows),
                              place(pass.weight, pass.n_rows),
                              place(pass.amounts, std::uint64_t{pass.n_rows} * pass.n_amounts),
                              place(pass.segments, pass.n_segments),
                              place(pass.sources, pass.n_sums),
                              place(pass.slots, std::uint64_t{pass.n_runs} * pass.n_sums),
                              pass.n_rows,
                              pass.n_segments,
                              pass.n_sums,
                              1,
                              nullptr,
                              pass.n_groups,
                              0};
      row_sums_.push_back({pass, in});
    }
    if (is_poisson()) return;
    auto const parts = parts_of_strata();
    n_parts_ = static_cast<std::uint32_t>(parts.size());
    plan_ = {weights_.seed,
             weights_.stream,
             weights_.n_units,
             place(weights_.strata, weights_.n_strata),
             place(weights_.laws, weights_.n_laws),
             place(weights_.cumulative, weights_.n_cumulative),
             place(parts.data(), parts.size())};
  }
  std::vector<stratum_part> parts_of_strata() const {
    std::vector<stratum_part> parts;
    for (std::uint32_t i = 0; i < weights_.n_strata; ++i) {
      auto const& s = weights_.strata[i];
      for (std::uint32_t at = 0; at < s.size; at += most_part_units)
        parts.push_back({s.begin + at, std::min(most_part_units, s.size - at), i});
    }
    return parts;
  }
  template <class T>
  T const* place(T const* from, std::uint64_t n) {
    return bring(copies_, resident_, from, n);
  }

  // ---- the workspace of a block of replicates: one piece of memory, which the passes use in turn
  template <class Resident>
  static std::uint64_t slot_bytes(Resident const& r) {
    return std::uint64_t{r.n_slots()} * r.pass.n_groups * page_replicates * 8;
  }
  static std::uint64_t part_bytes(std::uint32_t n_segments) { return std::uint64_t{n_segments} * n_part_fields * page_replicates * 8; }
  std::uint64_t tile_bytes() const { return is_poisson() ? 0 : std::uint64_t{weights_.n_units} * page_replicates / 2; }
  std::uint64_t totals_bytes() const {
    return is_poisson() ? 0 : std::uint64_t{weights_.n_strata} * page_replicates * sizeof(stratum_total);
  }
  std::uint64_t bytes_a_page() const {
    std::uint64_t passes = totals_bytes();  // the totals are no longer needed when the passes begin
    for (auto const& r : ranked_) passes = std::max(passes, slot_bytes(r) + part_bytes(r.in.n_segments));
    for (auto const& r : row_sums_) passes = std::max(passes, slot_bytes(r));
    return tile_bytes() + passes;
  }
  std::uint32_t pages_that_fit() const {
    std::uint64_t available = 0;
    check(runtime_.free_memory(&available));
    double rows = 1;
    for (auto const& r : ranked_) rows = std::max(rows, static_cast<double>(r.n_rows));
    for (auto const& r : row_sums_) rows = std::max(rows, static_cast<double>(r.pass.n_rows));
    double const by_memory = .9 * static_cast<double>(available) / static_cast<double>(bytes_a_page() + 1),
                 by_work = block_work / (rows * page_replicates);
    return static_cast<std::uint32_t>(std::clamp(std::min(by_memory, by_work), 1.0, double{most_pages}));
  }
  /// Halves the block until it fits. Later ranges use the size of the first one.
  void reserve(std::uint32_t most) {
    for (;; most /= 2) {
      void* memory = nullptr;
      auto const status = runtime_.allocate(&memory, most * bytes_a_page() + 16);
      if (status == device_status::ok) {
        workspace_ = buffer<Runtime>(runtime_, memory), reserved_pages_ = most;
        return;
      }
      if (status != device_status::out_of_memory || most == 1) throw failure{status};
    }
  }

  // ---- one block of replicates
  void run_block(std::uint32_t first, std::uint32_t n_pages) {
    block_range const block{first, n_pages};
    auto* const memory = static_cast<std::uint8_t*>(workspace_.data());
    auto* const passes = memory + n_pages * tile_bytes();
    if (is_poisson()) {
      run_passes(block, poisson_source(weights_.seed, weights_.stream, block.first_lane()), passes);
    } else {
      fill_tile(block, memory, passes);
      run_passes(block, tile_source{reinterpret_cast<uint2 const*>(memory), weights_.n_units}, passes);
      tell_left_out(block);
    }
    if (range_->report) range_->report(range_->context, end_of(block) - begin_of(block));
  }
  std::uint32_t begin_of(block_range const& block) const { return std::max(range_->first, block.first); }
  std::uint32_t end_of(block_range const& block) const {
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(std::uint64_t{range_->first} + range_->count, block.first + block.n_replicates()));
  }

  void fill_tile(block_range const& block, std::uint8_t* tile, std::uint8_t* totals_memory) {
    if (weights_.n_units == 0) return;
    auto* const totals = reinterpret_cast<stratum_total*>(totals_memory);
    auto* const weights = reinterpret_cast<uint2*>(tile);
    auto const n = static_cast<std::uint32_t>(block.n_replicates());
    check(runtime_.clear(totals, block.n_pages * totals_bytes()));
    check(runtime_.clear(left_out_, n / lane_replicates * sizeof *left_out_));
    check(runtime_.launch(draw_independently, dim3(n_parts_, block.n_pages), block_threads, 0, plan_, block.first, n, totals, weights,
                          left_out_));
    std::uint32_t const begin = begin_of(block) - block.first, end = end_of(block) - block.first;
    check(runtime_.launch(correct_sums, dim3(weights_.n_strata, blocks_of(end - begin)), block_threads, 0, plan_, block.first, begin, end,
                          n, static_cast<stratum_total const*>(totals), weights, left_out_));
  }
  /// After the passes, so that these do not wait for the host.
  void tell_left_out(block_range const& block) {
    if (weights_.n_units == 0) return;
    std::vector<std::uint32_t> left_out(block.n_replicates() / lane_replicates);
    copies_.to_host(left_out.data(), left_out_, left_out.size() * sizeof left_out[0]);
    std::uint32_t const begin = begin_of(block), end = end_of(block);
    for (std::uint32_t replicate = begin; replicate < end; ++replicate)
      range_->left_out[replicate - range_->first] = left_out[(replicate - block.first) / lane_replicates] != 0;
  }

  template <class Source>
  void run_passes(block_range const& block, Source const& source, std::uint8_t* memory) {
    for (std::size_t i = 0; i < ranked_.size(); ++i) {
      if (ranked_[i].in.weight)
        run_ranked<Source, true, 4>(block, source, ranked_[i], memory, range_->ranked[i]);
      else
        run_ranked<Source, false, 16>(block, source, ranked_[i], memory, range_->ranked[i]);
    }
    for (std::size_t i = 0; i < row_sums_.size(); ++i) {
      if (row_sums_[i].pass.is_wide)
        run_row_sums<Source, true, 4>(block, source, row_sums_[i], memory, range_->row_sums[i]);
      else
        run_row_sums<Source, false, 16>(block, source, row_sums_[i], memory, range_->row_sums[i]);
    }
  }

  template <class Source, bool IsWeighted, unsigned Width>
  void run_ranked(block_range const& block, Source const& source, resident_ranked const& resident, std::uint8_t* memory,
                  device_output const& out) {
    auto const& pass = resident.pass;
    auto* const slots = clear_slots(block, resident, memory);
    if (resident.in.n_segments > 0) {
      ranked_input in = resident.in;
      in.parts = slots + std::uint64_t{resident.n_slots()} * pass.n_groups * block.n_replicates();
      in.n_replicates = block.n_replicates();
      join_output const join{slots, pass.n_groups, pass.wants_precision, pass.n_cuts > 0};
      constexpr std::uint32_t parts = lane_replicates / Width;
      dim3 const grid(blocks_of(in.n_segments), block.n_pages, parts);
      if (resident.most_segments <= most_fused_segments && std::uint64_t{in.n_segments} * block.n_pages * parts <= n_warps_) {
        check(runtime_.launch(walk_groups<Source, IsWeighted, Width>, dim3(resident.n_groups_with_rows, block.n_pages, parts),
                              block_threads, 0, in, source, resident.groups, join));
      } else {
        check(runtime_.launch(walk_segments<Source, IsWeighted, Width>, grid, block_threads, 0, in, source));
        check(runtime_.launch(join_segments, dim3(resident.n_groups_with_rows, static_cast<std::uint32_t>(block.n_replicates() / 32)),
                              32 * join_warps, 32 * join_warps * sizeof(span_sums), in, resident.groups, join));
        if (pass.wants_precision)
          check(runtime_.launch(sum_precision<Source, IsWeighted, Width>, grid, block_threads, 0, in, source, slots, pass.n_groups));
      }
    }
    fetch(block, resident, slots, out);
  }

  template <class Source, bool IsWide, unsigned Width>
  void run_row_sums(block_range const& block, Source const& source, resident_row_sums const& resident, std::uint8_t* memory,
                    device_output const& out) {
    auto const& pass = resident.pass;
    row_sums_input in = resident.in;
    in.slots = clear_slots(block, resident, memory);
    in.n_replicates = block.n_replicates();
    for (std::uint32_t done = 0; pass.n_segments > 0; done += amounts_a_launch) {
      std::uint32_t const n = std::min<std::uint32_t>(amounts_a_launch, pass.n_amounts - done);
      dim3 const grid(blocks_of(pass.n_segments), block.n_pages, lane_replicates / Width);
      auto const launch = [&](auto amounts) {
        check(runtime_.launch(add_rows<Source, IsWide, decltype(amounts)::value, Width>, grid, block_threads, 0, in, source));
      };
      if (n == 0)
        launch(std::integral_constant<unsigned, 0>());
      else if (n == 1)
        launch(std::integral_constant<unsigned, 1>());
      else if (n == 2)
        launch(std::integral_constant<unsigned, 2>());
      else
        launch(std::integral_constant<unsigned, 3>());
      if (done + n == pass.n_amounts) break;
      in.amounts += std::uint64_t{pass.n_rows} * n, in.first_summand += n;
    }
    fetch(block, resident, in.slots, out);
  }

  static std::uint32_t blocks_of(std::uint32_t n_warps) { return n_warps / warps_a_block + (n_warps % warps_a_block != 0); }
  template <class Resident>
  std::uint64_t* clear_slots(block_range const& block, Resident const& r, std::uint8_t* memory) {
    check(runtime_.clear(memory, block.n_pages * slot_bytes(r)));
    return reinterpret_cast<std::uint64_t*>(memory);
  }
  /// Copies the columns that were asked for to the host; waits for the kernels.
  template <class Resident>
  void fetch(block_range const& block, Resident const& r, std::uint64_t const* slots, device_output const& out) {
    std::uint32_t const begin = begin_of(block), end = end_of(block);
    copies_.to_host(out.slots + (begin - range_->first), out.stride * 8, slots + (begin - block.first), block.n_replicates() * 8,
                    std::uint64_t{end - begin} * 8, std::uint64_t{r.n_slots()} * r.pass.n_groups);
    stop_if_asked(*range_);
  }

  Runtime& runtime_;
  device_weights weights_;     ///< only its numbers are used
  std::uint32_t n_warps_ = 0;  ///< number of warps that the device runs at the same time
  staging<Runtime> copies_{runtime_};
  arena<Runtime> resident_{runtime_};
  std::vector<resident_ranked> ranked_;
  std::vector<resident_row_sums> row_sums_;
  multinomial_plan plan_{};
  std::uint32_t n_parts_ = 0;
  std::uint32_t* left_out_ = nullptr;  ///< one per 16 replicates: a weight did not fit
  buffer<Runtime> workspace_{runtime_};
  std::uint32_t reserved_pages_ = 0;     ///< pages for which the workspace has room
  device_range const* range_ = nullptr;  ///< the range in work
};

// The plugin's functions; none throws.
template <class Runtime>
std::int32_t make_order(Runtime& runtime, device_order const& request) noexcept {
  return status_of_work([&] { *request.kept = order_rows(runtime, request).release(); });
}
template <class Runtime>
void release_order(void* kept) noexcept {
  delete static_cast<kept_order<Runtime>*>(kept);
}
template <class Runtime>
std::int32_t open_session(Runtime& runtime, device_request const& request, void** out) noexcept {
  return status_of_work([&] { *out = new session<Runtime>(runtime, request); });
}
template <class Runtime>
std::int32_t run_session(void* opened, device_range const& range) noexcept {
  return status_of_work([&] { static_cast<session<Runtime>*>(opened)->run(range); });
}
template <class Runtime>
void close_session(void* opened) noexcept {
  delete static_cast<session<Runtime>*>(opened);
}

}  // namespace CLINMETRICS_NAMESPACE::device
