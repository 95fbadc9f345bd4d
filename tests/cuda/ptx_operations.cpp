// SPDX-License-Identifier: Apache-2.0
#include "ptx_operations.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

namespace CLINMETRICS_NAMESPACE::testing::ptx {
namespace {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using s8 = std::int8_t;
using s16 = std::int16_t;
using s32 = std::int32_t;
using s64 = std::int64_t;
__extension__ using u128 = unsigned __int128;
__extension__ using s128 = __int128;

template <class T>
T of_bits(u64 bits) {
  if constexpr (std::is_same_v<T, bool>)
    return bits != 0;
  else if constexpr (std::is_same_v<T, double>)
    return std::bit_cast<double>(bits);
  else
    return static_cast<T>(bits);
}
template <class T>
u64 bits_of(T value) {  // of a narrower type: extended by its sign, if it has one
  if constexpr (std::is_same_v<T, double>)
    return std::bit_cast<u64>(value);
  else
    return static_cast<u64>(value);
}

template <class F>
void for_lanes(u32 active, F const& f) {
  if (active == all_lanes)
    for (unsigned k = 0; k < n_lanes; ++k) f(k);
  else
    for (; active != 0; active &= active - 1) f(static_cast<unsigned>(std::countr_zero(active)));
}

template <class F, class... In>
void apply(warp& w, operation const& o, u32 active) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    u64* const out = w.reg[o.out[0]].data();
    u64 const* const in[] = {w.reg[o.in[I]].data()...};
    for_lanes(active, [&](unsigned k) { out[k] = bits_of(F{}(of_bits<In>(in[I][k])...)); });
  }
  (std::index_sequence_for<In...>{});
}

// ---- types by name
template <class... T>
struct types {};
using integers = types<u16, s16, u32, s32, u64, s64>;
using narrow = types<u16, s16, u32, s32>;
using unsigned_integers = types<u16, u32, u64>;
using all_integers = types<u8, s8, u16, s16, u32, s32, u64, s64>;

template <class... T, class F>
void for_types(types<T...>, F const& f) {
  (f(std::type_identity<T>{}), ...);
}
template <class T>
std::string name(char letter = std::is_signed_v<T> ? 's' : 'u') {
  return letter + std::to_string(8 * sizeof(T));
}

template <class T>
constexpr unsigned width = 8 * sizeof(T);
template <class T>
using twice = std::conditional_t<sizeof(T) == 2, std::conditional_t<std::is_signed_v<T>, s32, u32>,
                                 std::conditional_t<sizeof(T) == 4, std::conditional_t<std::is_signed_v<T>, s64, u64>,
                                                    std::conditional_t<std::is_signed_v<T>, s128, u128>>>;
template <class T>
T low(u64 x) {
  return static_cast<T>(x);
}
template <class T>
twice<T> product(T a, T b) {
  return static_cast<twice<T>>(static_cast<twice<T>>(a) * b);
}

/// Towards zero, clamped; NaN as the ISA defines it.
template <class To>
To truncated(double x) {
  if (std::isnan(x)) return static_cast<To>(u64{1} << (width<To> - 1));
  double const whole = std::trunc(x), beyond = std::ldexp(1., std::numeric_limits<To>::digits);
  if (whole >= beyond) return std::numeric_limits<To>::max();
  if (whole <= (std::is_signed_v<To> ? -beyond : 0.)) return std::numeric_limits<To>::min();
  return static_cast<To>(whole);
}

u32 permuted(u32 a, u32 b, u32 which) {
  u64 const both = u64{b} << 32 | a;
  u32 out = 0;
  for (unsigned i = 0; i < 4; ++i) {
    u32 const selector = which >> 4 * i & 15, byte = static_cast<u32>(both >> 8 * (selector & 7) & 255);
    out |= ((selector & 8) == 0 ? byte : (byte >> 7) * 255) << 8 * i;
  }
  return out;
}

template <class T>
T inserted(T a, T b, u32 position, u32 length) {
  position &= 255, length &= 255;
  if (position >= width<T> || length == 0) return b;
  T const ones = static_cast<T>(length >= width<T> ? ~T{0} : (T{1} << length) - 1);
  return static_cast<T>((b & ~(ones << position)) | (a & ones) << position);
}
using recipes = std::unordered_map<std::string, recipe>;

template <class... In, class F>
void add(recipes& all, std::string const& opcode, F /*f*/) {
  all[opcode] = {&apply<F, In...>, sizeof...(In)};
}

