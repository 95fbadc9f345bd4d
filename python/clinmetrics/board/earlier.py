# SPDX-License-Identifier: Apache-2.0
"""How an earlier order has changed, such as after the key was corrected."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..integrations.evalai import BundleError
from .ranks import kendall_tau


def compared_with(earlier: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    """Kendall's τ of both orders for the submissions that both have, and the earlier rank of each submission."""
    at = {name: i + 1 for i, name in enumerate(earlier)}
    both = [name for name in names if name in at]
    tau = float(kendall_tau(np.arange(len(both)), np.asarray([[at[name]] for name in both]))[0]) if len(both) > 1 else None
    return {"n": len(both), "tau": tau, "ranks": [at.get(name) for name in names]}


def read_order(file: Path) -> list[str]:
    """The names in the first column of board.csv, or of any CSV file with a column `submission`, from first to last."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = csv.DictReader(text, strict=True)
            names = [row["submission"] for row in rows]
    except (csv.Error, UnicodeError, KeyError):
        raise BundleError(f"--earlier {file.name} must be CSV with a column 'submission', from first to last") from None
    if len(set(names)) < len(names):
        raise BundleError(f"--earlier {file.name} has a submission twice")
    return names
