# SPDX-License-Identifier: Apache-2.0
"""Whole Python calls on many rows: the peak of memory as a multiple of the input, and the time of 1 thread over that of 2.

python benchmarks/large_inputs.py [memory] [threads] [--rows N]

The peak is the growth of VmHWM of /proc/self/status during the call, in a process of its own; the input is the bytes of the arrays that are
given. The two times of a ratio are measured alternately, and the median of the ratios is printed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import clinmetrics as cm
import numpy as np

_PART = 1 << 18

CALLS: dict[str, dict[str, Any]] = {
    "auroc, logit_delong": {"metrics": "auroc"},
    "auroc, bootstrap": {"metrics": "auroc", "ci": "percentile", "n_resamples": 256, "resampling": "poisson"},
    "usual metrics, 2 thresholds, no intervals": {"threshold": [0.2, 0.5], "ci": None},
    "usual metrics, 2 thresholds, default intervals": {"threshold": [0.2, 0.5], "n_resamples": 256, "resampling": "poisson"},
}


def simulate(n: int, label: str) -> tuple[Any, Any]:
    """Labels and risks, made in parts, so that the peak before the call is what the arrays take."""
    rng = np.random.default_rng(1)
    y, s = np.empty(n, dtype=label), np.empty(n)
    for begin in range(0, n, _PART):
        part = slice(begin, min(n, begin + _PART))
        y[part] = rng.random(part.stop - begin) < 0.1
        s[part] = 1 / (1 + np.exp(2.5 - 1.5 * y[part] - rng.normal(size=part.stop - begin)))
    return y, s


def call(y: Any, s: Any, name: str, **how: Any) -> object:
    """One of the calls; single metrics by their own functions."""
    options = {**CALLS[name], **how}
    if options.get("metrics") == "auroc":
        return cm.auroc(y, s, **{k: v for k, v in options.items() if k != "metrics"})
    return cm.evaluate(y_true=y, y_score=s, **options)


def _peak() -> int:
    status = Path("/proc/self/status").read_text()
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def measure_peak(n: int, label: str, name: str) -> None:
    """Prints the peak of one call in this process."""
    y, s = simulate(n, label)
    call(y[:50_000], s[:50_000], name)  # what is loaded or kept once
    before = _peak()
    call(y, s, name)
    print(f"{name}, {label} labels: {(_peak() - before) / (y.nbytes + s.nbytes):.2f} times the input", flush=True)


def measure_threads(n: int, name: str, rounds: int = 25) -> None:
    """Prints how many times as fast 2 threads are as 1."""
    y, s = simulate(n, "uint8")
    ratios = []
    for _ in range(rounds + 1):
        seconds = []
        for n_threads in (1, 2):
            start = time.perf_counter()
            call(y, s, name, num_threads=n_threads)
            seconds.append(time.perf_counter() - start)
        ratios.append(seconds[0] / seconds[1])
    print(f"{name}, {n:,} rows: 2 threads are {median(ratios[1:]):.2f} times as fast as 1", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=["memory", "threads", []], help="only these figures")
    parser.add_argument("--rows", type=int, help="default: 10,000,000 for memory, 1,000,000 for threads")
    parser.add_argument("--one", nargs=2, metavar=("LABEL", "CALL"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        return measure_peak(given.rows, *given.one)
    if not given.what or "memory" in given.what:
        for name in CALLS:
            for label in ("uint8", "int64"):
                rows = str(given.rows or 10_000_000)
                subprocess.run([sys.executable, __file__, "--rows", rows, "--one", label, name], check=True)
    if not given.what or "threads" in given.what:
        for name in CALLS:
            measure_threads(given.rows or 1_000_000, name)
    return None


if __name__ == "__main__":
    main()
