# SPDX-License-Identifier: Apache-2.0
"""The outcome as 1, 0 and -1 for missing, and the prevalence with its interval."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from .._json_values import json_number
from .canonical import as_text
from .errors import DatasetError, of_tables

if TYPE_CHECKING:
    import numpy.typing as npt

    from .reading import Source
    from .table import Counted

    Ints = npt.NDArray[np.int64]

_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*\Z")


def read_outcome(source: Source, name: str, positive: str | None, negative: str | None = None) -> npt.NDArray[np.int8]:
    """1 for positive rows, 0 for negative ones, -1 for rows without a label."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from ..table_files.cells import Asked
    from ..table_files.labels import labels

    text = as_text(source.column(name, "y_true"))
    if text is None or not pa.types.is_large_string(text.type):
        raise DatasetError(f"`y_true`: the column {name!r} of {source.name} holds no labels")
    with of_tables():
        found, wanted, _ = labels(text, Asked("`y_true`", name, source.name, source.place), positive, negative)
    if wanted is None:
        wanted = True if pa.types.is_boolean(found.type) else 1
    elif isinstance(wanted, str):
        wanted = _level_of(wanted, negative, found, name, source)
    is_positive = pc.fill_null(pc.equal(found, pa.scalar(wanted, found.type)).cast(pa.int8()), -1)
    return np.asarray(is_positive.to_numpy(), dtype=np.int8)


def _level_of(positive: str, negative: str | None, column: Any, name: str, source: Source) -> str:
    """The level that is the positive label: the same text, or the same number in another notation."""
    import pyarrow.compute as pc

    levels = [level for level in pc.unique(column).to_pylist() if level is not None]
    found = {
        label: next((level for level in levels if _is_same(level, label)), None) for label in (positive, negative) if label is not None
    }
    others = [level for level in levels if level not in found.values()]
    where = f"`y_true`: the column {name!r} of {source.name} holds"
    if negative is not None and others:
        raise DatasetError(f"{where} labels other than the positive and the negative one")
    if len(others) > 1:
        raise DatasetError(f"{where} {len(levels)} different labels; an outcome has two, one of them `pos_label`")
    if found[positive] is None and others:
        raise DatasetError(f"{where} no `pos_label` but another label; if all rows are negative, give `neg_label`, too")
    return found[positive] or positive


def _is_same(level: str, label: str) -> bool:
    return level == label or bool(_NUMBER.match(level) and _NUMBER.match(label) and float(level) == float(label))


def prevalence_of_counts(events: int, n: int) -> dict[str, Any] | None:
    """The share of events with Wilson's interval; None without rows."""
    from ..metrics import prevalence  # type: ignore[attr-defined]

    if n == 0:
        return None
    return _plain(prevalence([1, 0], sample_weight=[events, n - events], weight_kind="frequency", ci="wilson"))


def outcomes_of_groups(counted: Counted, codes: Ints, n_groups: int) -> list[dict[str, Any]]:
    """Labels, events and prevalence of each group of a partition of the rows."""
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=n_groups))
    return [outcome_of(counted, rows) for rows in np.split(order, ends[:-1])] if n_groups else []


def outcome_of(counted: Counted, rows: npt.NDArray[np.intp] | None) -> dict[str, Any]:
    """Labels, events and prevalence of all rows, or of some."""
    if counted.y is None:
        return {"labeled": None, "events": None, "prevalence": None}
    y = counted.y if rows is None else counted.y[rows]
    unit = counted.unit if rows is None or counted.unit is None else counted.unit[rows]
    return outcome_of_rows(y, unit)


def outcome_of_rows(y: npt.NDArray[np.int8], unit: Ints | None) -> dict[str, Any]:
    """Labels, events and prevalence of rows that may share units, such as patients; missing labels are negative."""
    n_labeled, n_events = int(np.count_nonzero(y >= 0)), int(np.count_nonzero(y == 1))
    return {"labeled": n_labeled, "events": n_events, "prevalence": _prevalence_of_rows(y, unit)}


def _prevalence_of_rows(y: npt.NDArray[np.int8], unit: Ints | None) -> dict[str, Any] | None:
    """With the interval that `evaluate` uses for units if rows share them."""
    known = y >= 0
    labels = y[known]
    if unit is None or len(np.unique(unit[known])) == len(labels):
        return prevalence_of_counts(int(np.count_nonzero(labels == 1)), len(labels))
    from ..metrics import prevalence  # type: ignore[attr-defined]

    return _plain(prevalence(labels == 1, unit=unit[known])) if len(labels) else None


def _plain(e: Any) -> dict[str, Any]:
    has_interval = not math.isnan(e.lower)
    numbers = {"value": e.value, "lower": e.lower, "upper": e.upper, "level": e.level}
    return {**{name: json_number(float(x)) for name, x in numbers.items()}, "method": e.method if has_interval else None}
