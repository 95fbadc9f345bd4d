# SPDX-License-Identifier: Apache-2.0
"""Bootstraps of the AUROC of columns in device memory: the backend `cuda` compared with CuPy and torchmetrics. Missing ones are skipped."""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Callable, Iterator
from typing import Any

import clinmetrics as cm
import numpy as np
from bootstrap_rows import B, agree, sorted_once, torchmetrics_replicate
from clinmetrics.cli import build_info
from data import simulate
from machine import best_of
from table import Row, row, skipped


def cupy_replicate(y: np.ndarray, s: np.ndarray, xp: Any, b: int = 200) -> tuple[float, np.ndarray]:
    """Seconds per replicate, and the replicates. xp: CuPy, or NumPy to test the code."""
    to_host = getattr(xp, "asnumpy", np.asarray)
    on_device = xp.asarray(y), xp.asarray(s)
    to_host(sorted_once(*on_device, b=2, xp=xp))  # starts the device and compiles
    start = time.perf_counter()
    values = to_host(sorted_once(*on_device, b=b, xp=xp))
    return (time.perf_counter() - start) / b, values


def peers(y: np.ndarray, s: np.ndarray) -> dict[str, tuple[str, Callable[[], tuple[float, np.ndarray]]]]:
    """The work that each one does once, and a replicate of it."""
    return {
        "CuPy, sorted once": ("cupy", lambda: cupy_replicate(y, s, importlib.import_module("cupy"))),
        "torchmetrics BootStrapper": ("torchmetrics", lambda: torchmetrics_replicate(y, s, "cuda")),
    }


def placed(needs: str, a: np.ndarray) -> Any:
    """The column on the device, in the type of the other library."""
    if needs == "cupy":
        return importlib.import_module("cupy").asarray(a)
    return importlib.import_module("torch").as_tensor(a, device="cuda")


def ours(y: Any, s: Any, kind: str) -> Any:
    return cm.auroc(y, s, ci="percentile", n_resamples=B, resampling=kind, backend="cuda")


def rows(quick: bool) -> Iterator[Row]:
    for n in (10_000,) if quick else (100_000, 1_000_000):
        y, s = simulate(n)
        question = f"AUROC bootstrap on the device, multinomial, N = {n:,}"
        for peer, (needs, replicate) in peers(y, s).items():
            if "cuda" not in build_info()["backends"]:
                yield skipped(question, peer, "the backend cuda is not available")
                continue
            if importlib.util.find_spec(needs) is None:
                yield skipped(question, peer, f"{needs} is not installed")
                continue
            seconds, values = replicate()
            y_there, s_there = placed(needs, y), placed(needs, s)
            for kind in ("poisson", "multinomial"):
                t = best_of(lambda kind=kind, y=y_there, s=s_there: ours(y, s, kind), 1.0, at_most=20)
                same = agree(ours(y_there, s_there, kind), values)
                yield row(question.replace("multinomial", kind) + ", a replicate", peer, t / B, seconds, same)
