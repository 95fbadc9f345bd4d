# SPDX-License-Identifier: Apache-2.0
r"""Text for numbers, intervals and names from other sources.

Names come from data, so they are hostile until shown: control, bidirectional and invisible characters appear as escapes
(``\u202e``), never raw, and a backslash of the data's own is doubled, so that nobody can fake an escape.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Union

from .._text import number_text, number_texts

Number = Union[int, float]

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN = re.compile(r"[ -\[\]-~]*\Z")  # printable ASCII but the backslash: the common case, shown as it is
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_HIDDEN_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")  # letters and marks that draw nothing
_MARKS_IN_A_ROW = 3  # more combining marks than this on one letter would paint over the lines around it
_LONGEST_NAME = 96
_LONGEST_TEXT = 1200


def visible(text: str) -> str:
    """Return ``text`` with every character that could hide, reorder or break the page written as an escape."""
    if _PLAIN.match(text):
        return text
    out = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if character == "\\":
            out.append("\\\\")
        elif category in _HIDDEN_CATEGORIES or character in _HIDDEN_LETTERS or _is_variation_selector(character) or marks > _MARKS_IN_A_ROW:
            out.append(_escape(character))
        else:
            out.append(character)
    return "".join(out)


def _is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def shorten(name: str) -> str:
    """Cut the middle out of a name that would fill the page, and show how much was cut."""
    cut = len(name) - _LONGEST_NAME
    return name if cut <= 0 else f"{name[: _LONGEST_NAME - 24]}… ({cut} characters) …{name[-24:]}"


def shorten_text(text: str) -> str:
    """Cut a text of several sentences that would fill the page, and show how much was cut."""
    cut = len(text) - _LONGEST_TEXT
    return text if cut <= 0 else f"{text[:_LONGEST_TEXT]}… ({cut} more characters)"


def number(x: float, digits: int = 3) -> str:
    """A number by the rule of the whole package, set for print: a true minus sign, 4.6×10⁻¹²."""
    return _set(number_text(x, digits))


def numbers(*values: float, digits: int = 3) -> tuple[str, ...]:
    """Numbers that are shown together, with as many decimals as are needed to distinguish them."""
    return tuple(_set(text) for text in number_texts(*values, digits=digits))


def _set(text: str) -> str:
    mantissa, e, exponent = text.partition("e")
    sign = mantissa.replace("-", "−")
    return f"{sign}×10{superscript(int(exponent))}" if e else sign


def superscript(exponent: int) -> str:
    """An exponent set above the line."""
    return str(exponent).translate(_SUPERSCRIPTS)


def span(lower: str, upper: str) -> str:
    """An interval's limits: ``0.810–0.857``, or with *to* if a minus sign could be read as the dash."""
    return f"{lower}{' to ' if '−' in lower + upper or '⁻' in lower + upper else '–'}{upper}"


def count(n: Number) -> str:
    """A count with thousands separated; sums of weights keep a decimal."""
    if math.isnan(n):
        return "–"
    if math.isinf(n) or abs(n) >= 1e15:
        return number(n)
    return f"{int(n):,}" if float(n).is_integer() else f"{n:,.1f}" if abs(n) >= 10 else number(n)


def percent(fraction: float, digits: int = 1) -> str:
    """For prose: ``19.5%``, with more decimals if it would otherwise be 0% or 100%."""
    if math.isnan(fraction):
        return "–"
    while digits < 15 and 0 < fraction < 1 and float(f"{100 * fraction:.{digits}f}") in (0, 100):
        digits += 1
    return f"{100 * fraction:.{digits}f}%".replace("-", "−")


def percent_span(lower: float, upper: float) -> str:
    """An interval of a share for prose: ``68.8–78.4%``."""
    digits = 1
    while digits < 15 and lower < upper and percent(lower, digits) == percent(upper, digits):
        digits += 1
    return f"{percent(lower, digits)[:-1]}–{percent(upper, digits)}"


def level(fraction: float) -> str:
    """A confidence level in prose: ``95%``, ``99.5%``."""
    return f"{round(100 * fraction, 6):g}%"


def parameter(value: object) -> str:
    """A parameter's value: numbers at their shortest, words with spaces in place of underscores."""
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, str):
        return value.replace("_", " ")
    shown = str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e16 else str(value)
    return shown.replace("-", "−")


def threshold_texts(thresholds: Iterable[float]) -> dict[float, str]:
    """Each threshold as people write it (0.3 for 0.1 + 0.2); with all its digits if two would look the same."""
    every = set(thresholds)
    often = Counter(f"{t:.12g}" for t in every)
    return {t: parameter(t) if often[f"{t:.12g}"] > 1 else _set(f"{t:.12g}") for t in every}
