# SPDX-License-Identifier: Apache-2.0
"""A challenge bundle from an audit's specification."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..._groups import group_label
from ...suppression import SMALLEST_SHOWN
from .annotations import annotations_csv
from .board import BOARD, SPECIFICATION, Board, Phase, Split
from .challenge import of_challenge, specification_json
from .config import CONFIG, config_of
from .errors import BundleError, SubmissionError
from .labels import labels_of, ordering
from .logo import logo
from .names import is_legal, legal
from .pages import pages
from .script import INIT, MAIN
from .submissions import Examples

if TYPE_CHECKING:
    from ...audit.specification.model import Specification
    from ...result import Result


@dataclass(frozen=True)
class PhaseData:
    """A phase that is asked for: its codename and its truth."""

    codename: str
    truth: Path
    is_hidden: bool = True


def bundle_files(
    specification: Specification, phases: list[PhaseData], *, model: str | None = None, order_by: str | None = None
) -> dict[str, str | bytes]:
    """Each file of the bundle by its path. Splits are the groups that the public view of each phase shows."""
    import yaml

    given = of_challenge(specification, model)
    _check_codenames(phases)
    annotations = {
        f"annotations/{phase.codename}.csv": annotations_csv(replace(given, site=specification.site), phase.truth) for phase in phases
    }
    results = [_tried(given, text, phase.codename) for phase, text in zip(phases, annotations.values())]
    labels = labels_of(results[0])
    board = Board(
        tuple(Phase(p.codename, p.codename.replace("_", " ").capitalize(), file, p.is_hidden) for p, file in zip(phases, annotations)),
        tuple(splits_of(results)),
        tuple(labels),
        ordering(labels, order_by).label,
    )
    config = yaml.safe_dump(config_of(given, board), sort_keys=False, allow_unicode=True, width=120)
    return {
        CONFIG: "# Complete texts, dates and limits, then run: clinmetrics evalai check\n" + config,
        "logo.png": logo(),
        **pages(given, board),
        **annotations,
        **script_files(given, board),
    }


def script_files(specification: Specification, board: Board) -> Mapping[str, str | bytes]:
    """The files of the evaluation script."""
    files = {"__init__.py": INIT, "main.py": MAIN, SPECIFICATION: specification_json(specification), BOARD: board.to_json()}
    return {f"evaluation_script/{name}": text for name, text in files.items()}


def _check_codenames(phases: list[PhaseData]) -> None:
    names = [phase.codename for phase in phases]
    if len(set(names)) < len(names) or not all(map(is_legal, names)):
        raise BundleError("--phase: each codename is given once, and has only letters, digits and underscores")


def _tried(specification: Specification, annotations: str, phase: str) -> Result:
    """The result of a submission that is good, which shows the groups and the metrics."""
    from ...audit.errors import AuditError
    from ...audit.run import run
    from ...audit.text_table import TextTable

    with tempfile.TemporaryDirectory() as folder:
        truth, submission = Path(folder, "annotations.csv"), Path(folder, "submission.csv")
        truth.write_text(annotations, encoding="utf-8")
        submission.write_text(Examples.of(specification, truth).text("good"), encoding="utf-8")
        try:
            tables = TextTable(truth, f"the truth of the phase {phase}"), [TextTable(submission, "an example of a submission")]
            return run(specification, *tables, running={"num_threads": 1}).result
        except (AuditError, SubmissionError) as e:
            raise BundleError(str(e)) from None


def splits_of(results: list[Result]) -> list[Split]:
    """The groups that are shown in the public view of all phases, with codenames."""
    found: list[Split] = []
    shown = [_groups(result.public()) for result in results]
    for group in shown[0]:
        if all(group in others for others in shown):
            name = group_label([a for a, _ in group], [level for _, level in group]) if group else "overall"
            found.append(Split(legal(name.replace("=", " "), [split.codename for split in found]), name, group))
    if not found or found[0].group:
        raise BundleError(f"the public view shows nothing of this truth: each class needs at least {SMALLEST_SHOWN} rows and units")
    return found


def _groups(result: Result) -> list[tuple[tuple[str, str | None], ...]]:
    defined = (row for row in result.to_json_dict()["rows"] if row["n_positive"] is not None)
    return list(dict.fromkeys(tuple((part["attribute"], part["value"]) for part in row["group"]) for row in defined))
