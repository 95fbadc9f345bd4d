# SPDX-License-Identifier: Apache-2.0
"""How a call behaves while it runs: Ctrl-C, progress, the interpreter's lock, threads of the caller, and what an import costs."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import evaluate, seeded


def script(code: str, *arguments: str, timeout: float = 120) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments], capture_output=True, text=True, timeout=timeout, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


CTRL_C = """
    import json, os, random, signal, sys, threading, time
    import numpy as np
    import clinmetrics as cm

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored in the background
    rng = np.random.default_rng(1)
    y = (rng.random(100_000) < 0.3).astype(int)
    s = rng.random(100_000)
    right = cm.evaluate(y_true=y[:500], y_score=s[:500], n_resamples=200, threshold=0.5).to_json_dict()["rows"]

    waits, states = [], []
    for trial in range(int(sys.argv[1])):
        sent = []
        running = threading.Event()

        def interrupt():
            running.wait()
            time.sleep(random.Random(trial).uniform(0, 0.3))
            sent.append(time.monotonic())
            os.kill(os.getpid(), signal.SIGINT)

        sender = threading.Thread(target=interrupt)
        sender.start()
        options = {"unit": np.arange(100_000) // 3} if trial % 2 else {}
        try:
            running.set()
            if trial % 3:
                cm.evaluate(y_true=y, y_score=s, n_resamples=100_000, ci="percentile", metrics=["auroc", "brier"], **options)
            else:
                cm.auroc(y, s, n_resamples=100_000, ci="percentile", **options)
            states.append("ended")
        except KeyboardInterrupt:
            waits.append(time.monotonic() - sent[0])
            states.append("interrupted")
        sender.join()
        again = cm.evaluate(y_true=y[:500], y_score=s[:500], n_resamples=200, threshold=0.5).to_json_dict()["rows"]
        states.append("right" if again == right else "wrong")
    print(json.dumps({"waits": waits, "states": states}))
"""


@pytest.mark.parametrize("trials", [10, pytest.param(50, marks=pytest.mark.long)])
def test_ctrl_c(trials: int) -> None:
    """At random moments of work that would take much longer; then the next call is right."""
    got = json.loads(script(CTRL_C, str(trials)))
    assert got["states"] == ["interrupted", "right"] * trials
    waits = sorted(got["waits"])
    print(f"waits in ms: median {1000 * waits[trials // 2]:.0f}, longest {1000 * waits[-1]:.0f}")


CTRL_C_WHILE_READING = """
    import json, os, random, signal, sys, threading, time
    import numpy as np
    import clinmetrics as cm

    signal.signal(signal.SIGINT, signal.default_int_handler)
    n, trials = int(sys.argv[1]), int(sys.argv[2])
    rng = np.random.default_rng(1)
    y, s, unit = (rng.random(n) < 0.3).astype(int), rng.random(n), rng.permutation(n) // 3
    kinds = [{"unit": unit}, {"unit": unit * 123456789123}, {"unit": unit, "strata": unit % 40}, {"unit": unit, "sample_weight": s + 0.5}]

    def call(trial): return cm.auroc(y, s, ci=None, **kinds[trial % 4])

    begin = time.monotonic()
    right = repr(call(0))
    whole, waits, states = time.monotonic() - begin, [], []
    for trial in range(trials):
        sent, running = [], threading.Event()

        def interrupt():
            running.wait()
            time.sleep(random.Random(trial).uniform(0, 0.7 * whole))
            sent.append(time.monotonic())
            os.kill(os.getpid(), signal.SIGINT)

        sender = threading.Thread(target=interrupt)
        sender.start()
        try:
            running.set()
            call(trial)
            sender.join()
            time.sleep(0.01)
        except KeyboardInterrupt:
            waits.append(time.monotonic() - sent[0])
        sender.join()
    print(json.dumps({"waits": sorted(waits), "right": repr(call(0)) == right}))
"""


@pytest.mark.parametrize(("n", "trials"), [(1_000_000, 8), pytest.param(5_000_000, 20, marks=pytest.mark.long)])
def test_ctrl_c_while_a_cohort_with_units_is_read(n: int, trials: int) -> None:
    got = json.loads(script(CTRL_C_WHILE_READING, str(n), str(trials), timeout=600))
    assert got["right"]
    waits = got["waits"]
    print(f"waits in ms: median {1000 * waits[len(waits) // 2]:.0f}, longest {1000 * waits[-1]:.0f}")
    assert len(waits) > trials // 2
    assert waits[len(waits) // 2] < 0.2
    assert waits[-1] < 1  # 0.2 where nothing else runs on the machine


def test_a_handler_of_the_caller_is_called() -> None:
    """A signal whose handler raises ends the call with that exception; one whose handler returns does not."""
    out = script("""
        import os, signal, threading, time
        import numpy as np
        import clinmetrics as cm

        class Own(Exception): pass
        seen = []
        def quiet(*_): seen.append(1)
        def loud(*_): raise Own
        y, s = np.arange(100_000) % 2, np.random.default_rng(0).random(100_000)
        def send(): time.sleep(0.2); os.kill(os.getpid(), signal.SIGUSR1)
        signal.signal(signal.SIGUSR1, quiet)
        threading.Thread(target=send).start()
        stop = []
        def progress(done, total):
            if seen: raise Own
        try:
            cm.evaluate(y_true=y, y_score=s, metrics="auroc", ci="percentile", n_resamples=100_000, progress=progress)
        except Own: print("went on until told")
        signal.signal(signal.SIGUSR1, loud)
        threading.Thread(target=send).start()
        try: cm.auroc(y, s, ci="percentile", n_resamples=100_000)
        except Own: print("raised")
    """)
    assert out.split("\n")[:2] == ["went on until told", "raised"]


LONG: dict[str, Any] = {"metrics": ["auroc", "mcc"], "ci": "percentile", "n_resamples": 40_000}


def test_progress() -> None:
    seen: list[tuple[int, int]] = []
    quiet = evaluate(seeded(1, 3000), **LONG)
    told = evaluate(seeded(1, 3000), **LONG, progress=lambda done, total: seen.append((done, total)))
    assert told.to_json_dict()["rows"] == quiet.to_json_dict()["rows"]
    assert len(seen) > 0
    assert all(0 <= done <= total == 40_000 for done, total in seen)
    assert [d for d, _ in seen] == sorted(d for d, _ in seen)
    assert seen[-1][0] == 40_000


@pytest.mark.parametrize(
    "error", [RuntimeError("stop it"), KeyboardInterrupt(), SystemExit(3), ZeroDivisionError()], ids=lambda e: type(e).__name__
)
def test_an_exception_in_progress_ends_the_call(error: BaseException) -> None:
    calls: list[int] = []

    def progress(done: int, total: int) -> None:
        calls.append(done)
        raise error

    with pytest.raises(type(error)) as caught:
        evaluate(seeded(1, 100_000), **{**LONG, "n_resamples": 100_000}, progress=progress)
    assert caught.value is error
    assert len(calls) == 1
    again, once_more = (evaluate(seeded(1, 300), n_resamples=50).to_json_dict()["rows"] for _ in range(2))
    assert again == once_more


def test_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    evaluate(seeded(1, 3000), **LONG, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "replicate" in err
    evaluate(seeded(1, 3000), **LONG, progress=False)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("progress", ["no", 1, 0.5, [print]])
def test_progress_must_be_callable(progress: Any) -> None:
    with pytest.raises(TypeError, match="`progress` must be True, a callable"):
        evaluate(seeded(1, 30), progress=progress)


def test_other_threads_go_on_meanwhile() -> None:
    """The interpreter's lock is free while the engine works."""
    beats, over = [], threading.Event()

    def beat() -> None:
        while not over.wait(0.002):
            beats.append(time.monotonic())

    heart = threading.Thread(target=beat)
    heart.start()
    begin = time.monotonic()
    evaluate(seeded(1, 20_000), **LONG, num_threads=1)
    end = time.monotonic()
    over.set()
    heart.join()
    during = [b for b in beats if begin < b < end]
    assert len(during) > (end - begin) / 0.002 / 20


def test_a_call_of_a_moment_stays_in_the_thread_of_the_caller() -> None:
    """The lock is free meanwhile, and a signal takes effect at the end; a long call has a thread of its own."""
    out = script("""
        import os, signal, threading, time
        import numpy as np
        import clinmetrics as cm

        def threads_during(call):
            counts, over = [], threading.Event()
            def count():
                while not over.wait(0.001): counts.append((time.monotonic(), len(os.listdir("/proc/self/task"))))
            counting = threading.Thread(target=count)
            counting.start()
            begin = time.monotonic()
            call()
            end = time.monotonic()
            over.set()
            counting.join()
            return {n for at, n in counts if begin < at < end}

        rng = np.random.default_rng(1)
        y, s = rng.random(2_000_000) < 0.1, rng.random(2_000_000)
        idle = len(os.listdir("/proc/self/task")) + 1
        cm.auroc(y, s, num_threads=1)
        print(threads_during(lambda: cm.auroc(y, s, num_threads=1)) == {idle})
        print(idle + 1 in threads_during(lambda: cm.auroc(y, s, num_threads=1, ci="percentile", resampling="poisson")))

        class Own(Exception): pass
        def loud(*_): raise Own
        signal.signal(signal.SIGALRM, loud)
        signal.setitimer(signal.ITIMER_REAL, 0.005)
        try: print(cm.auroc(y, s, num_threads=1))
        except Own: print("raised")
    """)
    assert out.split() == ["True", "True", "raised"]


def test_threads_of_the_caller_do_not_disturb_each_other() -> None:
    jobs = [(seed, how) for seed in range(12) for how in ({}, {"num_threads": 1}, {"ci": "percentile"})]

    def work(job: tuple[int, dict[str, Any]]) -> Any:
        seed, how = job
        return evaluate(seeded(seed, 200), n_resamples=500, metrics=["auroc", "mcc", "brier"], **how).to_json_dict()["rows"]

    alone = [work(j) for j in jobs]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(work, jobs))
    assert alone == together


