// SPDX-License-Identifier: Apache-2.0
// The machine that runs PTX: the results of instructions by hand from the ISA; lanes that separate and meet; barriers, also missing ones;
// the programs that it must refuse.
#include "ptx_machine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <span>
#include <string>
#include <vector>

namespace CLINMETRICS_NAMESPACE::testing {
namespace {

using ::testing::HasSubstr;
using values = std::vector<std::uint64_t>;

constexpr std::uint64_t ones = ~std::uint64_t{0};

/// An entry that runs `body` with the number of the thread in %r0, and writes the %rd0 of each.
std::string program(std::string const& body) {
  return ".version 9.0\n.target sm_75\n.address_size 64\n"
         ".extern .shared .align 16 .b8 dynamic[];\n"
         ".visible .entry k(\n  .param .u64 k_out,\n  .param .align 8 .b8 k_pair[16]\n)\n.maxntid 128, 1, 1\n{\n"
         "  .reg .pred %p<9>;\n  .reg .b16 %rs<9>;\n  .reg .b32 %r<20>;\n  .reg .f64 %fd<9>;\n  .reg .b64 %rd<20>;\n"
         "  .shared .align 8 .b8 board[1024];\n"
         "  mov.u32 %r0, %tid.x;\n" +
         body +
         "\nEND:\n  ld.param.u64 %rd18, [k_out];\n  cvta.to.global.u64 %rd18, %rd18;\n  mul.wide.u32 %rd19, %r0, 8;\n"
         "  add.s64 %rd19, %rd18, %rd19;\n  st.global.u64 [%rd19], %rd0;\n  ret;\n}\n";
}

struct settings {
  std::uint32_t n_threads = 32;
  std::uint64_t seed = 0, most_instructions = 100'000;
};
values run(std::string const& body, settings const& s = {}) {
  ptx_machine machine(program(body));
  machine.seed = s.seed, machine.most_instructions = s.most_instructions;
  values out(s.n_threads, 0xDEAD);
  auto const begin = reinterpret_cast<std::uintptr_t>(out.data());
  machine.find_memory = [&](std::uint64_t, bool) { return ptx_machine::address_range{begin, begin + 8 * out.size()}; };
  std::uint64_t* const data = out.data();
  std::array<std::uint64_t, 2> const pair{7, 0x1122334455667788};
  machine.launch("k", {1, 1, 1}, {s.n_threads, 1, 1}, 256, {std::as_bytes(std::span(&data, 1)), std::as_bytes(std::span(&pair, 1))});
  EXPECT_EQ(machine.n_launches["k"], 1u);
  return out;
}
std::uint64_t one(std::string const& body) { return run(body, {.n_threads = 1})[0]; }
/// Of instructions that leave 32 bits in %r1.
std::uint64_t word(std::string const& instruction) { return one(instruction + "\n  cvt.u64.u32 %rd0, %r1;"); }
std::string complaint(std::string const& body, settings const& s = {}) {
  try {
    run(body, s);
  } catch (ptx_error const& e) {
    return e.what();
  }
  return "nothing";
}

TEST(PtxMachine, PermutesBytesAndReplicatesTheirSigns) {
  EXPECT_EQ(word("prmt.b32 %r1, 0x33221100, 0x77665544, 0x7531;"), 0x77553311u);
  EXPECT_EQ(word("mov.u32 %r2, 0x80FF7F01; prmt.b32 %r1, %r2, 0, 0xBA98;"), 0xFFFF0000u);
  EXPECT_EQ(word("prmt.b32 %r1, 0x01020384, 0x80000000, 0xF809;"), 0xFFFF8400u);  // signs of bytes 7, 0, byte 0, sign of byte 1
}

TEST(PtxMachine, ShiftsBeyondTheWidth) {
  EXPECT_EQ(word("shr.u32 %r1, 0x80000000, 31;"), 1u);
  EXPECT_EQ(word("shr.u32 %r1, 0x80000000, 32;"), 0u);
  EXPECT_EQ(word("shr.s32 %r1, 0x80000000, 4;"), 0xF8000000u);
  EXPECT_EQ(word("shr.s32 %r1, 0x80000000, 32;"), 0xFFFFFFFFu);
  EXPECT_EQ(word("shr.s32 %r1, 0x40000000, 1000;"), 0u);
  EXPECT_EQ(word("shl.b32 %r1, 3, 31;"), 0x80000000u);
  EXPECT_EQ(word("shl.b32 %r1, 3, 32;"), 0u);
  EXPECT_EQ(one("shr.s64 %rd0, -5, 1;"), ones - 2);
  EXPECT_EQ(one("shr.s64 %rd0, -5, 64;"), ones);
  EXPECT_EQ(one("shr.u64 %rd0, -5, 64;"), 0u);
  EXPECT_EQ(one("shl.b64 %rd0, 1, 63;"), std::uint64_t{1} << 63);
  EXPECT_EQ(one("shl.b64 %rd0, 1, 64;"), 0u);
}

TEST(PtxMachine, InsertsAndExtractsBits) {
  EXPECT_EQ(word("bfi.b32 %r1, 0xFF, 0, 28, 8;"), 0xF0000000u);
  EXPECT_EQ(word("bfi.b32 %r1, 0xAB, 0x11111111, 8, 4;"), 0x11111B11u);
  EXPECT_EQ(word("bfi.b32 %r1, 0xAB, 0x11111111, 32, 4;"), 0x11111111u);
  EXPECT_EQ(word("bfi.b32 %r1, 0xAB, 0x11111111, 8, 0;"), 0x11111111u);
  EXPECT_EQ(word("bfi.b32 %r1, 0xABCDEF01, 0x11111111, 0, 32;"), 0xABCDEF01u);
  EXPECT_EQ(one("bfi.b64 %rd0, 0xAB, 0x11, 8, 8;"), 0xAB11u);
  EXPECT_EQ(one("bfi.b64 %rd0, 3, 0, 63, 2;"), std::uint64_t{1} << 63);
}

TEST(PtxMachine, MultipliesByHalves) {
  EXPECT_EQ(word("mul.lo.s32 %r1, 0x10001, 0x10001;"), 0x20001u);
  EXPECT_EQ(word("mul.hi.u32 %r1, 0xFFFFFFFF, 0xFFFFFFFF;"), 0xFFFFFFFEu);
  EXPECT_EQ(word("mul.hi.s32 %r1, -1, -1;"), 0u);
  EXPECT_EQ(word("mul.hi.s32 %r1, -1, 5;"), 0xFFFFFFFFu);
  EXPECT_EQ(one("mul.hi.u64 %rd0, -1, -1;"), ones - 1);
  EXPECT_EQ(one("mul.lo.s64 %rd0, -1, -1;"), 1u);
  EXPECT_EQ(one("mul.wide.u32 %rd0, 0xFFFFFFFF, 2;"), 0x1FFFFFFFEu);
  EXPECT_EQ(one("mul.wide.s32 %rd0, -3, 2;"), ones - 5);
  EXPECT_EQ(word("mad.lo.s32 %r1, 6, 7, -2;"), 40u);
  EXPECT_EQ(word("div.u32 %r1, -1, 16;"), 0x0FFFFFFFu);
  EXPECT_EQ(word("div.s32 %r1, -7, 2;"), 0xFFFFFFFDu);
  EXPECT_EQ(word("rem.s32 %r1, -7, 2;"), 0xFFFFFFFFu);
  EXPECT_EQ(word("min.u32 %r1, -1, 1;"), 1u);
  EXPECT_EQ(word("min.s32 %r1, -1, 1;"), 0xFFFFFFFFu);
}

TEST(PtxMachine, CarriesAndBorrows) {
  EXPECT_EQ(one("add.cc.s64 %rd1, -1, 1; addc.s64 %rd0, 0, 0;"), 1u);
  EXPECT_EQ(one("add.cc.s64 %rd1, -2, 1; addc.s64 %rd0, 0, 0;"), 0u);
  EXPECT_EQ(one("add.cc.s64 %rd1, -1, 1; addc.cc.s64 %rd2, -1, 0; addc.s64 %rd0, 0, 0;"), 1u);      // by the carry alone
  EXPECT_EQ(one("add.cc.s64 %rd1, -1, 1; addc.cc.s64 %rd2, -1, -1; addc.s64 %rd0, %rd2, 0;"), 0u);  // -1 + 1
  EXPECT_EQ(one("sub.cc.s64 %rd1, 0, 1; subc.s64 %rd0, 5, 2;"), 2u);
  EXPECT_EQ(one("sub.cc.s64 %rd1, 1, 1; subc.s64 %rd0, 5, 2;"), 3u);
  EXPECT_EQ(one("sub.cc.s64 %rd1, 0, 1; subc.cc.s64 %rd2, 3, 3; subc.s64 %rd0, 9, 0;"), 8u);
  EXPECT_EQ(word("add.cc.u32 %r2, -1, -1; addc.u32 %r1, 3, 4;"), 8u);
}

TEST(PtxMachine, Converts) {
  EXPECT_EQ(one("cvt.rzi.u64.f64 %rd0, 0d400FEB851EB851EC;"), 3u);    // 3.99
  EXPECT_EQ(one("cvt.rzi.u64.f64 %rd0, 0dC00D99999999999A;"), 0u);    // -3.7
  EXPECT_EQ(one("cvt.rzi.u64.f64 %rd0, 0d43F0000000000000;"), ones);  // 2^64
  EXPECT_EQ(one("cvt.rzi.u64.f64 %rd0, 0d43EFFFFFFFFFFFFF;"), 0xFFFFFFFFFFFFF800u);
  EXPECT_EQ(one("cvt.rzi.u64.f64 %rd0, 0d7FF0000000000000;"), ones);
  EXPECT_EQ(one("cvt.rzi.s64.f64 %rd0, 0dC3F0000000000000;"), std::uint64_t{1} << 63);
  EXPECT_EQ(one("cvt.rzi.u64.f64 %rd0, 0d7FF8000000000000;"), std::uint64_t{1} << 63);  // NaN: 1 << (width - 1)
  EXPECT_EQ(one("cvt.rn.f64.u64 %fd1, -1; mov.b64 %rd0, %fd1;"), 0x43F0000000000000u);
  EXPECT_EQ(one("cvt.rn.f64.u64 %fd1, 9007199254740993; mov.b64 %rd0, %fd1;"), std::bit_cast<std::uint64_t>(0x1p53));  // to even
  EXPECT_EQ(one("cvt.rn.f64.s64 %fd1, -2; mov.b64 %rd0, %fd1;"), std::bit_cast<std::uint64_t>(-2.0));
  EXPECT_EQ(one("mov.u32 %r2, 0x1FF; cvt.s32.s8 %r1, %r2; cvt.s64.s32 %rd0, %r1;"), ones);
  EXPECT_EQ(one("mov.u32 %r2, 0x1FF; cvt.u64.u8 %rd0, %r2;"), 0xFFu);
  EXPECT_EQ(one("mov.b64 %rd1, 0x123456789; cvt.u32.u64 %r1, %rd1; cvt.u64.u32 %rd0, %r1;"), 0x23456789u);
  EXPECT_EQ(one("mov.u16 %rs1, 0xFFFF; cvt.s32.s16 %r1, %rs1; cvt.u64.u32 %rd0, %r1;"), 0xFFFFFFFFu);
  EXPECT_EQ(one("mov.b64 %rd1, 0x1122334455667788; mov.b64 {%r1, %r2}, %rd1; mov.b64 %rd0, {%r2, %r1};"), 0x5566778811223344u);
}

TEST(PtxMachine, DoublesRoundToNearest) {
  EXPECT_EQ(one("div.rn.f64 %fd1, 0d3FF0000000000000, 0d4008000000000000; mov.b64 %rd0, %fd1;"), 0x3FD5555555555555u);  // 1 / 3
  EXPECT_EQ(one("mul.rn.f64 %fd1, 0d3FD5555555555555, 0d4008000000000000; mov.b64 %rd0, %fd1;"), 0x3FF0000000000000u);
  EXPECT_EQ(one("add.rn.f64 %fd1, 0d4340000000000000, 0d3FF0000000000000; mov.b64 %rd0, %fd1;"), 0x4340000000000000u);  // 2^53 + 1
  EXPECT_THAT(complaint("mul.f64 %fd1, %fd2, %fd3;"), HasSubstr("`mul.f64` is not known"));  // ptxas may fuse that one
}

TEST(PtxMachine, ComparesByTypeAndWorksOnPredicates) {
  auto const holds = [](std::string const& setp) { return one(setp + " selp.u64 %rd0, 1, 0, %p1;"); };
  EXPECT_EQ(holds("setp.lt.u32 %p1, 1, -1;"), 1u);
  EXPECT_EQ(holds("setp.lt.s32 %p1, 1, -1;"), 0u);
  EXPECT_EQ(holds("setp.gt.s16 %p1, 0x8000, 0;"), 0u);
  EXPECT_EQ(holds("setp.ge.u64 %p1, -1, -1;"), 1u);
  EXPECT_EQ(holds("setp.eq.s64 %p1, -1, 0xFFFFFFFF;"), 0u);
  EXPECT_EQ(holds("setp.ne.f64 %p1, 0d7FF8000000000000, 0d0000000000000000;"), 0u);
  EXPECT_EQ(holds("mov.pred %p2, -1; mov.pred %p3, 0; xor.pred %p1, %p2, %p3;"), 1u);
  EXPECT_EQ(holds("mov.pred %p2, -1; mov.pred %p3, -1; xor.pred %p1, %p2, %p3;"), 0u);
  EXPECT_EQ(holds("mov.pred %p2, 0; not.pred %p3, %p2; and.pred %p1, %p3, %p3;"), 1u);
  EXPECT_EQ(one("mov.u64 %rd0, 1; mov.pred %p1, 0; @%p1 mov.u64 %rd0, 2; @!%p1 add.s64 %rd0, %rd0, 4;"), 5u);
}

TEST(PtxMachine, ReadsParametersAndInnerScopes) {
  EXPECT_EQ(one("ld.param.u64 %rd0, [k_pair+8];"), 0x1122334455667788u);
  EXPECT_EQ(one("ld.param.v2.u32 {%r1, %r2}, [k_pair+8]; cvt.u64.u32 %rd0, %r2;"), 0x11223344u);
  EXPECT_EQ(one("ld.param.s8 %rd0, [k_pair+8];"), ones - 0x77);
  EXPECT_EQ(one("mov.u64 %rd0, 3;\n// begin inline asm\n{ .reg .b64 %rd0; .reg .pred p; mov.u64 %rd0, 4; setp.eq.u64 p, %rd0, 4; @p "
                "add.u64 %rd1, %rd0, 1; }\n// end inline asm\n add.u64 %rd0, %rd0, %rd1;"),
            8u);
  EXPECT_EQ(run("mov.u32 %r1, %ntid.x; mov.u32 %r2, %laneid; mad.lo.s32 %r3, %r1, 100, %r2; cvt.u64.u32 %rd0, %r3;", {.n_threads = 40})[39],
            4007u);
}

TEST(PtxMachine, ReadsAndWritesMemory) {
  std::string const board = "mov.u32 %r5, board; ";
  EXPECT_EQ(one(board + "mov.u32 %r1, 0x01020304; st.shared.u32 [%r5+8], %r1; ld.shared.u16 %rd0, [board+10];"), 0x0102u);
  EXPECT_EQ(
      one(board + "mov.u16 %rs1, 7; mov.u16 %rs2, 0x1FF; st.shared.v4.u8 [%r5], {%rs1, %rs2, %rs1, %rs1}; ld.shared.u32 %rd0, [%r5];"),
      0x0707FF07u);
  EXPECT_EQ(one(board + "st.shared.v2.u64 [%r5], {1, 2}; ld.shared.v2.u64 {_, %rd0}, [%r5];"), 2u);
  EXPECT_EQ(one("mov.u32 %r5, dynamic; st.shared.u64 [%r5+248], 9; ld.shared.u64 %rd0, [dynamic+248];"), 9u);
  EXPECT_EQ(one("ld.shared.u8 %rd0, [board];"), 0xA5u);  // nothing was written there
  EXPECT_EQ(one("st.shared.u64 [board], 9; mov.u64 %rd1, board; cvta.shared.u64 %rd2, %rd1; cvta.to.shared.u64 %rd3, %rd2; ld.u64 %rd4, "
                "[%rd2]; ld.shared.u64 %rd0, [%rd3]; add.u64 %rd0, %rd0, %rd4;"),
            18u);
  EXPECT_EQ(one("ld.param.u64 %rd1, [k_out]; st.global.u64 [%rd1], 40; atom.global.add.u64 %rd2, [%rd1], 2; ld.global.u64 %rd3, [%rd1]; "
                "mad.lo.s64 %rd0, %rd3, 100, %rd2;"),
            4240u);
  auto sums =
      run("setp.ne.u32 %p1, %r0, 0; @%p1 bra L; st.shared.u32 [board], 0;\nL: bar.sync 0; atom.shared.add.u32 %r1, [board], %r0; bar.sync "
          "0; ld.shared.u32 %rd0, [board];",
          {.n_threads = 128, .seed = 5});
  EXPECT_EQ(sums, values(128, 127 * 64));
}

TEST(PtxMachine, Shuffles) {
  auto const shuffled = [](std::string const& operands) {
    return run("shfl.sync." + operands + ", -1; cvt.u64.u32 %rd0, %r1; selp.u64 %rd1, 100, 0, %p1; add.u64 %rd0, %rd0, %rd1;");
  };
  auto const down = shuffled("down.b32 %r1|%p1, %r0, 3, 31"), up = shuffled("up.b32 %r1|%p1, %r0, 3, 0"),
             bfly = shuffled("bfly.b32 %r1|%p1, %r0, 5, 31");
  auto const idx = shuffled("idx.b32 %r1|%p1, %r0, 37, 31"), by_eights = shuffled("down.b32 %r1|%p1, %r0, 1, 0x181F"),
             idx_by_eights = shuffled("idx.b32 %r1|%p1, %r0, 3, 0x181F");
  for (unsigned k = 0; k < 32; ++k) {
    EXPECT_EQ(down[k], k + 3 < 32 ? 100 + k + 3 : k);
    EXPECT_EQ(up[k], k >= 3 ? 100 + k - 3 : k);
    EXPECT_EQ(bfly[k], 100 + (k ^ 5));
    EXPECT_EQ(idx[k], 105u);  // the lowest five bits count
    EXPECT_EQ(by_eights[k], k % 8 < 7 ? 100 + k + 1 : k);
    EXPECT_EQ(idx_by_eights[k], 100 + k / 8 * 8 + 3);
  }
  EXPECT_EQ(run("vote.sync.ballot.b32 %r1, %p1, -1; cvt.u64.u32 %rd0, %r1;")[0], 0u);
  EXPECT_EQ(run("and.b32 %r2, %r0, 5; setp.eq.u32 %p1, %r2, 5; vote.sync.ballot.b32 %r1, %p1, -1; cvt.u64.u32 %rd0, %r1;")[9], 0xA0A0A0A0u);
}

// Lane k runs a loop k times and then waits for the others.
constexpr char const* parting = R"(
  mov.u64 %rd0, 0;
  mov.u32 %r1, %r0;
AGAIN:
  setp.eq.u32 %p1, %r1, 0;
  @%p1 bra OUT;
  add.s64 %rd0, %rd0, 10;
  sub.s32 %r1, %r1, 1;
  bra.uni AGAIN;
OUT:
  cvt.u32.u64 %r2, %rd0;
  shfl.sync.up.b32 %r3|%p2, %r2, 1, 0, -1;
  cvt.u64.u32 %rd0, %r3;
)";

TEST(PtxMachine, LanesPartAndMeet) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    auto const out = run(parting, {.seed = seed});
    for (unsigned k = 0; k < 32; ++k) EXPECT_EQ(out[k], k == 0 ? 0 : 10 * (k - 1));
  }
}

