# SPDX-License-Identifier: Apache-2.0
"""Bootstraps of the AUROC and of other metrics compared with usual Python loops and with other libraries."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator

import clinmetrics as cm
import numpy as np
from data import simulate
from machine import best_of
from table import Row, row, skipped

B = 2000


def ours(y, s, kind: str, b: int = B, threads: int = 1):
    return cm.auroc(y, s, ci="percentile", n_resamples=b, resampling=kind, num_threads=threads)


def sklearn_loop(y, s, b: int, seed: int = 0):
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(seed)
    out = []
    for _ in range(b):
        rows = rng.integers(0, len(y), len(y))
        out.append(roc_auc_score(y[rows], s[rows]))
    return np.array(out)


def sorted_once(y, s, b: int, seed: int = 0, xp=np):
    """The best plain NumPy or CuPy: sort once, weights by bincount, cumulative sums. Ties are ignored, as float scores here have few."""
    rng = xp.random.default_rng(seed)
    n = len(y)
    positive = y[xp.argsort(s)].astype(xp.float64)
    out = xp.empty(b)
    for i in range(b):
        w = xp.bincount(rng.integers(0, n, n), minlength=n).astype(xp.float64)
        wp = w * positive
        wn = w - wp
        below = xp.cumsum(wn)
        out[i] = wp @ (below - wn) / (wp.sum() * below[-1])
    return out


def compiled_loop():
    """A loop compiled by numba: sort once, count how often each row was drawn, walk over the rows. Ties are ignored. None without numba."""
    try:
        import numba
    except ModuleNotFoundError:
        return None

    @numba.njit(error_model="numpy")  # a replicate without one of the classes is NaN
    def replicates(positive, b, seed):
        np.random.seed(seed)  # noqa: NPY002 (numba's Generator takes twice as long)
        n = len(positive)
        out = np.empty(b)
        times_drawn = np.empty(n, np.int32)
        for i in range(b):
            times_drawn[:] = 0
            for _ in range(n):
                times_drawn[np.random.randint(0, n)] += 1  # noqa: NPY002
            n_below = n_positive = n_pairs = 0
            for k in range(n):
                w = np.int64(times_drawn[k])
                if positive[k]:
                    n_positive += w
                    n_pairs += w * n_below
                else:
                    n_below += w
            out[i] = n_pairs / (n_positive * n_below)
        return out

    def work(y, s, b: int, seed: int = 0):
        return replicates(y[np.argsort(s)] == 1, b, seed)

    work(np.array([0, 1]), np.array([0.0, 1.0]), 1)  # compiles
    return work


def per_replicate(work, y, s, seconds: float = 2.0) -> tuple[float, np.ndarray]:
    """Seconds per replicate, from as many as the budget allows."""
    start = time.perf_counter()
    work(y, s, 1)
    one = time.perf_counter() - start
    count = int(np.clip(seconds / max(one, 1e-9), 3, 400))
    start = time.perf_counter()
    values = work(y, s, count)
    return (time.perf_counter() - start) / count, values


def agree(e, values: np.ndarray) -> bool:
    """The replicates' mean and spread are those of our interval, within six standard errors of either."""
    half = (e.upper - e.lower) / 2 / 1.96
    mean_ok = abs(values.mean() - e.value) < 6 * half / np.sqrt(len(values)) + 0.2 * half
    if len(values) < 50:
        return bool(mean_ok)
    return bool(mean_ok and 0.6 < values.std(ddof=1) / half < 1.6)


def rows(quick: bool) -> Iterator[Row]:
    numba_loop = compiled_loop()
    for n in (1000, 10_000) if quick else (1000, 10_000, 100_000, 1_000_000):
        y, s = simulate(n)
        sk_s, sk = per_replicate(sklearn_loop, y, s)
        np_s, np_values = per_replicate(sorted_once, y, s)
        if numba_loop is not None:
            nb_s, nb_values = per_replicate(numba_loop, y, s)
        for kind, over_sk, over_np in (("poisson", 1500, 50), ("multinomial", 500 if n == 1000 else 350, 12)):
            t = best_of(lambda kind=kind, y=y, s=s: ours(y, s, kind), seconds=1.5, at_most=20)
            e = ours(y, s, kind)
            q = f"AUROC bootstrap, {kind}, N = {n:,}, B = {B}, 1 thread"
            yield row(q, "scikit-learn loop", t, sk_s * B, agree(e, sk), over_sk if kind == "multinomial" or n > 1000 else None)
            yield row(q, "NumPy, sorted once", t, np_s * B, agree(e, np_values), over_np if n >= 10_000 else None)
            if numba_loop is None:
                yield skipped(q, "numba loop, sorted once", "not installed")
            else:
                at_least = 40 if kind == "multinomial" and n == 10_000 else None
                yield row(q, "numba loop, sorted once", t, nb_s * B, agree(e, nb_values), at_least)
    y, s = simulate(2000 if quick else 10_000)
    t = best_of(lambda: ours(y, s, "multinomial"))
    e = ours(y, s, "multinomial")
    yield from r_rows(y, s, t, e)
    yield from library_rows(y, s, t, e)


