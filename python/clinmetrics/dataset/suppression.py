# SPDX-License-Identifier: Apache-2.0
"""Which counts of one attribute may be published: pure functions on counts.

A count is *small* if it is from 1 to k - 1; zero is not. A small count is hidden, and with it other counts, so that totals and differences
do not give it back: what is hidden has at least two parts, whose sum leaves each of them a range of k numbers or more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

DEFAULT_K = 11


def is_small(n: int, k: int) -> bool:
    """Whether a count is too small to be published."""
    return 0 < n < k


def is_small_split(part: int, whole: int, k: int) -> bool:
    """Whether a part, or the rest of the whole, is too small."""
    return is_small(part, k) or is_small(whole - part, k)


def pooled_groups(rows: Sequence[int], units: Sequence[int], units_of: Callable[[list[int]], int], k: int) -> list[int] | None:
    """The groups that are published as one: the small ones and, if these do not protect each other, the next larger ones.

    None if this leaves no group to be shown. `units_of` counts the units of several groups together.
    """
    pooled = [i for i in range(len(rows)) if is_small(rows[i], k) or is_small(units[i], k)]
    if not pooled:
        return []
    others = sorted((i for i in range(len(rows)) if i not in pooled), key=lambda i: (rows[i], i))
    while len(pooled) < 2 or sum(rows[i] for i in pooled) < k + len(pooled) or units_of(pooled) < k + len(pooled):
        if not others:
            return None
        pooled.append(others.pop(0))
    return sorted(pooled) if others else None


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
