# SPDX-License-Identifier: Apache-2.0
"""The flow of the rows: each row of the truth falls into the first step that holds, and the steps add up, overall and in each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .._groups import attribute_text

if TYPE_CHECKING:
    import numpy.typing as npt

    from .join import Mask

    Codes = npt.NDArray[np.int32]

STEPS = ("duplicate", "excluded", "missing_label", "missing_prediction", "analysed")
COUNTS = ("received", *STEPS[:-1], "imputed", STEPS[-1])
"""The counts of an entry, in order. Rows with an imputed prediction are a part of those that are analysed."""


@dataclass(frozen=True)
class Attribute:
    """An attribute over all rows of the truth: the number of the level of each row, -1 if it is missing."""

    name: str
    codes: Codes
    levels: tuple[str, ...]


def step_of_rows(n: int, found: Sequence[Mask]) -> npt.NDArray[np.int8]:
    """The number of the step of each row: the first whose mask holds, else the last one."""
    steps = np.full(n, len(STEPS) - 1, np.int8)
    for number in reversed(range(len(found))):
        steps[found[number]] = number
    return steps


def flow_entries(steps: npt.NDArray[np.int8], imputed: Mask, crosses: Sequence[Sequence[Attribute]]) -> list[dict[str, Any]]:
    """The counts of all rows, and then of each group of each attribute or cross, in the order of the levels, the missing ones last."""
    overall = _counts(steps, imputed, np.zeros(len(steps), np.int64), 1)[0]
    entries: list[dict[str, Any]] = [{"attribute": None, "group": None, **overall}]
    for parts in crosses:
        codes = np.zeros(len(steps), np.int64)
        for part in parts:
            n = len(part.levels)
            codes = codes * (n + 1) + np.where(part.codes < 0, n, part.codes)
        used, compact = np.unique(codes, return_inverse=True)
        counts = _counts(steps, imputed, compact.reshape(-1), len(used))
        _check_sums(overall, counts)
        name = attribute_text([part.name for part in parts])
        entries += [{"attribute": name, "group": _group(parts, int(code)), **c} for code, c in zip(used, counts)]
    return entries


def _counts(steps: npt.NDArray[np.int8], imputed: Mask, group: npt.NDArray[np.int64], n_groups: int) -> list[dict[str, int]]:
    n_steps = len(STEPS)
    table = np.bincount(group * n_steps + steps, minlength=n_groups * n_steps).reshape(n_groups, n_steps)
    received = np.bincount(group, minlength=n_groups)
    n_imputed = np.bincount(group[imputed], minlength=n_groups)
    entries = []
    for row, n, i in zip(table.tolist(), received.tolist(), n_imputed.tolist()):
        if sum(row) != n or i > row[-1]:
            raise RuntimeError("the steps of the flow do not add up")
        entries.append(dict(zip(COUNTS, (n, *row[:-1], i, row[-1]))))
    return entries


def _check_sums(overall: dict[str, int], groups: Sequence[dict[str, int]]) -> None:
    for step, n in overall.items():
        if sum(group[step] for group in groups) != n:
            raise RuntimeError("the groups of the flow do not add up to all rows")


def _group(parts: Sequence[Attribute], code: int) -> list[dict[str, str | None]]:
    levels: list[str | None] = []
    for part in reversed(parts):
        code, level = divmod(code, len(part.levels) + 1)
        levels.append(None if level == len(part.levels) else part.levels[level])
    return [{"attribute": part.name, "value": level} for part, level in zip(parts, reversed(levels))]
