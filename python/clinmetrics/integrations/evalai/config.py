# SPDX-License-Identifier: Apache-2.0
"""challenge_config.yaml: what EvalAI reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .pages import title

if TYPE_CHECKING:
    from ...audit.specification.model import Specification
    from .board import Board, Phase

CONFIG = "challenge_config.yaml"
SCRIPT = "evaluation_script.zip"
MOST_SUBMISSIONS = 100
_START, _END = "2026-01-01 00:00:00", "2030-12-31 23:59:59"


def config_of(specification: Specification, board: Board) -> dict[str, Any]:
    """The whole configuration."""
    decimals = 2 if any(phase.is_hidden for phase in board.phases) else 4
    return {
        "title": title(specification)[:100],
        "short_description": (specification.analysis.about.task or title(specification))[:200],
        "description": "templates/description.html",
        "evaluation_details": "templates/evaluation_details.html",
        "terms_and_conditions": "templates/terms_and_conditions.html",
        "submission_guidelines": "templates/submission_guidelines.html",
        "leaderboard_description": f"Ordered by {board.order_by}, the less favorable limit of the interval.",
        "image": "logo.png",
        "evaluation_script": SCRIPT,
        "remote_evaluation": False,
        "start_date": _START,
        "end_date": _END,
        "published": False,
        "leaderboard": [_leaderboard(board)],
        "challenge_phases": [_phase(i, phase) for i, phase in enumerate(board.phases, 1)],
        "dataset_splits": [{"id": i, "name": split.name[:100], "codename": split.codename} for i, split in enumerate(board.splits, 1)],
        "challenge_phase_splits": [
            {
                "challenge_phase_id": p,
                "leaderboard_id": 1,
                "dataset_split_id": s,
                "visibility": 3,
                "leaderboard_decimal_precision": decimals if phase.is_hidden else 4,
                "is_leaderboard_order_descending": not board.ordering.lower_is_better,
                "show_execution_time": False,
                "show_leaderboard_by_latest_submission": False,
            }
            for p, phase in enumerate(board.phases, 1)
            for s, _ in enumerate(board.splits, 1)
        ],
    }


def _leaderboard(board: Board) -> dict[str, Any]:
    schema = {
        "labels": [label.label for label in board.labels],
        "default_order_by": board.order_by,
        "metadata": {x.label: {"sort_ascending": x.lower_is_better, "description": x.description} for x in board.labels},
    }
    return {"id": 1, "schema": schema}


def _phase(number: int, phase: Phase) -> dict[str, Any]:
    return {
        "id": number,
        "name": phase.name,
        "description": f"templates/phase_{phase.codename}.html",
        "leaderboard_public": True,
        "is_public": True,
        "is_active": True,
        "is_submission_public": True,
        "max_concurrent_submissions_allowed": 3,
        "max_submissions_per_day": 3,
        "max_submissions_per_month": 30,
        "max_submissions": MOST_SUBMISSIONS if not phase.is_hidden else 50,
        "allowed_email_ids": [],
        "disable_logs": False,
        "allowed_submission_file_types": ".csv",
        "start_date": _START,
        "end_date": _END,
        "test_annotation_file": phase.annotations,
        "codename": phase.codename,
        "default_submission_meta_attributes": [{"name": name, "is_visible": True} for name in ("method_name", "method_description")],
        "submission_meta_attributes": [],
        "is_restricted_to_select_one_submission": False,
        "is_partial_submission_evaluation_enabled": False,
    }
