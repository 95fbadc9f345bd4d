# SPDX-License-Identifier: Apache-2.0
"""Which counts are hidden in what is published, so that none of them follows from the others.

There is one smallest count, and there are two rules, because they know different things:

- `margins` is for results. A result has the sizes of groups and no rows, so that it is unknown how groups of different attributes overlap.
  Groups are hidden as a whole, in an order that says nothing about their sizes, and a count of 0 is hidden as well: that nobody in a group
  is positive says something about each of its members.
- `rows` is for manifests. A manifest is made from the rows. Small groups are pooled, the sum is shown, and what follows from the groups
  of several attributes together is found by the overlaps.

A group that one rule hides to protect a small one may be shown by the other. So a public result contains no manifest, and of one data set
either a public result with numbers by group or a public manifest should be published.
"""

from __future__ import annotations

SMALLEST_SHOWN = 11
"""Counts from 1 to 10 are hidden, as the Centers for Medicare & Medicaid Services (CMS) require for their data."""


def is_small(n: int, k: int) -> bool:
    """Whether a count is too small to be published. Zero is not."""
    return 0 < n < k


__all__ = ["SMALLEST_SHOWN", "is_small"]
