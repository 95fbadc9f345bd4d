# SPDX-License-Identifier: Apache-2.0
"""Interval limits to 30 digits, made with mpmath at 60 to 90 digits: writes the *.csv beside this file (python3 make_mpmath.py; needs mpmath).

Nothing here follows the library's way to a limit: Wilson's limits are the roots of their quadratic, beta quantiles are found by Newton's
iteration on a series or an integral, Newcombe's by polynomial roots. Arguments are the doubles that the tests read, taken exactly.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import mpmath
from mpmath import mp, mpf

mp.dps = 60
LEVELS = [0.5, 0.8, 0.9, 0.99, 0.999, 0.999999]
Pair = tuple[mpf, mpf]


def z_of(level: float) -> mpf:
    """The normal quantile of (1 + level)/2."""
    return mp.sqrt(2) * mp.erfinv(mpf(level))


def wilson(x: float, n: float, level: float) -> Pair:
    """Roots p of (n + z²)p² − (2x + z²)p + x²/n = 0."""
    mp.dps = 90  # the roots of n = 1e12 may share many digits
    z2, x, n = z_of(level) ** 2, mpf(x), mpf(n)
    b, root = 2 * x + z2, mp.sqrt((2 * x + z2) ** 2 - 4 * (n + z2) * x * x / n)
    mp.dps = 60
    return (b - root) / (2 * (n + z2)), (b + root) / (2 * (n + z2))


def small_beta_quantile(p: mpf, a: mpf, b: mpf) -> mpf:
    """Quantile of Beta(a, b) for b >= 1: Newton on log I as a function of log x, which is concave, from the left."""
    log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)

    def series(x: mpf) -> mpf:  # I = x^a (1-x)^b / (a B) · Σ Π (a+b+j) x/(a+1+j), all terms positive
        total = term = mpf(1)
        k = 0
        while term > total * mpf(10) ** -58 or (a + b + k) * x > a + 1 + k:
            term *= (a + b + k) * x / (a + 1 + k)
            total += term
            k += 1
        return total

    v = (mp.log(p) + mp.log(a) + log_beta) / a  # I_x <= x^a/(a B)
    while True:
        x = mp.exp(v)
        total = series(x)
        log_i = a * v + b * mp.log1p(-x) - mp.log(a) - log_beta + mp.log(total)
        # d log I / d log x = x·pdf/I = a/((1 − x)·series)
        step = (mp.log(p) - log_i) * total * (1 - x) / a
        v += step
        if abs(step) < mpf(10) ** -48:
            return mp.exp(v)


def large_beta_quantile(p: mpf, a: mpf, b: mpf) -> mpf:
    """Quantile of Beta(a, b) for a and b of 10⁵ and more: Newton on an integral over 18 standard deviations."""
    mp.dps = 80  # a·log x has 12 digits before the point
    log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    mean, sd = a / (a + b), mp.sqrt(a * b / (a + b + 1)) / (a + b)

    def pdf(x: mpf) -> mpf:
        return mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x) - log_beta)

    x = mean - mp.sqrt(2) * mp.erfinv(1 - 2 * p) * sd
    while True:
        cuts = [mean - 18 * sd + (x - mean + 18 * sd) * k / 6 for k in range(7)]
        step = (p - mp.quad(pdf, cuts)) / pdf(x)
        x += step
        if abs(step) < sd * mpf(10) ** -32:
            mp.dps = 60
            return x


def beta_quantile(p: mpf, a: mpf, b: mpf) -> mpf:
    """Quantile of Beta(a, b), by whichever way is quick."""
    if min(a, b) > 10**5:
        return large_beta_quantile(p, a, b)
    return small_beta_quantile(p, a, b) if a <= b else 1 - small_beta_quantile(1 - p, b, a)


def clopper_pearson(x: float, n: float, level: float) -> Pair:
    """Beta quantiles; 0 and 1 at the ends."""
    tail, x, n = (1 - mpf(level)) / 2, mpf(x), mpf(n)
    return (beta_quantile(tail, x, n - x + 1) if x > 0 else mpf(0), beta_quantile(1 - tail, x + 1, n - x) if x < n else mpf(1))


def jeffreys(x: float, n: float, level: float) -> Pair:
    """Beta quantiles with ½ more on both sides; 0 and 1 at the ends, as Brown, Cai and DasGupta have it."""
    tail, a, b = (1 - mpf(level)) / 2, mpf(x) + mpf(0.5), mpf(n) - mpf(x) + mpf(0.5)
    return (beta_quantile(tail, a, b) if x > 0 else mpf(0), beta_quantile(1 - tail, a, b) if x < n else mpf(1))


def newcombe5(auc: float, n_positive: float, n_negative: float, level: float) -> Pair:
    """Roots in [0, 1] of (A − t)²(2 − t)(1 + t)·n₊·n₋ = z²·t(1 − t)·[(2 − t)(1 + t) + m(1 − t)(1 + t) + m·t(2 − t)]."""
    mp.dps = 90
    a, pairs, m, z2 = mpf(auc), mpf(n_positive) * mpf(n_negative), (mpf(n_positive) + mpf(n_negative)) / 2 - 1, z_of(level) ** 2

    def times(*factors: list[mpf]) -> list[mpf]:  # coefficients, the highest power last
        out = [mpf(1)]
        for f in factors:
            out = [sum((out[i] * f[k - i] for i in range(len(out)) if 0 <= k - i < len(f)), mpf(0)) for k in range(len(out) + len(f) - 1)]
        return out

    up, down, t = [mpf(1), mpf(1)], [mpf(2), mpf(-1)], [mpf(0), mpf(1)]
    rest = [mpf(1), mpf(-1)]
    left = times([a, mpf(-1)], [a, mpf(-1)], down, up)
    bracket = [sum(c) for c in zip(times(down, up), [m * c for c in times(rest, up)], [m * c for c in times(t, down)])]
    right = times(t, rest, bracket)
    polynomial = [pairs * x - z2 * y for x, y in zip(left, right)]
    found = [
        r.real
        for r in mpmath.polyroots(polynomial[::-1], maxsteps=500, extraprec=400)
        if abs(r.imag) < mpf(10) ** -40 and -(10**-40) < r.real < 1 + 10**-40
    ]
    inside = sorted(r for r in found if mpf(10) ** -40 < r < 1 - mpf(10) ** -40)
    mp.dps = 60
    if auc in (0.0, 1.0):
        assert len(inside) == 1, (auc, n_positive, n_negative, inside)
        return (mpf(0), inside[0]) if auc == 0 else (inside[0], mpf(1))
    assert len(inside) == 2, (auc, n_positive, n_negative, inside)
    assert inside[0] < a < inside[1], (auc, n_positive, n_negative, inside)
    return inside[0], inside[1]


def logit_delong(auc: float, variance: float, level: float) -> Pair:
    """The logit's limits carried back."""
    a, step = mpf(auc), z_of(level) * mp.sqrt(mpf(variance))
    logit, step = mp.log(a / (1 - a)), step / (a * (1 - a))
    return 1 / (1 + mp.exp(step - logit)), 1 / (1 + mp.exp(-step - logit))


