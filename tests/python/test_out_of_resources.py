# SPDX-License-Identifier: Apache-2.0
"""Where memory or threads run out, a call ends with a MemoryError that says what to do; nothing is changed, and the next call works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAD = """
import os, resource, sys, time
import numpy as np
import clinmetrics as cm

y, s = np.arange(100_000) % 2, np.random.default_rng(0).random(100_000)

def small(): return repr(cm.auroc(y[:300], s[:300], ci="percentile", n_resamples=50))
def table(): return repr(cm.evaluate(y_true=y[:100], y_score=s[:100], n_resamples=2, threshold=0.5, ci="percentile").to_json_dict()["rows"])
def long(**how): return repr(cm.auroc(y, s, ci="percentile", n_resamples=400, **how))

def said(f, *remedies):
    try: return "ok " + f()
    except MemoryError as e:
        assert any(remedy in str(e) for remedy in remedies), e
        assert e.__cause__ is None and e.__context__ is None
        return "MemoryError"
"""


def run(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", HEAD + code],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on threads is Linux's")
@pytest.mark.parametrize("n_threads", [1, 2, 3])
def test_too_few_threads(n_threads: int) -> None:
    """A user who may have no more threads. Threads of other processes count, too, so that the test takes a user of its own where it can."""
    out = run(f"""
import clinmetrics.result_json  # to_json imports it late, when the user below may not read its file
expected = []
reader, writer = os.pipe()
if os.fork() == 0:  # what is right, from a process that may have threads
    os.write(writer, "\\0".join([small(), table(), long()]).encode())
    os._exit(0)
os.close(writer)
right = b"".join(iter(lambda: os.read(reader, 65536), b"")).decode().split("\\0")
if os.getuid() == 0:
    os.setgid(54321), os.setuid(54321)
resource.setrlimit(resource.RLIMIT_NPROC, ({n_threads}, {n_threads}))
for _ in range(2):
    for f, expected in zip((small, table, long), right):
        print(f.__name__, said(f, "num_threads=1") in ("MemoryError", "ok " + expected))
    print("one", said(lambda: long(num_threads=1), "num_threads=1") == "ok " + right[2])
""")
    assert out == "small True\ntable True\nlong True\none True\n" * 2


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the memory in use is read from /proc")
@pytest.mark.parametrize("spare", [0, 1, 3, 8, 12, 20, 30, 45, 70, 110])
def test_too_little_memory(spare: int) -> None:
    """MiB of address space beside what is in use: for a thread, and for what the call needs."""
    out = run(f"""
small(), table()  # modules that NumPy imports when they are first used
used = int(open("/proc/self/statm").read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
resource.setrlimit(resource.RLIMIT_AS, (used + {spare} * 2**20, resource.RLIM_INFINITY))
got = [said(f, "max_memory=", "num_threads=1") for f in (small, table, long)]
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
right = ["ok " + f() for f in (small, table, long)]
print(all(g in ("MemoryError", r) for g, r in zip(got, right)), [f() for f in (small, table, long)] == [r[3:] for r in right])
""")
    assert out == "True True\n"


PEAK = """
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begin = time.monotonic()
try: cm.auroc([0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4], ci="percentile", n_resamples=300_000_000, {bound})
except ValueError as e: print(e)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, time.monotonic() - begin)
"""


@pytest.mark.parametrize(("bound", "said"), [("max_memory=2**26", "is 67108864 bytes and"), ("", "is 2147483648 bytes by default and")])
def test_memory_that_replicates_would_need_is_refused_before_it_is_taken(bound: str, said: str) -> None:
    message, used = run(PEAK.format(bound=bound)).splitlines()
    assert message.startswith(f"`max_memory` {said} this call needs ")
    assert int(message.split(" needs ")[1].split(":")[0]) >= 8 * 300_000_000
    assert "max_memory=" in message
    assert "fewer metrics, groups or replicates" in message
    kib, seconds = map(float, used.split())
    assert kib < 16 * 1024
    assert seconds < 1


def test_kept_replicates_count() -> None:
    out = run("""
rows = dict(y_true=y[:1000], y_score=s[:1000], metrics=["auroc", "brier"], ci="percentile", max_memory=2**26)
for how in (dict(n_resamples=1_200_000), dict(n_resamples=1_200_000, keep_replicates=True)):
    try: print(cm.evaluate(**rows, **how)[0].status)
    except ValueError as e: print(e)
