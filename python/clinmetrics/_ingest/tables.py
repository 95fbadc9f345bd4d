# SPDX-License-Identifier: Apache-2.0
"""Columns of a dataframe by name. Only the named columns are read."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from numbers import Integral
from typing import Any

_DATA = "`data` must be a dataframe or a mapping of columns; give arrays as y_true= and y_score="


def as_native(x: Any) -> Any:
    """The dataframe inside a narwhals wrapper."""
    return x.to_native() if type(x).__module__.partition(".")[0] == "narwhals" and hasattr(x, "to_native") else x


def is_dataframe(x: object) -> bool:
    """Whether `x` has named columns."""
    return isinstance(x, Mapping) or hasattr(type(x), "columns") or hasattr(type(x), "column_names")


def column_name(x: Any) -> str | None:
    """The name of a Series."""
    own = getattr(x, "name", None)
    return own if isinstance(own, str) and own else None


def names_of(frame: Any) -> list[Any]:
    """The names of a frame's columns, in their order."""
    if isinstance(frame, Mapping):
        return list(frame)
    is_arrow = type(frame).__module__.partition(".")[0] == "pyarrow"  # its `columns` are the arrays
    return list(frame.schema.names if is_arrow else frame.columns)


def only_column(frame: Any, argument: str) -> Any:
    """A dataframe with one column is accepted as that column."""
    if not hasattr(frame, "__len__"):
        raise TypeError(f"`{argument}` is lazy; collect it first")
    names = names_of(frame)
    if len(names) != 1:
        raise TypeError(f"`{argument}` is a dataframe of {len(names)} columns; give one column, or its name together with `data`")
    return frame[names[0]]


class Table:
    """The argument `data`: a pandas, polars or Arrow frame, any other that narwhals knows, or a mapping of columns."""

    def __init__(self, data: Any) -> None:
        data = as_native(data)
        if not is_dataframe(data) or type(data).__module__.startswith("clinmetrics."):
            raise TypeError(_DATA)
        if not isinstance(data, Mapping) and not hasattr(data, "__len__"):
            raise TypeError("`data` is lazy; collect it first")
        self.frame = data
        self._library = "" if isinstance(data, Mapping) else type(data).__module__.partition(".")[0]
        self._names: list[Any] = []
        if self._library and not _is_pandas(data):
            self._names = names_of(data) if self._library in ("polars", "pyarrow") else self._wrapped()

    def _wrapped(self) -> list[Any]:
        """Accepts a frame of another library through narwhals."""
        import narwhals.stable.v1 as nw

        try:
            self.frame = nw.from_native(self.frame, eager_only=True)
        except Exception:  # its text may contain the frame
            raise TypeError(_DATA) from None
        return list(self.frame.columns)

    @property
    def names(self) -> list[str]:
        """The names that are text, which a caller can use."""
        return [name for name in (self._names or names_of(self.frame)) if isinstance(name, str)]

    def has_other(self, name: Any) -> bool:
        """Whether `name` is a number, which can only be meant as a name, or a tuple that is the name of a column."""
        is_tuple = isinstance(name, tuple) and all(isinstance(part, (str, int)) for part in name)
        return (isinstance(name, Integral) and not isinstance(name, bool)) or (is_tuple and name in names_of(self.frame))

    def __contains__(self, name: str) -> bool:
        if isinstance(self.frame, Mapping):
            return name in self.frame
        return name in (self.frame.columns if _is_pandas(self.frame) else self._names)

    def column(self, name: str, argument: str) -> Any:
        """The column in the type of its library; its name must occur once."""
        if _is_pandas(self.frame) and self.frame.columns.nlevels > 1:
            raise no_text(argument)
        if self._names.count(name) > 1 or (_is_pandas(self.frame) and not isinstance(self.frame.columns.get_loc(name), int)):
            raise ValueError(f"`{argument}` names the column {name!r}, which `data` has more than once; rename or drop one of them")
        if self._library == "pyarrow":
            return _with_own_order(self.frame, name)
        column = self.frame[name]
        return as_native(column)


def no_text(argument: str) -> TypeError:
    """The error for a column whose name is a number or a tuple."""
    how = "rename them by data.columns = [str(name) for name in data.columns], or pass the column itself"
    return TypeError(f"`{argument}` names a column of `data` by something other than text; names of columns must be text: {how}")


def _is_pandas(x: Any) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(x, pandas.DataFrame)


def is_pandas_index(x: Any) -> bool:
    """Whether `x` is an Index, such as the columns of a dataframe."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(x, pandas.Index)


def _with_own_order(table: Any, name: str) -> Any:
    """An Arrow column; categories of pandas are marked as ordered, so that their order is kept."""
    import json

    import pyarrow as pa

    column = table.column(table.schema.get_field_index(name))
    if not pa.types.is_dictionary(column.type) or column.type.ordered:
        return column
    try:
        about = json.loads((table.schema.metadata or {}).get(b"pandas", b"{}"))
        is_categorical = any(c.get("pandas_type") == "categorical" for c in about.get("columns", []) if c.get("field_name") == name)
    except (ValueError, AttributeError, TypeError):  # metadata written by another program
        return column
    if not is_categorical:
        return column
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    ordered = [pa.DictionaryArray.from_arrays(c.indices, c.dictionary, ordered=True) for c in chunks]
    return pa.chunked_array(ordered) if ordered else column
