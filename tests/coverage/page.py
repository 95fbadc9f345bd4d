# SPDX-License-Identifier: Apache-2.0
"""Turns the CSV of the simulation into the tables and pictures of docs/intervals.rst.

usage: page.py out/coverage/coverage.csv docs/_static
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import dots

LEAST = 100  # cells with fewer intervals say little about coverage
KINDS = {
    "rows": "independent",
    "patients": "of patients",
    "weights": "with weights",
    "models": "two models",
    "models of patients": "two models, rows of patients",
    "groups": "groups",
}
LABELS = {
    "auroc": "AUROC", "brier": "Brier score", "ece": "ECE", "f1": "F1", "f_beta": "F2", "fowlkes_mallows": "Fowlkes–Mallows", "g_mean": "G-mean",
    "lr_negative": "LR−", "lr_positive": "LR+", "mcc": "MCC", "npv": "NPV", "npv_at_prevalence": "NPV at a prevalence",
    "net_benefit_at_prevalence": "net benefit at a prevalence", "observed_expected_ratio": "O:E ratio", "ppv": "PPV",
    "ppv_at_prevalence": "PPV at a prevalence", "scaled_brier": "scaled Brier score",
}  # fmt: skip
SINGLE_DEPENDENT = ("patients", "weights")
COMPARISONS = ("models", "models of patients", "groups")


@dataclass
class Cell:
    """What happened to the intervals of one metric and method in one cell."""

    round: int
    grid: str
    kind: str
    name: str
    metric: str
    asked: str
    method: str
    intervals: int
    with_value: int
    coverage: float
    error: float
    one_sided: float
    width: float


def read(path: Path) -> list[Cell]:
    cells = []
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if int(row["intervals"]) < LEAST:
                continue
            cells.append(
                Cell(
                    round=int(row["round"]),
                    grid=row["grid"],
                    kind=row["kind"],
                    name=row["cell"],
                    metric=re.sub(r"\(.*?\)", "", row["metric"]),
                    asked=row["asked"],
                    method=row["method"],
                    intervals=int(row["intervals"]),
                    with_value=int(row["samples"]) - int(row["undefined"]),
                    coverage=100 * float(row["coverage"]),
                    error=100 * float(row["error"]),
                    one_sided=100 * max(float(row["truth_below"]), float(row["truth_above"])),
                    width=float(row["width"]),
                )
            )
    return cells


def worst_of(cells: Iterable[Cell]) -> Cell:
    return min(cells, key=lambda c: c.coverage)


def main_method(cells: Iterable[Cell]) -> str:
    """The method that gave most of the intervals."""
    counts: dict[str, int] = defaultdict(int)
    for c in cells:
        counts[c.method] += c.intervals
    return max(counts, key=lambda name: counts[name])


def label(metric: str) -> str:
    """A metric, and what is compared of it, in words."""
    name, _, rest = metric.partition(" ")
    return f"{LABELS.get(name, name.replace('_', ' '))} {rest}".rstrip()


def default_lines(cells: list[Cell]) -> dict[tuple[str, str], list[str]]:
    """One line for each kind of rows and metric, the lowest coverage first."""
    by: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    published: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for c in cells:
        if c.asked == "auto":
            by[c.kind, c.metric].append(c)
        elif c.asked == "published" and c.round == 1:
            published[c.kind, c.metric].append(c)
    lines = []
    for key, of in by.items():
        first = [c for c in of if c.round == 1]
        if not first:
            continue
        worst = worst_of([c for c in of if c.round == 2] or first)
        old = published[key]
        lines.append(
            (
                worst.coverage,
                key,
                [
                    f"{label(key[1])}: {main_method(first)}",
                    KINDS[key[0]],
                    f"{worst.coverage:.1f} ± {worst.error:.1f}",
                    f"{worst.one_sided:.1f}",
                    f"{sum(c.coverage for c in first) / len(first):.1f}",
                    f"{100 - 100 * sum(c.intervals for c in first) / sum(c.with_value for c in first):.0f}",
                    f"{worst_of(old).coverage:.1f}" if old else "",
                    worst.name,
                ],
            )
        )
    return {key: line for _, key, line in sorted(lines, key=lambda entry: entry[0])}


HEADER = ["metric: default", "rows", "lowest", "one-sided miss", "mean", "none", "published", "cell of the lowest"]


def write_table(path: Path, lines: Iterable[list[str]], without: int | None = None) -> None:
    """`without`: the number of a column that is left out."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        for line in [HEADER, *lines]:
            out.writerow(cell for k, cell in enumerate(line) if k != without)


def main() -> int:
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    cells = read(source)
    lines = default_lines([c for c in cells if c.kind == "rows"])
    write_table(target / "coverage.csv", lines.values(), without=HEADER.index("rows"))
    write_table(target / "coverage_dependent.csv", default_lines([c for c in cells if c.kind in SINGLE_DEPENDENT]).values())
    differences = default_lines([c for c in cells if c.kind in COMPARISONS and not c.metric.endswith("ratio")])
    write_table(target / "coverage_comparisons.csv", differences.values())
    first = [c for c in cells if c.round == 1 and c.kind == "rows"]
    series = {
        label(metric): {
            "default": [c.coverage for c in first if c.metric == metric and c.asked == "auto"],
            "published method": [c.coverage for c in first if c.metric == metric and c.asked == "published"],
        }
        for _, metric in lines
    }
    (target / "coverage.svg").write_text(dots.picture(series), encoding="utf-8")
    (target / "coverage_auroc.svg").write_text(dots.picture(auroc_by_size(first)), encoding="utf-8")
    print(f"{len(lines)} lines, {len(cells)} cells with at least {LEAST} intervals")
    return 0


def auroc_by_size(cells: list[Cell]) -> dict[str, dict[str, list[float]]]:
    """Coverages of the AUROC by the number of rows of the smaller class."""
    out: dict[str, dict[str, list[float]]] = {}
    names = {"auto": "default", "hull": "hull", "logit_delong": "logit-DeLong", "delong": "DeLong"}
    for c in sorted((c for c in cells if c.metric == "auroc" and " v. " in c.name and c.asked in names), key=size_of):
        out.setdefault(f"{size_of(c)} rows" if size_of(c) > 1 else "1 row", {name: [] for name in names.values()})[names[c.asked]].append(
            c.coverage
        )
    return out


def size_of(c: Cell) -> int:
    left, right = c.name.rsplit(", ", 1)[1].split(" v. ")
    return min(int(left), int(right))


if __name__ == "__main__":
    sys.exit(main())
