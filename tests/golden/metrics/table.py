# SPDX-License-Identifier: Apache-2.0
"""The tables of golden values: reading them, and replacing the rows of one script while those of all others stay.

`values.json` and `intervals.json` hold one row a line. Numbers that JSON does not have are the texts "nan", "inf" and "-inf".
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Row = dict[str, Any]
NUMBERS = ("value", "ours", "lower", "upper", "se", "df")


def number(x: Any) -> float:
    """A number of a row, "nan" and "inf" included."""
    return float(x)


def _plain(name: str, x: Any) -> Any:
    if name not in NUMBERS or isinstance(x, str):
        return x
    x = float(x)
    return x if math.isfinite(x) else str(x)


def read(name: str) -> list[Row]:
    """All rows of "values" or "intervals"."""
    rows: list[Row] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return rows


def replace(name: str, script: str, rows: list[Row]) -> None:
    """Writes the table with `rows` in the place of those that `script` made before."""
    path = HERE / f"{name}.json"
    others = [r for r in read(name) if r.get("script") != script] if path.exists() else []
    made = [{k: _plain(k, v) for k, v in {**r, "script": script}.items() if v not in (None, {}, "")} for r in rows]
    together = sorted(others + made, key=lambda r: (r["metric"], r["data"], json.dumps(r, sort_keys=True)))
    lines = ",\n".join(json.dumps(r, ensure_ascii=False) for r in together)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{script}: {len(made)} rows in {path.name}, {len(together)} in all")