def test_one_cohort_in_many_threads() -> None:
    y, s = np.arange(5000) % 3 == 0, np.random.default_rng(2).random(5000)
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda i: cm.auroc(y, s, ci="percentile", n_resamples=400 + i % 2), range(24)))
    assert all(a == b for a, b in zip(got[::2], got[2::2]))


PEAK = """
    import sys
    import numpy as np
    import clinmetrics as cm

    def peak(): return 1024 * int(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))

    n, memory = 1_500_000, int(sys.argv[1])
    y, s = np.arange(n, dtype=np.uint8) % 2, np.random.default_rng(0).random(n, dtype=np.float32)
    how = {"ci": "percentile", "n_resamples": 512, "num_threads": 2}
    cm.auroc(y[:500_000], s[:500_000], resampling="poisson", **how)  # what the call takes beside: threads, columns
    before = peak()
    cm.auroc(y, s, resampling="multinomial", max_memory=memory, **how)
    print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_max_memory_bounds_the_growth() -> None:
    """192 MB a tile of weights: one at a time where two do not fit. Labels, order and sort take some 20 bytes a row beside."""
    beside = 24 * 1_500_000
    for memory in (300_000_000, 200_000_000):
        assert int(script(PEAK, str(memory))) < memory + beside


LARGE = """
    import sys
    import numpy as np
    import clinmetrics as cm

    def peak(): return 1024 * int(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))

    def call(y, s):
        if sys.argv[1] == "auroc":
            return cm.auroc(y, s, ci="percentile", n_resamples=16, resampling="poisson")
        return cm.evaluate(y_true=y, y_score=s, threshold=0.5, metrics=["auroc", "sensitivity", "brier", "observed_expected_ratio"])

    n = 9_000_000
    y, s = np.empty(n, dtype=np.uint8), np.empty(n)
    for part in range(0, n, 100_000):
        s[part:part + 100_000] = np.random.default_rng(part).random(100_000)
        y[part:part + 100_000] = s[part:part + 100_000] > 0.7
    call(y[:100_000], s[:100_000])
    before = peak()
    call(y, s)
    print((peak() - before) / (y.nbytes + s.nbytes))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize("name", ["auroc", "evaluate"])
