# SPDX-License-Identifier: Apache-2.0
"""The rules that choose a threshold, as a sentence names them."""

from __future__ import annotations

import re

from . import words
from .text import parameter, shorten

_NAMES = {
    "youden": "Youden’s index",
    "closest_topleft": "the point of the ROC curve closest to the upper left",
    "min_cost": "the least cost",
    "max_f1": "the largest F1",
    "max_mcc": "the largest MCC",
}
_LIMIT = re.compile(r"(\w+)([<>]=)(.+)")
_CALL = re.compile(r"(\w+)(?:\((.*)\))?")
_LABELS = {"alert_rate": "alert rate"}


def rule_text(rule: str) -> str:
    """A rule for the reader, to follow "chosen by": "sensitivity ≥ 0.9", "the least cost (cost ratio 5)"."""
    limit = _LIMIT.fullmatch(rule)
    if limit:
        name, sign, number = limit.groups()
        label = _LABELS.get(name) or words.in_sentence(words.metric(name).label)
        return shorten(f"{label} {'≥' if sign == '>=' else '≤'} {parameter(number)}")
    call = _CALL.fullmatch(rule)
    if call and call[1] in _NAMES:
        options = (call[2] or "").replace("_", " ").replace("=", " ")
        return shorten(_NAMES[call[1]] + (f" ({options})" if options else ""))
    return shorten(rule)
