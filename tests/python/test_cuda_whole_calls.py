# SPDX-License-Identifier: Apache-2.0
"""Whole calls of backend="cuda", its plugin the kernels' own source on the host: the same tables as the backend `cpu`, number for number,
from columns of the host and columns that lie where the plugin reads them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = Path(__file__).resolve().parents[2] / "build" / "release" / "tests" / "cuda" / "libclinmetrics_host_cuda.so"
needs_plugin = pytest.mark.skipif(not PLUGIN.exists(), reason="needs the C++ tests of the release preset")

COMPARE = """
import sys
import numpy as np
import clinmetrics as cm
from test_device_inputs import AsTorch, OnDevice, OnDeviceByDlpack

random = np.random.default_rng(0)
metrics = ["auroc", "average_precision", "brier", "ece", "sensitivity", "ppv"]
ci = {m: "percentile" for m in ("auroc", "average_precision", "brier")}

def table(y, scores, **more):
    result = cm.evaluate(y_true=y, y_score=scores, threshold=[0.3, 0.5], metrics=metrics, ci=ci, level=0.5, keep_replicates=True, **more)
    assert result.provenance["backend"] == more["backend"]
    return result.to_json_dict()["rows"]

for n, n_resamples in ((300, 300), (70_000, 20)):
    y = (random.random(n) < 0.3).astype("i8")
    few, many = np.round((random.random(n) + 0.3 * y) / 1.3, 3).astype("f4"), random.random(n)
    for more in ({}, {"groups": {"g": random.integers(0, 3, n)}}, {"unit": random.integers(0, n // 2, n)}, {"sample_weight": random.integers(0, 4, n)}):
        for kind in ("poisson", "multinomial"):
            if n > 1000 and more and "groups" not in more:
                continue
            common = {"n_resamples": n_resamples, "resampling": kind, **more}
            expected = table(y, {"few": few, "many": many}, backend="cpu", **common)
            assert table(y, {"few": few, "many": many}, backend="cuda", **common) == expected, (n, kind, list(more))
            there = {"few": OnDeviceByDlpack(few), "many": OnDevice(np.repeat(many, 2)[::2])}
            assert table(OnDevice(y), there, backend="cuda", **common) == expected, (n, kind, list(more))
            print(n, kind, list(more), len(expected))
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "CLINMETRICS_CUDA_PLUGIN": str(PLUGIN), "PYTHONPATH": str(Path(__file__).parent)}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)


@needs_plugin
def test_tables_are_those_of_cpu() -> None:
    done = run(COMPARE)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 12


INTERRUPT = """
import os, signal, threading, time
import numpy as np
import clinmetrics as cm

n = 3000
y, s = np.arange(n) % 2, np.random.default_rng(1).random(n)
cm.auroc(y, s, ci="percentile", n_resamples=20, backend="cuda")
threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    cm.auroc(y, s, ci="percentile", n_resamples=2_000_000, backend="cuda")
except KeyboardInterrupt:
    print("interrupted")
print(cm.auroc(y, s, ci="percentile", n_resamples=20, backend="cuda") == cm.auroc(y, s, ci="percentile", n_resamples=20, backend="cpu"))
"""


@needs_plugin
def test_ctrl_c_ends_a_call_and_the_next_one_is_right() -> None:
    done = run(INTERRUPT)
    assert done.stdout.split() == ["interrupted", "True"], done.stderr


FORK = """
import multiprocessing, sys
import clinmetrics as cm

y, s = [0, 1, 1, 0, 1, 0] * 4, [i / 24 for i in range(24)]

def value(how):
    try:
        return cm.auroc(y, s, ci="percentile", n_resamples=1000, backend=how).lower
    except cm.DeviceError as e:
        return "spawn" if "'spawn'" in str(e) else str(e)

before = value("cuda")
with multiprocessing.get_context("fork").Pool(1) as pool:
    print(pool.map(value, ["cuda", "cpu"]) == ["spawn", before], value("cuda") == before)
"""


@needs_plugin
def test_a_forked_worker_is_told_to_spawn() -> None:
    done = run(FORK)
    assert done.stdout.split() == ["True", "True"], done.stderr
