# SPDX-License-Identifier: Apache-2.0
"""The extension exports its entry point alone, so that another version of the library in the same process cannot take part in its calls."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from clinmetrics import _core


@pytest.mark.skipif(shutil.which("nm") is None, reason="nm is not installed")
def test_the_extension_exports_its_entry_point_alone() -> None:
    listed = subprocess.run(["nm", "-D", "--defined-only", "--format=posix", str(_core.__file__)], capture_output=True, text=True, check=True)
    assert [line.split()[0] for line in listed.stdout.splitlines()] == ["PyInit__core"]
