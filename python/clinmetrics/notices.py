# SPDX-License-Identifier: Apache-2.0
"""What a reader of a result must know in addition to its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Notice:
    """One thing to know about a result, such as a metric that was left out. `str(notice)` is its text.

    Attributes
    ----------
    code : str
        What kind of notice it is, such as "metrics_left_out".
    text : str
        The notice as a sentence.
    model : str or None
        The model that it is about; None for all.
    metrics : tuple of str
        The metrics that it is about.
    count : int
        How many rows are concerned.
    first_row : int or None
        The first of them, counted from 0.
    """

    code: str
    text: str
    model: str | None = None
    metrics: tuple[str, ...] = ()
    count: int = 0
    first_row: int | None = None

    def __str__(self) -> str:
        return self.text

    def to_dict(self) -> dict[str, Any]:
        """The notice as the JSON has it."""
        return {
            "code": self.code, "text": self.text, "model": self.model, "metrics": list(self.metrics), "count": self.count,
            "first_row": self.first_row,
        }  # fmt: skip


def notice_of(found: Mapping[str, Any]) -> Notice:
    """A notice from the dict that the engine gives."""
    return Notice(**{**found, "metrics": tuple(found.get("metrics", ()))})