void add_arithmetic(recipes& all) {
  for_types(integers{}, [&]<class T>(std::type_identity<T>) {
    std::string const t = name<T>();
    add<T, T>(all, "add." + t, [](T a, T b) { return low<T>(u64(a) + u64(b)); });
    add<T, T>(all, "sub." + t, [](T a, T b) { return low<T>(u64(a) - u64(b)); });
    add<T, T>(all, "mul.lo." + t, [](T a, T b) { return low<T>(u64(a) * u64(b)); });
    add<T, T>(all, "mul.hi." + t, [](T a, T b) { return static_cast<T>(product(a, b) >> width<T>); });
    add<T, T, T>(all, "mad.lo." + t, [](T a, T b, T c) { return low<T>(u64(a) * u64(b) + u64(c)); });
    add<T, T, T>(all, "mad.hi." + t, [](T a, T b, T c) { return low<T>(u64(static_cast<T>(product(a, b) >> width<T>)) + u64(c)); });
    // by zero: "an unspecified, machine-specific value"; MIN / -1 wraps
    add<T, T>(all, "div." + t, [](T a, T b) {
      return b == 0 ? low<T>(~u64{0}) : b == low<T>(~u64{0}) && std::is_signed_v<T> ? low<T>(0 - u64(a)) : static_cast<T>(a / b);
    });
    add<T, T>(all, "rem." + t, [](T a, T b) {
      return b == 0 ? a : b == low<T>(~u64{0}) && std::is_signed_v<T> ? T{0} : static_cast<T>(a % b);
    });
    add<T, T>(all, "min." + t, [](T a, T b) { return std::min(a, b); });
    add<T, T>(all, "max." + t, [](T a, T b) { return std::max(a, b); });
    add<T, u32>(all, "shr." + t, [](T a, u32 by) { return static_cast<T>(by < width<T> ? a >> by : a >> (width<T> - 1) >> 1); });
    if constexpr (std::is_signed_v<T>) {
      add<T>(all, "neg." + t, [](T a) { return low<T>(0 - u64(a)); });
      add<T>(all, "abs." + t, [](T a) { return a < 0 ? low<T>(0 - u64(a)) : a; });
    }
  });
  for_types(narrow{}, [&]<class T>(std::type_identity<T>) {
    using W = twice<T>;
    add<T, T>(all, "mul.wide." + name<T>(), [](T a, T b) { return product(a, b); });
    add<T, T, W>(all, "mad.wide." + name<T>(), [](T a, T b, W c) { return low<W>(u64(product(a, b)) + u64(c)); });
  });
  // with their rounding: without a rounding mode ptxas may fuse them
  add<double, double>(all, "add.rn.f64", [](double a, double b) { return a + b; });
  add<double, double>(all, "sub.rn.f64", [](double a, double b) { return a - b; });
  add<double, double>(all, "mul.rn.f64", [](double a, double b) { return a * b; });
  add<double, double>(all, "div.rn.f64", [](double a, double b) { return a / b; });
  add<double, double, double>(all, "fma.rn.f64", [](double a, double b, double c) { return std::fma(a, b, c); });
}

void add_bits(recipes& all) {
  for_types(unsigned_integers{}, [&]<class T>(std::type_identity<T>) {
    std::string const b = name<T>('b');
    add<T, T>(all, "and." + b, [](T x, T y) { return static_cast<T>(x & y); });
    add<T, T>(all, "or." + b, [](T x, T y) { return static_cast<T>(x | y); });
    add<T, T>(all, "xor." + b, [](T x, T y) { return static_cast<T>(x ^ y); });
    add<T>(all, "not." + b, [](T x) { return static_cast<T>(~x); });
    add<T, u32>(all, "shl." + b, [](T x, u32 by) { return by < width<T> ? low<T>(u64{x} << by) : T{0}; });
    add<T, u32>(all, "shr." + b, [](T x, u32 by) { return by < width<T> ? static_cast<T>(x >> by) : T{0}; });
    if constexpr (sizeof(T) >= 4) {
      add<T>(all, "popc." + b, [](T x) { return static_cast<u32>(std::popcount(x)); });
      add<T>(all, "clz." + b, [](T x) { return static_cast<u32>(std::countl_zero(x)); });
      add<T, T, u32, u32>(all, "bfi." + b, [](T x, T y, u32 position, u32 length) { return inserted(x, y, position, length); });
    }
  });
  add<u32, u32, u32>(all, "prmt.b32", [](u32 a, u32 b, u32 which) { return permuted(a, b, which); });
  add<bool, bool>(all, "and.pred", [](bool a, bool b) { return a && b; });
  add<bool, bool>(all, "or.pred", [](bool a, bool b) { return a || b; });
  add<bool, bool>(all, "xor.pred", [](bool a, bool b) { return a != b; });
  add<bool>(all, "not.pred", [](bool a) { return !a; });
  add<bool>(all, "mov.pred", [](bool a) { return a; });
}

