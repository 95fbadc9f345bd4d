# SPDX-License-Identifier: Apache-2.0
"""The fields of the report template of the ITU/WHO focus group FG-AI4H, a column for each model."""

from __future__ import annotations

import math
from collections.abc import Callable

from .chapter import Chapter
from .headline import main_threshold
from .index import Index, cell_of, one_line
from .read import Counts
from .tables import Entry, Line, Part, Small, Table
from .text import count, number, shorten

_MOST_MODELS = 4  # beside each other
_NOT_SAID = "not stated"
_NOT_COMPUTED = "not computed"


def model_card(index: Index) -> Chapter | None:
    """The section, or none if the result has no models."""
    names = [name for name in index.document.models if name not in index.variants]
    tables = [_table(index, names[i : i + _MOST_MODELS]) for i in range(0, len(names), _MOST_MODELS)]
    if not tables:
        return None
    sentence = (
        "The fields of the report of the ITU/WHO focus group FG-AI4H. Texts are those of the specification of the audit; the report does not"
        " judge them."
    )
    return Chapter("model-card", "Fields of the FG-AI4H report", (sentence,), (), tuple(tables))


def _table(index: Index, names: list[str]) -> Table:
    at = f"at {'its' if len(names) == 1 else 'their'} first threshold" if any(index.thresholds(name) for name in names) else "by the labels"
    caption = f"Accuracy, sensitivity, specificity and F-score {at}, with {index.level} intervals where the result has them."
    lines = tuple(Line((label, *(Small(value(index, name)) for name in names))) for label, value in FIELDS)
    heads: tuple[Entry, ...] = ("Field", *(Small(index.model(name).brief) for name in names))
    return Table("Template", caption, heads, (Part("", lines),), class_="compact model-card")


def _described(key: str) -> Callable[[Index, str], str]:
    return lambda index, name: shorten(str(index.described.get(name, {}).get(key) or "")) or _NOT_SAID


def _about(key: str) -> Callable[[Index, str], str]:
    return lambda index, _: index.about(key) or _NOT_SAID


def _name(index: Index, name: str) -> str:
    version = shorten(str(index.described.get(name, {}).get("version") or ""))
    return index.model(name).name + (f", version {version}" if version else "")


def _metric(metric: str) -> Callable[[Index, str], str]:
    def value(index: Index, name: str) -> str:
        threshold = main_threshold(index, name)
        at = () if threshold is None else (("threshold", threshold),)
        row = index.overall.get((name, metric, at)) or index.overall.get((name, metric, ()))
        return _NOT_COMPUTED if row is None else one_line(cell_of(row))

    return value


def _accuracy(index: Index, name: str) -> str:
    said = _metric("accuracy")(index, name)
    found = next((c for c in index.document.counts if c.model == name and _is_at(c, main_threshold(index, name))), None)
    if said != _NOT_COMPUTED or found is None:
        return said
    right, every = found.tp + found.tn, found.tp + found.tn + found.fp + found.fn
    if not every > 0 or math.isnan(right):
        return _NOT_COMPUTED
    return f"{number(right / every)} ({count(right)} of {count(every)})"


def _is_at(counts: Counts, threshold: object) -> bool:
    return counts.rule == threshold if isinstance(threshold, str) else threshold is None or counts.threshold == threshold


FIELDS: tuple[tuple[str, Callable[[Index, str], str]], ...] = (
    ("Model name", _name),
    ("Developer", _described("developer")),
    ("Task", _about("task")),
    ("Algorithm", _described("algorithm")),
    ("Accuracy", _accuracy),
    ("Sensitivity", _metric("sensitivity")),
    ("Specificity", _metric("specificity")),
    ("F-score (F1)", _metric("f1")),
    ("AUROC", _metric("auroc")),
    ("Clinical implications", _about("clinical_implications")),
    ("Safety implications", _about("safety_implications")),
)