""")
    first, second = out.splitlines()
    assert first == "ok"
    assert "38400000 for the values that keep_replicates=True keeps" in second


def test_groups_below_the_minimum_size_take_no_memory_for_replicates() -> None:
    """Thousands of small groups beside one: with replicates of their own they would need 4 GB."""
    out = run("""
small_groups = np.where(np.arange(20_000) < 10_000, 0, np.arange(20_000) // 4)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
r = cm.evaluate(y_true=y[:20_000], y_score=s[:20_000], groups={"site": [f"s{g}" for g in small_groups]}, metrics="auroc", ci="percentile", n_resamples=20_000,
    max_memory=2**27, resampling="poisson")
print(sum(e.status == "too_few" for e in r), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024 < 400)
""")
    assert out == "2500 True\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the loader is Linux's")
def test_no_library_is_loaded_from_the_working_folder(tmp_path: Path) -> None:
    """A library of the plugin's name, and one of the driver's, each of which leaves a mark where it is loaded."""
    mark = tmp_path / "mark"
    source = tmp_path / "planted.c"
    source.write_text(f'#include <stdio.h>\n__attribute__((constructor)) static void planted(void) {{ fclose(fopen("{mark}", "w")); }}\n')
    for name in ("libclinmetrics_cuda.so", "libcuda.so.1"):
        subprocess.run(["cc", "-shared", "-fPIC", "-o", str(tmp_path / name), str(source)], check=True)
    code = """
os.chdir(sys.argv[1])
for how in (dict(backend="quantum"), dict(backend="cuda")):
    try: cm.auroc([0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4], **how)
    except ValueError as e: print(e)
"""
    for environment in (
        {"LD_LIBRARY_PATH": ":/nowhere"}, {"LD_LIBRARY_PATH": "."}, {"LD_LIBRARY_PATH": "/nowhere:"}, {"LD_LIBRARY_PATH": "/nowhere::/elsewhere"},
        {"LD_LIBRARY_PATH": ":/nowhere", "CLINMETRICS_CUDA_PLUGIN": "libclinmetrics_cuda.so"}, {"CLINMETRICS_CUDA_PLUGIN": "./libclinmetrics_cuda.so"},
        {"CLINMETRICS_CUDA_PLUGIN": ""},
    ):  # fmt: skip
        environment = {**{k: v for k, v in os.environ.items() if k not in ("LD_LIBRARY_PATH", "CLINMETRICS_CUDA_PLUGIN")}, **environment}
        done = subprocess.run(
            [sys.executable, "-c", HEAD + code, str(tmp_path)], capture_output=True, text=True, timeout=60, env=environment
        )
        assert done.returncode == 0, done.stderr
        assert not mark.exists(), environment
        assert "`backend` names 'quantum', which is not available" in done.stdout
        if "CLINMETRICS_CUDA_PLUGIN" in environment:
            assert "CLINMETRICS_CUDA_PLUGIN must be an absolute path" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="the loader is Linux's")
def test_a_driver_in_the_working_folder_is_refused_and_named(tmp_path: Path) -> None:
    """The plugin's runtime would find it there; an empty entry alone is usual, and does no harm."""
    source, plugin, other = tmp_path / "plugin.c", tmp_path / "libplugin.so", tmp_path / "elsewhere"
    source.write_text("int nothing;\n")
    other.mkdir()
    for file in (plugin, other / "libcuda.so.1"):
        subprocess.run(["cc", "-shared", "-fPIC", "-o", str(file), str(source)], check=True)
    code = """
os.chdir(sys.argv[1])
try: cm.auroc([0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4], backend="cuda")
except ValueError as e: print(e)
"""
    for folder, said in ((other, "LD_LIBRARY_PATH has an empty or relative entry"), (tmp_path, "the plugin belongs to another version")):
        environment = {**os.environ, "LD_LIBRARY_PATH": "/nowhere:", "CLINMETRICS_CUDA_PLUGIN": str(plugin)}
        done = subprocess.run([sys.executable, "-c", HEAD + code, str(folder)], capture_output=True, text=True, timeout=60, env=environment)
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
