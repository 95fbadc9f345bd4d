# SPDX-License-Identifier: Apache-2.0
"""Which counts of one attribute may be published, where the rows are known: pure functions on counts.

A count is *small* if it is from 1 to k - 1; zero is not. A small count is hidden, and with it other counts, so that totals and differences
do not give it back: what is hidden has at least two parts, whose sum leaves each of them a range of k numbers or more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import is_small


def pooled_groups(units: Sequence[int], units_of: Callable[[list[int]], int], k: int, known: int | None = None) -> list[int] | None:
    """The groups that are published as one: the small ones and, if these do not protect each other, the next larger ones.

    None if this leaves no group to be shown. The sizes are numbers of units; `units_of` counts those of several groups together. `known` is a
    group whose size is published elsewhere, and so protects no other: the missing cells of the column.
    """
    pooled = [i for i in range(len(units)) if is_small(units[i], k)]
    if not pooled:
        return []
    others = sorted((i for i in range(len(units)) if i not in pooled and units[i] and i != known), key=lambda i: (units[i], i))
    while len(pooled) < 2 or not _is_sum_safe(units_of(pooled), len(pooled), [units[i] for i in others], k):
        if not others:
            return None
        pooled.append(others.pop(0))
    return sorted(pooled) if len(pooled) < len(units) else None


def _is_sum_safe(total: int, n_pooled: int, others: Sequence[int], k: int) -> bool:
    """Whether the sum of the pooled groups leaves a range for each. Of two, the larger one is known to be no larger than the other groups."""
    if total < k + n_pooled:
        return False
    return n_pooled > 2 or not others or max(1, total - others[0]) < min(k - 1, total - k)


def hidden_groups(parts: Sequence[int], wholes: Sequence[int], is_hidden: Sequence[bool], k: int) -> list[int]:
    """The groups whose part of the whole is hidden, such as their events, if it must be for those of `is_hidden`.

    The wholes and the sum of all parts are known. With two or more hidden groups, the part of one of them can be any number in a range as
    wide as the smallest of: its whole, the other wholes, the hidden parts, the hidden rests. All of these are kept at k or more.
    """
    hidden = [i for i, must in enumerate(is_hidden) if must]
    if not hidden:
        return []
    others = sorted((i for i in range(len(parts)) if not is_hidden[i] and wholes[i] > 0), key=lambda i: (wholes[i], i))
    while len(hidden) < 2 or not _is_protected(hidden, parts, wholes, k):
        if not others:
            return list(range(len(parts)))
        hidden.append(others.pop(0))
    return sorted(hidden)


def _is_protected(hidden: Sequence[int], parts: Sequence[int], wholes: Sequence[int], k: int) -> bool:
    part, whole = sum(parts[i] for i in hidden), sum(wholes[i] for i in hidden)
    return part >= k and whole - part >= k and whole - max(wholes[i] for i in hidden) >= k
