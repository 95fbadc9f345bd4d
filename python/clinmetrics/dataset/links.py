# SPDX-License-Identifier: Apache-2.0
"""Whether a hidden count is a linear combination of published ones, over several attributes of the same rows.

Sites that form regions are an example: the total of a region less its large sites is its small site. The unknowns are the counts of the
combinations of groups that occur (the cells). A hidden count, the sum over some cells, is given away if it lies in the span of the published
sums. Nothing is solved: the residual of the projection follows from how many cells two sums share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_BLOCK = 4096
MOST_CELLS = 50_000


@dataclass(frozen=True)
class Sum:
    """The sum over the cells that belong to some groups of an attribute."""

    attribute: int
    groups: tuple[int, ...]


def gives_away(cells: Ints, published: Sequence[Sum], hidden: Sequence[Sum], known: Sequence[Sum] = ()) -> bool:
    """Whether the published sums determine a hidden one.

    `cells` has a row for each combination that occurs, and a column for each attribute. The counts of all cells in `known` are known,
    because they are 0 or everything.
    """
    is_free = np.ones(len(cells), dtype=bool)
    for one in known:
        is_free &= ~np.isin(cells[:, one.attribute], one.groups)
    shared = _shared(cells[is_free], [*published, *hidden])
    n = len(published)
    inverse = np.linalg.pinv(shared[:n, :n], rcond=1e-10, hermitian=True)
    for i in range(n, len(shared)):
        with_published, size = shared[:n, i], shared[i, i]
        if size - with_published @ inverse @ with_published <= 1e-7 * max(size, 1.0):
            return True
    return False


def _shared(cells: Ints, sums: Sequence[Sum]) -> npt.NDArray[np.float64]:
    """How many cells each two sums share."""
    total = np.zeros((len(sums), len(sums)))
    for begin in range(0, len(cells), _BLOCK):
        block = cells[begin : begin + _BLOCK]
        is_in = np.array([np.isin(block[:, one.attribute], one.groups) for one in sums], dtype=np.float64)
        total += is_in @ is_in.T
    return total
