# SPDX-License-Identifier: Apache-2.0
"""Breaks the kernels one way at a time and checks that the host's tests notice: `python tests/cuda/mutants.py BUILD [NUMBER...]`.

BUILD is a build folder with the tests in it. Each mutant is one replacement in a copy of cuda/; the copy is compiled in place of the original,
linked with the other tests' objects, and run. A mutant that passes has survived, which is a failure of the tests.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILTER = (
    "Segments.*:Kernels.*:CudaBackend.*:Driver.WeightsUpTo15:Driver.Draws*:Driver.Tells*:"
    "Driver.BlocksOfReplicatesBySize:Driver.Copies*:Driver.OneThread*"
)
MOST_SECONDS = 120  # the tests need about 25
STAGE = "    __syncwarp();  // before the next rows take their place\n"
# What is broken, file, text, its replacement.
MUTANTS = [
    ("ranked: no barrier after staging", "ranked.cuh", "    __syncwarp();\n    for", "    for"),
    ("ranked: no barrier before restaging", "ranked.cuh", STAGE, ""),
    ("row sums: no barrier after staging", "row_sums.cuh", "    __syncwarp();\n    for", "    for"),
    ("row sums: no barrier before restaging", "row_sums.cuh", STAGE, ""),
    ("table: no barrier after it is written", "sources.cuh", "* 0x10001u;\n    __syncthreads();", "* 0x10001u;"),
    ("join: no barrier", "ranked.cuh", "  runs[threadIdx.x] = run;\n  __syncthreads();", "  runs[threadIdx.x] = run;"),
    ("fill: no barrier after the table", "multinomial.cuh", "ambiguous[warp].n = 0;\n  __syncthreads();", "ambiguous[warp].n = 0;"),
    (
        "fill: sums read too soon",
        "multinomial.cuh",
        "  sum.add_to(sums + lane * lane_replicates);\n  __syncthreads();",
        "  sum.add_to(sums + lane * lane_replicates);",
    ),
    ("list: read too soon", "multinomial.cuh", "    __syncwarp();  // the rows and the list are written before other lanes use them\n", ""),
    (
        "fill: table of the first law",
        "multinomial.cuh",
        "fill_codes(table, plan.laws[plan.strata[part.stratum].law]);",
        "fill_codes(table, plan.laws[0]);",
    ),
    (
        "fill: rest of the first law",
        "multinomial.cuh",
        "device_law const& law = plan.laws[plan.strata[part.stratum].law];\n    std::uint32_t w",
        "device_law const& law = plan.laws[0];\n    std::uint32_t w",
    ),
    (
        "fill: codes in the wrong order",
        "multinomial.cuh",
        "codes = codes * 16 + look_up(table, i < 4 ? low : high,",
        "codes = codes * 16 + look_up(table, i >= 4 ? low : high,",
    ),
    (
        "fill: ambiguous codes kept as weights",
        "multinomial.cuh",
        "uint2 const weights{codes.x & ~ambiguous_codes,",
        "uint2 const weights{codes.x,",
    ),
    (
        "fill: bytes of another purpose",
        "multinomial.cuh",
        "plan.stream, 0, purpose::weight_byte)",
        "plan.stream, 0, purpose::poisson_byte)",
    ),
    (
        "fill: first replicate left out of the lane",
        "multinomial.cuh",
        "first_replicate / lane_replicates + 32 * page + lane",
        "32 * page + lane",
    ),
    ("fill: every fifth unit", "multinomial.cuh", "unit < part.n; unit += warps_a_block", "unit < part.n; unit += warps_a_block + 1"),
    ("list: number changed too soon", "multinomial.cuh", "    __syncwarp();  // all lanes have read the number before it changes\n", ""),
    ("list: high word's replicates", "multinomial.cuh", "first + 8 + lowest_bit", "first + lowest_bit"),
    (
        "list: one per lane",
        "multinomial.cuh",
        "left = codes.x & ambiguous_codes; left != 0; left &= left - 1",
        "left = codes.x & ambiguous_codes; left != 0; left = 0",
    ),
    ("list: its last entries forgotten", "multinomial.cuh", "if (lane < list.n) fill.decide", "if (lane + 1 < list.n) fill.decide"),
    ("list: not shortened", "multinomial.cuh", "if (lane == 0) list.n = n % 32;", ""),
    (
        "list: number used too soon",
        "multinomial.cuh",
        "    __syncwarp();  // the number is written, and the list is read, before either is used again\n",
        "",
    ),
    ("list: its first entries, not its last", "multinomial.cuh", "list.entries[end - 32 + lane]", "list.entries[lane]"),
    ("list: one for the whole block", "multinomial.cuh", "ambiguous_list& list = ambiguous[warp];", "ambiguous_list& list = ambiguous[0];"),
    (
        "rest: replicate of the page",
        "multinomial.cuh",
        "counter(unit, first_replicate + column, plan.stream",
        "counter(unit, first_replicate + in_page, plan.stream",
    ),
    (
        "rest: equal bits count as below",
        "multinomial.cuh",
        "plan.cumulative[law.begin + w] <= u",
        "plan.cumulative[law.begin + w] < u + (u == 0)",
    ),
    ("rest: second word", "multinomial.cuh", "u = word_of(bits, 0);", "u = word_of(bits, 1);"),
    ("rest: not added to the sum", "multinomial.cuh", "    atomicAdd(&sums[in_page], w);\n", ""),
    ("rest: weights above 8 not counted", "multinomial.cuh", "if (w > 8) atomicAdd", "if (w > 9) atomicAdd"),
    (
        "left out: weights above 15 kept",
        "multinomial.cuh",
        "w = greatest_nibble, left_out[column / lane_replicates] = 1;",
        "w = greatest_nibble;",
    ),
    (
        "left out: by replicate",
        "multinomial.cuh",
        "w = greatest_nibble, left_out[column / lane_replicates]",
        "w = greatest_nibble, left_out[column / 32]",
    ),
    (
        "left out: overflow of an added draw",
        "multinomial.cuh",
        "if (correction.add(s.size - total.sum)) left_out",
        "if (correction.add(s.size - total.sum) && false) left_out",
    ),
    ("sums: odd replicates before the even", "multinomial.cuh", "bytes[i / 8 * 2 + i % 2]", "bytes[i / 8 * 2 + 1 - i % 2]"),
    ("sums: of the first page", "multinomial.cuh", "mine[page * page_replicates + i].sum", "mine[i].sum"),
    (
        "sums: of the first stratum",
        "multinomial.cuh",
        "totals + std::uint64_t{part.stratum} * n_replicates",
        "totals + std::uint64_t{part.stratum} * 0",
    ),
    (
        "column: page left out",
        "multinomial.cuh",
        "column / page_replicates} * n_units + first_unit",
        "column / page_replicates} * 0 + first_unit",
    ),
    ("column: the other half of a lane", "multinomial.cuh", "column % page_replicates / 8)", "(column % page_replicates / 8 ^ 1))"),
    ("added: a draw too many", "multinomial.cuh", "if (4 * block + q >= missing) break;", "if (4 * block + q > missing) break;"),
    (
        "added: blocks beyond the first 32",
        "multinomial.cuh",
        "block < (missing + 3) / 4; block += 32",
        "block < (missing + 3) / 4; block += 64",
    ),
    ("removed: eight levels for any weight", "multinomial.cuh", "total.n_above_8 > 0 ? 4 : 3", "3"),
    ("removed: sixteen levels", "multinomial.cuh", "total.n_above_8 > 0 ? 4 : 3", "4"),
    ("removed: words in the wrong order", "multinomial.cuh", "lane % 2 == 0 ? word_of(bits, 0)", "lane % 2 != 0 ? word_of(bits, 0)"),
    ("removed: later tries see the old weight", "multinomial.cuh", "        if (lane > next && at.unit == unit) --weight;\n", ""),
    ("removed: earlier tries of the unit again", "multinomial.cuh", "first_open = next + 1, --surplus;", "first_open = next, --surplus;"),
    ("removed: more than the surplus", "multinomial.cuh", "      while (surplus > 0) {\n", "      for (;;) {\n"),
    (
        "removed: weights read too soon",
        "multinomial.cuh",
        "      __syncwarp();  // the weights are written before they are read again\n",
        "",
    ),
    ("correction: first columns", "multinomial.cuh", "column = first_column + blockIdx.y", "column = blockIdx.y"),
    (
        "correction: replicates counted from the first column",
        "multinomial.cuh",
        "s.size, first_replicate + column}",
        "s.size, first_replicate + column - first_column}",
    ),
    ("driver: totals not cleared", "driver.hpp", "check(runtime_.clear(totals, block.n_pages * totals_bytes()));", ""),
    ("driver: last units of a stratum", "driver.hpp", "std::min(most_part_units, s.size - at), i});", "most_part_units, i});"),
    ("driver: another thread's stream does not wait", "driver.hpp", "    copies_.finish();", "    //"),
    ("tile: odd replicates before the even", "sources.cuh", "drawn[1], 0x5140u", "drawn[1], 0x4051u"),
    ("tile: page left out", "sources.cuh", "std::uint64_t{page} * n_units * 32", "std::uint64_t{page} * 0 * 32"),
    (
        "tile: the first eight rows again",
        "sources.cuh",
        "of_unit_0[std::uint64_t{unit_of(i + k)} * 32]",
        "of_unit_0[std::uint64_t{unit_of(k)} * 32]",
    ),
    ("tile: one row of eight", "sources.cuh", "mine[i % rows_at_once][lane]", "mine[0][lane]"),
    ("tile: fetched once", "sources.cuh", "if (i % rows_at_once == 0)", "if (i == 0)"),
    ("lane: byte order of replicates", "sources.cuh", "words[i / 4], 8 * (i % 4)", "words[i / 4], 8 * (3 - i % 4)"),
    ("pair: halves exchanged", "sources.cuh", "0x8480u + 0x0101u", "0x8084u + 0x0101u"),
    ("pair: bytes of the other words", "sources.cuh", "drawn[p / 4 * 2], drawn[p / 4 * 2 + 1]", "drawn[p / 4], drawn[p / 4 + 1]"),
    (
        "pair: the upper half from the wrong byte",
        "sources.cuh",
        "16 * (p % 2) + 8, lane) & 0xFFFF0000u",
        "16 * (p % 2), lane) & 0xFFFF0000u",
    ),
    ("run: halves exchanged", "sources.cuh", "take(2 * p, halves[p] & 0xFFFFu)", "take(2 * p, halves[p] >> 16)"),
    ("run: not emptied", "sources.cuh", "      halves[p] = 0;\n", ""),
    ("lane: wrong word of four", "sources.cuh", "part == 1 ? x[1] : part == 2 ? x[2]", "part == 1 ? x[2] : part == 2 ? x[1]"),
    ("table: wrong bank", "sources.cuh", "| lane * 4", "| lane * 8"),
    ("table: wrong entry", "sources.cuh", "x << 7 : x >> (shift - 7)", "x << 7 : x >> (shift - 8)"),
    ("carry lost", "sources.cuh", "x_high += atomicAdd(low, x_low) > ~x_low", "atomicAdd(low, x_low)"),
    (
        "segment one row too long",
        "ranked.cuh",
        "segment.end - base < 32 ? segment.end - base : 32",
        "segment.end - base < 32 ? segment.end - base + 1 : 32",
    ),
    (
        "segment one row too short",
        "ranked.cuh",
        "segment.end - base < 32 ? segment.end - base : 32",
        "segment.end - base < 32 ? segment.end - base - 1 : 32",
    ),
    (
        "8-bit counts",
        "ranked.cuh",
        "  std::uint32_t positive[lane_replicates] = {}, negative",
        "  std::uint8_t positive[lane_replicates] = {}, negative",
    ),
    (
        "8-bit counts with row weights",
        "ranked.cuh",
        "struct sums<true> {\n  using count = std::uint64_t;",
        "struct sums<true> {\n  using count = std::uint8_t;",
    ),
    (
        "precision: 8-bit count of a tie",
        "ranked.cuh",
        "struct sums {\n  using count = std::uint32_t;",
        "struct sums {\n  using count = std::uint8_t;",
    ),
    ("32-bit product", "ranked.cuh", "  using product = std::uint64_t;", "  using product = std::uint32_t;"),
    ("64-bit product with row weights", "ranked.cuh", "  using product = u128;", "  using product = std::uint64_t;"),
    (
        "negatives multiplied after the next positive",
        "ranked.cuh",
        "    if (row.flags & row_is_positive) {\n      finish();\n",
        "    if (row.flags & row_is_positive) {\n",
    ),
    (
        "negatives multiplied after the end of their tie",
        "ranked.cuh",
        "    if (row.flags & row_ends_tie) {\n      finish();\n",
        "    if (row.flags & row_ends_tie) {\n",
    ),
    ("negatives behind the last positive forgotten", "ranked.cuh", "  sum.finish();\n", ""),
    (
        "full credit for a tie",
        "ranked.cuh",
        "std::uint32_t const credit = row.flags & row_is_tied ? 1 : 2",
        "std::uint32_t const credit = 2",
    ),
    (
        "full credit for a tie, lane by parts",
        "ranked.cuh",
        "count const credit = row.flags & row_is_tied ? 1 : 2",
        "count const credit = 2",
    ),
    ("end of tie forgotten", "ranked.cuh", "r < lane_replicates; ++r) above[r] = 2 * positive[r]", "r < 0; ++r) above[r] = 0"),
    (
        "end of tie forgotten, lane by parts",
        "ranked.cuh",
        "r < Width; ++r) above[r] = 2 * positive[r]",
        "r < 0; ++r) above[r] = 0",
    ),
    ("join: trail forgotten", "ranked.cuh", "if (!b.ends_tie) c.trail_positive", "if (false) c.trail_positive"),
    ("join: lead of b taken", "ranked.cuh", "if (a.ends_tie)", "if (false)"),
    ("join: pairs across the tie", "ranked.cuh", "  c.two_u -= static_cast<u128>(a.trail_positive) * b.lead_negative;\n", ""),
    ("join: piece's flag ignored", "ranked.cuh", "if (!(flags & segment_ends_tie))", "if (flags & segment_ends_tie)"),
    (
        "join: a segment with a cut is passed over",
        "ranked.cuh",
        "    above = join(above, mine);\n",
        "    if (segment.cut_begin == segment.cut_end) above = join(above, mine);\n",
    ),
    (
        "fused: no barrier before the join",
        "ranked.cuh",
        "memory, staged, s);\n  __syncthreads();\n  for (std::uint32_t i",
        "memory, staged, s);\n  for (std::uint32_t i",
    ),
    (
        "fused: no barrier before precision",
        "ranked.cuh",
        "if (!out.wants_precision) return;\n  __syncthreads();",
        "if (!out.wants_precision) return;",
    ),
    ("fused: replicates of another lane", "ranked.cuh", "i / Width * lane_replicates + blockIdx.z * Width", "i / Width * lane_replicates"),
    (
        "fused: segments beyond the block's warps",
        "ranked.cuh",
        "s < group.segment_end; s += warps_a_block)\n    walk",
        "s < group.segment_end; s += 99)\n    walk",
    ),
    ("precision: long ties forgotten", "ranked.cuh", "(segment.flags & segment_ends_tie) && tied", "(segment.flags & 8u) && tied"),
    ("precision: negatives of a run forgotten", "ranked.cuh", "    has_tied = false;\n    empty_run();\n", "    has_tied = false;\n"),
    ("precision: ties without a positive are ends", "ranked.cuh", "has_tied |= is_positive;", "has_tied = is_positive;"),
    ("precision: term before the tie ends", "ranked.cuh", "|| (row.flags & row_ends_tie);", "|| true;"),
    ("row sums: amount of another row", "row_sums.cuh", "staged.amount[warp][a][i]", "staged.amount[warp][a][i ^ 1]"),
    ("row sums: counts added twice", "row_sums.cuh", "summand == 0 && in.first_summand == 1", "summand == 0"),
    ("row sums: high word in the wrong place", "row_sums.cuh", "low + in.n_groups * in.n_replicates", "low + in.n_replicates"),
    (
        "row sums: packed counts forgotten",
        "row_sums.cuh",
        "  if constexpr (is_packed) packed.empty(",
        "  if constexpr (false) packed.empty(",
    ),
    (
        "order: equal scores begin at the one before",
        "order.cuh",
        "goes_on ? count_below(keys, static_cast<std::uint32_t>(at), key)",
        "goes_on ? static_cast<std::uint32_t>(at - 1)",
    ),
    ("order: a search that stops early", "order.cuh", "low = middle + 1;", "low = middle + 1, high = high > low ? high - 1 : high;"),
    ("order: ends of ties shifted", "order.cuh", "keys[at + 1] != key));", "keys[at] != key));"),
    ("order: ascending", "order.cuh", "keys[row] = highest - key_of(score, row);", "keys[row] = key_of(score, row);"),
    ("order: a score of another type", "order.cuh", "static_cast<dtype>(c.type)", "static_cast<dtype>(c.type - 1)"),
    ("order: stride left out", "order.cuh", "c.stride}[row]", "4}[row]"),
    (
        "order: half of a ballot",
        "order.cuh",
        "unsigned const word = __ballot_sync(~0u, ends)",
        "unsigned const word = __ballot_sync(~0u, ends) & 0xFFFFu",
    ),
    ("dealing: negatives first", "order.cuh", "(key_of(y, row) == one ? 0u : 1u)", "(key_of(y, row) == one ? 1u : 0u)"),
    ("dealing: groups left out", "order.cuh", "key.of(group_of ? group_of[row] : 0, order.tie[at])", "key.of(0, order.tie[at])"),
    ("dealing: a position too narrow", "dealing.hpp", "std::bit_width(n_))}", "std::bit_width(n_ / 2))}"),
    (
        "dealing: sorted by too few bits",
        "dealing.hpp",
        "std::bit_width(key.of(pass.n_groups - 1, n_) | 1)",
        "std::bit_width(key.of(pass.n_groups - 1, n_ / 2) | 1) - 1",
    ),
    ("dealing: weights in the order of the rows given", "order.cuh", "out.weight[at] = weight[row]", "out.weight[at] = weight[at]"),
    ("dealing: units in the order of the rows given", "order.cuh", "unit ? unit[row] : row", "unit ? unit[at] : row"),
    ("dealing: a tie's only row flagged", "order.cuh", "if (!(begins && ends)) flags", "if (!(begins && begins)) flags"),
    ("dealing: a cut one row late", "order.cuh", "key.of(group, k == 0 ? 0 : cuts[k - 1])", "key.of(group, k == 0 ? 0 : cuts[k - 1] + 1)"),
    ("segments: a tie split", "segments.hpp", "tie_ends.end_of_last(begin, begin + most_rows)", "begin + most_rows"),
    ("segments: a cut forgotten", "segments.hpp", "out.segments.back().cut_end = cut;", ""),
    (
        "segments: a piece too long",
        "segments.hpp",
        "for (; tie_end - begin > most_rows; begin += most_rows)",
        "for (; tie_end - begin > 2 * most_rows; begin += most_rows)",
    ),
    ("copies: a half refilled too soon", "staging.hpp", "      check(runtime_.wait(used_[which]));\n      fill(", "      fill("),
    (
        "copies: a half emptied too soon",
        "staging.hpp",
        "    check(runtime_.wait(used_[which]));\n    for (std::uint64_t line",
        "    for (std::uint64_t line",
    ),
    ("copies: lines of the wrong pitch", "staging.hpp", "p.to + line * to_pitch", "p.to + line * p.width"),
    ("copies: half of the pieces", "staging.hpp", "for (int last = 0; last < 2; ++last)", "for (int last = 0; last < 1; ++last)"),
    ("driver: slots not cleared", "driver.hpp", "check(runtime_.clear(memory, block.n_pages * slot_bytes(r)));", ""),
    ("driver: column of a later block", "driver.hpp", "out.slots + (begin - range_->first)", "out.slots"),
]


def compile_command(commands: list[str]) -> list[str]:
    """The command that compiles host_plugin.cpp, up to the output."""
    line = next(x for x in commands if " -c " in x and "host_plugin.cpp" in x)
    words = [w for w in line.split() if not w.endswith("ccache")]
    return words[: words.index("-o")]


def misplaced() -> list[str]:
    """The mutants whose text is not in exactly one place of their file: what they would break is not known."""
    places = [(ROOT / "cuda" / file).read_text(encoding="utf-8").count(text) for _, file, text, _ in MUTANTS]
    return [f"{i:3} {MUTANTS[i][0]}: its text is in {n} places of {MUTANTS[i][1]}, not in one" for i, n in enumerate(places) if n != 1]


def run_tests(program: str) -> tuple[bool, str]:
    """Whether the tests fail, and the first that does. Their time is limited as the processor counts it: a busy machine must kill no mutant."""
    ran = subprocess.run(
        ["prlimit", f"--cpu={MOST_SECONDS}:{MOST_SECONDS + 1}", program, f"--gtest_filter={FILTER}", "--gtest_fail_fast"],
        env={**os.environ, "CLINMETRICS_CONFIGURATIONS": "400"},
        capture_output=True,
        text=True,
        timeout=3600,  # none waits: that would be an error of this script
    )
    if ran.returncode == -signal.SIGXCPU:
        return True, "it does not end"
    failures = [x for x in ran.stdout.splitlines() if x.startswith("[  FAILED  ]")]
    return ran.returncode != 0, failures[0] if failures else f"code {ran.returncode}"


@dataclass
class Build:
    """The folder of a build, and its commands that compile a source of the tests and link them."""

    folder: Path
    compile_words: list[str]
    link: str

    def verdict(self, number: int) -> tuple[bool, str]:
        """Whether a mutant is killed, and the line that says so."""
        what, file, text, replacement = MUTANTS[number]
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "cuda"
            shutil.copytree(ROOT / "cuda", copy)
            source = (copy / file).read_text(encoding="utf-8")
            (copy / file).write_text(source.replace(text, replacement), encoding="utf-8")
            command = [w.replace(str(ROOT / "cuda"), str(copy)) if w.startswith("-I") else w for w in self.compile_words if w != "-Werror"]
            command += ["-w", "-o", f"{folder}/plugin.o", "-c", str(ROOT / "tests/cuda/host_plugin.cpp")]
            built = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
            if built.returncode != 0:
                return False, f"{number:3} {what}: does not compile\n{built.stderr[:1000]}"
            # The mutant's object goes first, so that its inline kernels are the ones linked.
            words = self.link.replace("-o tests/cuda/clinmetrics_cuda_tests", f"-o {folder}/tests")
            words = re.sub(r"(?= \S+\.cpp\.o)", f" {folder}/plugin.o", re.sub(r"\S+/host_plugin\.cpp\.o", "", words), count=1)
            subprocess.run(words, shell=True, cwd=self.folder, check=True)
            killed, by = run_tests(f"{folder}/tests")
        return killed, f"{number:3} {'killed  ' if killed else 'SURVIVED'} {what}: {by if killed else ''}"


def main() -> int:
    if wrong := misplaced():
        print("\n".join(wrong))
        return 1
    folder = Path(sys.argv[1]).resolve()
    chosen = [int(n) for n in sys.argv[2:]] or list(range(len(MUTANTS)))
    ask_ninja = ["ninja", "-C", str(folder), "-t", "commands", "clinmetrics_cuda_tests"]
    commands = subprocess.run(ask_ninja, capture_output=True, text=True, check=True).stdout.splitlines()
    link = next(x for x in reversed(commands) if "-o tests/cuda/clinmetrics_cuda_tests" in x)
    build = Build(folder, compile_command(commands), link)
    failed, by = run_tests(str(folder / "tests/cuda/clinmetrics_cuda_tests"))
    if failed:
        print(f"the tests fail without a mutant: {by}")
        return 1
    n_killed = 0
    with ThreadPoolExecutor(max_workers=int(os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", os.cpu_count() or 1))) as pool:
        for killed, line in pool.map(build.verdict, chosen):
            print(line, flush=True)
            n_killed += killed
    print(f"{n_killed} of {len(chosen)} mutants killed")
    return 0 if n_killed == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
