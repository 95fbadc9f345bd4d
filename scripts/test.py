# SPDX-License-Identifier: Apache-2.0
"""Run every test and print the counts. The remaining steps run even if a step fails.

Steps: C++ in the release preset (with the layers check and the outside projects of tests/consumer), C++ under
AddressSanitizer and UndefinedBehaviorSanitizer, Python against the installed package, and the CUDA plugin where there is an nvcc: the
toolkit's, or else the one that scripts/bootstrap brings into .venv.
With --long also: clang, ThreadSanitizer, the tests marked `long` in C++ (each header alone, the library as a subdirectory) and in Python, and
the mutants of the CUDA kernels, each of which must be noticed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Lines that only report success.
DULL = re.compile(r"^\s+Start +\d+: |^ *\d+/\d+ Test .* Passed +[\d.]+ sec$|^\[\d+/\d+\] (Building|Linking) |^-- ")
CTEST_LINE = re.compile(r"^(\d+)% tests passed, (\d+) tests? failed out of (\d+)", re.M)
PYTEST_LINE = re.compile(r"^=+ (.*\b\d+ (?:passed|failed|error|skipped).*) in [\d.:hms ()]+ =+$", re.M)


@dataclass
class Outcome:
    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float


def run(command: list[str]) -> tuple[int, str]:
    """Run a command, show its important lines, and return all of the output."""
    print(f"$ {' '.join(command)}", flush=True)
    lines = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as process:
        assert process.stdout is not None
        for line in process.stdout:
            if not DULL.match(line):
                sys.stdout.write(line)
            lines.append(line)
    sys.stdout.flush()
    return process.returncode, "".join(lines)


def jobs() -> str:
    """How many tests run at a time."""
    return os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", "2")


def ctest(name: str, preset: str, *selected: str, compiler: str | None = None) -> Outcome:
    """Configure, build and run one preset. A build that fails counts as one failure."""
    start = time.monotonic()
    chosen = [f"-DCMAKE_CXX_COMPILER={compiler}"] if compiler else []
    for command in (["cmake", "--preset", preset, *chosen], ["cmake", "--build", "--preset", preset]):
        if run(command)[0] != 0:
            return Outcome(f"{name} (build)", 0, 1, 0, time.monotonic() - start)
    code, output = run(["ctest", "--preset", preset, "--parallel", jobs(), *selected])
    found = CTEST_LINE.search(output)
    failed, total = (int(found[2]), int(found[3])) if found else (1, 1)
    skipped = len(re.findall(r"\*\*\*Skipped", output))
    if code != 0 and failed == 0:
        failed = 1
    return Outcome(name, total - failed - skipped, failed, skipped, time.monotonic() - start)


def pytest(name: str, *options: str) -> Outcome:
    """Install the package as a user would, then test the installed package."""
    start = time.monotonic()
    if run(["make", "--no-print-directory", "install"])[0] != 0:
        return Outcome(f"{name} (build)", 0, 1, 0, time.monotonic() - start)
    code, output = run([sys.executable, "-m", "pytest", "-q", "--numprocesses", jobs(), "--dist", "worksteal", *options])
    found = PYTEST_LINE.search(output) or re.search(r"^(.*\b\d+ (?:passed|failed|error).*) in [\d.:hms ()]+$", output, re.M)
    counts = dict.fromkeys(("passed", "failed", "error", "skipped"), 0)
    for number, word in re.findall(r"(\d+) (passed|failed|error|skipped)", found[1] if found else ""):
        counts[word] = int(number)
    failed = counts["failed"] + counts["error"]
    if code != 0 and failed == 0:
        failed = 1
    return Outcome(name, counts["passed"], failed, counts["skipped"], time.monotonic() - start)


def gpu_check() -> tuple[list[Outcome], str]:
    """Build the plugin of the backend `cuda` if there is an nvcc, and compare it on the device if there is one; report what was done."""
    if not shutil.which("nvcc"):
        return [], "no nvcc: kernels tested on the host, not compiled for a device"
    start = time.monotonic()
    code, output = run(["scripts/gpu-check"])
    device = "no device: kernels and their PTX tested on the host" if "no device" in output else "a device: compared there"
    outcome = Outcome("CUDA, plugin", int(code == 0), int(code != 0), 0, time.monotonic() - start)
    return [outcome], f"nvcc: plugin built; {device}"


def mutants() -> Outcome:
    """Break the kernels in many ways; the tests on the host, built before, must notice each."""
    start = time.monotonic()
    code, output = run([sys.executable, "tests/cuda/mutants.py", "build/release"])
    found = re.search(r"^(\d+) of (\d+) mutants killed$", output, re.M)
    killed, total = (int(found[1]), int(found[2])) if found else (0, 1)
    return Outcome("CUDA, mutants of the kernels", killed, max(total - killed, int(code != 0)), 0, time.monotonic() - start)


def main() -> int:
    is_long = "--long" in sys.argv[1:]
    nvcc_here = [Path("/usr/local/cuda/bin"), *sorted(Path(sys.prefix).glob("lib/python3*/site-packages/nvidia/cu*/bin"))]
    os.environ["PATH"] = os.pathsep.join([os.environ["PATH"], *map(str, nvcc_here)])
    # The Python package then takes the library's objects from ccache: the release preset differs from it in warnings alone.
    os.environ.setdefault("CXX", "c++")
    os.environ.setdefault("CCACHE_IGNOREOPTIONS", "-W*")
    outcomes = [
        ctest("C++, release", "release", *([] if is_long else ["--label-exclude", "^long$"])),
        # clang compiles them in half the time of GCC.
        ctest("C++, address and undefined-behaviour sanitizers", "asan", compiler="clang++" if shutil.which("clang++") else None),
        pytest("Python", *([] if is_long else ["-m", "not long"])),
    ]
    plugin, cuda = gpu_check()
    outcomes += plugin
    if is_long:
        outcomes += [mutants(), ctest("C++, thread sanitizer", "tsan")]
        if shutil.which("clang++"):
            outcomes.append(ctest("C++, clang", "clang"))
    print("\n== tests ==")
    for o in outcomes:
        print(f"{o.name:50} {o.passed:6} passed {o.failed:4} failed {o.skipped:4} skipped {o.seconds:7.0f} s")
    passed, failed, skipped = (sum(getattr(o, field) for o in outcomes) for field in ("passed", "failed", "skipped"))
    print(f"CUDA: {cuda}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not all(o.passed for o in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
