# SPDX-License-Identifier: Apache-2.0
r"""How numbers, intervals and other people's names become text.

Names come from data, so they are hostile until shown: control, bidirectional and invisible characters appear as escapes
(``\u202e``), never raw, and a backslash of the data's own is doubled, so that nobody can fake an escape.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Union

Number = Union[int, float]

_PLAIN = re.compile(r"[ -\[\]-~]*\Z")  # printable ASCII but the backslash: the common case, shown as it is
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_HIDDEN_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")  # letters and marks that draw nothing
_MARKS_IN_A_ROW = 3  # more combining marks than this on one letter would paint over the lines around it
_LONGEST_NAME = 96


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
    """Cut the middle out of a name that would fill the page, saying how much was cut."""
    cut = len(name) - _LONGEST_NAME
    return name if cut <= 0 else f"{name[: _LONGEST_NAME - 24]}… ({cut} characters) …{name[-24:]}"


def number(x: float, *, bounded: bool = False) -> str:
    """Three decimals. ``bounded`` (a metric that ends at 1) never rounds up to an exact 1; nothing positive rounds down to an exact 0."""
    if math.isnan(x):
        return "–"
    sign = "−" if x < 0 else ""
    size = abs(x)
    if math.isinf(size):
        return f"{sign}∞"
    if size >= 1e6:
        mantissa, exponent = f"{size:.2e}".split("e")
        return f"{sign}{mantissa}×10{_superscript(int(exponent))}"
    digits = f"{size:.3f}"
    if digits == "0.000" and size > 0:
        return "0.000" if sign else "<0.001"
    if bounded and digits == "1.000" and size < 1:
        return "<−0.999" if sign else ">0.999"
    return f"{sign}{digits}"


def _superscript(exponent: int) -> str:
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def span(lower: float, upper: float, *, bounded: bool = False) -> str:
    """An interval's limits: ``0.810–0.857``, or with *to* where a minus sign could be read as the dash."""
    dash = " to " if lower < 0 or upper < 0 else "–"
    return f"{number(lower, bounded=bounded)}{dash}{number(upper, bounded=bounded)}"


def count(n: Number) -> str:
    """A count with thousands separated; weighted counts keep up to three decimals."""
    if math.isnan(n):
        return "–"
    return f"{int(n):,}" if float(n).is_integer() else f"{n:,.3f}"


def percent(fraction: float) -> str:
    """One decimal, for prose: ``19.5%``."""
    return "–" if math.isnan(fraction) else f"{100 * fraction:.1f}%"


def level(fraction: float) -> str:
    """A confidence level in prose: ``95%``, ``99.5%``."""
    return f"{round(100 * fraction, 6):g}%"


def parameter(value: object) -> str:
    """A parameter's value: numbers at their shortest, words with their underscores opened."""
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, str):
        return value.replace("_", " ")
    shown = str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e16 else str(value)
    return shown.replace("-", "−")
