# SPDX-License-Identifier: Apache-2.0
"""The named columns of a Parquet file, with the types and the order of levels that the file gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ..._text import printable
from ..exits import CommandError


def read_parquet_names(path: Path) -> list[str]:
    """The names of the columns; nothing else is read."""
    with _open(path) as file:
        return list(file.schema_arrow.names)


def read_parquet_columns(path: Path, names: Sequence[str], positions: Iterable[int]) -> dict[int, Any]:
    """The columns at these positions."""
    import pyarrow as pa

    wanted = sorted(set(positions))
    with _open(path) as file:
        try:
            # names with a dot are taken for the parts of a nested column as well, hence the second selection
            table = file.read(columns=[names[i] for i in wanted])
        except pa.ArrowMemoryError:
            raise MemoryError from None
        except (pa.ArrowException, OSError):  # the text may quote what is in the file
            raise CommandError(
                f"{printable(path.name)} cannot be read as Parquet: it is damaged, or of a kind that pyarrow lacks"
            ) from None
    return {i: table[table.schema.get_field_index(names[i])] for i in wanted}


def _open(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError):
        raise CommandError(f"{printable(path.name)} cannot be read as Parquet: it is not a whole Parquet file") from None
