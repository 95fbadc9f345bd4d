# SPDX-License-Identifier: Apache-2.0
"""The named columns of a Parquet file, with the types and the order of levels of the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from .._text import printable
from .errors import TableFileError


def read_parquet_names(path: Path) -> list[str]:
    """The names of the columns; nothing else is read."""
    with _open(path) as file:
        return list(file.schema_arrow.names)


def read_parquet_columns(path: Path, names: Sequence[str], positions: Iterable[int]) -> dict[int, Any]:
    """The columns at these positions."""
    import pyarrow as pa

    with _open(path) as file:
        try:
            return {i: _column(file, names[i]) for i in sorted(set(positions))}
        except pa.ArrowMemoryError:
            raise MemoryError from None
        except (pa.ArrowException, OSError):  # the text may contain data of the file
            raise TableFileError(
                f"{printable(path.name)} cannot be read as Parquet: it is damaged, or of a kind that pyarrow lacks"
            ) from None


def _column(file: Any, name: str) -> Any:
    """Reading one column at a time needs the least memory. A name that begins others, as in `a` and `a.b`, also reads these."""
    table = file.read(columns=[name])
    return table[table.schema.get_field_index(name)]


def _open(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20)  # otherwise whole columns would be in memory twice
    except (pa.ArrowException, OSError) as e:
        reason = getattr(e, "errno", None) and getattr(
            e, "strerror", None
        )  # the system's message; Arrow's own text may contain data of the file
        raise TableFileError(f"{printable(path.name)} cannot be read as Parquet: {reason or 'it is not a whole Parquet file'}") from None
