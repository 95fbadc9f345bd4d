# SPDX-License-Identifier: Apache-2.0
"""How many decimals of a value are published, and in which direction it is rounded."""

from __future__ import annotations

import decimal
import math
from collections.abc import Iterable, Mapping
from typing import Any

from .tables import Group, group_of

_MOST = 4
_WHOLE = 2.0**53
"""A double of this size or more is a whole number."""


def rounded(name: str, x: Any, decimals: int) -> Any:
    """The number as it is published; null, infinities, and numbers so large that they have no decimals stay.

    Lower limits are rounded down and upper limits up, so that a published interval contains the exact one; p values up; others to the
    nearest number.
    """
    if not isinstance(x, float) or not abs(x) < _WHOLE:
        return x
    if name.endswith("lower"):
        direction = decimal.ROUND_FLOOR
    elif name.endswith("upper") or name in ("p", "p_adjusted"):
        direction = decimal.ROUND_CEILING
    else:
        direction = decimal.ROUND_HALF_EVEN
    return float(decimal.Decimal(repr(x)).quantize(decimal.Decimal(1).scaleb(-decimals), direction)) + 0.0


class Digits:
    """The decimals for each group.

    With m rows in the smaller class they are as many as the digits of m (2 from 10 rows on, 3 from 100, 4 from 1,000 on), and at most so
    many that k different sums of ranks round to the same AUROC: a step is k / (n_positive · n_negative) or more.
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]], k: int) -> None:
        self._digits: dict[Group, int] = {}
        for row in rows:
            self._digits[group_of(row)] = _decimals(row["n_positive"] or 0, row["n_negative"] or 0, k)

    def of(self, *groups: Group) -> int:
        """The decimals of a number about all these groups."""
        return min(self._digits.get(group, 1) for group in groups)

    def rounded(self, name: str, x: Any, *groups: Group) -> Any:
        """The number of the column `name` as it is published."""
        return rounded(name, x, self.of(*groups))


def _decimals(n_positive: int, n_negative: int, k: int) -> int:
    m = min(n_positive, n_negative)
    if m < 1:
        return 1
    return max(1, min(len(str(m)), math.floor(math.log10(m * max(n_positive, n_negative) / k) + 1e-9), _MOST))
