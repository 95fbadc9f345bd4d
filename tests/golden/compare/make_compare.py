# SPDX-License-Identifier: Apache-2.0
"""Comparisons of AUROCs, adjusted p values, the studentized range and heterogeneity: writes the *.csv beside this file.

    pip install statsmodels==0.15.0 scikit-learn==1.9.1 mpmath==1.4.1
    python tests/golden/compare/make_compare.py

AUROCs and covariances are computed pair by pair in exact fractions from their definitions. The rows of breast_cancer.csv are those of
scikit-learn's copy of the Wisconsin Diagnostic Breast Cancer data (Wolberg, Mangasarian, Street and Street 1995, doi:10.24432/C5DW2B, CC BY 4.0).
The units of the clustered covariances are `(row * row) % 101`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
from mpmath import mp, mpf
from scipy import stats
from sklearn.datasets import load_breast_cancer
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests

FEATURES = ["mean radius", "mean concave points", "worst perimeter"]
Psi = list[list[Fraction]]


def kernel(y: Any, score: Any) -> Psi:
    """1 where the positive row is higher, 1/2 for a tie, 0 where it is lower: positives × negatives."""
    return [[Fraction(int(a > b) * 2 + int(a == b), 2) for b in score[y == 0]] for a in score[y == 1]]


def auroc(psi: Psi) -> Fraction:
    return sum(map(sum, psi), Fraction()) / (len(psi) * len(psi[0]))


def deviations(psi: Psi) -> tuple[list[Fraction], list[Fraction]]:
    """The placements of positives and of negatives, less the AUROC."""
    a = auroc(psi)
    of_positives = [sum(row, Fraction()) / len(row) - a for row in psi]
    return of_positives, [sum(column, Fraction()) / len(psi) - a for column in zip(*psi)]


def covariance(a: Psi, b: Psi) -> Fraction:
    """DeLong's."""
    total = Fraction()
    for u, v in zip(deviations(a), deviations(b)):
        total += sum((x * y for x, y in zip(u, v)), Fraction()) / (len(u) - 1) / len(u)
    return total


def clustered(a: Psi, b: Psi, unit_positive: list[int], unit_negative: list[int]) -> Fraction:
    """Obuchowski's, from the deviations of the rows, gathered by unit."""

    def by_unit(of_rows: list[Fraction], units: list[int]) -> dict[int, Fraction]:
        return {u: sum((d for d, unit in zip(of_rows, units) if unit == u), Fraction()) for u in sorted(set(units))}

    xa, ya = (by_unit(d, u) for d, u in zip(deviations(a), (unit_positive, unit_negative)))
    xb, yb = (by_unit(d, u) for d, u in zip(deviations(b), (unit_positive, unit_negative)))
    n, m, units = len(unit_positive), len(unit_negative), len(set(unit_positive) | set(unit_negative))
    s10 = Fraction(len(xa), (len(xa) - 1) * n) * sum((xa[u] * xb[u] for u in xa), Fraction())
    s01 = Fraction(len(ya), (len(ya) - 1) * m) * sum((ya[u] * yb[u] for u in ya), Fraction())
    both = set(xa) & set(ya)
    s11 = Fraction(units, units - 1) * sum((xa[u] * yb[u] + xb[u] * ya[u] for u in both), Fraction())
    return s10 / n + s01 / m + s11 / (n * m)


def chi_square(aucs: list[Fraction], s: list[list[Fraction]]) -> tuple[float, float, float]:
    """(Lθ)ᵀ(LSLᵀ)⁻¹Lθ with the differences from the first model as contrasts, in 60 digits."""
    k = len(aucs)
    as_number = [[mpf(x.numerator) / x.denominator for x in row] for row in [aucs, *s]]
    contrasts = mp.matrix(k - 1, k)
    for i in range(k - 1):
        contrasts[i, 0], contrasts[i, i + 1] = 1, -1
    difference = contrasts * mp.matrix(as_number[0])
    statistic = (difference.T * mp.lu_solve(contrasts * mp.matrix(as_number[1:]) * contrasts.T, difference))[0]
    return float(statistic), k - 1, float(mpmath.gammainc(mpf(k - 1) / 2, statistic / 2, mp.inf, regularized=True))


def covariance_rows(aucs: list[Fraction], s: list[list[Fraction]]) -> Iterable[list[float]]:
    """Per pair: the models, their AUROCs, their covariance, and the variance of the difference."""
    for i in range(len(aucs)):
        for j in range(len(aucs)):
            yield [i, j, *map(float, (aucs[i], aucs[j], s[i][j], s[i][i] + s[j][j] - 2 * s[i][j]))]


