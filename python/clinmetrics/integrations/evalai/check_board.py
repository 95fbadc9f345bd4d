# SPDX-License-Identifier: Apache-2.0
"""The rules for a bundle that clinmetrics has made: the board, the specification and the configuration agree."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

from .board import BOARD, SPECIFICATION, Board
from .errors import BundleError
from .values import is_score_of_a_row
from .zips import read_member

if TYPE_CHECKING:
    from ...audit.specification.model import Analysis, Specification
    from .check import Findings

_MOST = 4 * 2**20


def check_board(script: zipfile.ZipFile, config: dict[str, Any], found: Findings) -> None:
    """Every split, label and phase of the evaluation has its place in the configuration; others would fail each submission."""
    try:
        board = Board.from_json(read_member(script, BOARD, _MOST).decode("utf-8"))
        specification = _specification(script)
    except (BundleError, UnicodeError, KeyError) as e:
        found.faults.append(str(e.args[0]) if isinstance(e, BundleError) else f"{BOARD} or {SPECIFICATION} cannot be read")
        return
    _check_rules(board, specification.analysis, found)
    if found.faults:
        return  # the configuration must be whole before it is compared
    leaderboard = config["leaderboard"][0]["schema"]
    phases = {entry["codename"]: str(entry["id"]) for entry in config["challenge_phases"]}
    splits = {entry["codename"]: str(entry["id"]) for entry in config["dataset_splits"]}
    links = {(str(x["challenge_phase_id"]), str(x["dataset_split_id"])): x for x in config["challenge_phase_splits"]}
    if board.order_by != leaderboard["default_order_by"]:
        found.faults.append(
            f"default_order_by is not {board.order_by!r}, by which the evaluation orders: submissions without it would count as 0"
        )
    if not {label.label for label in board.labels} <= set(leaderboard["labels"]):
        found.warnings.append("leaderboard: labels of the evaluation are left out and will not be shown")
    for phase in board.phases:
        for split in board.splits:
            link = links.get((phases.get(phase.codename, ""), splits.get(split.codename, "")))
            if link is None:
                found.faults.append(
                    f"the split {split.codename!r} of the phase {phase.codename!r} is not in the configuration: each submission would fail"
                )
            elif bool(link.get("is_leaderboard_order_descending")) is board.ordering.lower_is_better:
                found.faults.append(f"is_leaderboard_order_descending of the split {split.codename!r} would put the worst submission first")


def _check_rules(board: Board, analysis: Analysis, found: Findings) -> None:
    """A threshold that a rule chooses is the score of a row, mostly of a positive one, so that entrants could read the hidden outcome from it."""
    named = [label.label for label in board.labels if is_score_of_a_row(label)]
    if named:
        found.faults.append(
            f"{BOARD}: the labels {', '.join(named)} would show scores of single rows; remove them, or make the bundle again"
        )
    thresholds = (*analysis.thresholds, *(t for model in analysis.models for t in model.thresholds))
    rules = {t for t in thresholds if isinstance(t, str)}
    if rules:
        found.warnings.append(
            f"analysis.thresholds: entrants see the metrics at {', '.join(sorted(rules))}, and not the threshold that is chosen, which is the "
            "score of a row; give a number if they need to know the threshold"
        )


def _specification(script: zipfile.ZipFile) -> Specification:
    import json

    from ...audit.specification import SpecificationError, read_specification

    try:
        return read_specification(json.loads(read_member(script, SPECIFICATION, _MOST)))
    except (SpecificationError, json.JSONDecodeError, RecursionError, AttributeError):
        raise BundleError(f"{SPECIFICATION} is not valid; make the bundle again") from None
