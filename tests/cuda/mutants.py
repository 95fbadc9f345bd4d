# SPDX-License-Identifier: Apache-2.0
"""Breaks the kernels one way at a time and checks that the host's tests notice: `python tests/cuda/mutants.py BUILD [NUMBER...]`.

BUILD is a build folder with the tests in it. Each mutant is one replacement in a copy of cuda/; the copy is compiled in place of the original,
linked with the other tests' objects, and run. A mutant that passes has survived, which is a failure of the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILTER = "Kernels.*:Driver.WeightsUpTo255:Driver.ABlock*:Driver.Draws*:Driver.Tells*:Driver.BlocksOfReplicatesBySize"
STAGE = "    __syncwarp();  // before the next rows take their place\n"
# What is broken, file, text, its replacement.
MUTANTS = [
    ("ranked: no barrier after staging", "ranked.cuh", "    __syncwarp();\n    for", "    for"),
    ("ranked: no barrier before restaging", "ranked.cuh", STAGE, ""),
    ("row sums: no barrier after staging", "row_sums.cuh", "    __syncwarp();\n    for", "    for"),
    ("row sums: no barrier before restaging", "row_sums.cuh", STAGE, ""),
    (
        "table: no barrier after it is written",
        "sources.cuh",
        "banks[i] = table[i / 32];\n    __syncthreads();",
        "banks[i] = table[i / 32];",
    ),
    ("join: no barrier", "ranked.cuh", "  runs[threadIdx.x] = run;\n  __syncthreads();", "  runs[threadIdx.x] = run;"),
    ("totals: sum cleared without a barrier", "multinomial.cuh", "sum_of_block = 0;\n    __syncthreads();", "sum_of_block = 0;"),
    (
        "totals: no barrier before the sum is read",
        "multinomial.cuh",
        "atomicAdd(&sum_of_block, sum);\n    __syncthreads();",
        "atomicAdd(&sum_of_block, sum);",
    ),
    (
        "totals: a barrier that some threads miss",
        "multinomial.cuh",
        "    __syncthreads();  // all have read",
        "    if (threadIdx.x < 64) __syncthreads();  // all have read",
    ),
    ("totals: wrong delta of a shuffle", "multinomial.cuh", "d = 16; d > 0", "d = 8; d > 0"),
    ("totals: half a mask", "multinomial.cuh", "__shfl_down_sync(~0u", "__shfl_down_sync(0xFFFFu"),
    (
        "totals: attempt left out of the counter",
        "multinomial.cuh",
        "plan.stream, attempt, purpose::block_total",
        "plan.stream, 0, purpose::block_total",
    ),
    (
        "totals: words of a pair in the wrong order",
        "multinomial.cuh",
        "number % 2 == 0 ? word_of(pair, 0)",
        "number % 2 != 0 ? word_of(pair, 0)",
    ),
    ("totals: half of the inversion table", "multinomial.cuh", "high = t.size;", "high = t.size / 2;"),
    ("totals: tail of a stratum", "multinomial.cuh", "full ? unit / 128 : full", "full ? unit / 128 : full + 1"),
    ("tree: left and right exchanged", "multinomial.cuh", "node[q] = left[q];", "node[q] -= left[q];"),
    ("tree: seven coins a byte", "multinomial.cuh", "(left < 8 ? left : 8)", "(left < 7 ? left : 7)"),
    ("tree: node named by its begin", "multinomial.cuh", "unit + length / 2, lane_block", "unit, lane_block"),
    ("tree: pop of the wrong length", "multinomial.cuh", "length = unit & (0u - unit)", "length = 1"),
    ("tile: byte order of replicates", "multinomial.cuh", "(total & 255) << 8 * (i % 4)", "(total & 255) << 8 * (3 - i % 4)"),
    ("tile: page left out", "sources.cuh", "std::uint64_t{page} * n_units + unit", "std::uint64_t{page} * 0 + unit"),
    ("lane: byte order of replicates", "sources.cuh", ">> 8 * (i % 4) & 255", ">> 8 * (3 - i % 4) & 255"),
    ("lane: wrong word of four", "sources.cuh", "part == 1 ? x[1] : part == 2 ? x[2]", "part == 1 ? x[2] : part == 2 ? x[1]"),
    ("table: wrong bank", "sources.cuh", "(byte & 252) * 32 + 4 * lane", "(byte & 252) * 32 + 2 * lane"),
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
    ("8-bit count", "ranked.cuh", "struct sums {\n  using count = std::uint32_t;", "struct sums {\n  using count = std::uint8_t;"),
    ("32-bit product", "ranked.cuh", "  using product = std::uint64_t;", "  using product = std::uint32_t;"),
    ("64-bit product with row weights", "ranked.cuh", "  using product = u128;", "  using product = std::uint64_t;"),
    ("full credit for a tie", "ranked.cuh", "row_is_tied ? 1 : 2", "row_is_tied ? 2 : 2"),
    ("end of tie forgotten", "ranked.cuh", "above[r] = 2 * positive[r]", "above[r] = above[r] + 0"),
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
    ("precision: term before the tie ends", "ranked.cuh", "|| (row.flags & row_ends_tie);", "|| true;"),
    ("row sums: amount of another row", "row_sums.cuh", "staged.amount[warp][a][i]", "staged.amount[warp][a][i ^ 1]"),
    ("row sums: counts added twice", "row_sums.cuh", "from == 0 && in.first_source == 1", "from == 0"),
    ("row sums: high word in the wrong place", "row_sums.cuh", "low + in.n_groups * in.n_replicates", "low + in.n_replicates"),
    ("driver: slots not cleared", "driver.hpp", "check(runtime_.clear(memory, block.n_pages * slot_bytes(pass)));", ""),
    ("driver: totals not cleared", "driver.hpp", "check(runtime_.clear(totals, block.n_pages * totals_bytes()));", ""),
    ("driver: column of a later block", "driver.hpp", "out.slots + (begin - range_->first)", "out.slots"),
]


def compile_command(commands: list[str]) -> list[str]:
    """How host_plugin.cpp is compiled, up to the output."""
    line = next(x for x in commands if " -c " in x and "host_plugin.cpp" in x)
    words = [w for w in line.split() if not w.endswith("ccache")]
    return words[: words.index("-o")]


def main() -> int:
    build = Path(sys.argv[1]).resolve()
    chosen = [int(n) for n in sys.argv[2:]] or range(len(MUTANTS))
    ask_ninja = ["ninja", "-C", str(build), "-t", "commands", "clinmetrics_cuda_tests"]
    commands = subprocess.run(ask_ninja, capture_output=True, text=True, check=True).stdout.splitlines()
    link = next(x for x in reversed(commands) if "-o tests/cuda/clinmetrics_cuda_tests" in x)
    compile_words = compile_command(commands)
    survivors = []
    for number in chosen:
        what, file, text, replacement = MUTANTS[number]
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "cuda"
            shutil.copytree(ROOT / "cuda", copy)
            source = (copy / file).read_text(encoding="utf-8")
            if source.count(text) == 0:
                print(f"{number:3} {what}: the text is not there any more")
                survivors.append(what)
                continue
            (copy / file).write_text(source.replace(text, replacement), encoding="utf-8")
            command = [w.replace(str(ROOT / "cuda"), str(copy)) if w.startswith("-I") else w for w in compile_words if w != "-Werror"]
            command += ["-w", "-o", f"{folder}/plugin.o", "-c", str(ROOT / "tests/cuda/host_plugin.cpp")]
            built = subprocess.run(command, cwd=build, capture_output=True, text=True)
            if built.returncode != 0:
                print(f"{number:3} {what}: does not compile\n{built.stderr[:1000]}")
                survivors.append(what)
                continue
            # The mutant's object goes first, so that its inline kernels are the ones linked.
            words = link.replace("-o tests/cuda/clinmetrics_cuda_tests", f"{folder}/plugin.o -o {folder}/tests")
            words = words.replace("tests/cuda/CMakeFiles/clinmetrics_cuda_tests.dir/host_plugin.cpp.o", "")
            subprocess.run(words, shell=True, cwd=build, check=True)
            try:
                ran = subprocess.run(
                    [f"{folder}/tests", f"--gtest_filter={FILTER}", "--gtest_fail_fast"],
                    env={**os.environ, "CLINMETRICS_CONFIGURATIONS": "400"},
                    capture_output=True,
                    text=True,
                    timeout=300,
                )
                failures = [x for x in ran.stdout.splitlines() if x.startswith("[  FAILED  ]")]
                killed, by = ran.returncode != 0, failures[0] if failures else f"code {ran.returncode}"
            except subprocess.TimeoutExpired:
                killed, by = True, "it does not end"
        print(f"{number:3} {'killed  ' if killed else 'SURVIVED'} {what}: {by if killed else ''}", flush=True)
        if not killed:
            survivors.append(what)
    print(f"{len(list(chosen)) - len(survivors)} of {len(list(chosen))} mutants killed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
