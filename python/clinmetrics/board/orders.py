# SPDX-License-Identifier: Apache-2.0
"""The order of the submissions by each metric in each group, and how much it agrees with the leaderboard."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .._groups import group_label
from .ranks import kendall_tau, ranks_of

if TYPE_CHECKING:
    from ..integrations.evalai.board import Label
    from ..integrations.evalai.values import Rows


def orders_of(tables: Sequence[Rows], labels: Sequence[Label]) -> list[dict[str, Any]]:
    """For each group and metric the rank of each submission by its less favorable limit; None if it has none.

    `tables` are in the order of the leaderboard, with which Kendall's τ compares each order.
    """
    published, found = np.arange(len(tables)), []
    for group in dict.fromkeys(key[0] for key in tables[0]):
        for label in labels:
            limits = np.asarray([limit_of(table, group, label) for table in tables])
            known = ~np.isnan(limits)
            if not known.any():
                continue
            ranks = ranks_of(limits[:, None], lower_is_better=label.lower_is_better)[:, 0]
            tau = float(kendall_tau(published[known], ranks[known][:, None])[0]) if known.sum() > 1 else math.nan
            found.append({
                "group": group_label([name for name, _ in group], [level for _, level in group]),
                "label": label.label[: -len("_lo")],
                "ranks": [int(rank) if ok else None for rank, ok in zip(ranks, known)],
                "tau": None if math.isnan(tau) else tau,
            })  # fmt: skip
    return found


def limit_of(table: Rows, group: Any, label: Label) -> float:
    """The limit that a label shows, NaN if it is not defined."""
    return float(table.get((group, label.metric, label.threshold), {}).get(label.bound, math.nan))
