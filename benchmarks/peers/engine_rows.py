# SPDX-License-Identifier: Apache-2.0
"""Figures of whole calls: small calls, many groups and models, threads, ties, DeLong, memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import clinmetrics as cm
import numpy as np
from data import categories, simulate
from machine import best_of, paired
from table import Row, figure_of, row, skipped

B = 2000


def boot(y, s, kind="poisson", threads=1, b=B):
    return cm.auroc(y, s, ci="percentile", n_resamples=b, resampling=kind, num_threads=threads)


def rows(quick: bool) -> Iterator[Row]:
    yield from small_calls()
    n = 20_000 if quick else 200_000
    y, s = simulate(n)
    for b in (B, 5 * B):
        for kind, target in (("poisson", 1.9), ("multinomial", 1.75)):
            one, two = paired(lambda k=kind, b=b: boot(y, s, k, 1, b), lambda k=kind, b=b: boot(y, s, k, 2, b))
            yield figure_of(f"2 threads over 1, {kind}, N = {n:,}, B = {b:,}, whole call", one / two, at_least=target)
    rounded = np.round(s, 3)
    tied, plain = paired(lambda: boot(y, rounded), lambda: boot(y, s))
    yield figure_of("scores of 3 decimals over untied", tied / plain, at_most=1.5)
    yield from together(10_000 if quick else 100_000)
    yield from models(10_000)
    yield from whole_audit(10_000 if quick else 100_000)
    yield from delong(100_000 if quick else 1_000_000)
    yield from memory(1_000_000 if quick else 10_000_000)


def small_calls() -> Iterator[Row]:
    from sklearn.metrics import roc_auc_score

    y, s = simulate(100, 0.3)

    def many(work, count=500):
        return best_of(lambda: [work() for _ in range(count)], 1.0) / count

    sk = many(lambda: roc_auc_score(y, s), 50)
    for ci, target in ((None, 20), ("auto", 40)):
        t = many(lambda ci=ci: cm.auroc(y, s, ci=ci))
        yield figure_of(f"cm.auroc(y, s, ci={ci!r}), n = 100, µs", t * 1e6, at_most=target)
        yield row(
            f"cm.auroc(y, s, ci={ci!r}), n = 100",
            "scikit-learn roc_auc_score",
            t,
            sk,
            abs(float(cm.auroc(y, s)) - roc_auc_score(y, s)) < 1e-14,
        )


def call(y, s, metrics, threshold=None, groups=None, kind="poisson", threads=1, b=B):
    return cm.evaluate(
        y_true=y,
        y_score=s,
        metrics=metrics,
        threshold=threshold,
        groups=groups,
        ci="percentile",
        n_resamples=b,
        resampling=kind,
        num_threads=threads,
    )


def together(n: int) -> Iterator[Row]:
    y, s = simulate(n, 0.1)
    cuts = np.linspace(0.01, 0.8, 100).tolist()
    alone, all_of_it = paired(
        lambda: call(y, s, ["auroc"]), lambda: call(y, s, ["auroc", "average_precision", "brier", "sensitivity"], cuts), 3
    )
    yield figure_of(f"AUROC + AP + Brier + 100 cuts over AUROC, N = {n:,}", all_of_it / alone, at_most=2.5)
    group = categories(np.random.default_rng(3).integers(0, 100, n))
    for kind, target in (("poisson", 1.6), ("multinomial", 1.3)):
        overall, both = paired(
            lambda k=kind: call(y, s, ["auroc"], kind=k), lambda k=kind: call(y, s, ["auroc"], groups={"g": group}, kind=k), 3
        )
        yield figure_of(f"overall and 100 groups over overall, {kind}, N = {n:,}", both / overall, at_most=target)


def models(n: int) -> Iterator[Row]:
    y, _ = simulate(n, 0.1)
    scores = {f"m{i}": simulate(n, 0.1, seed=1, separation=1 + 0.2 * i)[1] for i in range(5)}

    def apart():
        for s in scores.values():
            call(y, s, ["auroc"])

    one_by_one, at_once = paired(apart, lambda: call(y, scores, ["auroc"]))
    yield figure_of(f"5 models at once over 5 calls, poisson, N = {n:,}", at_once / one_by_one, at_most=0.6)


def whole_audit(n: int) -> Iterator[Row]:
    y, s = simulate(n, 0.1)
    rng = np.random.default_rng(4)
    groups = {f"a{i}": rng.integers(0, k, n).astype(str) for i, k in enumerate((2, 4, 10, 20, 40, 60))}
    names = [
        "prevalence", "auroc", "average_precision", "brier", "scaled_brier", "observed_expected_ratio", "mean_calibration_difference", "log_loss",
        "sensitivity", "specificity", "ppv", "npv", "lr_positive", "lr_negative", "balanced_accuracy", "f1", "mcc", "kappa", "accuracy", "jaccard",
    ]  # fmt: skip

    def audit():
        return cm.evaluate(
            y_true=y,
            y_score={"a": s, "b": np.sqrt(s)},
            metrics=names,
            threshold=0.2,
            groups=groups,
            ci="percentile",
            n_resamples=B,
            resampling="poisson",
            num_threads=2,
        )

    t = best_of(audit, 1.0, at_least=2, at_most=3)
    yield figure_of(f"20 metrics x 2 models x 6 attributes (136 groups), N = {n:,}, B = {B}, s", t, at_most=3)
    try:
        from fairlearn.metrics import MetricFrame
        from sklearn.metrics import accuracy_score, precision_score, recall_score
    except ModuleNotFoundError:
        yield skipped("sensitivity, PPV, accuracy by 6 attributes", "fairlearn MetricFrame", "not installed")
        return
    decision = (s >= 0.2).astype(np.uint8)
    b = 3
    start = time.perf_counter()
    for name, g in groups.items():
        MetricFrame(
            metrics={"recall": recall_score, "precision": lambda a, p: precision_score(a, p, zero_division=0), "accuracy": accuracy_score},
            y_true=y, y_pred=decision, sensitive_features={name: g}, n_boot=b, ci_quantiles=[0.025, 0.975], random_state=1,
        )  # fmt: skip
    theirs = (time.perf_counter() - start) / b
    part = ["sensitivity", "ppv", "accuracy"]
    ours = best_of(lambda: call(y, s, part, 0.2, groups, threads=2), 1.0, at_least=2, at_most=3)
    frame = MetricFrame(metrics={"recall": recall_score}, y_true=y, y_pred=decision, sensitive_features=groups["a0"])
    mine = call(y, s, ["sensitivity"], 0.2, {"a0": groups["a0"]}, b=100).where(attribute="a0")
    same = bool(np.allclose([float(e) for e in mine], frame.by_group["recall"].to_numpy(), rtol=1e-12))
    yield row("sensitivity, PPV, accuracy by 6 attributes, a replicate", "fairlearn MetricFrame", ours / B, theirs, same, 1000)


def numpy_delong(y, s) -> tuple[float, float]:
    """DeLong by midranks (Sun & Xu 2014), with fast NumPy and SciPy code."""
    from scipy.stats import rankdata

    a, b = s[y == 1], s[y == 0]
    m, n = len(a), len(b)
    r = rankdata(np.concatenate([a, b]))
    v10 = (r[:m] - rankdata(a)) / n
    v01 = 1 - (r[m:] - rankdata(b)) / m
    return float(v10.mean()), float(np.sqrt(v10.var(ddof=1) / m + v01.var(ddof=1) / n))


def delong(n: int) -> Iterator[Row]:
    y, s = simulate(n, 0.1)
    e = cm.auroc(y, s, ci="delong", num_threads=1)
    t = best_of(lambda: cm.auroc(y, s, ci="delong", num_threads=1), 2)
    value, se = numpy_delong(y, s)
    same = abs(e.value - value) < 1e-9 and abs(e.se / se - 1) < 1e-6
    yield row(f"DeLong interval, N = {n:,}, 1 thread", "NumPy and SciPy midranks", t, best_of(lambda: numpy_delong(y, s), 2), same, 10)
    try:
        import confidenceinterval as other

        start = time.perf_counter()
        value, (lower, upper) = other.roc_auc_score(y, s, confidence_level=0.95, method="delong")
        yield row(
            f"DeLong interval, N = {n:,}, 1 thread",
            "confidenceinterval",
            t,
            time.perf_counter() - start,
            abs(lower - e.lower) + abs(upper - e.upper) < 1e-5,
        )
    except Exception as problem:  # if another library fails, its row shows the error
        yield skipped(f"DeLong interval, N = {n:,}", "confidenceinterval", type(problem).__name__)


def memory(n: int) -> Iterator[Row]:
    """Growth of the peak resident size during the call, in a separate process."""
    program = f"""
import re, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
import numpy as np, clinmetrics as cm
y = np.zeros({n}, np.uint8); y[::10] = 1
s = np.random.default_rng(1).random({n}, dtype=np.float32)
def kilobytes(field):
    return int(re.search(field + r":\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
cm.auroc(y[:100], s[:100], ci="percentile", n_resamples=1000, resampling="poisson")
Path("/proc/self/clear_refs").write_text("5")  # resets the peak
before = kilobytes("VmRSS")
cm.auroc(y, s, ci="percentile", n_resamples=1000, resampling="poisson")
print((kilobytes("VmHWM") - before) * 1024 / (5 * {n}))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    yield figure_of(f"growth of the peak resident size, N = {n:,}, B = 1000", float(done.stdout), at_most=3, note="times the input")
