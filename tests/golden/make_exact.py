# SPDX-License-Identifier: Apache-2.0
"""Values and closed-form limits in exact rational and 50-digit arithmetic, straight from the definitions.

    pip install mpmath==1.4.1 scikit-learn==1.9.1
    python tests/golden/make_exact.py

Rows go to metrics/values.json and metrics/intervals.json. Every risk and weight is the rational number that the double is, so these rows hold
to the last bits, where other tools' own rounding would blur the comparison.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath as mp

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

import table
from datasets import Data, load

mp.mp.dps = 50
SCRIPT = Path(__file__).name
Row = dict[str, Any]


def z_of(level: str) -> Any:
    return mp.sqrt(2) * mp.erfinv(mp.mpf(level))


def m(x: Any) -> Any:
    return mp.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else mp.mpf(x)


# --- values --------------------------------------------------------------------------------------------------------------------------

Cells = tuple[Fraction, Fraction, Fraction, Fraction]  # TP, FP, FN, TN


def cells_of(rows: Data, threshold: float | None) -> Cells:
    c = [Fraction(0)] * 4
    weight = [1] * len(rows.y) if rows.weight is None else rows.weight.tolist()
    for y, d, w in zip(rows.y.tolist(), rows.decide(threshold).tolist(), weight):
        c[(0 if d else 2) if y else (1 if d else 3)] += Fraction(w)
    return c[0], c[1], c[2], c[3]


def over(a: Any, b: Any) -> Any:
    if b == 0:
        return mp.nan if a == 0 else mp.inf
    return Fraction(a) / Fraction(b)


def binary_values(c: Cells) -> dict[str, Any]:
    tp, fp, fn, tn = c
    p, n, flagged, cleared, total = tp + fn, fp + tn, tp + fp, fn + tn, sum(c)
    se, sp, ppv, npv = tp / p, tn / n, tp / flagged, tn / cleared
    agreed, chance = (tp + tn) / total, (p * flagged + n * cleared) / total**2
    return {
        "sensitivity": se, "specificity": sp, "ppv": ppv, "npv": npv, "fpr": 1 - sp, "fnr": 1 - se, "fdr": 1 - ppv, "false_omission_rate": 1 - npv,
        "accuracy": agreed, "balanced_accuracy": (se + sp) / 2, "f1": 2 * tp / (2 * tp + fp + fn), "jaccard": tp / (tp + fp + fn),
        "mcc": (m(tp * tn) - m(fp * fn)) / mp.sqrt(m(p * n * flagged * cleared)), "kappa": (agreed - chance) / (1 - chance),
        "informedness": se + sp - 1, "markedness": ppv + npv - 1, "lr_positive": over(se, 1 - sp), "lr_negative": over(1 - se, sp),
        "diagnostic_odds_ratio": over(tp * tn, fp * fn), "prevalence": p / total, "detection_prevalence": flagged / total,
        "fowlkes_mallows": mp.sqrt(m(ppv * se)), "g_mean": mp.sqrt(m(se * sp)),
    }  # fmt: skip


def f_beta(c: Cells, beta: float) -> Fraction:
    tp, fp, fn, _ = c
    b2 = Fraction(beta) ** 2
    return (1 + b2) * tp / ((1 + b2) * tp + b2 * fn + fp)


def weights_of(rows: Data) -> list[Fraction]:
    return [Fraction(1)] * len(rows.y) if rows.weight is None else [Fraction(w) for w in rows.weight.tolist()]


def by_score(rows: Data) -> list[tuple[float, Fraction, Fraction]]:
    """Score, weight of its positives and of its negatives, the highest score first."""
    assert rows.score is not None
    at: dict[float, list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for y, s, w in zip(rows.y.tolist(), rows.score.tolist(), weights_of(rows)):
        at[s][0 if y else 1] += w
    return [(s, *at[s]) for s in sorted(at, reverse=True)]  # type: ignore[misc]


def auroc(rows: Data) -> Fraction:
    u = above = Fraction(0)
    p = n = Fraction(0)
    for _, pos, neg in by_score(rows):
        u += neg * (above + pos / 2)
        above += pos
        p, n = p + pos, n + neg
    return u / (p * n)


def average_precision(rows: Data) -> Fraction:
    tp = everything = total = Fraction(0)
    area = Fraction(0)
    for _, pos, neg in by_score(rows):
        tp, everything = tp + pos, everything + pos + neg
        area += pos * tp / everything if everything else 0
        total += pos
    return area / total


def risk_values(rows: Data) -> dict[str, Any]:
    assert rows.score is not None
    w, y, s = weights_of(rows), rows.y.tolist(), [Fraction(x) for x in rows.score.tolist()]
    n = sum(w)
    events, expected = sum(a for a, b in zip(w, y) if b), sum(a * b for a, b in zip(w, s))
    brier = sum(a * (b - c) ** 2 for a, b, c in zip(w, s, y)) / n
    share = events / n
    loss = mp.mpf(0)
    for a, b, c in zip(w, y, s):
        right = c if b else 1 - c
        loss += mp.inf if right == 0 and a else -m(a) * mp.log(m(right)) if right else 0
    return {
        "brier": brier, "scaled_brier": 1 - brier / (share * (1 - share)), "log_loss": loss / m(n), "observed_expected_ratio": events / expected,
        "mean_calibration_difference": share - expected / n,
    }  # fmt: skip


def ece_bins(rows: Data, bins: int, binning: str) -> list[int]:
    """The bin of each row; rows with weight 0 do not decide about bins of equal mass."""
    assert rows.score is not None
    w, s = weights_of(rows), rows.score.tolist()
    if binning == "equal_width":
        edge = [j / bins for j in range(bins + 1)]
        return [next(j for j in range(bins) if x <= edge[j + 1]) for x in s]
    bin_of: dict[float, int] = {}  # a run of equal risks goes where its first rank falls
    below, total = Fraction(0), sum(w)
    for x in sorted(set(s)):
        bin_of[x] = min(int(below * bins / total), bins - 1)
        below += sum(a for a, b in zip(w, s) if b == x)
    return [bin_of[x] for x in s]


def ece(rows: Data, bins: int, binning: str) -> Fraction:
    assert rows.score is not None
    gap = [Fraction(0)] * bins
    for w, y, x, j in zip(weights_of(rows), rows.y.tolist(), rows.score.tolist(), ece_bins(rows, bins, binning)):
        gap[j] += w * (y - Fraction(x))
    return sum(abs(g) for g in gap) / sum(weights_of(rows))


DECISIONS: list[tuple[str, float | None]] = [
    ("table:670/202/74/640", None),
    ("table:32/68/4/428", None),
    ("table:100000/3/2/100000", None),
    ("table:1/1/1/3000000", None),
    ("ties", 0.5),
    ("spread", 0.4),
    ("rare", 0.9),
    ("weighted", 0.4),
    ("real_weights", 0.5),
    ("edges", 0.5),
    ("nhefs:boosting", 0.1),
]
SCORED = (
    "ties", "spread", "rare", "weighted", "real_weights", "edges", "clusters", "weighted_clusters", "separated", "constant", "unbalanced", "easy",
    "nhefs:logistic",
)  # fmt: skip
RISKS = (*SCORED, "certain", "certain_and_wrong", "nhefs:boosting", "metrics_reloaded")
# Relative error allowed: a few last bits; weights that are not whole are rounded to 2^-51 of their sum; average precision sums terms cut at 2^-40.
LAST_BITS, OF_WEIGHTS, OF_TERMS = 1e-15, 1e-13, 1e-12


def row(metric: str, data: str, value: Any, tolerance: float, parameters: dict[str, Any] | None = None, **more: Any) -> Row:
    head = {"metric": metric, "data": data, "parameters": parameters or {}, "value": float(m(value)), "tolerance": tolerance}
    return {**head, **more, "tool": "exact arithmetic", "version": f"mpmath {mp.__version__}"}


def values() -> Iterator[Row]:
    for data, threshold in DECISIONS:
        c = cells_of(load(data), threshold)
        cut = {} if threshold is None else {"threshold": threshold}
        allowed = OF_WEIGHTS if data == "real_weights" else LAST_BITS
        for metric, value in binary_values(c).items():
            yield row(metric, data, value, allowed, cut, **({"status": "zero_denominator"} if value == mp.inf else {}))
        for beta in (0.1, 2.0):
            yield row("f_beta", data, f_beta(c, beta), allowed, {**cut, "beta": beta})
    for data in SCORED:
        rows = load(data)
        yield row("auroc", data, auroc(rows), OF_WEIGHTS if data == "real_weights" else LAST_BITS)
        yield row("average_precision", data, average_precision(rows), OF_TERMS)
    for data in RISKS:
        rows = load(data)
        allowed = OF_WEIGHTS if data == "real_weights" else LAST_BITS
        for metric, value in risk_values(rows).items():
            if metric in ("mean_calibration_difference", "scaled_brier"):  # differences: what is lost is lost against 1
                yield row(metric, data, value, allowed, absolute=True)
            else:
                yield row(metric, data, value, allowed)
        for bins, binning in ((10, "equal_width"), (15, "equal_width"), (10, "equal_mass"), (4, "equal_mass")):
            yield row("ece", data, ece(rows, bins, binning), allowed, {"bins": bins, "binning": binning}, absolute=True)


# --- limits --------------------------------------------------------------------------------------------------------------------------


def wilson(x: Any, n: Any, z: Any) -> tuple[Any, Any]:
    x, n = m(x), m(n)
    middle, half, whole = x + z * z / 2, z * mp.sqrt(x * (n - x) / n + z * z / 4), n + z * z
    return (mp.mpf(0) if x == 0 else (middle - half) / whole), (mp.mpf(1) if x == n else (middle + half) / whole)


def agresti_coull(x: Any, n: Any, z: Any) -> tuple[Any, Any]:
    if x == 0 or x == n:
        low, high = agresti_coull_plain(x, n, z)
        return (mp.mpf(0), high) if x == 0 else (low, mp.mpf(1))
    return agresti_coull_plain(x, n, z)


def agresti_coull_plain(x: Any, n: Any, z: Any) -> tuple[Any, Any]:
    big = m(n) + z * z
    share = (m(x) + z * z / 2) / big
    half = z * mp.sqrt(share * (1 - share) / big)
    return max(share - half, mp.mpf(0)), min(share + half, mp.mpf(1))


def difference(x1: Any, n1: Any, x2: Any, n2: Any, z: Any) -> tuple[Any, Any]:
    """Newcombe's method 10."""
    a, b = m(x1) / m(n1), m(x2) / m(n2)
    (la, ua), (lb, ub) = wilson(x1, n1, z), wilson(x2, n2, z)
    return a - b - mp.sqrt((a - la) ** 2 + (ub - b) ** 2), a - b + mp.sqrt((ua - a) ** 2 + (b - lb) ** 2)


