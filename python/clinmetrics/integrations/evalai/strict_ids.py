# SPDX-License-Identifier: Apache-2.0
"""Each id of the annotations once, and no other id: what is wrong with the ids of a submission, as counts and first lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._text import rows_at
from ...audit.join import ids_of, match

if TYPE_CHECKING:
    from ...audit.join import Mask
    from ...audit.text_table import TextTable


def faults_of_ids(truth: TextTable, submission: TextTable, column: str, *, may_lack: bool) -> list[str]:
    """One sentence for each fault. If rows may be missing, they are no fault.

    Where a missing id stands in the annotations would tell how these are ordered, such as by outcome. So its place is that in the
    alphabetical order of the ids, which the entrant knows.
    """
    texts, without = submission.ids(column, column)
    expected = truth.ids(column, column)[0]
    matched = match(ids_of(expected), texts)
    found = []
    if without.any():
        found.append(f"{_rows(without, submission)} no id.")
    twice, unknown = matched.is_duplicate & ~without, matched.is_extra & ~without
    if twice.any():
        found.append(f"{_rows(twice, submission)} an id that an earlier row has.")
    if unknown.any():
        found.append(f"{_rows(unknown, submission)} an id that this phase does not have.")
    missing = set(expected).difference(texts)
    if missing and not may_lack:
        n, rank = len(missing), sorted(set(expected)).index(min(missing)) + 1
        found.append(
            f"{n:,} of {len(set(expected)):,} ids {'is' if n == 1 else 'are'} missing (the first is number {rank:,} of the ids of this "
            "phase in the order of text)."
        )
    return found


def _rows(mask: Mask, table: TextTable) -> str:
    n = int(np.count_nonzero(mask))
    return f"{rows_at(n, table.place(int(np.argmax(mask))))} {'has' if n == 1 else 'have'}"