def torchmetrics_replicate(y, s, device: str, b: int = 10) -> tuple[float, np.ndarray]:
    """Seconds per replicate, and the replicates."""
    import torch
    from torchmetrics.classification import BinaryAUROC
    from torchmetrics.wrappers import BootStrapper

    preds, target = torch.from_numpy(s).to(device), torch.from_numpy(y.astype(np.int64)).to(device)
    for _ in range(2):  # the first call starts the device
        wrapped = BootStrapper(BinaryAUROC(), num_bootstraps=b, sampling_strategy="multinomial", raw=True).to(device)
        start = time.perf_counter()
        wrapped.update(preds, target)
        raw = wrapped.compute()["raw"].cpu().numpy()
        seconds = time.perf_counter() - start
    return seconds / b, raw


R_SCRIPT = """
suppressMessages({library(pROC); library(boot)})
d <- read.csv("%s"); r <- roc(d$y, d$s, quiet = TRUE, direction = "<", levels = c(0, 1))
set.seed(1); t <- system.time(ci <- ci.auc(r, method = "bootstrap", boot.n = %d, boot.stratified = FALSE, progress = "none"))[["elapsed"]]
cat(t, ci[1], ci[3], "\\n")
auc <- function(d, i) { k <- rank(d$s[i]); p <- d$y[i] == 1; n1 <- sum(p); (sum(k[p]) - n1 * (n1 + 1) / 2) / (n1 * sum(!p)) }
t <- system.time(b <- boot(d, auc, %d))[["elapsed"]]
cat(t, quantile(b$t, .025), quantile(b$t, .975), "\\n")
"""


def r_rows(y, s, t: float, e) -> Iterator[Row]:
    question = f"AUROC bootstrap, multinomial, N = {len(y):,}"
    if shutil.which("Rscript") is None:
        yield skipped(question, "R pROC, boot", "no R here")
        return
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as f:
        f.write("y,s\n")
        f.writelines(f"{a},{float(b)!r}\n" for a, b in zip(y, s))
        f.flush()
        b = 200
        done = subprocess.run(["Rscript", "-e", R_SCRIPT % (f.name, b, b)], capture_output=True, text=True)
    if done.returncode:
        yield skipped(question, "R pROC, boot", "R or its packages failed: pROC and boot are needed")
        return
    poisson = best_of(lambda: ours(y, s, "poisson"))
    width = e.upper - e.lower
    for peer, line in zip(("R pROC ci.auc bootstrap", "R boot with rank AUC"), done.stdout.strip().splitlines()):
        seconds, lower, upper = map(float, line.split())
        ok = abs(lower - e.lower) < 0.35 * width and abs(upper - e.upper) < 0.35 * width
        yield row(
            f"AUROC bootstrap, poisson, N = {len(y):,}, a replicate", peer, poisson / B, seconds / b, ok, 1500 if "pROC" in peer else None
        )
        yield row(question + ", a replicate", peer, t / B, seconds / b, ok)


def library_rows(y, s, t: float, e) -> Iterator[Row]:
    import scipy.stats
    from sklearn.metrics import roc_auc_score

    question = f"AUROC bootstrap, multinomial, N = {len(y):,}, a replicate"
    width = e.upper - e.lower

    def near(lower: float, upper: float) -> bool:
        return abs(lower - e.lower) < 0.35 * width and abs(upper - e.upper) < 0.35 * width

    b = 100
    start = time.perf_counter()
    r = scipy.stats.bootstrap(
        (y, s),
        lambda a, c: roc_auc_score(a, c),
        paired=True,
        vectorized=False,
        n_resamples=b,
        method="percentile",
        rng=np.random.default_rng(1),
    )
    yield row(question, "scipy.stats.bootstrap", t / B, (time.perf_counter() - start) / b, near(*r.confidence_interval))
    try:
        import confidenceinterval as other

        start = time.perf_counter()
        _, (lower, upper) = other.roc_auc_score(y, s, confidence_level=0.95, method="bootstrap_percentile", n_resamples=b)
        yield row(question, "confidenceinterval", t / B, (time.perf_counter() - start) / b, near(lower, upper))
    except Exception as problem:  # if another library fails, its row shows the error
        yield skipped(question, "confidenceinterval", f"{type(problem).__name__}")
    try:
        seconds, raw = torchmetrics_replicate(y, s, "cpu")
        yield row(question, "torchmetrics BootStrapper", t / B, seconds, agree(e, raw))
    except ModuleNotFoundError:
        yield skipped(question, "torchmetrics BootStrapper", "not installed: torch from PyPI brings gigabytes")
    from statsmodels.stats.proportion import proportion_confint

    x, n = int((y * (s > 0.1)).sum()), int(y.sum())
    decision = (s > 0.1).astype(np.uint8)
    w = cm.sensitivity(y, decision)
    ours_s = best_of(lambda: cm.sensitivity(y, decision), 0.3)
    theirs_s = best_of(lambda: proportion_confint(int(((y == 1) & (decision == 1)).sum()), int((y == 1).sum()), method="wilson"), 0.3)
    lower, upper = proportion_confint(x, n, method="wilson")
    yield row(
        f"sensitivity with Wilson, N = {len(y):,}, whole call",
        "statsmodels",
        ours_s,
        theirs_s,
        abs(w.lower - lower) + abs(w.upper - upper) < 1e-12,
    )
