# SPDX-License-Identifier: Apache-2.0
"""Compiles the kernels with `ptxas -v` and keeps their registers and shared memory in registers.csv; fails if one spills or has a stack frame.

--update rewrites the table. Without nvcc (on PATH or below /usr/local/cuda) it says so and ends with 77.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TABLE = HERE / "registers.csv"
ARCHITECTURES = ("75", "80", "90")
FLAGS = ["-std=c++20", "--expt-relaxed-constexpr", "-fmad=false", "-Xptxas", "-v", f"-I{HERE.parent / 'include'}", "-cubin"]
ENTRY = re.compile(r"Compiling entry function '([^']+)'")
FRAME = re.compile(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")
USED = re.compile(r"Used (\d+) registers(?:.*?, (\d+) bytes smem)?")


def short(name: str) -> str:
    """The readable name of a kernel, from its mangled name."""
    plain = subprocess.run(["c++filt", name], capture_output=True, text=True, check=True).stdout.strip()
    plain = re.sub(r"^void ", "", plain).replace("clinmetrics::v0_1::device::", "").replace("(int)", "")
    plain = re.sub(r"\(bool\)1", "true", re.sub(r"\(bool\)0", "false", plain))
    return re.sub(r"\s*\(.*$", "", plain).replace(", ", " ")


def measure(nvcc: str, architecture: str) -> tuple[list[str], list[str]]:
    """The lines of the table for one architecture, and the faults found."""
    with tempfile.TemporaryDirectory() as folder:
        command = [nvcc, *FLAGS, f"-arch=sm_{architecture}", "-o", f"{folder}/plugin.cubin", str(HERE / "plugin.cu")]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        return [], [done.stderr]
    lines, complaints, name = [], [], ""
    for line in done.stderr.splitlines():
        if found := ENTRY.search(line):
            name = short(found[1])
        elif name.startswith("cub::"):
            continue  # a kernel of the sort
        elif (found := FRAME.search(line)) and any(int(n) > 0 for n in found.groups()):
            complaints.append(f"sm_{architecture} {name}: stack {found[1]}, spill stores {found[2]}, spill loads {found[3]}")
        elif found := USED.search(line):
            lines.append(f"sm_{architecture},{name},{found[1]},{found[2] or 0}")
    return sorted(lines), complaints


def main() -> int:
    nvcc = shutil.which("nvcc") or shutil.which("nvcc", path="/usr/local/cuda/bin")
    if not nvcc:
        print("no nvcc here; the kernels' registers were not looked at")
        return 77
    rows, complaints = ["architecture,kernel,registers,static shared bytes"], []
    for architecture in ARCHITECTURES:
        lines, wrong = measure(nvcc, architecture)
        rows += lines
        complaints += wrong
    if "--update" in sys.argv[1:]:
        TABLE.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print("\n".join(complaints) if complaints else f"{len(rows) - 1} kernels compiled, none spills")
    return 1 if complaints or len(rows) == 1 else 0


if __name__ == "__main__":
    sys.exit(main())
