# SPDX-License-Identifier: Apache-2.0
"""Outcomes and hard labels: 0/1, -1/1 and true/false are understood, other labels are compared with `pos_label` as text.

Nothing is guessed, since a label that is read in the wrong way turns every result into its opposite.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

from .._text import quoted
from .cells import NUMBER, Asked, without_missing
from .errors import TableFileError

TRUTH = {"true": True, "false": False}


class Named(Protocol):
    """A column in messages: who asks for it, its name, and the error about it."""

    @property
    def option(self) -> str:
        """Who asks for it."""

    @property
    def name(self) -> str:
        """Its name."""

    def error(self, text: str) -> Exception:
        """An error that begins with these."""


_NUMBER = re.compile(NUMBER.replace(r"\z", r"\Z"))


def labels(column: Any, asked: Asked, pos_label: str | None, neg_label: str | None) -> tuple[Any, Any, Any]:
    """A column of text as labels, and the positive and the negative label in the same type."""
    import pyarrow.compute as pc

    column = without_missing(column, ("",))
    levels = [level for level in pc.unique(column).to_pylist() if level is not None]
    if are_truth_values(levels):
        truth = [truth_value(text, asked, option) for text, option in ((pos_label, "`pos_label`"), (neg_label, "`neg_label`"))]
        return _mapped(column, {level: TRUTH[level.strip().lower()] for level in levels}), *truth
    if pos_label is None:
        return _mapped(column, zero_or_one(levels, asked)), None, None
    refuse_two_writings(levels, asked)
    return column, pos_label, neg_label


def are_truth_values(levels: list[str]) -> bool:
    """Whether there are levels and each is true or false."""
    return bool(levels) and all(level.strip().lower() in TRUTH for level in levels)


def truth_value(text: str | None, asked: Named, option: str) -> bool | None:
    """The truth value that a text means."""
    known = {**TRUTH, "1": True, "0": False}
    if text is None or text.strip().lower() in known:
        return None if text is None else known[text.strip().lower()]
    raise TableFileError(f"{option} must be true or false: the column {quoted(asked.name)} of {asked.option} holds only true and false")


def zero_or_one(levels: list[str], asked: Named) -> dict[str, int]:
    """0 or 1 for each level of 0/1 or -1/1 in any notation."""
    remedy = "name the positive label with `pos_label`"
    if not all(_NUMBER.match(level.strip()) for level in levels):
        raise asked.error(f"holds text other than 0/1, -1/1 or true/false; {remedy}")
    values = {level: float(level) for level in levels}
    if not set(values.values()) <= {0, 1} and not set(values.values()) <= {-1, 1}:
        raise asked.error(f"holds numbers other than 0/1 or -1/1; {remedy}")
    return {level: int(value > 0) for level, value in values.items()}


def refuse_two_writings(levels: list[str], asked: Named) -> None:
    """`1`, `1.0` and ` 1` would be three labels."""
    same = {float(x) if _NUMBER.match(x.strip()) else x.strip().casefold() for x in levels}
    if len(same) < len(levels):
        raise asked.error("holds labels that differ only in spaces, capitals or decimals; write each label in one way")


def _mapped(column: Any, values: dict[str, Any]) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    at = pc.index_in(column, pa.array(list(values), column.type))
    kind = pa.bool_() if any(isinstance(v, bool) for v in values.values()) else pa.int8()
    return pc.take(pa.array(list(values.values()), kind), at)


def typed_label(text: str | None, column: Any, asked: Asked, option: str) -> Any:
    """A label in the type of a typed column."""
    import pyarrow as pa

    if text is None:
        return None
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_boolean(kind):
        return truth_value(text, asked, option)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        if not _NUMBER.match(text.strip()):
            raise TableFileError(f"{option} is text, but the column {quoted(asked.name)} of {asked.option} holds numbers")
        return int(text) if re.fullmatch(r"\s*[+-]?\d+\s*", text) else float(text)
    return text