template <class T>
void add_comparisons(recipes& all, std::string const& t) {
  add<T, T>(all, "setp.eq." + t, [](T a, T b) { return a == b; });
  add<T, T>(all, "setp.ne." + t, [](T a, T b) { return std::is_floating_point_v<T> ? a < b || a > b : a != b; });  // false of NaN
  add<T, T>(all, "setp.lt." + t, [](T a, T b) { return a < b; });
  add<T, T>(all, "setp.le." + t, [](T a, T b) { return a <= b; });
  add<T, T>(all, "setp.gt." + t, [](T a, T b) { return a > b; });
  add<T, T>(all, "setp.ge." + t, [](T a, T b) { return a >= b; });
}
void add_choices(recipes& all) {
  for_types(integers{}, [&]<class T>(std::type_identity<T>) {
    add_comparisons<T>(all, name<T>());
    add<T, T, bool>(all, "selp." + name<T>(), [](T a, T b, bool first) { return first ? a : b; });
    add<T>(all, "mov." + name<T>(), [](T a) { return a; });
  });
  for_types(unsigned_integers{}, [&]<class T>(std::type_identity<T>) {
    std::string const b = name<T>('b');
    add<T, T>(all, "setp.eq." + b, [](T x, T y) { return x == y; });
    add<T, T>(all, "setp.ne." + b, [](T x, T y) { return x != y; });
    add<T, T, bool>(all, "selp." + b, [](T x, T y, bool first) { return first ? x : y; });
    add<T>(all, "mov." + b, [](T x) { return x; });
  });
  add_comparisons<double>(all, "f64");
  add<double, double, bool>(all, "selp.f64", [](double a, double b, bool first) { return first ? a : b; });
  add<double>(all, "mov.f64", [](double a) { return a; });
}

void add_conversions(recipes& all) {
  for_types(all_integers{}, [&]<class From>(std::type_identity<From>) {
    std::string const from = "." + name<From>();
    for_types(all_integers{}, [&]<class To>(std::type_identity<To>) {
      add<From>(all, "cvt." + name<To>() + from, [](From x) { return static_cast<To>(x); });
    });
    add<From>(all, "cvt.rn.f64" + from, [](From x) { return static_cast<double>(x); });
    add<double>(all, "cvt.rzi" + from + ".f64", [](double x) { return truncated<From>(x); });
  });
}

/// add and sub with the flag: taken in, given out, or both.
template <class T, bool Subtracts, bool Takes, bool Gives>
void with_carry(warp& w, operation const& o, u32 active) {
  auto const &x = w.reg[o.in[0]], &y = w.reg[o.in[1]];
  for_lanes(active, [&](unsigned k) {
    u64& flag = w.reg[carry_flag][k];
    T const a = low<T>(x[k]), b = low<T>(y[k]), c = Takes ? low<T>(flag) : T{0};
    T const sum = Subtracts ? static_cast<T>(a - b - c) : static_cast<T>(a + b + c);
    bool const carries = Subtracts ? a < b || (a == b && c != 0) : sum < a || (sum == a && c != 0);
    w.reg[o.out[0]][k] = sum;
    if (Gives) flag = carries;
  });
}
void add_carries(recipes& all) {
  auto const both = [&]<class T>(std::type_identity<T>) {
    for (char letter : {'u', 's'}) {
      std::string const t = name<T>(letter);
      all["add.cc." + t] = {with_carry<T, false, false, true>, 2}, all["sub.cc." + t] = {with_carry<T, true, false, true>, 2};
      all["addc." + t] = {with_carry<T, false, true, false>, 2}, all["subc." + t] = {with_carry<T, true, true, false>, 2};
      all["addc.cc." + t] = {with_carry<T, false, true, true>, 2}, all["subc.cc." + t] = {with_carry<T, true, true, true>, 2};
    }
  };
  for_types(types<u32, u64>{}, both);
}

