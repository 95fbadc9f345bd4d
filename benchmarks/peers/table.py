# SPDX-License-Identifier: Apache-2.0
"""A row of the table: the task, the times, whether the results agree, and the target."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Row:
    question: str
    peer: str
    ratio: float | None  # the time of the other library divided by ours; for a figure of ours alone, the figure
    target: str = ""
    met: bool | None = None
    agrees: bool = True  # the two results are equal, or agree within the error of their random numbers
    ours_s: float | None = None
    peer_s: float | None = None
    note: str = ""


def row(question: str, peer: str, ours_s: float, peer_s: float, agrees: bool, at_least: float | None = None, note: str = "") -> Row:
    """Our time and that of another library for the same task."""
    ratio = peer_s / ours_s
    return Row(
        question,
        peer,
        ratio,
        "" if at_least is None else f">= {at_least:g}",
        None if at_least is None else bool(ratio >= at_least),
        bool(agrees),
        ours_s,
        peer_s,
        note,
    )


def figure_of(question: str, number: float, at_most: float | None = None, at_least: float | None = None, note: str = "") -> Row:
    """A figure without another library."""
    target = f"<= {at_most:g}" if at_most is not None else f">= {at_least:g}" if at_least is not None else ""
    met = number <= at_most if at_most is not None else number >= at_least if at_least is not None else None
    return Row(question, "", number, target, met, note=note)


def skipped(question: str, peer: str, why: str) -> Row:
    return Row(question, peer, None, note=why)


def show(r: Row) -> None:
    number = "skipped" if r.ratio is None else f"{r.ratio:,.0f}x" if r.peer and r.ratio >= 100 else f"{r.ratio:.3g}{'x' if r.peer else ''}"
    verdict = "" if r.met is None else "met" if r.met else "MISSED"
    answers = "" if r.agrees else "  ANSWERS DIFFER"
    print(f"{r.question:58} {r.peer:28} {number:>9}  {r.target:>8} {verdict:7}{answers} {r.note}", flush=True)


def write_csv(rows: list[Row], path: Path) -> None:
    """The table in the form of the documentation."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["question", "against", "figure", "target", "met"])
        for r in rows:
            number = f"not run: {r.note}" if r.ratio is None else f"{r.ratio:,.0f}" if r.ratio >= 100 else f"{r.ratio:.3g}"
            out.writerow(
                [
                    r.question,
                    r.peer,
                    number + ("×" if r.peer and r.ratio else ""),
                    r.target,
                    "" if r.met is None else "yes" if r.met else "no",
                ]
            )
