// SPDX-License-Identifier: Apache-2.0
// The format: a mark of eight bytes, then every member in order, numbers as little-endian 64-bit words, lists and texts after their length,
// and at the end the FNV-1a digest of all bytes before it. A list is read only if the bytes that remain can contain it.
#include "state_bytes.hpp"

#include <bit>
#include <cstring>

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr std::uint64_t mark = 0x3165'7461'7473'6d63;  // "cmstate1"

std::uint64_t fnv1a(std::span<std::byte const> bytes) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (auto b : bytes) hash = (hash ^ std::to_integer<std::uint64_t>(b)) * 0x100000001b3u;
  return hash;
}

class writer {
 public:
  std::vector<std::byte> bytes;

  void add(std::uint64_t x) {
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::byte>(x >> 8 * i));
  }
  void add(double x) { add(std::bit_cast<std::uint64_t>(x)); }
  void add(u128 x) { add(low_half(x)), add(high_half(x)); }
  void add(std::string const& text) {
    add(std::uint64_t{text.size()});
    for (char c : text) bytes.push_back(static_cast<std::byte>(c));
  }
  template <class T>
  void add(std::optional<T> const& x) {
    add(std::uint64_t{x.has_value()});
    if (x) add(*x);
  }
  template <class T>
  void add(std::vector<T> const& list) {
    add(std::uint64_t{list.size()});
    for (auto const& x : list) add(x);
  }
  void add(slot_part const& p) { add(std::uint64_t{p.n_slots}), add(static_cast<std::uint64_t>(p.how)), add(std::uint64_t{p.is_wide}); }
  void add(state_size const& s) {
    add(s.n), add(s.n_positive), add(s.n_negative), add(s.n_units), add(s.weight_sum), add(s.weight_squares);
  }
  void add(state_partition const& p) { add(p.parts), add(p.groups), add(p.sizes); }
  void add(state_block const& b) {
    add(std::uint64_t{b.model}), add(std::uint64_t{b.partition}), add(b.metric), add(b.threshold), add(std::uint64_t{b.form});
    add(b.layout), add(b.slots);
  }
  void add_sums(cohort_state const& s) { add(s.outcome), add(s.weight_scale), add(s.models), add(s.partitions), add(s.blocks); }
};

class reader {
 public:
  explicit reader(std::span<std::byte const> bytes) : rest_(bytes) {}

  void read(std::uint64_t& x) {
    need(8);
    x = 0;
    for (int i = 0; i < 8; ++i) x |= std::to_integer<std::uint64_t>(rest_[static_cast<std::size_t>(i)]) << 8 * i;
    rest_ = rest_.subspan(8);
  }
  void read(std::uint32_t& x) {
    std::uint64_t const wide_x = number();
    if (wide_x > 0xFFFF'FFFFu) refuse();
    x = static_cast<std::uint32_t>(wide_x);
  }
  void read(double& x) { x = std::bit_cast<double>(number()); }
  void read(u128& x) {
    std::uint64_t const low = number(), high = number();
    x = wide(low, high);
  }
  void read(std::string& text) {
    std::size_t const n = length(1);
    text.resize(n);
    std::memcpy(text.data(), rest_.data(), n);
    rest_ = rest_.subspan(n);
  }
  template <class T>
  void read(std::optional<T>& x) {
    if (flag())
      read(x.emplace());
    else
      x.reset();
  }
  template <class T>
  void read(std::vector<T>& list) {
    list.resize(length(8));
    for (auto& x : list) read(x);
  }
  void read(slot_part& p) {
    p.n_slots = number();
    std::uint64_t const how = number();
    if (how > static_cast<std::uint64_t>(merging::never)) refuse();
    p.how = static_cast<merging>(how), p.is_wide = flag();
  }
  void read(state_size& s) {
    read(s.n), read(s.n_positive), read(s.n_negative), read(s.n_units), read(s.weight_sum), read(s.weight_squares);
  }
  void read(state_partition& p) { read(p.parts), read(p.groups), read(p.sizes); }
  void read(state_block& b) {
    read(b.model), read(b.partition), read(b.metric), read(b.threshold), read(b.form), read(b.layout), read(b.slots);
  }
  void finish() const {
    if (!rest_.empty()) refuse();
  }
  [[noreturn]] static void refuse() {
    throw input_error(
        "the bytes are not a state of this version of clinmetrics, or they are incomplete; read the file again, or make the state again");
  }

 private:
  void need(std::size_t n) const {
    if (rest_.size() < n) refuse();
  }
  std::uint64_t number() {
    std::uint64_t x;
    read(x);
    return x;
  }
  bool flag() {
    std::uint64_t const x = number();
    if (x > 1) refuse();
    return x == 1;
  }
  /// The length of a list whose entries have at least so many bytes each.
  std::size_t length(std::size_t least_bytes) {
    std::uint64_t const n = number();
    if (n > rest_.size() / least_bytes) refuse();
    return n;
  }

  std::span<std::byte const> rest_;
};

/// Every number that is used as a place must be one.
void check(cohort_state const& s) {
  bool good = !s.partitions.empty();
  for (auto const& p : s.partitions) {
    good = good && p.groups.size() == p.sizes.size();
    for (auto const& key : p.groups) good = good && key.size() == p.parts.size();
  }
  for (auto const& b : s.blocks) {
    u128 n_slots = 0;
    for (auto const& part : b.layout) {
      good = good && part.n_slots <= b.slots.size() && (!part.is_wide || part.n_slots % 2 == 0);
      n_slots += part.n_slots;
    }
    good = good && b.model < s.models.size() && b.partition < s.partitions.size() &&
           b.slots.size() == n_slots * s.partitions[b.partition].groups.size();
    if (!good) break;
  }
  if (!good) reader::refuse();
}

}  // namespace

std::uint64_t engine::digest_of(cohort_state const& s) {
  writer w;
  w.add_sums(s);
  return fnv1a(w.bytes);
}

std::vector<std::byte> cohort_state::to_bytes() const {
  writer w;
  w.add(mark), w.add_sums(*this), w.add(parts);
  w.add(fnv1a(w.bytes));
  return std::move(w.bytes);
}

cohort_state cohort_state::from_bytes(std::span<std::byte const> bytes) {
  if (bytes.size() < 16) reader::refuse();
  auto const body = bytes.first(bytes.size() - 8);
  std::uint64_t first, digest;
  reader(bytes.last(8)).read(digest);
  reader in(body);
  in.read(first);
  if (first != mark || digest != fnv1a(body)) reader::refuse();
  cohort_state s;
  in.read(s.outcome), in.read(s.weight_scale), in.read(s.models), in.read(s.partitions), in.read(s.blocks), in.read(s.parts);
  in.finish();
  check(s);
  return s;
}

}  // namespace CLINMETRICS_NAMESPACE
