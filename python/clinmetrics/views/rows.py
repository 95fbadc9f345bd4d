# SPDX-License-Identifier: Apache-2.0
"""Rows, counts, comparisons and gaps of the public view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .rounding import Digits, rounded
from .tables import Group, Tables, group_of

_VALUES = ("value", "lower", "upper", "published_lower", "published_upper", "simultaneous_lower", "simultaneous_upper")
_REALS = ("value", "lower", "upper", "se", "df", "published_lower", "published_upper", "numerator", "denominator", "weight_sum", "n_eff")
_INNER = ("statistic", "df", "test_p", "p_exact", "p_bootstrap", "p_permutation")
_P = ("p", "p_adjusted")
_P_DECIMALS = 3
Entry = dict[str, Any]


def public_rows(document: Mapping[str, Any], tables: Tables, digits: Digits) -> dict[str, list[Entry]]:
    """The four tables."""
    rows = [row for row in document["rows"] if tables.shows_group(group_of(row))]
    shown = {_key(row, row["model"], group_of(row)) for row in rows if tables.shows(row)}
    return {
        "rows": [_row(row, digits) if _key(row, row["model"], group_of(row)) in shown else _hidden_row(row) for row in rows],
        "counts": [_count(entry) for entry in document["counts"] if _shows_count(entry, tables)],
        "comparisons": [
            _contrast(entry, digits, [group_of(entry)])
            for entry in document["comparisons"]
            if entry["scale"] != "test_only"
            and all(_key(entry, model, group_of(entry)) in shown for model in _models(entry, document["models"]))
        ],
        "gaps": [
            _contrast(entry, digits, _sides(entry))
            for entry in document["gaps"]
            if all(_key(entry, entry["model"], group) in shown for group in _judged(entry, rows, tables))
        ],
    }


def _key(entry: Mapping[str, Any], model: str, group: Group) -> tuple[Any, ...]:
    return model, entry["metric"], tuple(sorted((name, repr(x)) for name, x in entry["parameters"].items())), group


def _row(row: Mapping[str, Any], digits: Digits) -> Entry:
    group = group_of(row)
    weights = row["weight_sum"] if row["weight_sum"] == row["n"] else None
    found = {**row, **{name: digits.rounded(name, row[name], group) for name in _VALUES if name in row}, "se": None, "df": None}
    found.update(weight_sum=weights, n_eff=row["n_eff"] if weights is not None else None)
    if weights is None:
        found.update(numerator=None, denominator=None)
    found.pop("replicates", None)
    return found


def _hidden_row(row: Mapping[str, Any]) -> Entry:
    """A row of a group that is shown whose value is hidden: a count below k stands behind it, or it is the score of a row."""
    found = {
        **row,
        **dict.fromkeys(_REALS),
        "status": "too_few",
        "interval_status": "too_few",
        "method": "none",
        "published_method": "none",
    }
    found.update(flags=[], n_resamples=0, n_undefined=0)
    found.pop("replicates", None)
    return found


def _shows_count(entry: Mapping[str, Any], tables: Tables) -> bool:
    """Sums of weights are not shown: they may identify rows."""
    if tables.has_weights:
        return False
    at = (entry["model"], entry["threshold"] if entry["rule"] is None else entry["rule"])
    return all(tables.shows_side(at, group_of(entry), side) for side in ("positive", "negative"))


def _count(entry: Mapping[str, Any]) -> Entry:
    """Counts are exact; a threshold that a rule chose is the score of a row, and only the rule is shown."""
    return {**entry} if entry["rule"] is None else {**entry, "threshold": None}


def _models(entry: Mapping[str, Any], every: list[str]) -> list[str]:
    named = [model for model in (entry["a"], entry["b"]) if model is not None]
    return named or every


def _sides(entry: Mapping[str, Any]) -> list[Group]:
    """The groups that a gap names."""
    return [group_of(entry, side) for side in ("a", "b") if entry[side] is not None]


def _judged(entry: Mapping[str, Any], rows: list[Mapping[str, Any]], tables: Tables) -> list[Group]:
    """The groups on which a gap depends: those that it names, or all of its attribute.

    A number about all groups, such as the heterogeneity, is not shown if any of them is hidden.
    """
    if entry["a"] is not None:
        return _sides(entry)
    return [*tables.hidden_of(entry["attribute"]), *dict.fromkeys(group_of(row) for row in rows if row["attribute"] == entry["attribute"])]


def _contrast(entry: Mapping[str, Any], digits: Digits, groups: list[Group]) -> Entry:
    """Value, limits and p are rounded. Statistics and the other p values can reveal how many rows two models judge differently."""
    found = {**entry, **{name: digits.rounded(name, entry[name], *(groups or [()])) for name in _VALUES if name in entry}}
    found.update({name: rounded(name, entry[name], _P_DECIMALS) for name in _P})
    return {**found, **dict.fromkeys(_INNER), "test": "none"}
