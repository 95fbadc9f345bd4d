# SPDX-License-Identifier: Apache-2.0
"""What is counted in a data set, before it becomes a manifest: the columns' missing cells, the outcome, the units, the attributes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .._ingest import Bins
from .attributes import Attribute, identifier_codes, read_attributes
from .errors import DatasetError
from .outcome import read_outcome
from .reading import Source

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Roles:
    """Which columns play which role."""

    id: str | None = None
    y_true: str | None = None
    pos_label: str | None = None
    neg_label: str | None = None
    unit: str | None = None
    site: str | None = None
    columns: tuple[tuple[str, Bins | None], ...] = ()
    crosses: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Counted:
    """The parts of a table that are counted. `missing` holds the rows without a cell, for columns that have some."""

    n_rows: int
    missing: dict[str, Mask]
    outcome: str | None
    y: npt.NDArray[np.int8] | None
    unit: Ints | None
    n_units: int | None
    attributes: list[Attribute]

    def missing_of(self, name: str) -> Mask:
        """Which rows lack a cell in a column."""
        return self.missing.get(name, np.zeros(self.n_rows, dtype=bool))


def count_table(source: Source, roles: Roles) -> Counted:
    """Reads the roles of a table."""
    unit, n_units = None, None
    if roles.unit is not None:
        unit, n_units, n_missing = identifier_codes(source, roles.unit, "unit")
        if n_missing:
            raise DatasetError(
                f"`unit`: {n_missing:,} rows have none (first {source.place(int(np.argmax(unit < 0)))}); every row needs one"
            )
    y = None if roles.y_true is None else read_outcome(source, roles.y_true, roles.pos_label, roles.neg_label)
    attributes = read_attributes(source, dict(roles.columns), roles.crosses, roles.site) if source.columns else []
    missing = {name: _missing(column) for name, column in source.columns.items() if column.null_count}
    if roles.y_true is not None and y is not None:
        missing[roles.y_true] = y < 0  # an empty label in quotation marks is missing, too
    return Counted(source.n_rows, missing, roles.y_true, y, unit, n_units, attributes)


def _missing(column: Any) -> Mask:
    import pyarrow.compute as pc

    return np.asarray(pc.is_null(column).to_numpy(), dtype=bool)
