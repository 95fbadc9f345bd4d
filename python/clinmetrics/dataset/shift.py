# SPDX-License-Identifier: Apache-2.0
"""How the distribution of one column differs between two data sets, on plain arrays."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

SMOOTHING = 0.5  # is added to the count of each bin


def stability_index(a: Ints, b: Ints) -> float | None:
    """The population stability index, sum of (q - p) log(q / p) over the bins' shares p in `a` and q in `b`. None without rows."""
    if a.sum() == 0 or b.sum() == 0:
        return None
    p, q = ((n + SMOOTHING) / (n.sum() + SMOOTHING * len(n)) for n in (a, b))
    return float(np.sum((q - p) * np.log(q / p)))


def binned(a: Floats, b: Floats) -> tuple[Ints, Ints]:
    """Counts in bins between the deciles of the first; a bin contains its upper end. Missing numbers are a bin if there are any."""
    known = a[~np.isnan(a)]
    edges = np.unique(np.quantile(known, np.arange(1, 10) / 10)) if len(known) else np.empty(0)
    counts = [_counts(x, edges) for x in (a, b)]
    if counts[0][-1] == counts[1][-1] == 0:
        counts = [n[:-1] for n in counts]
    return counts[0], counts[1]


def _counts(x: Floats, edges: Floats) -> Ints:
    known = x[~np.isnan(x)]
    return np.append(np.bincount(np.searchsorted(edges, known, side="left"), minlength=len(edges) + 1), len(x) - len(known)).astype(
        np.int64
    )


def kolmogorov_smirnov(a: Floats, b: Floats) -> dict[str, Any]:
    """The largest distance of the two empirical distribution functions, its p value for large n, and the numbers that were compared."""
    from scipy.stats import ks_2samp

    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    sizes = {"n_a": len(a), "n_b": len(b)}
    if not len(a) or not len(b):
        return {"ks": None, "p": None, **sizes}
    found = ks_2samp(a, b, method="asymp")
    return {"ks": float(found.statistic), "p": float(found.pvalue), **sizes}


def chi_square(a: Ints, b: Ints) -> dict[str, Any]:
    """Pearson's test of equal shares of the levels, and Cramér's V, which for two data sets is the root of chi-square / n."""
    from scipy.stats import chi2_contingency

    table = np.array([a, b])
    table = table[:, table.sum(axis=0) > 0]
    sizes = {"n_a": int(a.sum()), "n_b": int(b.sum())}
    if table.shape[1] < 2 or 0 in (sizes["n_a"], sizes["n_b"]):
        is_same = min(sizes.values()) > 0
        return {
            "chi2": 0.0 if is_same else None,
            "df": 0,
            "cramers_v": 0.0 if is_same else None,
            "p": None,
            "n_expected_below_5": 0,
            **sizes,
        }
    chi2, p, df, expected = chi2_contingency(table, correction=False)
    return {
        "chi2": float(chi2), "df": int(df), "cramers_v": math.sqrt(float(chi2) / int(table.sum())), "p": float(p),
        "n_expected_below_5": int(np.count_nonzero(expected < 5)), **sizes,
    }  # fmt: skip


def holm(p: list[float]) -> list[float]:
    """Holm's adjusted p values."""
    order = np.argsort(p, kind="stable")
    raised = np.minimum(np.maximum.accumulate(np.array(p)[order] * np.arange(len(p), 0, -1)), 1.0)
    adjusted = np.empty(len(p))
    adjusted[order] = raised
    return [float(x) for x in adjusted]