TEST(PtxMachine, HalvesOfAWarpHaveTheirOwnCollectives) {
  std::string const body = R"(
  setp.lt.u32 %p1, %r0, 16;
  mov.pred %p2, -1;
  @%p1 bra LOW;
  vote.sync.ballot.b32 %r1, %p2, 0xFFFF0000;
  bra.uni JOIN;
LOW:
  vote.sync.ballot.b32 %r1, %p2, 0x0000FFFF;
JOIN:
  bar.warp.sync -1;
  cvt.u64.u32 %rd0, %r1;)";
  auto const out = run(body, {.seed = 3});
  EXPECT_EQ(out[0], 0xFFFFu);
  EXPECT_EQ(out[31], 0xFFFF0000u);
}

/// Each thread writes its number, and reads that of thread 127 - k, or 31 - k. `sync` is between the two.
std::string exchange(unsigned last, std::string const& sync) {
  return "shl.b32 %r1, %r0, 2; mov.u32 %r2, board; add.s32 %r3, %r2, %r1; st.shared.u32 [%r3], %r0; " + sync + " sub.s32 %r4, " +
         std::to_string(last) + ", %r0; shl.b32 %r4, %r4, 2; add.s32 %r4, %r2, %r4; ld.shared.u32 %rd0, [%r4];";
}

