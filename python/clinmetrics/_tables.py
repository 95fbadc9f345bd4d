# SPDX-License-Identifier: Apache-2.0
"""The tables of a result as the engine describes them: the columns in order, and the values of their cells."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _core
from ._groups import Partition, attribute_text, group_text

Columns = Mapping[str, Any]
"""Arrays by name."""
Line = tuple[str, dict[str, Any]]
"""A metric and its parameters."""

_STORED_AS = {"metric": "line", "parameters": "line", "attribute": "partition"}
_DTYPES: dict[str, Any] = {"real": np.float64, "optional_real": np.float64, "count": np.int64, "optional_text": object}
_FRAME_KINDS = {"real": "real", "optional_real": "real"}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `kind` is "model", "metric", "parameters", "attribute", "group", "word", "flags", "real", "optional_real", "count", "optional_model",
    "optional_group" or "optional_text"; `is_hidden`: the cell is missing for a group below the minimum size; `words` are the names that a cell of the kind
    "word" or "flags" may have.
    """

    name: str
    kind: str
    meaning: str
    is_hidden: bool
    words: tuple[str, ...]

    @property
    def stored(self) -> str:
        """The name of the array that holds the cells: numbers, or codes of words, models, lines, partitions and groups."""
        return _STORED_AS.get(self.kind, self.name)

    @property
    def dtype(self) -> Any:
        """The type of that array."""
        return _DTYPES.get(self.kind, np.int32)

    @property
    def frame_kind(self) -> str:
        """How a dataframe holds the column: "text", "real", "count", or "hidden_count" if counts may be missing."""
        if self.kind == "count":
            return "hidden_count" if self.is_hidden else "count"
        return _FRAME_KINDS.get(self.kind, "text")


def _described(columns: list[dict[str, Any]]) -> tuple[Column, ...]:
    return tuple(Column(**{**c, "words": tuple(word["name"] for word in c["words"])}) for c in columns)


TABLES: dict[str, tuple[Column, ...]] = {name: _described(columns) for name, columns in _core.tables().items()}
ROWS, COUNTS, COMPARISONS, GAPS = (TABLES[name] for name in ("rows", "counts", "comparisons", "gaps"))
COLUMNS = tuple(column.name for column in ROWS)
WORDS: dict[str, tuple[str, ...]] = {column.name: column.words for column in ROWS if column.words}
FLAGS = WORDS["flags"]


def stored_types(table: Sequence[Column]) -> dict[str, Any]:
    """The arrays that hold a table, and the type of each."""
    return {column.stored: column.dtype for column in table}


def empty_columns(table: Sequence[Column]) -> Columns:
    """The arrays of a table without rows."""
    return {name: np.empty(0, dtype) for name, dtype in stored_types(table).items()}


def flag_names(bits: int) -> tuple[str, ...]:
    """The flags whose bits are set."""
    return tuple(name for i, name in enumerate(FLAGS) if bits >> i & 1) if bits else ()


@dataclass(frozen=True)
class Names:
    """The lists to which the codes of a table refer."""

    models: Sequence[str]
    partitions: Sequence[Partition]
    lines: Sequence[Line] = ()

    def cells(self, column: Column, columns: Columns, as_text: bool = False) -> list[Any]:
        """The cells of a column: as an Estimate has them, or in the form of frames, in which each is a number or a text."""
        stored: list[Any] = columns[column.stored].tolist()
        kind = column.kind
        if kind == "optional_real":
            return [None if math.isnan(x) else x for x in stored]
        if kind == "count" and column.is_hidden:
            return [None if n < 0 else n for n in stored]
        if kind in ("real", "count", "optional_text"):
            return stored
        codes = list(zip(columns["partition"].tolist(), stored)) if kind in ("group", "optional_group") else stored
        known = {code: self._cell(column, code, as_text) for code in set(codes)}  # each is made once, and not for every row
        return [known[code] for code in codes]

    def _cell(self, column: Column, code: Any, as_text: bool) -> Any:
        kind = column.kind
        if kind in ("model", "optional_model"):
            return None if code < 0 else self.models[code]
        if kind == "word":
            return column.words[code]
        if kind == "flags":
            return ",".join(flag_names(code)) if as_text else flag_names(code)
        if kind in ("metric", "parameters"):
            metric, parameters = self.lines[code]
            return metric if kind == "metric" else _parameters_text(parameters) if as_text else parameters
        if kind == "attribute":
            parts = self.partitions[code][0]
            return attribute_text(parts) if as_text else tuple(parts)
        partition, group = code
        if group < 0:
            return None
        levels = self.partitions[partition][1][group]
        return group_text(levels) if as_text else tuple(levels)


def _parameters_text(parameters: dict[str, Any]) -> str:
    from ._json_values import plain

    return json.dumps(plain(parameters), sort_keys=True)


__all__ = [
    "COLUMNS", "COMPARISONS", "COUNTS", "FLAGS", "GAPS", "ROWS", "TABLES", "WORDS", "Column", "Columns", "Line", "Names", "empty_columns",
    "flag_names", "stored_types",
]  # fmt: skip
