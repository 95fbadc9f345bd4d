# SPDX-License-Identifier: Apache-2.0
"""The frozen weights once more, from their definition, in plain Python integers: an oracle that shares no code with the library.

`python weights.py` checks every line of multinomial.txt and poisson.txt. Poisson totals are inverted from the exact distribution function (rational
numbers to 200 binary digits), not from the library's table.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from fractions import Fraction
from functools import cache
from math import isqrt
from pathlib import Path

Blocks = list[tuple[int, int]]
POISSON_BYTE, BLOCK_TOTAL, DRAW, SPLIT = 1, 2, 3, 4
MASK = 0xFFFFFFFF
COUNTS = (94, 95, 46, 16, 4, 1)


@cache
def philox(index: int, lane: int, tag: int, seed: int) -> int:
    """Philox4x32-10 of the counter {index low, index high, lane, tag}: 128 bits, the first word lowest."""
    x = [index & MASK, index >> 32, lane, tag]
    k0, k1 = seed & MASK, seed >> 32
    for _ in range(10):
        p0, p1 = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
        x = [(p1 >> 32) ^ x[1] ^ k0, p1 & MASK, (p0 >> 32) ^ x[3] ^ k1, p0 & MASK]
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return x[0] | x[1] << 32 | x[2] << 64 | x[3] << 96


def tag(stream: int, j: int, purpose: int) -> int:
    return stream << 16 | j << 8 | purpose


def byte(bits: int, i: int) -> int:
    return bits >> 8 * i & 255


def word(bits: int, i: int) -> int:
    return bits >> 64 * i & (1 << 64) - 1


@cache
def byte_table() -> tuple[int, ...]:
    """The 256 weights, read from the header that ships them (a table has no other definition)."""
    header = Path(__file__).resolve().parents[3] / "include/clinmetrics/random/byte_weight.hpp"
    text = header.read_text(encoding="utf-8").split("weight_of_byte[256] = {")[1].split("}")[0]
    table = tuple(int(part) for part in text.replace("\n", " ").split(",") if part.strip())
    assert tuple(table.count(k) for k in range(6)) == COUNTS
    return table


@cache
def distribution(mean_fixed: int) -> list[int]:
    """2^64 times the Poisson distribution function at 0, 1, …, rounded down; the mean has 40 binary digits after the point."""
    mean = Fraction(mean_fixed, 1 << 40)
    one = 1 << 200
    terms = [one]
    while terms[-1] or len(terms) < mean:
        terms.append(terms[-1] * mean.numerator // (mean.denominator * len(terms)))
    total, so_far, out = sum(terms), 0, []
    for term in terms:
        so_far += term
        out.append((so_far << 64) // total)
    return out[: out.index(1 << 64)] if 1 << 64 in out else out


def blocks_of(begin: int, n: int) -> Blocks:
    """Blocks of 128, the tail in descending powers of two; none below 256 units."""
    if n < 256:
        return []
    out: Blocks = [(begin + at, 128) for at in range(0, n - 127, 128)]
    at = begin + n // 128 * 128
    for length in (64, 32, 16, 8, 4, 2, 1):
        if n & length:
            out.append((at, length))
            at += length
    return out


def rate(n: int) -> int:
    """max(.4, 1 − (6√n + 10)/n) with 40 binary digits; the root has 20."""
    one = 1 << 40
    deficit = ((isqrt(36 * n << 40) << 20) + 10 * one) // n
    return max(one * 2 // 5, one - deficit)


def split(weight: list[int], begin: int, length: int, lane: tuple[int, int], stream: int, seed: int) -> None:
    """Shares the total at `begin` among the units: left halves first, as many fair coins as there are draws."""
    total = weight[begin]
    if length == 1 or total == 0:
        return
    middle, left = begin + length // 2, 0
    for j in range((total + 7) // 8):
        coins = min(8, total - 8 * j)
        left += (byte(philox(middle, lane[0], tag(stream, j, SPLIT), seed), lane[1]) & (1 << coins) - 1).bit_count()
    weight[begin], weight[middle] = left, total - left
    split(weight, begin, length // 2, lane, stream, seed)
    split(weight, middle, length // 2, lane, stream, seed)


def multinomial(strata: list[int], replicate: int, stream: int, seed: int) -> list[int]:
    weight = [0] * sum(strata)
    begin = first_block = 0
    for n in strata:
        blocks = blocks_of(begin, n)
        attempt = 0
        while True:
            totals = []
            for k, (_, length) in enumerate(blocks):
                number = first_block + k
                u = word(philox(number // 2, replicate, tag(stream, attempt, BLOCK_TOTAL), seed), number % 2)
                totals.append(bisect_right(distribution(rate(n) * length), u))
            if sum(totals) <= n:
                break
            attempt += 1
        for (at, _), total in zip(blocks, totals):
            weight[at] = total
        for t in range(n - sum(totals)):
            unit = word(philox(begin + t // 2, replicate, tag(stream, attempt, DRAW), seed), t % 2) * n >> 64
            at = begin + unit
            weight[next((b for b, length in blocks if b <= at < b + length), at)] += 1
        for at, length in blocks:
            split(weight, at, length, (replicate // 16, replicate % 16), stream, seed)
        begin += n
        first_block += len(blocks)
    return weight


def poisson(strata: list[int], replicate: int, stream: int, seed: int) -> list[int]:
    table = byte_table()
    return [table[byte(philox(unit, replicate // 16, tag(stream, 0, POISSON_BYTE), seed), replicate % 16)] for unit in range(sum(strata))]


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
            now = fingerprint(kind, dict(part.split("=") for part in what.split()))
            philox.cache_clear()
            if now != "fnv1a=" + frozen:
                wrong += 1
                print(f"{kind}: {what}\n  frozen fnv1a={frozen}\n  here   {now}")
    print("every line agrees" if not wrong else f"{wrong} lines differ")
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main())
