# SPDX-License-Identifier: Apache-2.0
"""The text of a cell from the user's template."""

from __future__ import annotations

import math
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..estimate import FIELDS, Estimate
from ..report import words
from ..report.text import visible
from .digits import finer_texts

CELL = "{value:.2f} ({lower:.2f}–{upper:.2f})"
_LIMITS = ("lower", "upper", "published_lower", "published_upper")


@dataclass(frozen=True)
class Cell:
    """A cell with the reasons why a number is missing; they become footnotes."""

    text: str
    reasons: tuple[str, ...] = ()


class Template:
    """A template with fields of an estimate, such as "{value:.2f} ({lower:.2f}–{upper:.2f})"; without one, `CELL` with more digits where needed."""

    def __init__(self, given: str | None) -> None:
        self._may_be_finer = given is None
        text = CELL if given is None else given
        if not isinstance(text, str):
            raise TypeError("`cell` must be a text such as '{value:.2f} ({lower:.2f}–{upper:.2f})'")
        try:
            self._parts = [(before, name, form or "", how) for before, name, form, how in string.Formatter().parse(text)]
        except ValueError as error:
            raise ValueError(f"`cell` is not a valid format: {error}") from None
        self.fields = [name for _, name, _, _ in self._parts if name is not None]
        unknown = next((name for name in self.fields if name not in _SHOWN), None)
        if unknown is not None:
            raise ValueError(f"`cell` has the field {unknown!r}; an estimate has {', '.join(_SHOWN)}")
        if not self.fields:
            raise ValueError("`cell` has no field such as {value:.2f}")

    @property
    def is_usual(self) -> bool:
        """Whether the interval stands in parentheses behind the value."""
        return [name for name in self.fields if name is not None] == ["value", "lower", "upper"]

    @property
    def has_limits(self) -> bool:
        """Whether the template shows an interval."""
        return "lower" in self.fields or "upper" in self.fields

    def fill(self, e: Estimate) -> Cell:
        """The text of an estimate; the value alone if it has no interval, and the reason if it has no value."""
        if math.isnan(e.value):
            return Cell(words.status_reason(e.status), (words.status_meaning(e.status),))
        if self.has_limits and math.isnan(e.lower + e.upper):
            reason = () if e.interval_status == "not_requested" else (f"No interval: {words.interval_reason(e.interval_status)}.",)
            return Cell("".join(self._texts(e, up_to_limits=True)).rstrip(" ([,;–-"), reason)
        return Cell("".join(self._texts(e)))

    def _texts(self, e: Estimate, up_to_limits: bool = False) -> Iterator[str]:
        finer = dict(zip(("value", "lower", "upper"), finer_texts(e.value, e.lower, e.upper))) if self._may_be_finer else {}
        has_minus = any("⁻" in text for text in finer.values()) or any(getattr(e, name) < 0 for name in _LIMITS if name in self.fields)
        for i, (before, name, form, how) in enumerate(self._parts):
            is_between = i > 0 and self._parts[i - 1][1] in _LIMITS and name in _LIMITS
            # a dash between limits could be read as the sign of the second one
            yield " to " if is_between and has_minus and before in ("–", "-") else before
            if up_to_limits and name in _LIMITS:
                return
            if name is not None:
                yield finer[name] if name in finer else formatted(getattr(e, name), form, how)


_SHOWN = tuple(name for name in FIELDS if name not in ("parameters", "attribute", "group", "flags", "replicates"))


def formatted(x: Any, form: str, how: str | None) -> str:
    """A field by its format, with a true minus sign; ∞ if it is infinite, and a dash if it is missing. A name has no hidden characters."""
    if x is None or (isinstance(x, float) and math.isnan(x)):
        return "–"
    if isinstance(x, float) and math.isinf(x):
        return "∞" if x > 0 else "−∞"
    if how:
        x = repr(x) if how == "r" else ascii(x) if how == "a" else str(x)
    try:
        text = format(float(x) if isinstance(x, Estimate) else x, form)
    except (TypeError, ValueError) as error:
        raise ValueError(f"`cell` has a format that does not fit its field: {error}") from None
    return _without_sign_of_zero(text) if isinstance(x, (int, float)) else visible(text)


def _without_sign_of_zero(text: str) -> str:
    """A rounded number: −0.00 is 0.00."""
    return text.lstrip("-") if re.fullmatch(r"-0*\.?0*%?", text.strip()) else text.replace("-", "−")