TEST(PtxMachine, ABarrierThatIsMissingShows) {
  values across(128), within(32);
  for (unsigned k = 0; k < 128; ++k) across[k] = 127 - k;
  for (unsigned k = 0; k < 32; ++k) within[k] = 31 - k;
  unsigned n_wrong_across = 0, n_wrong_within = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_EQ(run(exchange(127, "bar.sync 0;"), {.n_threads = 128, .seed = seed}), across);
    EXPECT_EQ(run(exchange(31, "bar.warp.sync -1;"), {.seed = seed}), within);
    n_wrong_across += run(exchange(127, ""), {.n_threads = 128, .seed = seed}) != across;
    n_wrong_within += run(exchange(31, ""), {.seed = seed}) != within;
  }
  EXPECT_GT(n_wrong_across, 15u);
  EXPECT_GT(n_wrong_within, 5u);
}

TEST(PtxMachine, SaysWhatNeverEnds) {
  EXPECT_THAT(complaint("mov.u64 %rd0, 1;\nL: bra L;"), HasSubstr("it does not end"));
  EXPECT_THAT(complaint("setp.lt.u32 %p1, %r0, 9; @%p1 bra L; bar.warp.sync -1;\nL: bar.sync 0;"), HasSubstr("waits for ever"));
  EXPECT_THAT(complaint("setp.lt.u32 %p1, %r0, 9; @%p1 bra L; bar.sync 0; bra END;\nL: bar.sync 0;"), HasSubstr("at two barriers"));
  EXPECT_THAT(complaint("setp.lt.u32 %p1, %r0, 32; @%p1 bra L; bar.sync 1; bra END;\nL: bar.sync 0;", {.n_threads = 64}),
              HasSubstr("another barrier"));
  EXPECT_THAT(complaint("bar.warp.sync 1;"), HasSubstr("not in its own mask"));
  EXPECT_THAT(complaint("setp.lt.u32 %p1, %r0, 9; @%p1 bra L; shfl.sync.down.b32 %r1|%p2, %r0, 1, 31, 0xFFFFFE00; bra END;\nL: "
                        "shfl.sync.down.b32 %r1|%p2, %r0, 1, 31, 0x1FF;"),
              HasSubstr("lane 8 reads lane 9, which is not here"));
}