def geometric(x1: Any, n1: Any, x2: Any, n2: Any, z: Any) -> tuple[Any, Any]:
    """Square-and-add of log a and log b, halved."""
    a, b = m(x1) / m(n1), m(x2) / m(n2)
    (la, ua), (lb, ub) = wilson(x1, n1, z), wilson(x2, n2, z)
    if a == 0 or b == 0:
        return mp.mpf(0), mp.sqrt(ua * ub)
    down = mp.sqrt(mp.log(a / la) ** 2 + mp.log(b / lb) ** 2) / 2
    up = mp.sqrt(mp.log(ua / a) ** 2 + mp.log(ub / b) ** 2) / 2
    return mp.sqrt(a * b) * mp.exp(-down), min(mp.sqrt(a * b) * mp.exp(up), mp.mpf(1))


def log_ratio(metric: str, c: Cells, z: Any) -> tuple[Any, Any, str]:
    """Simel 1991 for LR+ and LR-, Woolf 1955 for DOR; if a count is 0, a half is added for the limits only."""
    zero = 0 in c
    tp, fp, fn, tn = (m(x) + (mp.mpf(1) / 2 if zero else 0) for x in c)
    if metric == "lr_positive":
        centre, se = tp / (tp + fn) / (fp / (fp + tn)), mp.sqrt(1 / tp - 1 / (tp + fn) + 1 / fp - 1 / (fp + tn))
    elif metric == "lr_negative":
        centre, se = fn / (tp + fn) / (tn / (fp + tn)), mp.sqrt(1 / fn - 1 / (tp + fn) + 1 / tn - 1 / (fp + tn))
    else:
        centre, se = tp * tn / (fp * fn), mp.sqrt(1 / tp + 1 / fp + 1 / fn + 1 / tn)
    low, high = centre * mp.exp(-z * se), centre * mp.exp(z * se)
    if not zero:
        return low, high, "log"
    value = {
        "lr_positive": over(c[0] * (c[1] + c[3]), c[1] * (c[0] + c[2])),
        "lr_negative": over(c[2] * (c[1] + c[3]), c[3] * (c[0] + c[2])),
    }.get(metric, over(c[0] * c[3], c[1] * c[2]))
    if value == 0:
        low = mp.mpf(0)
    elif value == mp.inf:
        high = mp.inf
    else:  # a count of 0 elsewhere: both limits are those with the half, widened to contain the value
        low, high = min(low, m(value)), max(high, m(value))
    return low, high, "log_haldane"


