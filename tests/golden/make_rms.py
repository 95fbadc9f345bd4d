# SPDX-License-Identifier: Apache-2.0
"""Calibration slope, intercept and tests of calibration by R's glm and by val.prob of rms; R 4.2.2 on Debian 12.

    apt install r-base-core r-cran-rms
    python tests/golden/make_rms.py

R runs as a program of its own (calibration.R). Rows go to metrics/values.json.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

import table
from datasets import load

HERE = Path(__file__).parent
RISKS = ("spread", "nhefs:logistic", "nhefs:boosting", "nhefs_women:boosting")
# val.prob fits until the deviance changes by less than 1e-9 or so.
TOLERANCE = {"rms": {"tolerance": 1e-6}, "R": {"tolerance": 1e-9}}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = []
        for k, data in enumerate(RISKS):
            rows = load(data)
            assert rows.score is not None
            file = Path(folder) / f"{k}.txt"
            file.write_text("".join(f"{y} {float(s).hex()}\n" for y, s in zip(rows.y.tolist(), rows.score.tolist())))
            lines.append(f"{data}\t{file}")
        run = subprocess.run(
            ["Rscript", "--vanilla", str(HERE / "calibration.R")], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True
        )
    answers = [line.split("\t") for line in run.stdout.splitlines()]
    version = {a[1]: a[2] for a in answers if a[0] == "version"}
    values: list[dict[str, Any]] = [
        {"metric": metric, "data": data, "parameters": json.loads(parameters), "value": float.fromhex(value), **TOLERANCE[tool],
         "tool": tool, "version": version[tool], "call": call}
        for data, metric, parameters, value, tool, call in (a for a in answers if a[0] != "version")
    ]  # fmt: skip
    table.replace("values", Path(__file__).name, values)


if __name__ == "__main__":
    main()
