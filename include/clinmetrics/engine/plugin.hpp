// SPDX-License-Identifier: Apache-2.0
// The C interface between the library and a device plugin: columns and passes as flat arrays, status codes, no exception across it.
//
// `order` sorts the rows by a score and keeps the ordering on the device. `open` makes a session of the passes and the plan of the weights;
// they stay on the device while the session runs one range of replicates after another and writes their slots. Memory belongs to the caller
// and is on the host, except for columns with `is_on_device`; the arguments of a function may be released when it returns. Both sides check
// `device_interface_version` first.
#pragma once
#include <cstdint>

#include "clinmetrics/core/plain.hpp"
#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

inline constexpr std::uint32_t device_interface_version = 6;

enum class device_status : std::int32_t {
  ok = 0,
  stopped = 1,        ///< `is_stopped` returned true
  out_of_memory = 2,  ///< the device's memory is too small even for the smallest block of replicates
  no_device = 3,      ///< no driver, or no device of a supported kind
  broken = 4,         ///< the device reported an error that lasts; the plugin must not be called again
  bad_request = 5,    ///< a version or a size that the plugin does not accept
};

/// One number per row.
struct device_column {
  void const* data;
  std::int64_t stride;         ///< in bytes
  std::uint32_t type;          ///< a clinmetrics::dtype
  std::uint32_t is_on_device;  ///< `data` is an address in the device's memory
};

/// Rows to be sorted: by descending score, equal scores by row.
struct device_order {
  std::uint32_t version;
  std::uint32_t n;
  device_column score;      ///< finite
  std::uint32_t* rows;      ///< out: the row at each position
  std::uint64_t* tie_ends;  ///< out: n / 64 + 1 words; bit i: the score at position i differs from the next, or is the last
  void** kept;              ///< out: the ordering on the device, until it is released
};

/// Units begin … begin + size − 1, which are drawn among themselves; size > 0.
struct device_stratum {
  std::uint32_t begin, size;
  std::uint32_t law;
};

/// The law of a weight before its correction: a byte decides it, or, where the entry is 128, 64 further bits by
/// cumulative[begin … begin + size).
struct device_law {
  std::uint8_t weight_of_byte[256];
  std::uint32_t begin, size;
};

struct device_weights {
  std::uint32_t kind;  ///< 0: multinomial, 1: poisson
  std::uint32_t stream;
  std::uint64_t seed;
  std::uint32_t n_units;
  std::uint64_t const* keys;  ///< of the units, in place of their numbers; null: the numbers. Today a plugin refuses keys.
  std::uint32_t n_strata, n_laws, n_cumulative;  ///< 0 for poisson
  device_stratum const* strata;
  device_law const* laws;
  std::uint64_t const* cumulative;
};

/// The output of a pass: slots[(slot · n_groups + group) · stride + replicate].
struct device_output {
  std::uint64_t* slots;
  std::uint64_t stride;
};

struct device_ranked_pass {
  std::uint32_t n_rows;         ///< the same for all ranked passes of a session
  device_column label;          ///< a row is positive where it is 1
  std::uint32_t const* unit;    ///< of each row; null: the row's number
  std::uint64_t const* weight;  ///< a row's own weight; null: all 1
  void const* order;            ///< the ordering that `order` kept; null: the next two arrays, from the host
  std::uint32_t const* rows;    ///< the row at each position
  std::uint32_t const* tie;     ///< for each position, the first position with the same score
  std::uint32_t const* group;   ///< of each row; null: all in group 0
  std::uint32_t const* cuts;    ///< positions, ascending, that never split equal scores
  std::uint32_t n_cuts, n_groups;
  std::uint32_t wants_precision;
  std::uint32_t most_rows;  ///< of a segment, which is the work of one warp: at most longest_segment
};

/// Consecutive rows of one run: a group and a cell of every sum.
struct device_run_segment {
  std::uint32_t begin, end, run;
};

