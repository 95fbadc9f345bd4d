# SPDX-License-Identifier: Apache-2.0
"""A rule that keeps rows, as a clause for the reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .text import parameter, shorten

_OPS = {
    "equals": "is",
    "differs": "is not",
    "at_least": "≥",
    "above": ">",
    "at_most": "≤",
    "below": "<",
    "one_of": "is one of",
    "none_of": "is none of",
    "present": "is present",
    "missing": "is missing",
}


def filter_text(column: str, op: str, value: Any) -> str:
    """As in "age ≥ 18" or "site is one of A, B"."""
    said = _OPS.get(op, op.replace("_", " "))
    if value is None or op in ("present", "missing"):
        return shorten(f"{column} {said}")
    values = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return shorten(f"{column} {said} {', '.join(one if isinstance(one, str) else parameter(one) for one in values)}")
