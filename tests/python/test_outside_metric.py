# SPDX-License-Identifier: Apache-2.0
"""examples/my_metric, built against an installed clinmetrics as its reader would: its C++ program and its own tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pybind11
import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build/release"


def run(*command: object) -> str:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.skipif(not (BUILT / "cmake_install.cmake").is_file() or not shutil.which("cmake"), reason="build the release preset first")
def test_the_example_builds_and_passes_its_tests(tmp_path: Path) -> None:
    prefix, build = tmp_path / "prefix", tmp_path / "build"
    run("cmake", "--install", BUILT, "--prefix", prefix, "--component", "development")
    places = [f"-DCMAKE_PREFIX_PATH={prefix}", f"-Dpybind11_DIR={pybind11.get_cmake_dir()}", f"-DPython_EXECUTABLE={sys.executable}"]
    run("cmake", "-S", ROOT / "examples/my_metric", "-B", build, "-DCMAKE_BUILD_TYPE=Release", *places)
    run("cmake", "--build", build)
    assert "0 tests failed out of 2" in run("ctest", "--test-dir", build, "--output-on-failure")