def logit_delta(c: Cells, beta: float, z: Any) -> tuple[Any, Any]:
    tp, fp, fn, _ = c
    b2 = m(beta) ** 2
    edge = tp == 0 or fp + fn == 0
    tp, fp, fn = (m(x) + (mp.mpf(1) / 2 if edge else 0) for x in (tp, fp, fn))
    f = (1 + b2) * tp / ((1 + b2) * tp + b2 * fn + fp)
    se = mp.sqrt(1 / tp + (b2 * b2 * fn + fp) / (b2 * fn + fp) ** 2)
    logit = mp.log(f / (1 - f))
    low, high = 1 / (1 + mp.exp(z * se - logit)), 1 / (1 + mp.exp(-z * se - logit))
    return (low, high) if not edge else (mp.mpf(0), high) if c[0] == 0 else (low, mp.mpf(1))  # at the edge: widened to contain the value


def delta_on_cells(metric: str, c: Cells, z: Any) -> tuple[Any, Any]:
    """Multinomial delta method on counts + 1/2, derivatives by mpmath; Fisher z (Fowlkes-Mallows: logit); widened to contain the value."""
    x = [m(k) + mp.mpf(1) / 2 for k in c]

    def f(*k: Any) -> Any:
        tp, fp, fn, tn = k
        p, n, flagged, cleared = tp + fn, fp + tn, tp + fp, fn + tn
        if metric == "mcc":
            return (tp * tn - fp * fn) / mp.sqrt(p * n * flagged * cleared)
        if metric == "kappa":
            return 2 * (tp * tn - fp * fn) / (flagged * n + p * cleared)
        return tp / mp.sqrt(flagged * p)

    centre, total = f(*x), sum(x)
    slope = [mp.diff(f, tuple(x), tuple(1 if j == k else 0 for j in range(4))) for k in range(4)]
    variance = sum(k * g * g for k, g in zip(x, slope)) - sum(k * g for k, g in zip(x, slope)) ** 2 / total
    se = mp.sqrt(variance)
    if metric == "fowlkes_mallows":
        at, step = mp.log(centre / (1 - centre)), z * se / (centre * (1 - centre))
        low, high = 1 / (1 + mp.exp(step - at)), 1 / (1 + mp.exp(-step - at))
    else:
        at, step = mp.atanh(centre), z * se / (1 - centre**2)
        low, high = mp.tanh(at - step), mp.tanh(at + step)
    value = f(*(m(k) for k in c))
    return min(low, value), max(high, value)