TEST(PtxMachine, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(complaint("\n  frob.b32 %r1, %r2;"), ::testing::AllOf(HasSubstr("PTX line 19: "), HasSubstr("`frob.b32` is not known")));
  EXPECT_THAT(complaint("call.uni (%r1), f, (%r2);"), HasSubstr("`call.uni` is not known"));
  EXPECT_THAT(complaint(".local .align 8 .b8 depot[16];"), HasSubstr("`.local` is not known"));
  EXPECT_THAT(complaint("mov.u32 %r1, %clock;"), HasSubstr("no register `%clock`"));
  EXPECT_THAT(complaint("mov.u32 %r1, %r20;"), HasSubstr("no register `%r20`"));
  EXPECT_THAT(complaint("bra NOWHERE;"), HasSubstr("no label `NOWHERE`"));
  EXPECT_THAT(complaint("add.s32 %r1, %r2;"), HasSubstr("`,` expected"));
  EXPECT_THAT(complaint("add.s32 %r1, %r2, %r3, %r4;"), HasSubstr("`;` expected"));
  EXPECT_THAT(complaint("ld.shared.u32 %r1, [board+2];"), HasSubstr("not a multiple"));
  EXPECT_THAT(complaint("ld.shared.u32 %r1, [board+1280];"), HasSubstr("outside shared memory"));
  EXPECT_THAT(complaint("ld.param.u32 %r1, [k_pair+16];"), HasSubstr("outside the parameters"));
  EXPECT_THAT(complaint("mov.u64 %rd1, 4096; st.global.u32 [%rd1], %r1;"), HasSubstr("outside every allocation"));
  EXPECT_THAT(complaint("mov.u64 %rd0, 1;", {.n_threads = 129}), HasSubstr("impossible size"));
  ptx_machine machine(program(""));
  EXPECT_THROW(machine.launch("no_such_entry", {1, 1, 1}, {1, 1, 1}, 0, {}), ptx_error);
  EXPECT_THROW(machine.launch("k", {1, 1, 1}, {1, 1, 1}, 0, {}), ptx_error);
  std::uint32_t const short_one = 0;
  auto const bytes = std::as_bytes(std::span(&short_one, 1));
  EXPECT_THROW(machine.launch("k", {1, 1, 1}, {1, 1, 1}, 0, {bytes, bytes}), ptx_error);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::testing
