# SPDX-License-Identifier: Apache-2.0
"""The meaning of `--group`: columns, crosses of columns, and limits that divide numbers into groups."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from .._groups import cross_text
from .._text import printable, quoted
from ..table_files.names import Columns
from .exits import CommandError


@dataclass(frozen=True)
class Groups:
    """Crosses by the names of their columns, and the limits of the columns that have some."""

    crosses: list[tuple[str, ...]]
    limits: dict[str, tuple[float, ...] | None]


def read_groups(texts: list[str], columns: Columns) -> Groups:
    """Reads every `--group`. A column whose name contains a colon or an asterisk is recognised first."""
    found = Groups([], {})
    for text in texts:
        parts = [_part(part, columns) for part in ([text] if text in columns else text.split("*"))]
        for name, limits in parts:
            if found.limits.setdefault(name, limits) != limits:
                raise CommandError(f"--group names the column {quoted(name)} with different limits; an audit takes one set of them")
        cross = tuple(name for name, _ in parts)
        if len(set(cross)) < len(cross):
            raise CommandError(f"--group {printable(text)} names a column twice")
        if cross not in found.crosses:
            found.crosses.append(cross)
    return found


def _part(text: str, columns: Columns) -> tuple[str, tuple[float, ...] | None]:
    name, colon, after = text.rpartition(":")
    if text in columns or not colon or name not in columns:
        columns.position(text, "--group")  # raises the error if the column does not exist
        return text, None
    try:
        limits = tuple(float(x) for x in after.split(","))
    except ValueError:
        limits = ()
    if not limits or not all(map(math.isfinite, limits)) or any(b <= a for a, b in zip(limits, limits[1:])):
        raise CommandError(f"--group {printable(text)}: the limits must be numbers in ascending order, such as age:18,40,65")
    return name, limits


def for_evaluate(groups: Groups, data: dict[str, Any]) -> list[Any]:
    """The argument `groups`. Numbers that only a cross uses are put into bins here, because bins would add the column's own groups."""
    import pyarrow as pa

    from .. import bins

    entries: list[Any] = []
    seen: set[str] = set()
    for cross in groups.crosses:
        for name in cross:
            limits = groups.limits[name]
            if limits is not None and name not in seen and len(cross) > 1:
                cuts = bins(*limits)
                codes = cuts.codes(data[name].cast(pa.float64()).to_numpy(zero_copy_only=False))  # a missing number is NaN
                data[name] = pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(cuts.levels), ordered=True)
            elif limits is not None and name not in seen:
                entries.append({name: bins(*limits)})
        if len(cross) > 1 or groups.limits[cross[0]] is None or cross[0] in seen:
            entries.append(cross if len(cross) > 1 else cross[0])
        seen.update(cross)
    return entries


def as_texts(groups: Groups) -> list[str]:
    """Every cross in the form of `--group`."""
    return [cross_text(cross, groups.limits) for cross in groups.crosses]
