# SPDX-License-Identifier: Apache-2.0
"""The rules for challenge_config.yaml: what EvalAI refuses, and what it accepts although no leaderboard would work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .config import MOST_SUBMISSIONS
from .names import is_legal

if TYPE_CHECKING:
    from .check import Findings

_PAGES = ("description", "evaluation_details", "terms_and_conditions", "submission_guidelines")
_LISTS = ("leaderboard", "challenge_phases", "dataset_splits", "challenge_phase_splits")


def check_config(config: Mapping[str, Any], names: Mapping[str, int], found: Findings) -> None:
    """All of them. `names` are the files of the bundle with their sizes."""
    if not isinstance(config.get("title"), str) or not config["title"].strip():
        found.faults.append("title is missing")
    for key in _PAGES:
        _check_file(config.get(key), key, names, found, ".html")
    if config.get("image") is not None:
        _check_file(config["image"], "image", names, found, (".png", ".jpg", ".jpeg"))
    _check_dates(config, "the challenge", found)
    parts = {key: _entries(config.get(key), key, found) for key in _LISTS}
    for entry in parts["leaderboard"]:
        _check_leaderboard(entry, found)
    for entry in parts["challenge_phases"]:
        _check_phase(entry, names, found)
    _check_codenames(parts["challenge_phases"], "challenge_phases", found)
    _check_codenames(parts["dataset_splits"], "dataset_splits", found)
    _check_links(parts, found)


def _entries(value: Any, key: str, found: Findings) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not value or not all(isinstance(entry, dict) for entry in value):
        found.faults.append(f"{key} must be a list of at least one mapping")
        return []
    if key != "challenge_phase_splits":
        ids = [str(entry.get("id")) for entry in value]
        if "None" in ids or len(set(ids)) < len(ids):
            found.faults.append(f"{key}: each entry needs an id of its own")
    return value


def _check_file(value: Any, key: str, names: Mapping[str, int], found: Findings, ends: str | tuple[str, ...] = "") -> None:
    if not isinstance(value, str) or value not in names:
        found.faults.append(f"{key} must name a file of the bundle")
    elif not value.endswith(ends):
        found.faults.append(f"{key} must be a file that ends with {ends if isinstance(ends, str) else ' or '.join(ends)}")


def _check_dates(entry: Mapping[str, Any], what: str, found: Findings) -> None:
    start, end = str(entry.get("start_date", "")), str(entry.get("end_date", ""))
    if not start or not end:
        found.faults.append(f"{what} needs start_date and end_date")
    elif start >= end:
        found.faults.append(f"{what}: start_date is not before end_date")


def _check_leaderboard(entry: Mapping[str, Any], found: Findings) -> None:
    schema = entry.get("schema")
    schema = schema if isinstance(schema, dict) else {}
    labels, order = schema.get("labels"), schema.get("default_order_by")
    if not isinstance(labels, list) or not labels or not all(isinstance(x, str) and x for x in labels):
        found.faults.append("leaderboard: schema.labels must be a list of texts")
        return
    if len(set(labels)) < len(labels):
        found.faults.append("leaderboard: a label is there twice")
    if order not in labels:
        found.faults.append("leaderboard: default_order_by is not one of the labels, so that all entrants would have the score 0")
    if not set(schema.get("metadata") or {}) <= set(labels):
        found.warnings.append("leaderboard: schema.metadata describes a label that is not there")


def _check_phase(entry: Mapping[str, Any], names: Mapping[str, int], found: Findings) -> None:
    name = f"the phase {entry.get('codename')!r}"
    _check_file(entry.get("description"), f"{name}: description", names, found, ".html")
    if entry.get("test_annotation_file") is not None:
        _check_file(entry["test_annotation_file"], f"{name}: test_annotation_file", names, found)
    _check_dates(entry, name, found)
    most = entry.get("max_submissions")
    if not isinstance(most, int) or isinstance(most, bool) or most < 1:
        found.faults.append(f"{name}: max_submissions must be a whole number")
    elif most > MOST_SUBMISSIONS:
        found.warnings.append(
            f"{name}: {most:,} submissions may be made; with more than {MOST_SUBMISSIONS}, entrants can fit their models to the hidden outcome"
        )
    for key in ("max_submissions_per_day", "max_submissions_per_month"):
        if isinstance(most, int) and isinstance(entry.get(key), int) and entry[key] > most:
            found.warnings.append(f"{name}: {key} is above max_submissions")
    if entry.get("disable_logs"):
        found.warnings.append(f"{name}: with disable_logs, entrants do not learn why a submission failed")


def _check_codenames(entries: list[Mapping[str, Any]], key: str, found: Findings) -> None:
    names = [entry.get("codename") for entry in entries]
    if not all(isinstance(name, str) and is_legal(name) for name in names):
        found.faults.append(f"{key}: a codename must have letters, digits and underscores only, at most 100")
    if len(set(map(str, names))) < len(names):
        found.faults.append(f"{key}: a codename is there twice")


def _check_links(parts: Mapping[str, list[Mapping[str, Any]]], found: Findings) -> None:
    """Each entry of challenge_phase_splits names what is there, and each phase has a leaderboard."""
    targets = (("challenge_phase_id", "challenge_phases"), ("leaderboard_id", "leaderboard"), ("dataset_split_id", "dataset_splits"))
    for key, list_name in targets:
        known, used = {str(entry.get("id")) for entry in parts[list_name]}, {str(x.get(key)) for x in parts["challenge_phase_splits"]}
        if used - known:
            found.faults.append(f"challenge_phase_splits: a {key} is not in {list_name}")
        if known - used and list_name != "leaderboard":
            found.warnings.append(f"challenge_phase_splits: an entry of {list_name} is not used")
    pairs = [(str(x.get("challenge_phase_id")), str(x.get("dataset_split_id"))) for x in parts["challenge_phase_splits"]]
    if len(set(pairs)) < len(pairs):
        found.faults.append("challenge_phase_splits: a phase and a split are there twice")
