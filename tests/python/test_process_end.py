# SPDX-License-Identifier: Apache-2.0
"""A program that ends while a daemon thread is in a call ends with its own exit code, at once, and says nothing more."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time

import pytest

HEAD = """
import atexit, os, sys, threading, time
import numpy as np
import clinmetrics as cm

y, s = np.arange(20_000) % 2, np.random.default_rng(0).random(20_000)
many = np.arange(2_000_000) % 2
LONG = {"ci": "percentile", "n_resamples": 500_000}

def begin(f, wait=0.3):
    threading.Thread(target=f, daemon=True).start()
    time.sleep(wait)

def for_ever(f):
    while True:
        f()

def come_what_may(f):
    while True:
        try: f()
        except BaseException: pass
"""
CALLS = {
    "replicates": "begin(lambda: cm.auroc(y, s, **LONG))",
    "table": "begin(lambda: cm.evaluate(y_true=y, y_score=s, metrics=['auroc', 'brier'], **LONG))",
    "progress": "begin(lambda: cm.evaluate(y_true=y, y_score=s, metrics='auroc', progress=lambda *_: time.sleep(0.001), **LONG))",
    "sleeping progress": "begin(lambda: cm.evaluate(y_true=y, y_score=s, metrics='auroc', progress=lambda *_: time.sleep(60), **LONG))",
    "short calls": "begin(lambda: for_ever(lambda: cm.auroc(y[:100], s[:100])), 0.1)",
    "many short calls": "[begin(lambda: for_ever(lambda: cm.auroc(y[:100], s[:100])), 0.02) for _ in range(4)]",
    "calls of milliseconds": "[begin(lambda: for_ever(lambda: cm.auroc(y, s)), 0.05) for _ in range(3)]",
    "calls again after an error": "begin(lambda: come_what_may(lambda: cm.auroc(y, s, ci='percentile', n_resamples=2000)))",
    "reading": "begin(lambda: for_ever(lambda: cm.auroc(many, many * 0.5, unit=many[::-1], ci=None)), 0.5)",
    "weights": "begin(lambda: cm.resample_weights(1_000_000, 200))",
}
ENDS = {"end": ("", 0), "exit": ("sys.exit(3)", 3), "exception": ("raise RuntimeError('own')", 1), "at once": ("os._exit(4)", 4)}


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", HEAD + textwrap.dedent(code)], capture_output=True, text=True, timeout=60)


# Each call and one way to end; some calls, and each way.
CASES = [(call, end) for call in CALLS for end in ENDS if end == "exit" or call in ("replicates", "progress", "short calls")]


@pytest.mark.parametrize(("call", "end"), CASES)
def test_a_daemon_thread_in_a_call(call: str, end: str) -> None:
    code, expected = ENDS[end]
    begin = time.monotonic()
    done = run(f"{CALLS[call]}\n{code}")
    assert done.returncode == expected, done.stderr
    said = done.stderr.strip()
    assert said.endswith("RuntimeError: own") if end == "exception" else said == ""
    assert done.stdout == ""
    assert time.monotonic() - begin < 15


@pytest.mark.long
@pytest.mark.parametrize("call", CALLS)
def test_a_daemon_thread_in_a_call_many_times(call: str) -> None:
    assert [run(f"{CALLS[call]}\nsys.exit(3)").returncode for _ in range(25)] == [3] * 25


def test_a_call_of_the_main_thread_while_the_interpreter_ends() -> None:
    """Functions registered with atexit may still evaluate, and threads that they wait for end."""
    done = run("""
        thread = threading.Thread(target=lambda: print(cm.auroc(y, s, ci="percentile", n_resamples=20_000).status), daemon=True)
        atexit.register(lambda: (thread.join(), print(cm.auroc(y, s, ci="percentile", n_resamples=2000).status)))
        thread.start()
        time.sleep(0.05)
    """)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ok\nok\n", "")