struct device_row_sums_pass {
  std::uint32_t const* units;    ///< of the rows, by run
  std::uint64_t const* weight;   ///< a row's own weight; null: all 1
  std::uint64_t const* amounts;  ///< [amount][row]
  device_run_segment const* segments;
  std::uint32_t const* sources;  ///< of each sum: 0 counts, 1 + a sums amount a
  std::uint32_t const* slots;    ///< [run][sum]: the sum's slot, its group added: slot · n_groups + group
  std::uint32_t n_rows, n_segments, n_runs, n_sums, n_amounts;
  std::uint32_t n_slots, n_groups;
  std::uint32_t is_wide;  ///< a segment's sum may exceed 64 bits
};

/// The contents of a session.
struct device_request {
  std::uint32_t version;
  std::uint32_t n_ranked, n_row_sums;
  device_weights const* weights;
  device_ranked_pass const* ranked;
  device_row_sums_pass const* row_sums;
  void* context;                              ///< for the call
  std::int32_t (*is_stopped)(void* context);  ///< called between passes; may be null
};

/// Replicates of a session's passes.
struct device_range {
  std::uint32_t first, count;                      ///< column k of an output is replicate first + k
  device_output const* ranked;                     ///< of each ranked pass, in the order of the request
  device_output const* row_sums;                   ///< of each row-sums pass
  std::uint8_t* left_out;                          ///< out, if it is written, for each replicate: not 0 if a weight did not fit
  void* context;                                   ///< for the two calls
  std::int32_t (*is_stopped)(void* context);       ///< called between launches
  void (*report)(void* context, std::uint32_t n);  ///< n more replicates are done
};

static_assert(are_plain<device_column, device_order, device_stratum, device_law, device_weights, device_output, device_ranked_pass,
                        device_run_segment, device_row_sums_pass, device_request, device_range>);

/// Longest segment that keeps the narrow sums of a kernel in their width.
inline constexpr std::uint32_t longest_segment = 2048;

extern "C" {
// NOLINTBEGIN(modernize-use-using): C linkage
typedef std::uint32_t (*clinmetrics_device_version_t)();
/// ok if there is a device; its name (cut to `size`, with a 0 at the end) and memory.
typedef std::int32_t (*clinmetrics_device_probe_t)(char* name, std::uint64_t size, std::uint64_t* memory);
/// Copies `bytes` from device memory to the host, on `stream` and therefore after earlier work on it: a stream's handle, 1 for the legacy
/// default stream, 2 for the default stream of this thread, 0 for none. is_here: whether the plugin's own device can read the memory in
/// place. bad_request if the memory is not device memory.
typedef std::int32_t (*clinmetrics_device_fetch_t)(void const* from, std::uint64_t bytes, std::uint64_t stream, void* to,
                                                   std::uint32_t* is_here);
typedef std::int32_t (*clinmetrics_device_order_t)(device_order const* request);
typedef void (*clinmetrics_device_release_t)(void* kept);
/// A session, to be closed by `close`; it may be used by one thread at a time.
typedef std::int32_t (*clinmetrics_device_open_t)(device_request const* request, void** session);
typedef std::int32_t (*clinmetrics_device_run_t)(void* session, device_range const* range);
typedef void (*clinmetrics_device_close_t)(void* session);
/// The message of the last failed call of this thread.
typedef char const* (*clinmetrics_device_message_t)();
// NOLINTEND(modernize-use-using)
}

/// The plugin's functions, exported under the names clinmetrics_device_version, _probe, _fetch and so on.
struct device_plugin {
  clinmetrics_device_version_t version;
  clinmetrics_device_probe_t probe;
  clinmetrics_device_fetch_t fetch;
  clinmetrics_device_order_t order;
  clinmetrics_device_release_t release;
  clinmetrics_device_open_t open;
  clinmetrics_device_run_t run;
  clinmetrics_device_close_t close;
  clinmetrics_device_message_t message;
};

}  // namespace CLINMETRICS_NAMESPACE