def delong_variance(rows: Data) -> Fraction:
    """Sen's, Hanley and Hajian-Tilaki's placements: var(V10)/n+ + var(V01)/n-."""
    pos = defaultdict(int)
    neg = defaultdict(int)
    for y, s in zip(rows.y.tolist(), rows.score.tolist()):  # type: ignore[union-attr]
        (pos if y else neg)[s] += 1
    p, n = sum(pos.values()), sum(neg.values())

    def variance(mine: Any, others: Any, sign: int, k: int, other_k: int) -> Fraction:
        placements = []
        for s, count in mine.items():
            won = sum(c for t, c in others.items() if (t < s if sign > 0 else t > s)) + Fraction(others.get(s, 0), 2)
            placements.append((Fraction(won) / other_k, count))
        mean = sum(v * c for v, c in placements) / k
        return sum(c * (v - mean) ** 2 for v, c in placements) / (k - 1) / k

    return variance(pos, neg, 1, p, n) + variance(neg, pos, -1, n, p)


def logit_delong(a: Fraction, variance: Fraction, z: Any) -> tuple[Any, Any]:
    at, step = mp.log(m(a) / (1 - m(a))), z * mp.sqrt(m(variance)) / (m(a) * (1 - m(a)))
    return 1 / (1 + mp.exp(step - at)), 1 / (1 + mp.exp(-step - at))


