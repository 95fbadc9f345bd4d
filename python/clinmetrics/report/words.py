# SPDX-License-Identifier: Apache-2.0
"""The names and the meanings of metrics, interval methods, statuses and warnings, as the engine's descriptions give them.

In the meanings, ``{rows}`` and ``{row}`` stand for what the rows of a result are called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .. import _core
from .._names import METRICS

OUTCOME, DISCRIMINATION, CALIBRATION, DECISION, OTHER = _core.sections()


@dataclass(frozen=True)
class Metric:
    """The name and the meaning of a metric in the report."""

    label: str
    section: str
    meaning: str
    better: str = "neither"  # "higher", "lower", "one", "zero"
    is_bounded: bool = False  # its values cannot be more than 2 apart


def metric(name: str) -> Metric:
    """The entry of a metric; one that is not registered here is shown by its name."""
    about = METRICS.about.get(name)
    if about is None:
        return Metric(_spaced(name), OTHER, "See its entry in the metric reference.")
    is_bounded = about["greatest"] - about["least"] <= 2
    return Metric(about["label"] or _spaced(name), about["section"], about["meaning"], about["better"], is_bounded)


_PROPER_NAMES = ("Brier", "Jaccard", "Fowlkes", "Cohen", "G-mean")


def in_sentence(label: str) -> str:
    """A label inside a sentence: without its capital, unless it is a name or an abbreviation."""
    is_word = label[1:2].islower() and not label.startswith(_PROPER_NAMES)
    return label[0].lower() + label[1:] if is_word else label


@cache
def _words(column: str) -> Mapping[str, Mapping[str, str]]:
    """The words that a column of the comparisons may have, by name. Those of the rows are among them."""
    about = next(one for one in _core.tables()["gaps"] if one["name"] == column)
    return {word["name"]: word for word in about["words"]}


@cache
def _methods() -> Mapping[str, Mapping[str, Any]]:
    return {about["name"]: about for about in _core.method_catalogue()}


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def label(column: str, name: str) -> str:
    """The name of a word in a table: of a decision, a test and so on."""
    word = _words(column).get(name)
    return word["label"] if word else _spaced(name)


def meaning(column: str, name: str) -> str:
    """One or two sentences on a word."""
    word = _words(column).get(name)
    return word["meaning"] if word else f"See the documentation of this {column}."


def method_label(method: str) -> str:
    """The name of a method in a table."""
    return label("method", method) if method in _words("method") else method


def method_meaning(method: str) -> str:
    """One or two sentences on a method, and where it was published."""
    about = _methods().get(method)
    return meaning("method", method) + (f" Reference: {about['reference']}." if about else "")


def resamples(method: str) -> bool:
    """Whether a method reads bootstrap replicates."""
    return method in _methods() and bool(_methods()[method]["resamples"])


def status_reason(status: str) -> str:
    """The reason why a value is undefined or infinite."""
    return label("status", status)


def status_meaning(status: str) -> str:
    """The meaning of this status of a value."""
    return meaning("status", status)


def interval_reason(status: str) -> str:
    """The reason why a value has no interval."""
    return label("interval_status", status)


def flag_entry(flag: str) -> tuple[str, str]:
    """Name and sentence of a warning."""
    return label("flags", flag), meaning("flags", flag)
