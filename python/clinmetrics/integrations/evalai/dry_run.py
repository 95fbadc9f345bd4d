# SPDX-License-Identifier: Apache-2.0
"""Tries every phase of a bundle with good and faulty submissions, and tells what the platform and the entrants would see."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..._text import aligned, printable, shortened
from .board import SPECIFICATION
from .errors import BundleError
from .submissions import KINDS, Examples
from .worker import Worker
from .zips import opened, packed

if TYPE_CHECKING:
    from .worker import Submission

_MOST_COLUMNS = 6


def tried(path: Path) -> Iterator[str]:
    """The lines of the report. The evaluation script is executed."""
    from ...audit.specification import read_specification

    content = packed(path, []) if path.is_dir() else path.read_bytes()
    opened(io.BytesIO(content), path.name).close()  # checks the paths of its members
    with Worker(content) as worker:
        script = worker.script_folder / SPECIFICATION
        if not script.is_file():
            raise BundleError("the bundle was not made by clinmetrics evalai init")
        specification = read_specification(script)
        for phase in worker.phases:
            examples = Examples.of(specification, worker.annotations(phase))
            yield f"Phase {phase}"
            for kind in KINDS:
                yield from _told(kind, worker.submit(phase, kind, examples.text(kind)))
            for split in worker.splits(phase):
                yield from _leaderboard(worker, phase, split)


def _told(kind: str, submission: Submission) -> Iterator[str]:
    yield f"  {kind}: {submission.status}"
    if submission.status == "failed":
        yield f"    reads: {shortened(printable(submission.stderr.rstrip().splitlines()[-1]), 600)}"
    else:
        rows = len(json.loads(submission.result_file)["rows"])
        yield f"    reads: the leaderboard, and a result of {rows} rows ({len(submission.result_file):,} bytes)"


def _leaderboard(worker: Worker, phase: str, split: str) -> Iterator[str]:
    """The columns that order the leaderboard come first."""
    own = worker.order_by.rpartition("_")[0]
    order = sorted(range(len(worker.labels)), key=lambda i: (worker.labels[i].rpartition("_")[0] != own and worker.labels[i] != own, i))
    shown = order[:_MOST_COLUMNS]
    head = ("", *(f"{worker.labels[i]}{' *' if worker.labels[i] == worker.order_by else ''}" for i in shown))
    rows = [(team, *(str(cells[i]) for i in shown)) for team, cells in worker.leaderboard(phase, split)]
    yield f"  Leaderboard {split}, ordered by {worker.order_by}" + (
        f"; {len(order) - len(shown)} more columns" if len(order) > len(shown) else ""
    )
    yield "\n".join(f"    {line}" for line in aligned([head, *rows]).splitlines())
