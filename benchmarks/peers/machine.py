# SPDX-License-Identifier: Apache-2.0
"""The machine of the figures, and the measurement of times."""

from __future__ import annotations

import datetime
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path


def describe() -> dict[str, str]:
    import clinmetrics
    import numpy
    import sklearn
    from clinmetrics.cli import build_info

    cpu = platform.processor() or platform.machine()
    try:
        with Path("/proc/cpuinfo").open() as lines:
            cpu = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except OSError:
        pass
    info = build_info()
    return {
        "date": datetime.date.today().isoformat(),
        "cpu": cpu,
        "cores": str(os.cpu_count()),
        "instruction set": info["instruction_sets"][0],
        "clinmetrics": clinmetrics.__version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scikit-learn": sklearn.__version__,
    }


def best_of(work: Callable[[], object], seconds: float = 1.0, at_least: int = 3, at_most: int = 200) -> float:
    """The shortest of several runs within a budget, in seconds."""
    times: list[float] = []
    begin = time.perf_counter()
    while len(times) < at_least or (time.perf_counter() - begin < seconds and len(times) < at_most):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def paired(first: Callable[[], object], second: Callable[[], object], rounds: int = 5) -> tuple[float, float]:
    """Runs two tasks alternately, so that slow periods of the machine affect both; returns the shortest run of each."""
    a, b = [], []
    for _ in range(rounds):
        for work, times in ((first, a), (second, b)):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
    return min(a), min(b)
