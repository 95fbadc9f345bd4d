# SPDX-License-Identifier: Apache-2.0
"""Compares the numbers of several wheels: values and replicates must be equal to the last bit, limits and fitted values within 1e-12 (of the larger, or of 1).

Usage: python compare.py MEASURED.json…, each written by measure.py. The exit status is 1 if they differ.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

TOLERANCE = 1e-12


def difference(a: str, b: str) -> float:
    """The difference of two limits in hexadecimal notation, relative to the larger one or 1."""
    x, y = float.fromhex(a), float.fromhex(b)
    if x == y or (math.isnan(x) and math.isnan(y)):
        return 0.0
    return abs(x - y) / max(1.0, abs(x), abs(y)) if math.isfinite(x) and math.isfinite(y) else math.inf


def compare(first: dict[str, Any], other: dict[str, Any]) -> tuple[bool, str]:
    """Whether the numbers of two wheels agree, and how much they differ."""
    if first["hash"] != other["hash"] or len(first["limits"]) != len(other["limits"]):
        return False, "values or replicates differ"
    differences = [difference(a, b) for a, b in zip(first["limits"], other["limits"])]
    largest, unequal = max(differences), sum(d > 0 for d in differences)
    return largest <= TOLERANCE, f"{unequal} of {len(differences)} limits differ, by at most {largest:.1e}"


def main(paths: list[str]) -> int:
    numbers = {Path(path).stem: json.loads(Path(path).read_text(encoding="utf-8")) for path in paths}
    if not numbers:
        print(__doc__)
        return 2
    first = next(iter(numbers.values()))
    print(f"values {first['values']}, replicates {first['replicates']}, limits {len(first['limits'])}")
    failed = False
    for name, other in numbers.items():
        agrees, words = compare(first, other)
        failed |= not agrees
        where = f"Python {other['python']}, NumPy {other['numpy']}, {other['libc']}, {other['compiler']}"
        print(f"{'same' if agrees else 'DIFFERENT'}  {name}: {other['hash'][:16]}, {words} ({where})")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
