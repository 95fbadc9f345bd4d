# SPDX-License-Identifier: Apache-2.0
"""Processes that are forked while other threads evaluate: each of them computes the same numbers, and ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")

FORKS = """
import collections, json, os, signal, sys, threading, time, warnings
warnings.simplefilter("ignore", DeprecationWarning)
import numpy as np
import clinmetrics as cm

n_forks, end = int(sys.argv[1]), sys.argv[2]
y, s = np.arange(4000) % 3 == 0, np.random.default_rng(2).random(4000)
unit = np.arange(4000) // 2
jobs = [
    lambda: cm.auroc(y, s, ci="percentile", n_resamples=400),
    lambda: cm.brier(y, s, ci="bca", n_resamples=300, unit=unit),
    lambda: [float(e) for e in cm.evaluate(y_true=y, y_score=s, threshold=0.5, n_resamples=100)],
    lambda: cm.auroc(y[:100], s[:100], resampling="poisson", ci="percentile"),
]
right = [repr(job()) for job in jobs]
over = False

def load(k):
    while not over:
        jobs[k % 4]()
        k += 1

threads = [threading.Thread(target=load, args=(k,)) for k in range(3)]
for t in threads: t.start()
outcomes, slowest = collections.Counter(), 0.0
for trial in range(n_forks):
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        wrong = [k for k in (trial % 4, (trial + 1) % 4) if repr(jobs[k]()) != right[k]]
        if end == "sys.exit": sys.exit(5 if wrong else 0)
        os._exit(5 if wrong else 0)
    begin = time.monotonic()
    _, status = os.waitpid(child, 0)
    outcomes[os.waitstatus_to_exitcode(status)] += 1
    slowest = max(slowest, time.monotonic() - begin)
over = True
for t in threads: t.join()
print(json.dumps({"outcomes": outcomes, "slowest": slowest}))
"""


def run(code: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=3000)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("end", ["os._exit", "sys.exit"])
@pytest.mark.parametrize("n_forks", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_forks_while_other_threads_evaluate(n_forks: int, end: str) -> None:
    got = json.loads(run(FORKS, str(n_forks), end))
    print(f"slowest of {n_forks}: {got['slowest']:.2f} s")
    assert got["outcomes"] == {"0": n_forks}


def test_ctrl_c_ends_a_call_in_a_forked_process() -> None:
    out = run("""
import os, signal, threading, time, warnings
warnings.simplefilter("ignore", DeprecationWarning)
import numpy as np
import clinmetrics as cm
y, s = np.arange(100_000) % 2, np.random.default_rng(0).random(100_000)
cm.auroc(y, s, ci="percentile", n_resamples=200)
child = os.fork()
if child == 0:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    try: cm.auroc(y, s, ci="percentile", n_resamples=1_000_000)
    except KeyboardInterrupt: os._exit(7)
    os._exit(8)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""")
    assert out == "7\n"


def test_the_process_ends_with_its_own_code_and_writes_what_it_printed() -> None:
    out = run("""
import os, sys, warnings
warnings.simplefilter("ignore", DeprecationWarning)
import numpy as np
import clinmetrics as cm
y, s = np.arange(4000) % 2, np.random.default_rng(0).random(4000)
cm.auroc(y, s, ci="percentile", n_resamples=2000)
sys.stdout.flush()
for code in (0, 3):
    child = os.fork()
    if child == 0:
        print("child", cm.auroc(y, s, ci="percentile", n_resamples=2000).status)
        sys.exit(code)
    print("parent", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
""")
    assert out == "child ok\nparent 0\nchild ok\nparent 3\n"


def test_a_process_forked_before_any_evaluation_has_its_own_threads() -> None:
    out = run("""
import os, warnings
warnings.simplefilter("ignore", DeprecationWarning)
import numpy as np
import clinmetrics as cm
y, s = np.arange(4000) % 2, np.random.default_rng(0).random(4000)
child = os.fork()
r = cm.evaluate(y_true=y, y_score=s, metrics="auroc")
if child == 0:
    os._exit(r.provenance["num_threads"])
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == r.provenance["num_threads"])
""")
    assert out == "True\n"


def test_a_fork_from_within_progress() -> None:
    """The child cannot go on with its parent's call: it says so instead of waiting for a thread that it does not have."""
    out = run("""
import os, sys, warnings
warnings.simplefilter("ignore", DeprecationWarning)
import numpy as np
import clinmetrics as cm
y, s = np.arange(100_000) % 2, np.random.default_rng(0).random(100_000)
children = []
def progress(done, total):
    if not children: children.append(os.fork())
    if children[0]: raise InterruptedError
try: cm.evaluate(y_true=y, y_score=s, metrics="auroc", ci="percentile", n_resamples=100_000, progress=progress)
except InterruptedError: print("parent", os.waitstatus_to_exitcode(os.waitpid(children[0], 0)[1]))
except RuntimeError as e: os._exit(9 if "forked during the call" in str(e) else 1)
""")
    assert out == "parent 9\n"
