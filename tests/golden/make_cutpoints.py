# SPDX-License-Identifier: Apache-2.0
"""Thresholds that R's cutpointr and pROC choose by a rule, and what they reach; R 4.2.2 on Debian 12.

    apt install r-base-core r-cran-cutpointr r-cran-proc
    pip install scikit-learn==1.9.1
    python tests/golden/make_cutpoints.py

R runs as a program of its own (cutpoints.R). Rows go to metrics/values.json.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

import table
from from_r import lines_of, write_rows

SUICIDE = ("suicide:all", "suicide:female", "suicide:male")
DATA = (*SUICIDE, "asah:wfns", "asah:s100b", "asah:ndka", "ties", "spread", "unbalanced", "nhefs:logistic", "breast_cancer:mean radius")
REACHED = ("sensitivity", "specificity", "accuracy")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = []
        for k, data in enumerate(DATA):
            file = Path(folder) / f"{k}.txt"
            write_rows(file, data)
            lines.append(f"{data}\t{file}")
        answers = [line.split("\t") for line in lines_of("cutpoints.R", "\n".join(lines) + "\n")]
    version = {a[1]: a[2] for a in answers if a[0] == "version"}
    made: list[dict[str, Any]] = []
    for data, rule, tool, call, *numbers in (a for a in answers if a[0] != "version"):
        cut, *reached, auc = (float("inf") if x == "Inf" else float.fromhex(x) for x in numbers)
        of = {"data": data, "tool": tool, "version": version[tool], "call": call}
        made.append({"metric": "chosen_threshold", "parameters": {"threshold": rule}, "value": cut, **of})
        if data not in SUICIDE:
            continue
        given = (rule, cut) if rule == "youden" else (rule,)
        made += [{"metric": metric, "parameters": {"threshold": t}, "value": x, **of} for t in given for metric, x in zip(REACHED, reached)]
        if rule == "youden":
            made.append({"metric": "auroc", "value": auc, **of})
    table.replace("values", Path(__file__).name, made)


if __name__ == "__main__":
    main()
