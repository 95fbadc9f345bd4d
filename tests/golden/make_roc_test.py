# SPDX-License-Identifier: Apache-2.0
"""DeLong's tests of two AUROCs by pROC's roc.test, paired and unpaired, in both directions; R 4.2.2 on Debian 12.

    apt install r-base-core r-cran-proc
    pip install scikit-learn==1.9.1
    python tests/golden/make_roc_test.py

R runs as a program of its own (roc_test.R). Rows go to compare/roc_test.csv. pROC 1.18 gives limits of the difference only of pairs.
"""

from __future__ import annotations

import csv
import itertools
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

from from_r import lines_of, write_rows

HERE = Path(__file__).parent
COHORTS = (
    ("asah:wfns", "asah:s100b", "asah:ndka"),
    ("breast_cancer:mean radius", "breast_cancer:mean concave points", "breast_cancer:worst perimeter"),
    ("nhefs:logistic", "nhefs:boosting"),
    ("nhefs_women:logistic", "nhefs_women:boosting"),
)
OTHERS = (("ties", "spread"), ("spread", "unbalanced"), ("easy", "edges"), ("nhefs:logistic", "nhefs_women:boosting"))
HEADER = ("first", "second", "design", "alternative", "level", "statistic", "df", "p", "lower", "upper", "tool", "version")


def requests() -> Iterator[tuple[str, str, str, str, str]]:
    """First, second, design, alternative, level."""
    for cohort in COHORTS:
        for a, b in itertools.permutations(cohort, 2):
            yield from ((a, b, design, "two.sided", "0.95") for design in ("paired", "unpaired"))
        a, b = cohort[:2]
        yield a, b, "paired", "greater", "0.95"
        yield a, b, "paired", "two.sided", "0.9"
    for a, b in OTHERS:
        yield from ((x, y, "unpaired", "two.sided", "0.95") for x, y in ((a, b), (b, a)))


def main() -> None:
    asked = list(requests())
    with tempfile.TemporaryDirectory() as folder:
        file = {}
        for k, data in enumerate(sorted({name for r in asked for name in r[:2]})):
            file[data] = Path(folder, f"{k}.txt")
            write_rows(file[data], data)
        text = "".join("\t".join((design, str(file[a]), str(file[b]), *how)) + "\n" for a, b, design, *how in asked)
        version, *answers = lines_of("roc_test.R", text)
    with (HERE / "compare" / "roc_test.csv").open("w", newline="") as out:
        write = csv.writer(out, lineterminator="\n").writerow
        write(HEADER)
        for request, answer in zip(asked, answers):
            write((*request, *("" if x == "NA" else float.fromhex(x) for x in answer.split("\t")), "pROC", version))


if __name__ == "__main__":
    main()
