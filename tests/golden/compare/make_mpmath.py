# SPDX-License-Identifier: Apache-2.0
"""Tests and score limits of two proportions to 25 digits: writes the *.csv beside this file (python3 make_mpmath.py; needs mpmath).

Nothing here follows the library's way. Binomial tails and the generalized score are exact fractions, the latter from its definition with
C, the part of the rows that both classifiers call positive. The rates under a hypothesis are the root of the derivative of the log
likelihood, found by bisection, and limits are found by bisection as well. Levels are the doubles that the tests read, taken exactly.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import comb
from pathlib import Path
from typing import Any

from mpmath import mp, mpf

mp.dps = 40
LEVELS = [0.5, 0.9, 0.95, 0.999]
STEPS = 120


def z_of(level: float) -> mpf:
    """The normal quantile of (1 + level)/2."""
    return mp.sqrt(2) * mp.erfinv(mpf(level))


def two_sided(z: mpf) -> mpf:
    return mp.erfc(abs(z) / mp.sqrt(2))


def falling_root(f: Callable[[mpf], mpf], low: mpf, high: mpf) -> mpf:
    """Where f, positive at first, stops being positive."""
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > 0 else (low, middle)
    return (low + high) / 2


def log_likelihood_slope(*terms: tuple[int, mpf, int]) -> mpf:
    """Σ count·factor/rate; a count of 0 has no term."""
    return sum((count * factor / rate for count, rate, factor in terms if count), mpf(0))


# --- paired -----------------------------------------------------------------------------------------------------------------------------
PAIRS = [
    *[(1, 1, 7, 12), (59, 6, 16, 80), (101, 121, 59, 33), (0, 1, 0, 0), (0, 1, 0, 1), (3, 0, 0, 2), (0, 20, 0, 0), (0, 3, 3, 0)],
    *[(5, 4, 0, 0), (0, 7, 2, 9), (36, 12, 2, 0), (2, 0, 1, 97), (500, 1, 0, 499), (43, 1, 0, 0), (20, 15, 15, 20), (53, 0, 0, 1)],
    *[(7000, 312, 290, 4312), (10**6, 3000, 2000, 5 * 10**6), (10**9, 7, 2, 10**9), (10**5, 0, 31, 0), (0, 0, 2, 0), (1, 250, 249, 0)],
]


def tango_z(table: tuple[int, int, int, int], delta: mpf) -> mpf:
    both, first, second, neither = table
    n, same = sum(table), both + neither

    def slope(q: mpf) -> mpf:
        return log_likelihood_slope((first, q + delta, 1), (second, q, 1), (same, 1 - 2 * q - delta, -2))

    q = falling_root(slope, max(mpf(0), -delta), (1 - delta) / 2)
    return (mpf(first - second) / n - delta) / mp.sqrt((2 * q + delta - delta**2) / n)


def tango_lower(table: tuple[int, int, int, int], z: mpf) -> mpf:
    seen = mpf(table[1] - table[2]) / sum(table)
    return seen if seen == -1 else falling_root(lambda d: tango_z(table, d) - z, mpf(-1), seen)


def tango() -> Iterator[list[Any]]:
    for i, table in enumerate(PAIRS):
        for level in (0.95, LEVELS[i % 4]):
            a, b, c, d = table
            z = z_of(level)
            yield [a, b, c, d, level, tango_lower(table, z), -tango_lower((a, c, b, d), z)]


def tango_tests() -> Iterator[list[Any]]:
    for table in PAIRS:
        for delta in (-0.75, -0.125, 0.0625, 0.5):
            z = tango_z(table, mpf(delta))
            yield [*table, delta, z, two_sided(z)]


def mcnemar() -> Iterator[list[Any]]:
    """Exact and mid-p, by counting outcomes of fair coins."""
    for a, b, c, d in [t for t in PAIRS if 0 < t[1] + t[2] < 10**4] + [(0, 500, 600, 0), (3, 1000, 1, 2)]:
        n, k = b + c, min(b, c)
        at_k = Fraction(comb(n, k), 2**n)
        below = sum((Fraction(comb(n, i), 2**n) for i in range(k + 1)), Fraction(0))
        exact = min(Fraction(1), 2 * below)
        yield [a, b, c, d, *(mpf(p.numerator) / p.denominator for p in (exact, exact - (at_k / 2 if b == c else at_k)))]


# --- independent ------------------------------------------------------------------------------------------------------------------------
GROUPS = [
    *[(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20), (0, 10, 0, 10), (10, 10, 0, 20), (10, 10, 20, 20)],
    *[(0, 16, 15, 72), (7, 34, 1, 34), (1, 1, 0, 1), (0, 1, 1, 1), (1, 1, 1, 1), (3, 29, 6, 36), (1, 2, 50, 100), (99, 100, 3, 3)],
    *[(1, 10**6, 3, 2 * 10**6), (5 * 10**5, 10**6, 7, 10), (0, 10**6, 0, 10), (10**6 - 1, 10**6, 998, 1000), (2, 10**9, 0, 10**9)],
]


def spread(p: mpf, n: int) -> mpf:
    return p * (1 - p) / n


def difference_z(xa: int, na: int, xb: int, nb: int, delta: mpf) -> mpf:
    def slope(p: mpf) -> mpf:
        return log_likelihood_slope((xa, p + delta, 1), (na - xa, 1 - p - delta, -1), (xb, p, 1), (nb - xb, 1 - p, -1))

    p = falling_root(slope, max(mpf(0), -delta), min(mpf(1), 1 - delta))
    variance = (spread(p + delta, na) + spread(p, nb)) * (na + nb) / (na + nb - 1)
    return (mpf(xa) / na - mpf(xb) / nb - delta) / mp.sqrt(variance)


def difference_lower(xa: int, na: int, xb: int, nb: int, z: mpf) -> mpf:
    seen = mpf(xa) / na - mpf(xb) / nb
    return seen if seen == -1 else falling_root(lambda d: difference_z(xa, na, xb, nb, d) - z, mpf(-1), seen)


def differences() -> Iterator[list[Any]]:
    for i, (xa, na, xb, nb) in enumerate(GROUPS):
        for level in (0.95, LEVELS[i % 4]):
            z = z_of(level)
            yield [xa, na, xb, nb, level, difference_lower(xa, na, xb, nb, z), -difference_lower(xb, nb, xa, na, z)]


def ratio_z(xa: int, na: int, xb: int, nb: int, ratio: mpf) -> mpf:
    def slope(p: mpf) -> mpf:
        return log_likelihood_slope((xa, p, 1), (na - xa, 1 - ratio * p, -ratio), (xb, p, 1), (nb - xb, 1 - p, -1))

    p = falling_root(slope, mpf(0), min(mpf(1), 1 / ratio))
    variance = (spread(ratio * p, na) + ratio**2 * spread(p, nb)) * (na + nb) / (na + nb - 1)
    return (mpf(xa) / na - ratio * xb / nb) / mp.sqrt(variance)


def ratio_lower(xa: int, na: int, xb: int, nb: int, z: mpf) -> mpf:
    """On the scale of u = ratio/(1 + ratio)."""
    if xa == 0:
        return mpf(0)
    pa, pb = mpf(xa) / na, mpf(xb) / nb
    u = falling_root(lambda at: ratio_z(xa, na, xb, nb, at / (1 - at)) - z, mpf(0), pa / (pa + pb))
    return u / (1 - u)


def ratios() -> Iterator[list[Any]]:
    for i, (xa, na, xb, nb) in enumerate(GROUPS):
        if xa + xb == 0:
            continue
        for level in (0.95, LEVELS[i % 4]):
            z = z_of(level)
            inverse = ratio_lower(xb, nb, xa, na, z)
            yield [xa, na, xb, nb, level, ratio_lower(xa, na, xb, nb, z), mp.inf if inverse == 0 else 1 / inverse]


# --- predictive values ------------------------------------------------------------------------------------------------------------------
RESULTS = [
    (319, 78, 22, 32, 31, 53, 22, 155),
    (3, 2, 1, 1, 1, 0, 2, 4),
    (0, 12, 9, 4, 0, 5, 8, 11),
    (40, 1, 0, 3, 7, 0, 1, 100),
    (100000, 120, 80, 3000, 5000, 210, 190, 700000),
    (5, 0, 1, 0, 0, 0, 3, 1),
    (2, 3, 1, 2, 4, 1, 0, 0),
]


def score_of(rows: list[tuple[int, bool, bool, bool]]) -> list[mpf]:
    """The statistic of Kosinski from counts of rows (count, in the first group, in the second, y), and its p value."""
    n1, n2 = (sum(r[0] for r in rows if r[g]) for g in (1, 2))
    x1, x2 = (sum(r[0] for r in rows if r[g] and r[3]) for g in (1, 2))
    p = Fraction(x1 + x2, n1 + n2)
    c = sum((r[0] * (r[3] - p) ** 2 for r in rows if r[1] and r[2]), Fraction(0)) / (n1 + n2)
    variance = (p * (1 - p) - 2 * c) * (Fraction(1, n1) + Fraction(1, n2))
    statistic = (Fraction(x1, n1) - Fraction(x2, n2)) ** 2 / variance
    value = mpf(statistic.numerator) / statistic.denominator
    return [value, two_sided(mp.sqrt(value))]


def generalised_score() -> Iterator[list[Any]]:
    calls = [(True, True), (True, False), (False, True), (False, False)]
    for counts in RESULTS:
        rows = [(n, *calls[i % 4], i < 4) for i, n in enumerate(counts)]
        opposite = [(n, not first, not second, not event) for n, first, second, event in rows]
        yield [*counts, *score_of(rows), *score_of(opposite)]


def write(name: str, header: str, rows: Iterator[list[Any]]) -> None:
    """Arguments as they are, results to 25 digits."""
    with (Path(__file__).parent / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header.split())
        out.writerows([mp.nstr(v, 25) if isinstance(v, mpf) else v for v in row] for row in rows)


if __name__ == "__main__":
    pairs, groups = "both first second neither", "x_a n_a x_b n_b"
    write("mcnemar", f"{pairs} exact mid_p", mcnemar())
    write("tango", f"{pairs} level lower upper", tango())
    write("tango_test", f"{pairs} difference z p", tango_tests())
    write("miettinen_nurminen", f"{groups} level lower upper", differences())
    write("miettinen_nurminen_ratio", f"{groups} level lower upper", ratios())
    counts = " ".join(f"{outcome}_{pair}" for outcome in ("with", "without") for pair in pairs.split())
    write("generalised_score", f"{counts} ppv_statistic ppv_p npv_statistic npv_p", generalised_score())