def newcombe5(a: Fraction, p: int, n: int, z: Any) -> tuple[Any, Any]:
    """Newcombe 2006, method 5: |A - t| = z sqrt(V(t))."""
    size, x = mp.mpf(p + n) / 2 - 1, m(a)

    def excess(t: Any) -> Any:
        return (x - t) ** 2 - z * z * t * (1 - t) * (1 + size * (1 - t) / (2 - t) + size * t / (1 + t)) / p / n

    def between(low: Any, high: Any) -> Any:
        return mp.findroot(excess, (low, high), solver="anderson", tol=1e-60, maxsteps=2000)

    tiny = mp.mpf(10) ** -30
    low = mp.mpf(0) if x == 0 else between(tiny, x - tiny)
    high = mp.mpf(1) if x == 1 else between(x + tiny, 1 - tiny)
    return low, high


def limits(metric: str, data: str, ci: str, level: str, pair: tuple[Any, Any], method: str = "", **more: Any) -> Row:
    parameters = more.pop("parameters", {})
    head = {"metric": metric, "data": data, "parameters": parameters, "ci": ci, "level": float(level)}
    head.update(lower=float(pair[0]), upper=float(pair[1]))
    return {**head, "method": method or ci, "tolerance": 1e-12, **more, "tool": "exact arithmetic", "version": f"mpmath {mp.__version__}"}


TABLES = (
    "table:670/202/74/640", "table:32/68/4/428", "table:56/48/14/32", "table:9/1/3/40", "table:8/0/4/30", "table:8/3/0/30", "table:0/4/6/30", "table:7/9/5/0",
    "table:12/0/0/20", "table:3/2/1/2",
)  # fmt: skip
SHARES = {
    "sensitivity": lambda c: (c[0], c[0] + c[2]), "specificity": lambda c: (c[3], c[1] + c[3]), "ppv": lambda c: (c[0], c[0] + c[1]),
    "npv": lambda c: (c[3], c[2] + c[3]), "fpr": lambda c: (c[1], c[1] + c[3]), "fnr": lambda c: (c[2], c[0] + c[2]), "fdr": lambda c: (c[1], c[0] + c[1]),
    "false_omission_rate": lambda c: (c[2], c[2] + c[3]), "accuracy": lambda c: (c[0] + c[3], sum(c)), "prevalence": lambda c: (c[0] + c[2], sum(c)),
    "detection_prevalence": lambda c: (c[0] + c[1], sum(c)),
}  # fmt: skip


