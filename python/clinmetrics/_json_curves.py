# SPDX-License-Identifier: Apache-2.0
"""The curves of a stored result, checked and otherwise left as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import _json_fields as fields

BANDS = ("roc_band", "simultaneous_roc_band", "pr_band", "simultaneous_pr_band")
_LIMITS = ("lower", "upper")
_CALIBRATION = ("n", "n_positive", "mean_score", "lower", "upper")
_HISTOGRAM = ("n_positive", "n_negative")
_SMOOTH = ("score", "observed", "lower", "upper")
_DECISION = ("threshold", "net_benefit", "treat_all")
_DECISION_LIMITS = (*_LIMITS, "simultaneous_lower", "simultaneous_upper")
_PARTS = ("tp", "fp", "marks", "threshold", "calibration", "edges", "smooth", "method", "decision", "histogram")
KEYS = frozenset((*BANDS, *_LIMITS, *_CALIBRATION, *_HISTOGRAM, *_SMOOTH, *_DECISION, *_DECISION_LIMITS, *_PARTS))


ReadPlace = Callable[[Mapping[str, Any], str], Any]
"""Checks the model and the group of an entry at a path."""


def read_curves(document: Mapping[str, Any], is_earlier: bool, read_place: ReadPlace) -> list[dict[str, Any]]:
    """The curves. Those of the earlier schema are of all rows and have no marks; their thresholds and the shares in a band are left out."""
    curves = [dict(entry) for entry in fields.objects(document, "curves")]
    for i, curve in enumerate(curves):
        if is_earlier:
            curve.pop("thresholds", None)
            curve.update(
                marks=[],
                attribute=None,
                group=[],
                simultaneous_roc_band=None,
                pr_band=None,
                simultaneous_pr_band=None,
                smooth=[],
                decision=None,
            )
            if isinstance(curve.get("roc_band"), Mapping):
                curve["roc_band"] = {name: x for name, x in curve["roc_band"].items() if name in _LIMITS}
        curve.setdefault("simultaneous_pr_band", None)  # the first files of this schema do not have it
        _check(curve, f"curves[{i}]", read_place)
    return curves


def _check(curve: dict[str, Any], path: str, read_place: ReadPlace) -> None:
    fields.free_form(curve, path)
    read_place(curve, path)
    for name in ("n_positive", "n_negative"):
        fields.number(curve, name, path)
    n_points = _same_length(curve, ("tp", "fp"), path)
    for i, mark in enumerate(fields.objects(curve, "marks", path)):
        for name in ("threshold", "tp", "fp"):
            fields.number(mark, name, f"{path}.marks[{i}]")
    for name in BANDS:
        if fields.field(curve, name, path) is None:
            continue
        if _same_length(fields.mapping(curve, name, path), _LIMITS, f"{path}.{name}") != n_points:
            fields.refuse(f"{path}.{name}.lower", "is not as long as `tp`")
    for i, line in enumerate(fields.objects(curve, "smooth", path)):
        fields.code(line, "method", f"{path}.smooth[{i}]", ("rcs", "loess"))
        _same_length(line, _SMOOTH, f"{path}.smooth[{i}]")
    if fields.field(curve, "decision", path) is not None:
        found, where = fields.mapping(curve, "decision", path), f"{path}.decision"
        n_points = _same_length(found, _DECISION, where)
        if _same_length(found, _DECISION_LIMITS, where) not in (0, n_points):
            fields.refuse(f"{where}.lower", "is not as long as `threshold`")
    for part, columns in (("calibration", _CALIBRATION), ("histogram", _HISTOGRAM)):
        if fields.field(curve, part, path) is None:
            continue
        found = fields.mapping(curve, part, path)
        length = _same_length(found, columns, f"{path}.{part}")
        if len(fields.numbers(found, "edges", f"{path}.{part}")) not in ({0, 1} if length == 0 else {length + 1}):
            fields.refuse(f"{path}.{part}.edges", "is not one longer than the other lists")


def _same_length(of: Mapping[str, Any], names: tuple[str, ...], path: str) -> int:
    lengths = [len(fields.numbers(of, name, path)) for name in names]
    for name, length in zip(names, lengths):
        if length != lengths[0]:
            fields.refuse(f"{path}.{name}", f"is not as long as `{names[0]}`")
    return lengths[0]
