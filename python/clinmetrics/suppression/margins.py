# SPDX-License-Identifier: Apache-2.0
"""Which groups of a partition are hidden, where only their counts and the total are known."""

from __future__ import annotations

from collections.abc import Sequence


def hidden_groups(cells: Sequence[Sequence[float]], k: int, is_cross: bool = False) -> set[int]:
    """The numbers of the groups to hide.

    Parameters
    ----------
    cells
        For each group in order its counts, such as positive and negative rows. NaN is a count that is not known.
    k
        A group with any count below k is hidden.
    is_cross
        Whether the groups cross several attributes. Such a partition is hidden as a whole: its cells are also parts of the groups of each
        attribute, so that hiding single ones would not be enough.

    Notes
    -----
    The total minus the groups that are shown is the sum of the hidden ones. So further groups are hidden: at least one of k or more, and
    until each sum is 2k or more. They are taken in the order of the groups and not by their size, which would reveal that they lie between
    k and the smallest group that is shown. Then a hidden count may still be any number below k.
    """
    small = {i for i, counts in enumerate(cells) if not all(x >= k for x in counts)}
    if not small:
        return set()
    if is_cross:
        return set(range(len(cells)))
    hidden = set(small)
    for i in range(len(cells)):
        if len(hidden) > len(small) and _is_enough(cells, hidden, k):
            break
        hidden.add(i)
    return hidden if _is_enough(cells, hidden, k) else set(range(len(cells)))


def _is_enough(cells: Sequence[Sequence[float]], hidden: set[int], k: int) -> bool:
    """Whether each sum over the hidden groups is 2k or more, as far as counts are known."""
    return all(sum(x for i in hidden for x in [cells[i][column]] if x == x) >= 2 * k for column in range(len(cells[0])))


def hides_all(cells: Sequence[Sequence[float]], hidden: set[int], k: int) -> bool:
    """Whether the counts of a part of each group, such as (TP, FN) of its positive rows, are hidden in all groups.

    `hidden` are the groups that are hidden anyway. The sizes of the others are known, so that one count of a group gives the other, and hiding
    only some groups would say too much about them: if one of the groups that are shown has a count below k, all groups are hidden. They are
    also if the sums over the hidden groups, which are the total minus the others, are below 2k.
    """
    shown = [counts for i, counts in enumerate(cells) if i not in hidden]
    return not all(x >= k for counts in shown for x in counts) or (bool(hidden) and not _is_enough(cells, hidden, k))
