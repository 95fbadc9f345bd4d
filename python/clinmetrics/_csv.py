# SPDX-License-Identifier: Apache-2.0
"""Cells of CSV. Text that a spreadsheet would run, or that could be read as a missing value, is marked."""

from __future__ import annotations

from typing import Any

_MISSING_ELSEWHERE = ("", "na", "n/a", "#n/a", "nan", "-nan", "null", "none", "nil", "<na>")


def csv_cell(x: Any) -> Any:
    """Text that a spreadsheet would read as a formula gets a leading apostrophe."""
    return f"'{x}" if isinstance(x, str) and x[:1] in ("=", "+", "-", "@", "\t", "\r", "\0") and x else x


def written(x: Any, is_from_data: bool) -> str:
    """A cell as it is written: missing without quotation marks, and text with them where it needs them."""
    if x is None:
        return ""
    if not isinstance(x, str):
        return repr(x)
    text: str = csv_cell(x)
    looks_missing = is_from_data and text.strip().lower() in _MISSING_ELSEWHERE
    is_quoted = looks_missing or any(c in text for c in ',"\r\n;') or text != text.strip()
    return '"' + text.replace('"', '""') + '"' if is_quoted else text
