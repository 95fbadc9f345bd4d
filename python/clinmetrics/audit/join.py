# SPDX-License-Identifier: Apache-2.0
"""Rows of the truth and of predictions that belong together, found by their ids.

An id is text: '012' is not '12', and the order of the rows does not matter. Everything here needs NumPy alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _ingest
from .._ingest.kinds import is_missing

if TYPE_CHECKING:
    import numpy.typing as npt

    Mask = npt.NDArray[np.bool_]
    Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ids:
    """A column of ids: `first` is for each row the first row with the same id."""

    row_of: dict[str, int]
    first: Rows

    @property
    def is_duplicate(self) -> Mask:
        """The rows whose id an earlier row has."""
        return np.asarray(self.first != np.arange(len(self.first)))


@dataclass(frozen=True)
class Matched:
    """The rows of one table of predictions: the row of the truth of each, -1 if there is none, and whether an earlier row has its id."""

    rows: Rows
    is_duplicate: Mask

    @property
    def is_extra(self) -> Mask:
        """The first rows of the ids that the truth does not have."""
        return np.asarray(~self.is_duplicate & (self.rows < 0))

    @property
    def is_matched(self) -> Mask:
        """The rows that are used."""
        return np.asarray(~self.is_duplicate & (self.rows >= 0))

    def row_for(self, n_truth: int) -> Rows:
        """For each row of the truth the row of its prediction, -1 if it has none."""
        found = np.full(n_truth, -1, np.int64)
        found[self.rows[self.is_matched]] = np.flatnonzero(self.is_matched)
        return found


def ids_of(texts: Sequence[str]) -> Ids:
    """The ids of the truth."""
    row_of: dict[str, int] = {}
    return Ids(row_of, np.fromiter(map(row_of.setdefault, texts, range(len(texts))), np.int64, len(texts)))


def match(truth: Ids, texts: Sequence[str], earlier: set[str] | None = None) -> Matched:
    """Finds the row of the truth for each row of predictions of the same models; `earlier` are the ids of the tables before this one."""
    own = ids_of(texts)
    repeated = own.is_duplicate
    if earlier:
        repeated |= np.fromiter(map(earlier.__contains__, texts), bool, len(texts))
    if earlier is not None:
        earlier.update(own.row_of)
    return Matched(np.fromiter(map(truth.row_of.get, texts, repeat(-1)), np.int64, len(texts)), repeated)


def id_texts(column: Any, argument: str) -> tuple[list[str], Mask]:
    """A column of any library as ids, and which of them are missing.

    Whole numbers become their digits, also those that a library holds as real numbers because of a missing entry. Text stays as it is.
    """
    a = _ingest.as_array(column, argument)
    missing = is_missing(a)
    if a.dtype.kind == "f":
        known = a[~missing]
        if not bool(np.all((known == np.floor(known)) & (np.abs(known) < 2**53))):
            raise TypeError(f"`{argument}` holds fractions; give ids as text or as whole numbers")
        a = np.where(missing, 0, a).astype(np.int64)
    if a.dtype.kind not in "iuOUSTMb":
        raise TypeError(f"`{argument}` has dtype {a.dtype.name}; give ids as text or as whole numbers")
    texts = ["" if gone else _text(i) for i, gone in zip(a.tolist(), missing)] if a.dtype.kind != "M" else [str(i) for i in a]
    return texts, missing | np.fromiter((not i for i in texts), bool, len(texts))


def _text(i: Any) -> str:
    if type(i) is str:
        return i
    if isinstance(i, (bytes, bytearray)):
        return i.decode("utf-8", "surrogateescape")
    return i.isoformat() if hasattr(i, "isoformat") else str(i)
