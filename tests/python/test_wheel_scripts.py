# SPDX-License-Identifier: Apache-2.0
"""The scripts that build wheels: their syntax, the comparison of wheels by hand, and, as a long test, an old system's wheel from nothing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "scripts" / "wheels"
SCRIPTS = [ROOT / "scripts" / "wheel", *(path for path in sorted(FOLDER.iterdir()) if path.suffix not in (".py", ".sh") and path.is_file())]


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"wheels_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_bash_and_end_at_the_first_error(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/bin/bash\n")
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in text or "settings.sh" in text
    assert subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True).stderr == ""


def test_no_script_has_a_mirror_of_its_own() -> None:
    for script in (*SCRIPTS, FOLDER / "settings.sh"):
        assert "://" not in script.read_text(encoding="utf-8"), script.name


def measured(**changes: Any) -> dict[str, Any]:
    return {"hash": "ab", "limits": [(0.5).hex(), float("nan").hex(), float("inf").hex()], **changes}


@pytest.mark.parametrize(
    ("other", "agrees", "words"),
    [
        (measured(), True, "0 of 3 limits differ, by at most 0.0e+00"),
        (measured(limits=[(0.5 + 1e-13).hex(), "nan", "inf"]), True, "1 of 3 limits differ, by at most 1.0e-13"),
        (measured(limits=[(0.5 + 1e-11).hex(), "nan", "inf"]), False, "1 of 3 limits differ, by at most 1.0e-11"),
        (measured(limits=[(0.5).hex(), "0x0p0", "inf"]), False, "1 of 3 limits differ, by at most inf"),
        (measured(limits=[(0.5).hex()]), False, "values or replicates differ"),
        (measured(hash="ac"), False, "values or replicates differ"),
    ],
)
def test_wheels_agree_in_bits_of_values_and_nearly_in_limits(other: dict[str, Any], agrees: bool, words: str) -> None:
    assert loaded(FOLDER / "compare.py").compare(measured(), other) == (agrees, words)


def test_the_comparison_fails_for_no_wheels_at_all() -> None:
    assert subprocess.run([sys.executable, str(FOLDER / "compare.py")], capture_output=True).returncode != 0


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("debootstrap") is None, reason="a bare system needs root and debootstrap")
def test_the_wheel_of_an_old_system_has_the_numbers_of_this_one() -> None:
    done = subprocess.run([str(FOLDER / "all"), "3.9"], cwd=ROOT, capture_output=True, text=True, env={**os.environ, "WHEELS_MODERN": "no"})
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    (old,) = ROOT.glob("build/wheels/measured/*-cp39-*.json")
    here = ROOT / "build" / "wheels" / "here.json"
    with here.open("w") as file:
        subprocess.run([sys.executable, str(FOLDER / "measure.py"), "examples/demo"], cwd=ROOT, check=True, stdout=file)
    compared = subprocess.run([sys.executable, str(FOLDER / "compare.py"), str(here), str(old)], capture_output=True, text=True)
    assert compared.returncode == 0, compared.stdout
    (wheel,) = (ROOT / "dist").glob("clinmetrics-*-cp39-*.whl")
    with zipfile.ZipFile(wheel) as content:
        assert not [name for name in content.namelist() if ".libs/" in name], "libraries were bundled"
