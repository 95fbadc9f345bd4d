# SPDX-License-Identifier: Apache-2.0
"""Numbers and names in the form for readers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

_MOST_DIGITS = 17  # of a double, so that two different ones never look the same


def printable(text: str) -> str:
    r"""The text; characters that a terminal would obey or hide become escape codes: "\x1b" for an escape, "\u202e" for a bidi mark."""
    return text if text.isprintable() else "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def number_text(x: float, digits: int = 3) -> str:
    """A number with `digits` decimals, more where these would hide it: 0.929, 0.00042, 0.9996, 4.6e-12, ∞, – for NaN.

    At least two significant digits are shown. Only an exact 1 reads "1.000" and only an exact 0 reads "0.000"; a distance from 1 of a few
    roundings of a double counts as none.
    """
    if math.isnan(x):
        return "–"
    if math.isinf(x):
        return "∞" if x > 0 else "-∞"
    size = abs(x)
    if size == 0:
        return f"{0.0:.{digits}f}"
    if size >= 1e6 or size < 1e-5:
        return f"{x:.{max(digits - 2, 1)}e}"
    if size >= 1000 and digits <= 3:
        return f"{x:.0f}"
    from_one = abs(size - 1)
    if from_one > 1e-15:
        digits = max(digits, _last_place(from_one, 1))
    return f"{x:.{max(digits, _last_place(size, 2))}f}"


def _last_place(x: float, digits: int) -> int:
    """The decimal place where a number of so many significant digits ends: 4 for 0.0042 with two."""
    return digits - 1 - int(f"{x:.{digits - 1}e}".partition("e")[2])


def number_texts(*numbers: float, digits: int = 3) -> list[str]:
    """Numbers that are shown together, with as many decimals as are needed to distinguish different ones."""
    distinct: list[float] = []
    for x in sorted(x for x in numbers if not math.isnan(x)):
        if not distinct or not math.isclose(distinct[-1], x, rel_tol=1e-12):  # a smaller difference is rounding and is not shown
            distinct.append(x)
    while digits < _MOST_DIGITS and len({number_text(x, digits) for x in distinct}) < len(distinct):
        digits += 1
    return [number_text(x, digits) for x in numbers]


def interval_text(lower: float, upper: float, digits: int = 3) -> str:
    """As in [0.851, 0.893]; empty if there is no interval."""
    return "" if math.isnan(lower) else "[{}, {}]".format(*number_texts(lower, upper, digits=digits))


def names_text(names: Iterable[str], limit: int = 20) -> str:
    """A list of names for a message: printable, and at most a few names."""
    every = list(names)
    between = "; " if any(", " in name for name in every[:limit]) else ", "
    shown = between.join(shortened(printable(name)) for name in every[:limit])
    return f"{shown} and {len(every) - limit} more" if len(every) > limit else shown


def rows_at(n: int, first: str) -> str:
    """As in "3 rows (first on line 5)"."""
    return f"{n:,} row{'s'[: n > 1]} (first {first})"


def file_fault(done: str, name: object, e: OSError) -> str:
    """As in "t.csv cannot be read: Permission denied"; what could not be done is read, written, or both of them."""
    return f"{printable(str(name))} cannot be {done}: {e.strerror or 'unknown error'}"


def quoted(name: str, limit: int = 80) -> str:
    """A name of a file, a column or a model in quotation marks, with control characters as escape codes, and not too long."""
    return repr(shortened(name, limit))


def shortened(text: str, limit: int = 80) -> str:
    """The beginning of a text that is too long for a message."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def aligned(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows of text as columns of one width."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths)).rstrip() for row in rows)
