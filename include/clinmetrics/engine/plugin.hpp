// SPDX-License-Identifier: Apache-2.0
// The C interface between the library and a device plugin: passes as flat arrays, status codes, no exception across it.
//
// The library compiles passes to rows in segments and opens a session with them and the plan of the weights; they stay on the device while
// the session runs one range of replicates after another and writes their slots. All memory belongs to the caller and lies on the host, but
// for the columns that `fetch` brings from there; what `open` was given may go when it returns. Both sides check
// `device_interface_version` first.
#pragma once
#include <cstdint>

namespace clinmetrics {

inline constexpr std::uint32_t device_interface_version = 3;

enum class device_status : std::int32_t {
  ok = 0,
  stopped = 1,           ///< `is_stopped` said so
  out_of_memory = 2,     ///< of the device, even for the smallest block of replicates
  no_device = 3,         ///< no driver, or no device of a supported kind
  broken = 4,            ///< the device reported an error that lasts; the plugin must not be called again
  weight_too_large = 5,  ///< a block's total exceeds a byte; another backend must do this call (chance below 10^-12 a call)
  bad_request = 6,       ///< a version or a size that the plugin does not take
};

/// A run of units whose total is drawn first: 2^log2_length units from `begin`, inversion by table number `table`.
struct device_cell {
  std::uint32_t begin, log2_length, table;
};

/// One stratum. Without blocks (is_blocked = 0) its cells are its units, drawn singly.
struct device_stratum {
  std::uint32_t begin, size, first_cell, n_cells;
  std::uint32_t first_block;  ///< number of its first block among those of all strata
  std::uint32_t is_blocked;
};

/// Inversion by cumulative[begin … begin + size), ascending; the least number is `first`.
struct device_table {
  std::uint32_t first, begin, size;
};

struct device_weights {
  std::uint32_t kind;  ///< 0: multinomial, 1: poisson
  std::uint32_t stream;
  std::uint64_t seed;
  std::uint32_t n_units;
  std::uint32_t n_strata, n_cells, n_tables, n_cumulative;  ///< 0 for poisson
  device_stratum const* strata;
  device_cell const* cells;
  device_table const* tables;
  std::uint64_t const* cumulative;
};

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

/// Consecutive rows of one group that a warp walks.
struct device_segment {
  std::uint32_t begin, end;
  std::uint32_t cut_begin, cut_end;  ///< cuts that lie behind its last row
  std::uint32_t flags;               ///< of device_segment_flag
};
enum device_segment_flag : std::uint32_t {
  segment_is_piece = 1,  ///< all its rows belong to one tie that has several segments
  segment_ends_tie = 2,  ///< the last of those
};

/// The segments of one group that has rows.
struct device_group {
  std::uint32_t group, segment_begin, segment_end;
};

/// Where a pass puts its integers: slots[(slot · n_groups + group) · stride + replicate].
struct device_output {
  std::uint64_t* slots;
  std::uint64_t stride;
};

struct device_ranked_pass {
  device_row const* rows;
  std::uint64_t const* weight;  ///< a row's own weight, in the order of `rows`; null: all 1
  device_segment const* segments;
  device_group const* groups;
  std::uint32_t n_rows, n_segments, n_groups_with_rows;
  std::uint32_t n_slots, n_groups;
  std::uint32_t wants_precision;
};

/// Consecutive rows of one run: a group and a cell of every sum.
struct device_run_segment {
  std::uint32_t begin, end, run;
};

struct device_row_sums_pass {
  std::uint32_t const* units;    ///< of the rows, by run
  std::uint64_t const* weight;   ///< as above
  std::uint64_t const* amounts;  ///< [amount][row]
  device_run_segment const* segments;
  std::uint32_t const* sources;  ///< of each sum: 0 counts, 1 + a sums amount a
  std::uint32_t const* slots;    ///< [run][sum]: the sum's slot, its group added: slot · n_groups + group
  std::uint32_t n_rows, n_segments, n_runs, n_sums, n_amounts;
  std::uint32_t n_slots, n_groups;
  std::uint32_t is_wide;  ///< a segment's sum may exceed 64 bits
};

/// What a session holds.
struct device_request {
  std::uint32_t version;
  std::uint32_t n_ranked, n_row_sums;
  device_weights const* weights;
  device_ranked_pass const* ranked;
  device_row_sums_pass const* row_sums;
};

/// Replicates of a session's passes.
struct device_range {
  std::uint32_t first, count;                      ///< column k of an output is replicate first + k
  device_output const* ranked;                     ///< of each ranked pass, in the order of the request
  device_output const* row_sums;                   ///< of each by-row pass
  void* context;                                   ///< for the two calls
  std::int32_t (*is_stopped)(void* context);       ///< asked between launches
  void (*report)(void* context, std::uint32_t n);  ///< n more replicates are done
};

/// Keys of rows, to be put in ascending order; of equal keys the lower row comes first.
struct device_sort {
  std::uint32_t version;
  std::uint32_t n;
  std::uint32_t key_bits;  ///< the keys are below 2^key_bits
  std::uint64_t* keys;     ///< in: by row; out: ascending
  std::uint32_t* rows;     ///< out: the row of each
};

/// Longest segment that keeps the narrow sums of a kernel in their width.
inline constexpr std::uint32_t longest_segment = 2048;

extern "C" {
typedef std::uint32_t (*clinmetrics_device_version_t)();  // NOLINT(modernize-use-using): C linkage
/// ok if there is a device; its name (cut to `size`, with a 0 at the end) and memory.
typedef std::int32_t (*clinmetrics_device_probe_t)(char* name, std::uint64_t size, std::uint64_t* memory);  // NOLINT(modernize-use-using)
/// A session, to be closed by `close`; it may be used by one thread at a time.
typedef std::int32_t (*clinmetrics_device_open_t)(device_request const* request, void** session);  // NOLINT(modernize-use-using)
typedef std::int32_t (*clinmetrics_device_run_t)(void* session, device_range const* range);        // NOLINT(modernize-use-using)
typedef void (*clinmetrics_device_close_t)(void* session);                                         // NOLINT(modernize-use-using)
typedef std::int32_t (*clinmetrics_device_sort_t)(device_sort const* request);                     // NOLINT(modernize-use-using)
/// Copies `bytes` from the device's memory to the host's, after what was put on the stream so far: a stream's handle, 1 the legacy default
/// stream, 2 the one of this thread, 0 none. bad_request where the memory is not a device's.
typedef std::int32_t (*clinmetrics_device_fetch_t)(void const* from, std::uint64_t bytes, std::uint64_t stream, void* to);  // NOLINT
/// What the last call of this thread that failed had to say.
typedef char const* (*clinmetrics_device_message_t)();  // NOLINT(modernize-use-using)
}

/// The plugin's functions, exported under the names clinmetrics_device_version, _probe, _open and so on.
struct device_plugin {
  clinmetrics_device_version_t version;
  clinmetrics_device_probe_t probe;
  clinmetrics_device_open_t open;
  clinmetrics_device_run_t run;
  clinmetrics_device_close_t close;
  clinmetrics_device_sort_t sort;
  clinmetrics_device_fetch_t fetch;
  clinmetrics_device_message_t message;
};

}  // namespace clinmetrics
