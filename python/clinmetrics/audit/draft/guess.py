# SPDX-License-Identifier: Apache-2.0
"""Guesses of what columns are for, each with the reason for the reader of the draft. Names decide first, and then the form of the cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .profile import Column

_ID = re.compile(r"(^|[_\W])(id|ids|key|uid|uuid|mrn|seqn|number|no|nr)($|[_\W])|id$", re.IGNORECASE)
_PERSON = re.compile(r"patient|subject|person|participant|mrn", re.IGNORECASE)
_OUTCOME = re.compile(
    r"^(y|y_?true|outcome|label|labels|target|event|died|death|dead|mortality|truth|ground_?truth|reference|disease|diagnosis|case|readmi.*)$",
    re.IGNORECASE,
)
_SCORE = re.compile(r"score|prob|risk|logit|y_?hat|y_?pred|model|predict", re.IGNORECASE)
_DECISION = re.compile(r"decision|class|flag|alert|label|pred|call", re.IGNORECASE)
_AGE = re.compile(r"(^|[_\W])age($|[_\W])", re.IGNORECASE)
_POSITIVE = ("1", "true", "yes", "y", "positive", "pos", "+", "present", "dead", "died", "death", "case", "event", "disease", "abnormal")
_WHOLE = re.compile(r"[+-]?\d+")
_MOST_LEVELS, _MOST_GROUPS = 12, 8


@dataclass
class Guess:
    """What the columns are taken for."""

    id: str
    id_reason: str
    outcome: str
    outcome_reason: str
    positive: str
    positive_reason: str
    scores: list[str]
    decisions: list[str]
    unit: str | None = None
    groups: list[str] = field(default_factory=list)
    ages: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def guess(truth: Sequence[Column], predictions: Sequence[Sequence[Column]]) -> Guess:
    """Guesses from the columns of the truth and of each file of predictions."""
    id_, id_reason = _id(truth, predictions)
    outputs = [column for file in predictions for column in file if column.name != id_]
    used = {id_, *(column.name for column in outputs)}
    scores = [c.name for c in outputs if _is_output(c)] if predictions else [c.name for c in truth if c.name != id_ and _is_score(c)]
    if not predictions:
        used |= set(scores)
    outcome, outcome_reason = _outcome([c for c in truth if c.name not in used])
    decisions = [c.name for c in outputs if not _is_output(c) and len(c.two_levels) == 2]
    if not predictions:
        decisions = [c.name for c in truth if c.name not in (*used, outcome.name) and len(c.two_levels) == 2 and _is_decision(c)]
    positive, positive_reason = _positive(outcome)
    found = Guess(id_, id_reason, outcome.name, outcome_reason, positive, positive_reason, scores, decisions)
    rest = [c for c in truth if c.name not in {*used, outcome.name, *decisions}]
    found.unit = next((c.name for c in rest if _is_person(c)), None)
    _add_groups(found, [c for c in rest if c.name != found.unit])
    return found


def _id(truth: Sequence[Column], predictions: Sequence[Sequence[Column]]) -> tuple[str, str]:
    shared = [c for c in truth if all(any(c.name == other.name for other in file) for file in predictions)]
    unique = [c for c in shared if c.is_unique and (c.is_whole or not c.is_number)]
    in_all = [c for c in unique if all(other.is_unique for file in predictions for other in file if other.name == c.name)]
    where = "in all files" if predictions else "in the file"
    for found, reason in (
        (in_all, f"it has one row for each value {where}"),
        (unique, "it has one row for each value in the truth, but not in all"),
    ):
        if found:
            return (next((c for c in found if _ID.search(c.name)), found[0])).name, reason
    named = next((c for c in shared if _ID.search(c.name)), None)
    return (named.name, "of its name, although values occur more than once or are missing") if named else ("id", "NONE")


def _outcome(columns: Sequence[Column]) -> tuple[Column, str]:
    two = [c for c in columns if len(c.two_levels) == 2 and not c.is_unique]
    for found, reason in (
        ([c for c in two if _OUTCOME.match(c.name)], "of its name, and it has two levels"),
        ([c for c in two if set(c.two_levels) in ({"0", "1"}, {"false", "true"})], "it is the first column of 0 and 1"),
        (two, "it is the first column with two levels"),
    ):
        if found:
            return found[0], reason
    return Column("outcome", 0, 0, 0, False, False, False), "NONE"


def _positive(outcome: Column) -> tuple[str, str]:
    """The positive level if its text says so; otherwise none, since a wrong one turns every result into its opposite."""
    levels = {level.strip().lower() for level in outcome.two_levels}
    known = [level for level in outcome.two_levels if level.strip().lower() in _POSITIVE]
    is_coded = all(_WHOLE.fullmatch(level) for level in levels)
    if len(known) == 1 and (not is_coded or levels in ({"0", "1"}, {"-1", "1"})):
        return known[0], "its text usually means that the outcome occurred"
    return "CHANGE_ME", "NONE"


def _is_output(column: Column) -> bool:
    return column.is_number and (column.n_levels > 2 or not column.two_levels or not column.is_whole)


def _is_score(column: Column) -> bool:
    return column.is_number and column.n_levels > 2 and not column.is_whole and (column.is_share or bool(_SCORE.search(column.name)))


def _is_decision(column: Column) -> bool:
    return bool(_DECISION.search(column.name)) and not _OUTCOME.match(column.name)


def _is_person(column: Column) -> bool:
    return bool(_PERSON.search(column.name)) and column.n_levels > _MOST_LEVELS and (not column.is_number or bool(_ID.search(column.name)))


def _add_groups(found: Guess, columns: Iterable[Column]) -> None:
    for column in columns:
        if column.is_number and column.n_levels > _MOST_LEVELS:
            (found.ages if _AGE.search(column.name) else found.left_out).append(column.name)
        elif 2 <= column.n_levels <= _MOST_LEVELS and len(found.groups) < _MOST_GROUPS:
            found.groups.append(column.name)
        elif column.n_levels > 1:
            found.left_out.append(column.name)
