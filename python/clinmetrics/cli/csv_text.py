# SPDX-License-Identifier: Apache-2.0
"""A result as CSV."""

from __future__ import annotations

from typing import Any

from .._csv import csv_cell, written

__all__ = ["csv_cell", "csv_text"]


def csv_text(result: Any) -> str:
    """The long table. A cell that has no content is empty without quotation marks; empty text has them."""
    from ..result import COLUMNS

    table = result.to_dict()
    lines = [",".join(COLUMNS)]
    own = [name in ("model", "attribute", "group") for name in COLUMNS]  # their text comes from the data
    lines += [",".join(map(written, row, own)) for row in zip(*(table[name] for name in COLUMNS))]
    return "".join(f"{line}\r\n" for line in lines)
