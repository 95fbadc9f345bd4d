# SPDX-License-Identifier: Apache-2.0
"""Rows and units in each group, for any selection of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


class Sizes:
    """Counts of one partition of the rows. Without units, each row is a unit."""

    def __init__(self, codes: Ints, n_groups: int, unit: Ints | None) -> None:
        self._codes, self._n = codes, n_groups
        self._pair: Ints | None = None
        if unit is not None:
            most = int(unit.max(initial=0)) + 1
            pairs, self._pair = np.unique(codes * most + unit, return_inverse=True)
            self._group_of_pair = pairs // most

    def rows(self, mask: Mask | None = None) -> Ints:
        """The rows of each group, or those that the mask selects."""
        codes: Any = self._codes if mask is None else self._codes[mask]
        return np.bincount(codes, minlength=self._n).astype(np.int64)

    def units(self, mask: Mask | None = None) -> Ints:
        """The units with at least one such row."""
        if self._pair is None:
            return self.rows(mask)
        if mask is None:
            return np.bincount(self._group_of_pair, minlength=self._n).astype(np.int64)
        is_there = np.bincount(self._pair[mask], minlength=len(self._group_of_pair)) > 0
        return np.bincount(self._group_of_pair[is_there], minlength=self._n).astype(np.int64)