// ---- memory
/// The host address of an address in a memory space. Generic and global addresses are host addresses.
class window {
 public:
  window(block_memory& memory, operation const& o, std::size_t size, bool writes)
      : memory_(memory), where_(o.where), size_(size), writes_(writes) {
    if (where_ == space::shared)
      set(block_memory::shared_begin, memory.shared.size(), memory.shared.data());
    else if (where_ == space::param)
      set(0, memory.params.size(), memory.params.data());
    else
      set(memory.last_found[writes]);
  }
  std::byte* at(u64 address) {
    if ((address & (size_ - 1)) != 0) fail(address, "not a multiple of the size");
    if (!holds(address)) find(address);
    return reinterpret_cast<std::byte*>(host_ + (address - begin_));
  }

 private:
  void set(u64 begin, u64 n, std::byte const* host) { begin_ = begin, n_ = n, host_ = reinterpret_cast<std::uintptr_t>(host); }
  void set(ptx_machine::address_range const& r) { begin_ = host_ = r.first, n_ = r.second - r.first; }
  bool holds(u64 address) const { return address - begin_ < n_ && n_ - (address - begin_) >= size_; }
  void find(u64 address) {
    if (where_ == space::shared) fail(address, "outside shared memory");
    if (where_ == space::param) fail(address, "outside the parameters");
    auto const shared = reinterpret_cast<std::uintptr_t>(memory_.shared.data());
    if (where_ == space::generic && address - shared < memory_.shared.size())
      set({shared, shared + memory_.shared.size()});
    else
      set(memory_.last_found[writes_] =
              *memory_.find_memory ? (*memory_.find_memory)(address, writes_) : ptx_machine::address_range{1, ~u64{0}});
    if (!holds(address)) fail(address, "outside every allocation");
  }
  [[noreturn]] void fail(u64 address, char const* why) const {
    throw ptx_error(std::to_string(size_) + " bytes at address " + std::to_string(address) + ": " + why);
  }

  block_memory& memory_;
  space where_;
  std::size_t size_;
  bool writes_;
  u64 begin_ = 0, n_ = 0, host_ = 0;
};

template <class T>
void load(warp& w, operation const& o, u32 active) {
  window memory(*w.memory, o, o.n * sizeof(T), false);
  for_lanes(active, [&](unsigned k) {
    std::byte const* const from = memory.at(w.reg[o.in[0]][k] + static_cast<u64>(o.offset));
    for (unsigned i = 0; i < o.n; ++i) {
      T value;
      std::memcpy(&value, from + i * sizeof(T), sizeof(T));
      w.reg[o.out[i]][k] = static_cast<u64>(value);
    }
  });
}
template <class T>
void store(warp& w, operation const& o, u32 active) {
  window memory(*w.memory, o, o.n * sizeof(T), true);
  for_lanes(active, [&](unsigned k) {
    std::byte* const to = memory.at(w.reg[o.in[0]][k] + static_cast<u64>(o.offset));
    for (unsigned i = 0; i < o.n; ++i) {
      T const value = low<T>(w.reg[o.in[1 + i]][k]);
      std::memcpy(to + i * sizeof(T), &value, sizeof(T));
    }
  });
}
template <class T>
void add_atomically(warp& w, operation const& o, u32 active) {
  window memory(*w.memory, o, sizeof(T), true);
  for_lanes(active, [&](unsigned k) {
    std::byte* const place = memory.at(w.reg[o.in[0]][k] + static_cast<u64>(o.offset));
    T old;
    std::memcpy(&old, place, sizeof old);
    T const fresh = static_cast<T>(old + low<T>(w.reg[o.in[1]][k]));
    std::memcpy(place, &fresh, sizeof fresh);
    w.reg[o.out[0]][k] = static_cast<u64>(old);
  });
}

// ---- operations of the lanes of a mask. Their mask is in[0].
enum class shuffle : u8 { up, down, bfly, idx };

template <shuffle Mode>
void shfl(warp& w, operation const& o, u32 active) {
  lanes const a = w.reg[o.in[1]];
  lanes taken{}, in_range{};
  for_lanes(active, [&](unsigned lane) {
    u32 const b = low<u32>(w.reg[o.in[2]][lane]) & 31, c = low<u32>(w.reg[o.in[3]][lane]), clamp = c & 31, segments = c >> 8 & 31;
    s32 const from_here = static_cast<s32>(lane), last = static_cast<s32>((lane & segments) | (clamp & ~segments));
    s32 j = 0;
    if (Mode == shuffle::up) j = from_here - static_cast<s32>(b);
    if (Mode == shuffle::down) j = from_here + static_cast<s32>(b);
    if (Mode == shuffle::bfly) j = from_here ^ static_cast<s32>(b);
    if (Mode == shuffle::idx) j = static_cast<s32>((lane & segments) | (b & ~segments));
    bool const is_there = Mode == shuffle::up ? j >= last : j <= last;
    if (!is_there) j = from_here;
    if (!(active >> j & 1)) throw ptx_error("lane " + std::to_string(lane) + " reads lane " + std::to_string(j) + ", which is not here");
    taken[lane] = a[static_cast<unsigned>(j)], in_range[lane] = is_there;
  });
  for_lanes(active, [&](unsigned lane) { w.reg[o.out[0]][lane] = low<u32>(taken[lane]), w.reg[o.out[1]][lane] = in_range[lane]; });
}

