# SPDX-License-Identifier: Apache-2.0
"""The names and the meanings of metrics, interval methods, statuses and warnings, as the engine's descriptions give them.

In the meanings, ``{rows}`` and ``{row}`` stand for what the rows of a result are called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .. import _core
from .._names import METRICS

OUTCOME, DISCRIMINATION, CALIBRATION, DECISION, OTHER = _core.sections()


@dataclass(frozen=True)
class Metric:
    """The name and the meaning of a metric in the report."""

    label: str
    section: str
    meaning: str


def metric(name: str) -> Metric:
    """The entry of a metric; one that is not registered here is shown by its name."""
    about = METRICS.about.get(name)
    if about is None:
        return Metric(_spaced(name), OTHER, "See its entry in the metric reference.")
    return Metric(about["label"] or _spaced(name), about["section"], about["meaning"])


@cache
def _words(column: str) -> Mapping[str, Mapping[str, str]]:
    """The words that a column of the rows may have, by name."""
    about = next(one for one in _core.tables()["rows"] if one["name"] == column)
    return {word["name"]: word for word in about["words"]}


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _label(column: str, name: str) -> str:
    word = _words(column).get(name)
    return word["label"] if word else _spaced(name)


def _meaning(column: str, name: str, what: str) -> str:
    word = _words(column).get(name)
    return word["meaning"] if word else f"See the documentation of this {what}."


def method_label(method: str) -> str:
    """The name of a method in a table."""
    return _label("method", method) if method in _words("method") else method


def method_meaning(method: str) -> str:
    """One or two sentences on a method."""
    return _meaning("method", method, "method")


def status_reason(status: str) -> str:
    """The reason why a value is undefined or infinite."""
    return _label("status", status)


def status_meaning(status: str) -> str:
    """The meaning of this status of a value."""
    return _meaning("status", status, "status")


def interval_reason(status: str) -> str:
    """The reason why a value has no interval."""
    return _label("interval_status", status)


def flag_entry(flag: str) -> tuple[str, str]:
    """Name and sentence of a warning."""
    return _label("flags", flag), _meaning("flags", flag, "flag")
