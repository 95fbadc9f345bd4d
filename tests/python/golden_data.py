# SPDX-License-Identifier: Apache-2.0
"""The modules of tests/golden/metrics: recipes of data sets, and the tables of values of other tools."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def _module(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"golden_{name}", GOLDEN / "metrics" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


datasets, table = _module("datasets"), _module("table")
