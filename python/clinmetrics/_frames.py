# SPDX-License-Identifier: Apache-2.0
"""A table of typed columns as plain Python, as a dataframe, and as an Arrow stream."""

from __future__ import annotations

from typing import Any, Literal

Kind = Literal["text", "real", "count", "hidden_count"]
"""The kind of a column: text, doubles, counts, or counts that are None if a group is too small to show them."""


class Table:
    """The common base of the tables of a result: `_kinds` names each column and its kind, `to_dict` returns the columns."""

    _kinds: dict[str, Kind]

    def to_dict(self) -> dict[str, list[Any]]:
        """The table as plain Python columns."""
        raise NotImplementedError

    def to_frame(self, kind: Literal["pandas", "polars", "pyarrow"] = "pandas") -> Any:
        """The table as a dataframe: "pandas", "polars" or "pyarrow"."""
        makers = {"pandas": _pandas, "polars": _polars, "pyarrow": _pyarrow}
        if kind not in makers:
            raise ValueError("`kind` must be 'pandas', 'polars' or 'pyarrow'")
        return makers[kind](self.to_dict(), self._kinds)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The table for `pyarrow.table`, `polars.from_arrow`, DuckDB and other programs that read Arrow. Needs pyarrow."""
        return _pyarrow(self.to_dict(), self._kinds).__arrow_c_stream__(requested_schema)


def _pandas(columns: dict[str, list[Any]], kinds: dict[str, Kind]) -> Any:
    import pandas as pd

    types = {"real": "float64", "count": "int64", "hidden_count": "Int64"}
    made = {name: pd.Series(x, dtype=types[kinds[name]]) if kinds[name] in types else x for name, x in columns.items()}
    return pd.DataFrame(made)


def _polars(columns: dict[str, list[Any]], kinds: dict[str, Kind]) -> Any:
    import polars as pl

    types = {"text": pl.String, "real": pl.Float64, "count": pl.Int64, "hidden_count": pl.Int64}
    return pl.DataFrame(columns, schema={name: types[kinds[name]] for name in columns})


def _pyarrow(columns: dict[str, list[Any]], kinds: dict[str, Kind]) -> Any:
    try:
        import pyarrow as pa
    except ModuleNotFoundError:
        raise ImportError("Arrow tables need pyarrow; install clinmetrics[io]") from None

    types = {"text": pa.string(), "real": pa.float64(), "count": pa.int64(), "hidden_count": pa.int64()}
    return pa.table({name: pa.array(column, type=types[kinds[name]]) for name, column in columns.items()})