def binary_limits() -> Iterator[Row]:
    for data in TABLES:
        c = cells_of(load(data), None)
        tp, fp, fn, tn = c
        p, n, flagged, cleared = tp + fn, fp + tn, tp + fp, fn + tn
        for level in ("0.95", "0.9") if data == TABLES[0] else ("0.95",):
            z = z_of(level)
            for metric, share in SHARES.items():
                x, total = share(c)
                if total == 0:
                    continue
                yield limits(metric, data, "auto", level, wilson(x, total, z), "wilson")
                yield limits(metric, data, "agresti_coull", level, agresti_coull(x, total, z))
            low, high = difference(tp, p, fp, n, z)
            yield limits("informedness", data, "auto", level, (low, high), "square_and_add")
            yield limits("balanced_accuracy", data, "auto", level, ((low + 1) / 2, (high + 1) / 2), "square_and_add")
            if flagged and cleared:
                yield limits("markedness", data, "auto", level, difference(tp, flagged, fn, cleared, z), "square_and_add")
            yield limits("g_mean", data, "auto", level, geometric(tp, p, tn, n, z), "square_and_add")
            low, high = wilson(tp, tp + fp + fn, z)
            yield limits("jaccard", data, "auto", level, (low, high), "indirect_wilson")
            yield limits("f1", data, "auto", level, (2 * low / (1 + low), 2 * high / (1 + high)), "indirect_wilson")
            yield limits("f_beta", data, "auto", level, logit_delta(c, 2.0, z), "logit_delta", parameters={"beta": 2.0})
            for metric in ("lr_positive", "lr_negative", "diagnostic_odds_ratio"):
                if is_defined(metric, c):
                    low, high, method = log_ratio(metric, c, z)
                    yield limits(metric, data, "auto", level, (low, high), method)
            for metric in ("mcc", "kappa", "fowlkes_mallows"):
                if flagged and cleared:
                    yield limits(metric, data, "delta_fisher_z", level, delta_on_cells(metric, c, z))


def is_defined(metric: str, c: Cells) -> bool:
    """A ratio is, but for 0/0."""
    tp, fp, fn, tn = c
    top, bottom = {
        "lr_positive": (tp * (fp + tn), fp * (tp + fn)),
        "lr_negative": (fn * (fp + tn), tn * (tp + fn)),
        "diagnostic_odds_ratio": (tp * tn, fp * fn),
    }[metric]
    return bool(top or bottom)


DELONG = (
    "ties", "spread", "edges", "unbalanced", "easy", "separated", "constant", "nhefs:logistic", "breast_cancer:mean radius", "metrics_reloaded",
)  # fmt: skip


def auroc_limits() -> Iterator[Row]:
    for data in DELONG:
        rows = load(data)
        a, p = auroc(rows), int(rows.y.sum())
        n = len(rows.y) - p
        variance = delong_variance(rows)
        for level in ("0.95", "0.9"):
            z = z_of(level)
            five = newcombe5(a, p, n, z)
            yield limits("auroc", data, "newcombe5", level, five)
            if variance == 0:
                continue
            se = mp.sqrt(m(variance))
            plain = max(m(a) - z * se, mp.mpf(0)), min(m(a) + z * se, mp.mpf(1))
            logit = logit_delong(a, variance, z)
            hull = min(logit[0], five[0]), max(logit[1], five[1])
            yield limits("auroc", data, "delong", level, plain, se=float(se))
            yield limits("auroc", data, "logit_delong", level, logit, se=float(se))
            yield limits("auroc", data, "hull", level, hull, se=float(se))
            yield limits("auroc", data, "published", level, logit, "logit_delong", se=float(se))


if __name__ == "__main__":
    table.replace("values", SCRIPT, list(values()))
    table.replace("intervals", SCRIPT, [*binary_limits(), *auroc_limits()])
