# SPDX-License-Identifier: Apache-2.0
"""The rows of a forest plot of a metric by group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..report.fields import Group, Parameters
from ..report.read import Document, Row


class ForestRow(NamedTuple):
    """A group with its row for each model, None for a model without one."""

    attribute: str | None
    group: Group
    of_models: tuple[Row | None, ...]


def forest_rows(document: Document, metric: str, parameters: Parameters) -> list[ForestRow]:
    """All rows first, and then the groups of each attribute, in the order of the result."""
    places: dict[tuple[str | None, Group], dict[str, Row]] = {}
    for row in document.rows:
        of_place = places.setdefault((row.attribute, row.group), {})
        if (row.metric, row.parameters) == (metric, parameters):
            of_place[row.model] = row
    order = [None, *dict.fromkeys(attribute for attribute, _ in places if attribute is not None)]
    found = [(place, of_place) for at in order for place, of_place in places.items() if place[0] == at and of_place]
    return [ForestRow(*place, tuple(of_place.get(model) for model in document.models)) for place, of_place in found]


def limits_of(rows: Sequence[ForestRow]) -> list[float]:
    """The numbers that the axis must hold."""
    return [x for one in rows for row in one.of_models if row is not None for x in (row.lower, row.upper, row.value)]
