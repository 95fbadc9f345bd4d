# SPDX-License-Identifier: Apache-2.0
"""A result as CSV. Text that a spreadsheet would run, or that could be read as a missing value, is marked."""

from __future__ import annotations

from typing import Any

_MISSING_ELSEWHERE = ("", "na", "n/a", "#n/a", "nan", "-nan", "null", "none", "nil", "<na>")


def csv_text(result: Any) -> str:
    """The long table. A cell that has no content is empty without quotation marks; empty text has them."""
    from ..result import COLUMNS

    table = result.to_dict()
    lines = [",".join(COLUMNS)]
    own = [name in ("model", "attribute", "group") for name in COLUMNS]  # their text comes from the data
    lines += [",".join(map(_cell, row, own)) for row in zip(*(table[name] for name in COLUMNS))]
    return "".join(f"{line}\r\n" for line in lines)


def csv_cell(x: Any) -> Any:
    """Text that a spreadsheet would read as a formula gets a leading apostrophe."""
    return f"'{x}" if isinstance(x, str) and x[:1] in ("=", "+", "-", "@", "\t", "\r", "\0") and x else x


def _cell(x: Any, is_from_data: bool) -> str:
    if x is None:
        return ""
    if not isinstance(x, str):
        return repr(x)
    text: str = csv_cell(x)
    looks_missing = is_from_data and text.strip().lower() in _MISSING_ELSEWHERE
    is_quoted = looks_missing or any(c in text for c in ',"\r\n;') or text != text.strip()
    return '"' + text.replace('"', '""') + '"' if is_quoted else text
