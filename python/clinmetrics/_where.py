# SPDX-License-Identifier: Apache-2.0
"""The rows that `Result.where` keeps. Each name is searched in the rows that match the other names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _select

if TYPE_CHECKING:
    from .result import Result


def where(result: Result, model: Any, metric: Any, attribute: Any, group: Any, threshold: Any) -> Result:
    """The rows that match; None matches all."""
    if model is not None:
        result = _of_model(result, _select.models_named(model, result._models, result._used("model")))
    if attribute is not None:
        without_rows = [p for p, (_, groups) in enumerate(result._partitions) if not groups]  # of a cohort without rows
        known = result._used("partition") + without_rows
        result = _keep(result, "partition", _select.partitions_named(attribute, result._partitions, known))
    if metric is not None:
        result = _keep(result, "line", _select.lines_named(metric, result._lines, result._used("line")))
    if threshold is not None:
        result = _keep(result, "line", _select.lines_at(threshold, result._lines, result._used("line")))
    if group is not None:
        found = _select.groups_named(group, result._partitions, result._used_groups())
        result = result._take(np.flatnonzero(np.isin(result._group_codes(), [p << 32 | g for p, g in found])))
    return result


def _keep(result: Result, column: str, codes: set[int]) -> Result:
    return result._take(np.flatnonzero(np.isin(result._columns[column], list(codes))))


def _of_model(result: Result, codes: set[int]) -> Result:
    """The rows of a model, with the notices that concern it."""
    kept = _keep(result, "model", codes)
    names = {result._models[code] for code in codes}
    kept.notices = tuple(notice for notice in result.notices if notice.model is None or notice.model in names)
    return kept
