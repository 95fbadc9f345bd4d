# SPDX-License-Identifier: Apache-2.0
"""The rules for a bundle that clinmetrics has made: the board, the specification and the configuration agree."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

from .board import BOARD, SPECIFICATION, Board
from .errors import BundleError
from .zips import read_member

if TYPE_CHECKING:
    from .check import Findings

_MOST = 4 * 2**20


def check_board(script: zipfile.ZipFile, config: dict[str, Any], found: Findings) -> None:
    """Every split, label and phase of the evaluation has its place in the configuration; others would fail each submission."""
    try:
        board = Board.from_json(read_member(script, BOARD, _MOST).decode("utf-8"))
        _check_specification(script)
    except (BundleError, UnicodeError, KeyError) as e:
        found.faults.append(str(e.args[0]) if isinstance(e, BundleError) else f"{BOARD} or {SPECIFICATION} cannot be read")
        return
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


def _check_specification(script: zipfile.ZipFile) -> None:
    import json

    from ...audit.specification import SpecificationError, read_specification

    try:
        read_specification(json.loads(read_member(script, SPECIFICATION, _MOST)))
    except (SpecificationError, json.JSONDecodeError, RecursionError, AttributeError):
        raise BundleError(f"{SPECIFICATION} is not valid; make the bundle again") from None