void ballot(warp& w, operation const& o, u32 active) {
  u32 votes = 0;
  for_lanes(active, [&](unsigned k) { votes |= static_cast<u32>(w.reg[o.in[1]][k] != 0) << k; });
  for_lanes(active, [&](unsigned k) { w.reg[o.out[0]][k] = votes; });
}

template <class Part, unsigned N>
void pack(warp& w, operation const& o, u32 active) {
  for_lanes(active, [&](unsigned k) {
    u64 whole = 0;
    for (unsigned i = 0; i < N; ++i) whole |= u64{low<Part>(w.reg[o.in[i]][k])} << i * width<Part>;
    w.reg[o.out[0]][k] = whole;
  });
}
template <class Part, unsigned N>
void unpack(warp& w, operation const& o, u32 active) {
  for_lanes(active, [&](unsigned k) {
    u64 const whole = w.reg[o.in[0]][k];
    for (unsigned i = 0; i < N; ++i) w.reg[o.out[i]][k] = low<Part>(whole >> i * width<Part>);
  });
}

}  // namespace

recipes const& elementwise() {
  static recipes const all = [] {
    recipes r;
    add_arithmetic(r), add_bits(r), add_choices(r), add_conversions(r), add_carries(r);
    return r;
  }();
  return all;
}

std::unordered_map<std::string, action> const& memory_actions() {
  static auto const all = [] {
    std::unordered_map<std::string, action> r;
    for_types(all_integers{}, [&]<class T>(std::type_identity<T>) {
      for (char letter : {'b', 'f', std::is_signed_v<T> ? 's' : 'u'}) {
        if (letter != 's' && std::is_signed_v<T>) continue;
        r["ld." + name<T>(letter)] = load<T>, r["st." + name<T>(letter)] = store<T>;
      }
    });
    for_types(types<u32, u64>{},
              [&]<class T>(std::type_identity<T>) { r["atom.add." + name<T>()] = r["red.add." + name<T>()] = add_atomically<T>; });
    return r;
  }();
  return all;
}

recipes const& collectives() {
  static recipes const all{{"bar.warp.sync", {[](warp&, operation const&, u32) {}, 1}},
                           {"shfl.sync.up.b32", {shfl<shuffle::up>, 4}},
                           {"shfl.sync.down.b32", {shfl<shuffle::down>, 4}},
                           {"shfl.sync.bfly.b32", {shfl<shuffle::bfly>, 4}},
                           {"shfl.sync.idx.b32", {shfl<shuffle::idx>, 4}},
                           {"vote.sync.ballot.b32", {ballot, 2}}};
  return all;
}

action packing(unsigned bits, unsigned n) {
  return bits == 64 && n == 2 ? pack<u32, 2> : bits == 64 && n == 4 ? pack<u16, 4> : bits == 32 && n == 2 ? pack<u16, 2> : nullptr;
}
action unpacking(unsigned bits, unsigned n) {
  return bits == 64 && n == 2 ? unpack<u32, 2> : bits == 64 && n == 4 ? unpack<u16, 4> : bits == 32 && n == 2 ? unpack<u16, 2> : nullptr;
}

void into_shared_window(warp& w, operation const& o, u32 active) {
  u64 const host = reinterpret_cast<std::uintptr_t>(w.memory->shared.data());
  for_lanes(active, [&](unsigned k) { w.reg[o.out[0]][k] = w.reg[o.in[0]][k] - host + block_memory::shared_begin; });
}
void out_of_shared_window(warp& w, operation const& o, u32 active) {
  u64 const host = reinterpret_cast<std::uintptr_t>(w.memory->shared.data());
  for_lanes(active, [&](unsigned k) { w.reg[o.out[0]][k] = w.reg[o.in[0]][k] - block_memory::shared_begin + host; });
}

}  // namespace CLINMETRICS_NAMESPACE::testing::ptx
