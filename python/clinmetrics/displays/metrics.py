# SPDX-License-Identifier: Apache-2.0
"""The metrics that a picture shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .._select import lines_named
from ..points.gaps import OF_OUTCOME
from ..report.fields import Parameters, parameters
from ..report.read import Document
from ..report.read_contrasts import Gap

if TYPE_CHECKING:
    from ..result import Result

Metric = tuple[str, Parameters]


def chosen_metrics(result: Result, document: Document, metric: str | Sequence[str] | None) -> list[Metric]:
    """The metrics of these names, each with all its thresholds; without names the AUROC, or the first that describes a model."""
    every = list(dict.fromkeys((row.metric, row.parameters) for row in document.rows))
    if not every:
        raise ValueError("the result has no rows")
    if metric is None:
        of_model = [one for one in every if one[0] not in OF_OUTCOME]
        return [next((one for one in every if one[0] == "auroc"), (of_model or every)[0])]
    names = [metric] if isinstance(metric, str) else list(metric) if isinstance(metric, Iterable) else []
    if not names:
        raise ValueError("`metric` must name at least one metric, as in metric='auroc' or metric=['sensitivity', 'specificity']")
    found: list[Metric] = []
    for name in names:
        lines = sorted(lines_named(name, result._lines, result._used("line")))
        found += [one for line in lines for one in [_as_read(*result._lines[line])] if one in every and one not in found]
    return found


def _as_read(metric: str, given: dict[str, object]) -> Metric:
    """A line of the result in the form of the document."""
    from .._json_values import plain

    return metric, parameters({"parameters": plain(given)})


def named_metric(result: Result, found: Sequence[Gap], metric: str) -> Metric:
    """The metric of a name among the gaps; if it has several thresholds, the name must contain one, as in "sensitivity @ 0.2"."""
    every = list(dict.fromkeys((g.metric, g.parameters) for g in found))
    lines = sorted(lines_named(metric, result._lines, set(result.gaps._columns["line"].tolist())))
    named = [one for line in lines for one in [_as_read(*result._lines[line])] if one in every]
    if len(named) != 1:
        raise ValueError(f"`metric` names {len(named)} metrics of the gaps; name one, as in 'sensitivity @ 0.2'")
    return named[0]
