# SPDX-License-Identifier: Apache-2.0
"""A table of typed columns as plain Python, as a dataframe, and as an Arrow stream."""

from __future__ import annotations

from typing import Any, Literal

from ._tables import Column, Columns, Names


class Table:
    """The common base of the tables of a result: `_table` describes the columns, `_columns` holds them as numbers and codes."""

    _table: tuple[Column, ...]
    _columns: Columns

    def _names(self) -> Names:
        """The lists to which codes refer."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, list[Any]]:
        """The table as plain Python columns."""
        names = self._names()
        return {column.name: names.cells(column, self._columns, as_text=True) for column in self._table}

    def to_frame(self, kind: Literal["pandas", "polars", "pyarrow"] = "pandas") -> Any:
        """The table as a dataframe: "pandas", "polars" or "pyarrow"."""
        return _made(self.to_dict(), self._kinds(), kind)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The table for `pyarrow.table`, `polars.from_arrow`, DuckDB and other programs that read Arrow. Needs pyarrow."""
        return _pyarrow(self.to_dict(), self._kinds()).__arrow_c_stream__(requested_schema)

    def _kinds(self) -> dict[str, str]:
        return {column.name: column.frame_kind for column in self._table}


def frame_of(columns: dict[str, Any], kind: str) -> Any:
    """Columns of doubles as a dataframe."""
    return _made(columns, dict.fromkeys(columns, "real"), kind)


def _made(columns: dict[str, Any], kinds: dict[str, str], kind: str) -> Any:
    makers = {"pandas": _pandas, "polars": _polars, "pyarrow": _pyarrow}
    if kind not in makers:
        raise ValueError("`kind` must be 'pandas', 'polars' or 'pyarrow'")
    return makers[kind](columns, kinds)


def _pandas(columns: dict[str, list[Any]], kinds: dict[str, str]) -> Any:
    import pandas as pd

    types = {"real": "float64", "count": "int64", "hidden_count": "Int64"}
    made = {name: pd.Series(x, dtype=types[kinds[name]]) if kinds[name] in types else x for name, x in columns.items()}
    return pd.DataFrame(made)


def _polars(columns: dict[str, list[Any]], kinds: dict[str, str]) -> Any:
    import polars as pl

    types = {"text": pl.String, "real": pl.Float64, "count": pl.Int64, "hidden_count": pl.Int64}
    return pl.DataFrame(columns, schema={name: types[kinds[name]] for name in columns})


def _pyarrow(columns: dict[str, list[Any]], kinds: dict[str, str]) -> Any:
    try:
        import pyarrow as pa
    except ModuleNotFoundError:
        raise ImportError("Arrow tables need pyarrow; install clinmetrics[io]") from None

    types = {"text": pa.string(), "real": pa.float64(), "count": pa.int64(), "hidden_count": pa.int64()}
    return pa.table({name: pa.array(column, type=types[kinds[name]]) for name, column in columns.items()})