def make_delong(write: Callable[..., None]) -> None:
    data = load_breast_cancer()
    y = 1 - data.target  # malignant
    columns = [data.data[:, list(data.feature_names).index(f)] for f in FEATURES]
    write("breast_cancer", ["malignant", *FEATURES], [[int(y[i]), *(float(c[i]) for c in columns)] for i in range(len(y))])
    units = [row * row % 101 for row in range(len(y))]
    unit_positive, unit_negative = ([u for u, outcome in zip(units, y) if outcome == is_in] for is_in in (1, 0))
    psis = [kernel(y, c) for c in columns]
    aucs = [auroc(p) for p in psis]
    header = ["a", "b", "auc_a", "auc_b", "covariance", "variance_of_difference"]
    s = [[covariance(a, b) for b in psis] for a in psis]
    write("delong", header, covariance_rows(aucs, s))
    of_units = [[clustered(a, b, unit_positive, unit_negative) for b in psis] for a in psis]
    write("obuchowski", header, covariance_rows(aucs, of_units))
    write("joint_delong", ["is_clustered", "statistic", "df", "p"], [[i, *chi_square(aucs, c)] for i, c in enumerate((s, of_units))])


def range_cdf(q: Any, k: int) -> Any:
    """k ∫ φ(z)[Φ(z) − Φ(z − q)]^(k−1) dz: z the greatest number, not the least as in the library."""

    def f(z: Any) -> Any:
        return mpmath.npdf(z) * (mpmath.ncdf(z) - mpmath.ncdf(z - q)) ** (k - 1)

    return k * mp.quad(f, list(range(-10, 11)))


def make_studentized_range(write: Callable[..., None]) -> None:
    """Probabilities at round numbers near the quantiles."""
    mp.dps = 20
    rows = []
    for k in (2, 3, 10, 100, 1000, 100000):
        for p in (0.05, 0.5, 0.95, 0.975, 0.999):
            upper_bound = 2**0.5 * stats.norm.isf((1 - p) / (k * (k - 1)))
            q = round(upper_bound if k > 1000 else float(stats.studentized_range.ppf(p, k, np.inf)), 2)
            rows.append([k, q, float(range_cdf(mpf(q), k))])
    write("studentized_range", ["k", "q", "probability"], rows)
    mp.dps = 60


def make_multiplicity(write: Callable[..., None]) -> None:
    draw = np.random.default_rng(1)
    cases = [[0.01, 0.013, 0.014, 0.19, 0.35, 0.5, 0.63, 0.67, 0.75, 0.81], [0.03], [0.04, 0.04, 1.0, 0.0, 0.04]]
    cases += [[*map(float, draw.beta(0.4, 1, n))] for n in (2, 17, 100)]
    rows = []
    for i, p in enumerate(cases):
        adjusted = (multipletests(p, method=m)[1] for m in ("holm", "fdr_bh"))
        rows += [[i, *map(float, row)] for row in zip(p, *adjusted)]
    write("multiplicity", ["case", "p", "holm", "benjamini_hochberg"], rows)


def make_heterogeneity(write: Callable[..., None]) -> None:
    draw = np.random.default_rng(2)
    rows = []
    for i, (n, spread) in enumerate([(2, 0.1), (5, 0.0), (5, 0.2), (12, 0.05), (40, 0.02)]):
        se = draw.uniform(0.01, 0.1, n)
        value = 0.7 + draw.normal(size=n) * np.hypot(se, spread)
        r = combine_effects(value, se**2, method_re="dl")
        between = float(np.var(value, ddof=1) - np.mean(se**2))
        answer = [float(r.q), float(r.df), float(stats.chi2.sf(r.q, r.df)), max(0.0, float(r.i2)), between]
        rows += [[i, float(v), float(s), *answer] for v, s in zip(value, se)]
    write("heterogeneity", ["case", "value", "se", "q", "df", "p", "i_squared", "between_variance"], rows)


def write_csv(name: str, header: list[str], rows: Iterable[list[Any]]) -> None:
    with (Path(__file__).parent / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([h.replace(" ", "_") for h in header])
        writer.writerows(rows)


if __name__ == "__main__":
    mp.dps = 60
    for make in (make_delong, make_multiplicity, make_heterogeneity, make_studentized_range):
        make(write_csv)
