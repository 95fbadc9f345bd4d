# SPDX-License-Identifier: Apache-2.0
"""A result as CSV. Text that a spreadsheet would run, or a reader would take for a missing value, is told apart."""

from __future__ import annotations

from typing import Any

_MISSING_ELSEWHERE = ("", "na", "n/a", "#n/a", "nan", "-nan", "null", "none", "nil", "<na>")


def csv_text(result: Any) -> str:
    """The long table. A cell that has no content is empty without quotation marks; empty text has them."""
    from ..result import COLUMNS

    table = result.to_dict()
    lines = [",".join(COLUMNS)]
    lines += [",".join(map(_cell, row)) for row in zip(*(table[name] for name in COLUMNS))]
    return "".join(f"{line}\r\n" for line in lines)


def csv_cell(x: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets a leading apostrophe."""
    return f"'{x}" if isinstance(x, str) and x[:1] in ("=", "+", "-", "@", "\t", "\r", "\0") and x else x


def _cell(x: Any) -> str:
    if x is None:
        return ""
    if not isinstance(x, str):
        return repr(x)
    text: str = csv_cell(x)
    is_quoted = any(c in text for c in ',"\r\n;') or text.strip().lower() in _MISSING_ELSEWHERE or text != text.strip()
    return '"' + text.replace('"', '""') + '"' if is_quoted else text
