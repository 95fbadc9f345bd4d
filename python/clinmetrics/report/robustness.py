# SPDX-License-Identifier: Apache-2.0
"""Robustness: the output of a model on changed inputs beside its output on the inputs as they are, and its values by site and scanner."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .chapter import Chapter
from .contrasts import p_value
from .fields import Parameters
from .headline import main_threshold
from .index import Index, cell_of, metric_label, title_of, values_of
from .page import Cell
from .read import Attribute, Row
from .read_contrasts import Comparison
from .tables import Entry, Groups, Line, Number, Part, Small, Table
from .text import count, numbers, shorten, span

_METRICS = ("auroc", "sensitivity", "specificity", "observed_expected_ratio", "calibration_slope")
_ROLES = {"site": "site", "scanner": "scanner", "perturbation": "perturbation"}
_MOST_LINES = 20  # a longer table is folded


def robustness(index: Index) -> Chapter | None:
    """The section, or none if the specification names neither variants of a model nor attributes of this kind."""
    by_role = roles(index)
    tables = [*_variants(index), *(table for name, role in by_role.items() for table in _by_place(index, name, role))]
    if not tables:
        return None
    sentences = []
    if index.variants:
        sentences.append(
            f"A variant is the output of a model on changed inputs of the same {index.outcome.units}. A difference is the value of the variant"
            " less the value of the model on the inputs as they are, so that a loss of AUROC is negative."
        )
    if by_role:
        sentences.append(
            "Values by site or scanner belong to different people, so that a difference can come from the people as well as from the place."
        )
    return Chapter("robustness", "Robustness", tuple(sentences), (), tuple(tables))


def roles(index: Index) -> dict[str, str]:
    """The attributes of the result that are sites, scanners or perturbations."""
    said = index.analysis.get("groups")
    entries = [one for one in (said if isinstance(said, (list, tuple)) else ()) if isinstance(one, Mapping)]
    wanted = {str(one.get("column")): str(one.get("role")) for one in entries if one.get("role") in _ROLES}
    return {a.name: wanted[a.name] for a in index.document.attributes if a.name in wanted}


def _variants(index: Index) -> list[Table]:
    known = [(variant, of) for variant, of in index.variants.items() if {variant, of} <= set(index.document.models)]
    lines = [line for variant, of in known for line in _variant_lines(index, variant, of)]
    if not lines:
        return []
    heads: tuple[Entry, ...] = (
        "Variant", Small("What was changed"), Small("Metric"), Number("Without change"), Number("With change"),
        f"Difference ({index.level} interval)", Number("p"),
    )  # fmt: skip
    caption = f"Each variant with its model, on the same {index.outcome.units}."
    return [Table("Variants of the models", caption, heads, (Part("", tuple(lines)),), is_folded=len(lines) > _MOST_LINES)]


def _variant_lines(index: Index, variant: str, of: str) -> list[Line]:
    described: Mapping[str, Any] = index.described.get(variant, {})
    change = shorten(str(described.get("variant") or "")) or "–"
    lines = []
    for name, parameters in _metrics(index, of):
        base, changed = (index.overall.get((model, name, parameters)) for model in (of, variant))
        if base is None or changed is None:
            continue
        entries = (index.model(variant), Small(change), Small(index.label_at(name, parameters)), _number(base), _number(changed))
        lines.append(Line((*entries, *_difference(index, variant, of, name, parameters))))
    return lines


def _metrics(index: Index, model: str) -> list[tuple[str, Parameters]]:
    """The metrics that describe robustness, at the first threshold of a model."""
    threshold = main_threshold(index, model)
    found = [one for one in index.metrics if one[0] in _METRICS and dict(one[1]).get("threshold") in (None, threshold)]
    return sorted(found, key=lambda one: _METRICS.index(one[0]))


def _number(row: Row) -> Number:
    cell = cell_of(row)
    return Number(cell.value)


def _difference(index: Index, variant: str, of: str, name: str, parameters: Parameters) -> tuple[Entry, Entry]:
    for c in index.document.comparisons:
        if (c.attribute, c.kind, c.scale, c.metric, c.parameters) == (None, "models", "difference", name, parameters):
            if (c.a, c.b) == (variant, of):
                return _signed(c, 1.0), p_value(c.p)
            if (c.a, c.b) == (of, variant):
                return _signed(c, -1.0), p_value(c.p)
    return Cell("–", "", "not compared", is_absent=True), Number("–")


def _signed(c: Comparison, sign: float) -> Cell:
    if math.isnan(c.value) or math.isnan(c.lower + c.upper):
        return cell_of(c) if sign > 0 else Cell("–", "", cell_of(c).reason or "no interval", is_absent=True)
    ends = (c.lower, c.upper) if sign > 0 else (-c.upper, -c.lower)
    value, lower, upper = numbers(sign * c.value, *ends)
    return Cell(value, span(lower, upper), "")


def _by_place(index: Index, name: str, role: str) -> list[Table]:
    attribute = index.attribute(name)
    groups = [group for (of, group) in index.cells if of == name]
    metrics = _metrics(index, index.document.models[0]) if index.models else []
    parts = []
    for model, of in zip(index.models, index.document.models):
        lines = tuple(line for group in groups for line in _place_line(index, attribute, group, of, metrics))
        if lines:
            parts.append(Part(model.name if len(index.models) > 1 else "", lines))
    if not parts:
        return []
    heads: tuple[Entry, ...] = (role.capitalize(), Number("n"), Number("Events"), *(_head(index, one) for one in metrics))
    n_lines = sum(len(part.lines) for part in parts)
    range_text = _range(index, attribute, metrics)
    caption = f"The values of each {_ROLES[role]}, with {index.level} intervals.{range_text}"
    return [Table(f"By {title_of(attribute)}", caption, heads, tuple(parts), is_folded=n_lines > 2 * _MOST_LINES)]


def _head(index: Index, metric: tuple[str, Parameters]) -> str:
    return index.label_at(*metric) if "threshold" in dict(metric[1]) else metric_label(*metric)


def _place_line(index: Index, attribute: Attribute, group: Any, model: str, metrics: Sequence[tuple[str, Parameters]]) -> list[Line]:
    rows = [index.cells[attribute.name, group].get((model, *metric)) for metric in metrics]
    first = next((row for row in rows if row is not None), None)
    if first is None:
        return []
    cells = tuple(Cell("–", "", "", is_absent=True) if row is None else cell_of(row) for row in rows)
    events = "–" if first.status == "too_few" else count(first.n_positive)
    return [Line((Groups((values_of(attribute, group),)), Number(count(first.n)), Number(events), *cells))]


def _range(index: Index, attribute: Attribute, metrics: Sequence[tuple[str, Parameters]]) -> str:
    """The largest gap of the first metric, for each model."""
    said = []
    for g in index.document.gaps:
        if (g.attribute, g.kind, g.scale) == (attribute.name, "range", "difference") and metrics and (g.metric, g.parameters) == metrics[0]:
            cell = cell_of(g)
            said.append(f"{index.model(g.model).brief} {cell.value}" + (f" ({cell.interval})" if cell.interval else ""))
    return f" Largest gap in {metric_label(*metrics[0])}: {'; '.join(said)}." if said else ""
