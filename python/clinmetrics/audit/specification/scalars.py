# SPDX-License-Identifier: Apache-2.0
"""Texts as the numbers, truth values and thresholds that the specification declares. The error says what is expected."""

from __future__ import annotations

import math
import re

from ... import _core
from .model import Threshold

_NUMBER = re.compile(r"[+-]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"[+-]?(?:0|[1-9][0-9]*)")
_NOT_FINITE = re.compile(r"[+-]?\.?(?:inf|infinity|nan)", re.IGNORECASE)
_LONGEST = 400


def is_number(text: str) -> bool:
    """Whether the text is a number as people write it: no leading zeros, which are read as octal elsewhere, and no underscores."""
    return len(text) <= _LONGEST and _NUMBER.fullmatch(text) is not None


def number(text: str) -> float:
    """A finite number."""
    if _NOT_FINITE.fullmatch(text):
        raise ValueError("must be finite")
    if not is_number(text):
        raise ValueError("must be a number, such as 0.05")
    found = float(text)
    if not math.isfinite(found):
        raise ValueError("must be finite")
    return found + 0.0  # -0.0 is 0.0


def whole(text: str) -> int:
    """An exact whole number."""
    if len(text) > _LONGEST or _WHOLE.fullmatch(text) is None:
        raise ValueError("must be a whole number, such as 2000")
    return int(text)


def truth(text: str) -> bool:
    """Only true and false, since yes, no, on and off mean different things to different readers."""
    if text not in ("true", "false"):
        raise ValueError("must be true or false")
    return text == "true"


def threshold(text: str) -> Threshold:
    """A number if the text is one, else a rule in the engine's own form."""
    if is_number(text) or _NOT_FINITE.fullmatch(text):
        return number(text)
    try:
        return str(_core.rule_text(text))
    except ValueError as e:
        _, _, remedy = str(e).partition("; ")
        raise ValueError(f"is neither a number nor a rule; {remedy}") from None