def test_the_peak_is_at_most_2_2_times_the_input(name: str) -> None:
    assert float(script(LARGE, name)) <= 2.2


def test_too_little_memory_is_refused_with_the_need() -> None:
    y = np.arange(700_000) % 2
    with pytest.raises(ValueError, match=r"`max_memory` is 80000000 bytes and this call needs 896\d{5}: .*resampling='poisson'"):
        cm.auroc(y, y * 0.5, ci="percentile", n_resamples=128, max_memory=80_000_000)


IMPORT = """
    import sys, json
    import numpy
    before = set(sys.modules)
    import clinmetrics
    new = set(sys.modules) - before
    foreign = sorted({m.partition(".")[0] for m in new} - {"clinmetrics", "numpy", "__future__"} - set(sys.stdlib_module_names))
    clinmetrics.auroc([0, 1, 1, 0], [0.1, 0.2, 0.3, 0.4])
    clinmetrics.evaluate(y_true=[0, 1, 1, 0], y_score=[0.1, 0.2, 0.3, 0.4], n_resamples=10)
    heavy = {"yaml", "pandas", "polars", "narwhals", "pyarrow", "jinja2", "tqdm", "scipy", "sklearn", "matplotlib"}
    new = {m for m in new if m.partition(".")[0] not in {"clinmetrics", "numpy"}}  # of the standard library
    print(json.dumps({"foreign": foreign, "new": len(new), "heavy": sorted(heavy & set(sys.modules)), "report": "clinmetrics.report" in sys.modules}))
"""


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no list of the standard library's modules")
def test_import_takes_numpy_alone() -> None:
    got = json.loads(script(IMPORT))
    assert got == {"foreign": [], "new": got["new"], "heavy": [], "report": False}
    assert got["new"] < 30


def test_results_travel_between_processes() -> None:
    result = evaluate(seeded(1, 100), n_resamples=50)
    code = f"import pickle, sys; r = pickle.loads({pickle.dumps(result)!r}); sys.stdout.write(r.to_json())"
    assert cm.Result.from_json(script(code)) == result


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_works_alone() -> None:
    """Worker threads do not survive a fork; the child must still answer, and alike."""
    out = script("""
        import os, sys, warnings
        warnings.simplefilter("ignore", DeprecationWarning)
        import numpy as np
        import clinmetrics as cm
        y, s = np.arange(4000) % 3 == 0, np.random.default_rng(2).random(4000)
        def work(): return repr(cm.auroc(y, s, ci="percentile", n_resamples=2000))
        here = work()
        for trial in range(50):
            child = os.fork()
            if child == 0:
                os._exit(0 if work() == here else 5)
            _, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status), work() == here)
    """, timeout=300)  # fmt: skip
    assert out.split("\n") == ["0 True"] * 50 + [""]