def counts() -> Iterable[tuple[float, float, float]]:
    """Successes, trials and level; n from 1 to 10¹², both ends, and sizes that are not whole."""
    turn = 0
    for n in [1, 2, 3, 5, 10, 20, 29, 148, 263, 1000, 12345, 10**6, 123456789, 10**9, 10**12]:
        for x in sorted({0, 1, 2, 3, 10, n // 10, n // 3, n // 2, n - n // 50, n - 3, n - 1, n}):
            if 0 <= x <= n:
                turn += 1
                yield from ((float(x), float(n), level) for level in (0.95, LEVELS[turn % len(LEVELS)]))
    for x, n in [(0.25, 7.5), (3.7, 17.25), (17.25, 17.25), (0.0, 12.5), (1e-3, 40.0), (39.5, 40.0)]:
        yield from ((x, n, level) for level in (0.95, 0.999))


def aucs() -> Iterable[tuple[float, float, float, float]]:
    """AUROC, class sizes and level; separation on both sides, one row in a class, balance and its lack."""
    turn = 0
    for n_positive, n_negative in [
        (1, 1),
        (1, 5),
        (2, 3),
        (5, 45),
        (41, 72),
        (100, 900),
        (10**4, 10**6),
        (10**6, 10**6),
        (3, 10**12),
        (10**12, 10**12),
    ]:
        for auc in [0.0, 1e-9, 0.01, 0.2, 0.5, 4318 / 5904, 0.9, 0.99, 1 - 2.0**-30, 1.0]:
            turn += 1
            yield from ((auc, float(n_positive), float(n_negative), level) for level in (0.95, LEVELS[turn % len(LEVELS)]))


def variances() -> Iterable[tuple[float, float, float]]:
    """AUROC, its variance and level."""
    for auc in [1e-9, 0.01, 0.2, 0.5, 4318 / 5904, 0.9, 0.99, 1 - 2.0**-30]:
        for share in [1e-12, 1e-4, 0.01, 0.1, 0.5]:  # of the largest that a variance can be
            yield from ((auc, auc * (1 - auc) * share, level) for level in (0.95, 0.999))


def write(name: str, arguments: list[str], limits: Callable[..., Pair], points: Iterable[tuple[float, ...]]) -> None:
    """One row a point: the arguments as doubles, the limits to 30 digits."""
    with (Path(__file__).parent / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([*arguments, "lower", "upper"])
        for point in points:
            out.writerow([*(repr(v) for v in point), *(mp.nstr(v, 30) for v in limits(*point))])


if __name__ == "__main__":
    share = ["successes", "trials", "level"]
    write("wilson", share, wilson, counts())
    write("newcombe5", ["auc", "n_positive", "n_negative", "level"], newcombe5, aucs())
    write("logit_delong", ["auc", "variance", "level"], logit_delong, variances())
    write("clopper_pearson", share, clopper_pearson, counts())
    write("jeffreys", share, jeffreys, counts())
