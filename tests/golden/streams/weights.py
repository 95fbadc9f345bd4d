# SPDX-License-Identifier: Apache-2.0
"""The frozen weights once more, from their definition, in plain Python integers: an oracle that shares no code with the library.

`python weights.py` checks every line of multinomial.txt and poisson.txt. The laws of the multinomial weights come from exact rational numbers,
rounded only where the definition rounds.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from functools import cache
from math import isqrt
from pathlib import Path
from typing import NamedTuple

POISSON_BYTE, WEIGHT_BYTE, WEIGHT_REST, ADDED_DRAW, REMOVED_DRAW = 1, 5, 6, 7, 8
MASK = 0xFFFFFFFF
COUNTS = (94, 95, 46, 16, 4, 1)
AMBIGUOUS = -1


@cache
def philox(low: int, high: int, lane: int, tag: int, seed: int) -> int:
    """Philox4x32-10 of the counter {low, high, lane, tag}: 128 bits, the first word lowest."""
    x = [low, high, lane, tag]
    k0, k1 = seed & MASK, seed >> 32
    for _ in range(10):
        p0, p1 = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
        x = [(p1 >> 32) ^ x[1] ^ k0, p1 & MASK, (p0 >> 32) ^ x[3] ^ k1, p0 & MASK]
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return x[0] | x[1] << 32 | x[2] << 64 | x[3] << 96


def tag(stream: int, j: int, purpose: int) -> int:
    return stream << 16 | j << 8 | purpose


def part(bits: int, width: int, i: int) -> int:
    """Number i of this width in bits."""
    return bits >> width * i & (1 << width) - 1


@cache
def byte_table() -> tuple[int, ...]:
    """The 256 Poisson weights, read from the header that ships them (a table has no other definition)."""
    header = Path(__file__).resolve().parents[3] / "include/clinmetrics/random/byte_weight.hpp"
    text = header.read_text(encoding="utf-8").split("weight_of_byte[256] = {")[1].split("}")[0]
    table = tuple(int(x) for x in text.replace("\n", " ").split(",") if x.strip())
    assert tuple(table.count(k) for k in range(6)) == COUNTS
    return table


class Law(NamedTuple):
    """The weight that each byte decides, and for the ambiguous bytes 2^64 times the distribution function, rounded down."""

    of_byte: tuple[int, ...]
    cumulative: tuple[int, ...]


@cache
def law(n: int) -> Law:
    """Poisson with the mean max(1/2, 1 - 2/√n), which has 40 binary digits; the root has 30."""
    rate = max(1 << 39, (1 << 40) - (isqrt(n << 60) << 10) * 2 // n)
    mass = [1 << 80]
    while next_mass := mass[-1] * rate // len(mass) >> 40:
        mass.append(next_mass)
    total = sum(mass)
    cells = [256 * m // total for m in mass]
    n_ambiguous = 256 - sum(cells)
    rest = [256 * m - c * total for m, c in zip(mass, cells)]
    cumulative = [(sum(rest[: k + 1]) << 64) // (n_ambiguous * total) for k in range(len(rest))]
    return Law(
        by_nibble([(k, c) for k, c in enumerate(cells) if c] + [(AMBIGUOUS, n_ambiguous)]), tuple(c for c in cumulative if c < 1 << 64)
    )


def by_nibble(classes: list[tuple[int, int]]) -> tuple[int, ...]:
    """Two values for each low nibble: the class of which fewest bytes are left, on the most negative bytes, and the one of which most are left."""
    left = dict(classes)
    table = [0] * 256
    for nibble in range(16):
        fewest = min((k for k in left if left[k]), key=lambda k: left[k])  # `min` and `max` take the first of equal ones
        n = min(left[fewest], 16)
        left[fewest] -= n
        most = max(left, key=lambda k: left[k])
        left[most] -= 16 - n
        for i, signed in enumerate(range(-8, 8)):
            table[signed % 16 * 16 + nibble] = fewest if i < n else most
    return tuple(table)


def multinomial(strata: list[int], replicate: int, stream: int, seed: int) -> list[int]:
    weight: list[int] = []
    for n in strata:
        begin = len(weight)
        weight += stratum(begin, n, replicate, stream, seed)
    return weight


def stratum(begin: int, n: int, replicate: int, stream: int, seed: int) -> list[int]:
    weight = []
    for unit in range(begin, begin + n):
        byte = part(philox(unit, 0, replicate // 16, tag(stream, 0, WEIGHT_BYTE), seed), 8, replicate % 16)
        w = law(n).of_byte[byte]
        if w == AMBIGUOUS:
            w = bisect_right(law(n).cumulative, part(philox(unit, 0, replicate, tag(stream, 0, WEIGHT_REST), seed), 64, 0))
        weight.append(w)
    missing, greatest = n - sum(weight), max(weight, default=0)
    for t in range(missing):
        j = 0
        while (x := part(philox(begin, t // 4, replicate, tag(stream, j, ADDED_DRAW), seed), 32, t % 4) * n) & MASK < (1 << 32) % n:
            j += 1
        weight[x >> 32] += 1
    levels = 8
    while levels < greatest:
        levels *= 2
    t = 0
    while missing < 0:
        slot = part(philox(begin, t // 2, replicate, tag(stream, 0, REMOVED_DRAW), seed), 64, t % 2) * n * levels >> 64
        unit, level = divmod(slot, levels)
        if level < weight[unit]:
            weight[unit] -= 1
            missing += 1
        t += 1
    return weight


def poisson(strata: list[int], replicate: int, stream: int, seed: int) -> list[int]:
    table = byte_table()
    return [
        table[part(philox(unit, 0, replicate // 16, tag(stream, 0, POISSON_BYTE), seed), 8, replicate % 16)] for unit in range(sum(strata))
    ]


def fingerprint(kind: str, what: dict[str, str]) -> str:
    first, end = (int(x) for x in what["replicates"].split(".."))
    strata = [int(n) for n in what["strata"].split(",")]
    draw = multinomial if kind == "multinomial" else poisson
    value, begins = 0xCBF29CE484222325, ""
    for replicate in range(first, end):
        weight = draw(strata, replicate, int(what["stream"]), int(what["seed"]))
        if replicate == first:
            begins = ",".join(str(w) for w in weight[:12])
        for w in weight:
            for i in range(4):
                value = (value ^ (w >> 8 * i & 255)) * 0x100000001B3 & (1 << 64) - 1
    return f"fnv1a={value:x} begins={begins}"


def main() -> int:
    wrong = 0
    for kind in ("multinomial", "poisson"):
        lines = (Path(__file__).parent / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
        for line in lines:
            if line.startswith("#"):
                continue
            what, frozen = line.split(" fnv1a=")
            now = fingerprint(kind, dict(x.split("=") for x in what.split()))
            philox.cache_clear()
            if now != "fnv1a=" + frozen:
                wrong += 1
                print(f"{kind}: {what}\n  frozen fnv1a={frozen}\n  here   {now}")
    print("every line agrees" if not wrong else f"{wrong} lines differ")
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main())
