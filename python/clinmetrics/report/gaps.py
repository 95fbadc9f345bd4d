# SPDX-License-Identifier: Apache-2.0
"""The gaps between groups by attribute: the largest gaps, worst first; the main metric of each group as a forest; folded tables of the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..points.axes import difference_axis
from ..points.gaps import KINDS_DRAWN, gaps_of_metric, is_of_outcome, main_metric, rank, worst_group_first
from . import forest, words
from .contrasts import about_claim, decided, p_of, p_value, simultaneous, tests
from .fields import Group, Parameters
from .index import Index, cell_of, title_of, values_of
from .page import Cell, Value
from .read import Attribute
from .read_contrasts import Gap
from .tables import Block, Entry, Groups, Line, Number, Part, Small, Strip, Table, folded
from .text import count, percent

_MOST_LINES = 16  # of an open table, and fewer in a report of many groups
_MOST_FOLDED = 100  # lines of a folded one
_BY_GROUP = ("rest", "reference", "pairs", "xauc")
_TITLES = {
    "rest": "Each group against the rest",
    "reference": "Each group against the reference group",
    "pairs": "Pairs of groups",
    "xauc": "Cross-group AUROC",
}
Key = tuple[str, str, Parameters]


def gaps(index: Index) -> tuple[tuple[str, ...], tuple[Block, ...]]:
    """What is true of all gaps, and a block for each attribute; empty if no groups were compared."""
    every = index.document.gaps
    blocks = []
    for attribute in index.document.attributes:
        of_attribute = [g for g in every if g.attribute == attribute.name and not any(_is_small(index, g, side) for side in (g.a, g.b))]
        if of_attribute:
            blocks.append(_block(index, attribute, of_attribute))
    return (_about(every), tuple(blocks)) if blocks else ((), ())


def _is_small(index: Index, g: Gap, side: Group | None) -> bool:
    return side is not None and index.is_small(g.attribute, side)


def _about(every: Sequence[Gap]) -> tuple[str, ...]:
    kinds = {g.kind for g in every}
    sentences = []
    if "range" in kinds:
        sentences.append(
            "The largest gap is the highest value among the groups less the lowest. Read its interval before its value: even if all groups were"
            " equal, chance would spread their values, so that the largest gap among the groups seen is too large on average. The interval"
            " takes this into account, and its lower limit is the least gap that fits the data."
        )
    judged = [g for g in every if not math.isnan(g.p)]
    sentences += about_claim(
        judged or every, "two groups, or a group and the rest,", "The first is the group, the second the rest or the other group."
    )
    if judged:
        sentences.append(
            "An adjusted p and simultaneous limits hold for all groups of a metric at once. They are not adjusted for the number of metrics,"
            " models and attributes; the intervals of single groups are not adjusted for any number."
        )
    if any(g.kind == "rest" and g.metric == "auroc" for g in every):
        sentences.append(
            "Groups made by something that predicts the outcome, such as age, often have a lower AUROC than the rest: it helps to rank the rest,"
            " in which it varies, and not the group."
        )
    sentences.append(
        "A gap between groups can come from the model, from the data, or from patients who differ in what the model does not see. A gap that is"
        " not shown is no evidence that there is none."
    )
    return tuple(sentences)


def _block(index: Index, attribute: Attribute, found: Sequence[Gap]) -> Block:
    order = _worst_first(found)
    tables = [*_ranges(index, attribute, found, order)]
    for kind in _BY_GROUP:
        of_kind = [g for g in found if g.kind == kind]
        main = main_metric(of_kind)
        if kind in KINDS_DRAWN and main is not None:
            tables.append(_forest(index, attribute, gaps_of_metric(of_kind, main)))
        tables += _table(index, attribute, of_kind)
    n_groups = int(max((g.n_judged for g in found if g.kind in ("range", "rest", "heterogeneity")), default=0))
    aside = f"{n_groups} groups compared" if n_groups else ""
    return Block(title_of(attribute), aside, _counts(index, attribute, found), tuple(tables))


def _key(g: Gap) -> Key:
    return g.model, g.metric, g.parameters


def _worst_first(found: Sequence[Gap]) -> list[Key]:
    """Model and metric, the largest gap first: by the lower limit of the largest gap, then by its value."""
    ranges = [g for g in found if g.kind == "range" and g.scale == "difference"]
    keys = [_key(g) for g in sorted(ranges, key=lambda g: (_part(g), rank(g)))]
    return list(dict.fromkeys([*keys, *map(_key, found)]))


def _part(g: Gap) -> int:
    return 2 if is_of_outcome(g) else 0 if words.metric(g.metric).is_bounded else 1


def _counts(index: Index, attribute: Attribute, found: Sequence[Gap]) -> tuple[str, ...]:
    """How many were judged, and what they show."""
    sentences = []
    for kind in ("range", *_BY_GROUP):
        judged = [g for g in found if g.kind == kind and g.scale == "difference" and g.decision != "not_judged"]
        if not judged:
            continue
        first, metrics = judged[0], len({(g.metric, g.parameters) for g in judged})
        where = f"{_n(metrics, 'metric')}, {_n(len({g.model for g in judged}), 'model')}"
        if kind == "range":
            shown = sum(g.decision != "not_shown" for g in judged)
            what = "that all groups are equivalent" if first.alternative == "equivalent" else "a gap"
            sentences.append(f"Largest gaps judged: {count(len(judged))} ({where}). The intervals show {what} in {count(shown)} of them.")
            continue
        error = 1 - first.level if first.alternative == "two_sided" else (1 - first.level) / 2
        below = sum(g.p_adjusted < error for g in judged)
        sentences.append(
            f"{_TITLES[kind]}, judged: {count(len(judged))} ({where}). The adjusted p is below {error:.3g} in {count(below)} of them."
        )
    small = sum(index.is_small(name, group) for name, group in index.cells if name == attribute.name)
    if small:
        sentences.append(f"Groups that are not compared, because they are below the minimum size: {count(small)}.")
    return tuple(sentences)


def _of(n: int, every: int) -> str:
    return f"{n}" if n == every else f"{n} of {count(every)}"


def _n(n: int, what: str) -> str:
    return f"{count(n)} {what}{'' if n == 1 else 's'}"


def _ranges(index: Index, attribute: Attribute, found: Sequence[Gap], order: Sequence[Key]) -> tuple[Table, ...]:
    by_kind = {(g.kind, g.scale, _key(g)): g for g in found}
    titles = ("", "Metrics without an upper or lower bound", "The outcome, which no model changes")
    parts: dict[int, list[Line]] = {}
    seen_outcome = False
    for key in order:
        g = by_kind.get(("range", "difference", key))
        if g is None or (is_of_outcome(g) and seen_outcome):
            continue
        seen_outcome = seen_outcome or is_of_outcome(g)
        entries = (
            index.label_at(g.metric, g.parameters),
            *_model(index, g, of_outcome=is_of_outcome(g)),
            _interval_first(g),
            Number(cell_of(g).value),
            Groups((_values(attribute, g.a), _values(attribute, g.b))),
            _worst(attribute, by_kind.get(("worst", "value", key))),
            Small(_heterogeneity(by_kind.get(("heterogeneity", "i_squared", key)))),
        )
        parts.setdefault(_part(g), []).append(Line(entries))
    if not parts:
        return ()
    heads = (
        "Metric", *_model_head(index), f"Largest gap ({index.level} interval)", Number("Gap seen"), Small("Highest and lowest group"),
        Small("Worst group and its value"), Small("Heterogeneity"),
    )  # fmt: skip
    caption = (
        "The order is by the lower limit of the gap, the largest first, then by the gap seen. The interval of the worst group takes into account"
        " that it was found among all groups. Heterogeneity: I², the share of the variation between groups that is not chance, and p of"
        " Cochran’s Q test that all groups are equal."
    )
    first, rest = _cut([(titles[i], lines) for i, lines in sorted(parts.items())], _most_open(index))
    tables = [Table(f"Largest gaps by {title_of(attribute)}, worst first", caption, heads, first)]
    n_rest = sum(len(part.lines) for part in rest)
    rest, _ = _cut([(part.title, part.lines) for part in rest], _most_folded(index))
    n_shown = sum(len(part.lines) for part in rest)
    if n_shown < n_rest:
        caption += f" The first {n_shown} of the other {count(n_rest)} lines; the result in JSON has all of them."
    return (*tables, Table(f"Other largest gaps ({_of(n_shown, n_rest)} lines)", caption, heads, rest, True)) if rest else tuple(tables)


def _cut(parts: Sequence[tuple[str, Sequence[Line]]], most: int) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The first lines of all parts, and the others."""
    first, rest, left = [], [], most
    for title, lines in parts:
        first += [Part(title, tuple(lines[:left]))] if left > 0 else []
        rest += [Part(title, tuple(lines[max(left, 0) :]))] if len(lines) > left else []
        left -= len(lines)
    return tuple(first), tuple(rest)


def _most_folded(index: Index) -> int:
    return _MOST_FOLDED * 3 // 10 if index.is_long else _MOST_FOLDED


def _most_open(index: Index) -> int:
    """The lines of an open table: fewer in a report of many groups."""
    return _MOST_LINES // 4 if index.is_long else _MOST_LINES


def _model_head(index: Index) -> tuple[Entry, ...]:
    return (Small("Model"),) if len(index.models) > 1 else ()


def _model(index: Index, g: Gap, *, of_outcome: bool = False) -> tuple[Entry, ...]:
    return ((Small("–") if of_outcome else index.model(g.model)),) if len(index.models) > 1 else ()


def _values(attribute: Attribute, group: Group | None) -> tuple[Value, ...] | None:
    return None if group is None else values_of(attribute, group)


def _interval_first(g: Gap) -> Cell:
    cell = cell_of(g)
    return Cell(cell.interval or "–", "", "" if cell.interval else cell.reason, cell.flags, not cell.interval)


def _worst(attribute: Attribute, g: Gap | None) -> Entry:
    if g is None or g.a is None:
        return "–"
    return Groups((_values(attribute, g.a),), (cell_of(g),))


def _heterogeneity(g: Gap | None) -> str:
    if g is None or math.isnan(g.value):
        return "–"
    p = "" if math.isnan(g.test_p) else f", {p_of(g.test_p)}"
    return f"I² {percent(g.value, 0)}{p}"


def _other(attribute: Attribute, found: Sequence[Gap]) -> str:
    """What the groups are compared with."""
    first = found[0]
    if first.kind != "reference" or first.b is None:
        return "all other groups of the attribute together"
    values = [("(missing)" if value.text is None else str(value.text)) for value in values_of(attribute, first.b)]
    return f"the reference group {' × '.join(values)}"


def _forest(index: Index, attribute: Attribute, found: Sequence[Gap]) -> Table:
    axis = difference_axis(x for g in found for x in (g.lower, g.upper, g.value, g.simultaneous_lower, g.simultaneous_upper))
    parts, most = [], _most_open(index)
    for model in index.models:
        every = worst_group_first(found, index.document.models[model.index])
        of_model, lines = every[:most], []
        for g in of_model:
            outer = (g.simultaneous_lower, g.simultaneous_upper)
            drawn = forest.strip(axis, g.value, g.lower, g.upper, 0.0, model.index, outer=outer)
            entries = (Groups((_values(attribute, g.a),)), cell_of(g), Strip(drawn), p_value(g.p), p_value(g.p_adjusted), simultaneous(g))
            lines.append(Line(entries))
        if lines:
            more = f" ({len(lines)} of {len(every)} groups)" if len(every) > len(lines) else ""
            parts.append(Part((model.name if len(index.models) > 1 else "Worst groups" if more else "") + more, tuple(lines)))
    first = found[0]
    label = index.label_at(first.metric, first.parameters)
    axis_head = Strip(forest.axis_strip(axis))
    heads = (
        "Group", f"Difference ({index.level} interval)", axis_head, Number("p"), Number("Adjusted p"), Number(f"Simultaneous {index.level} limits"),
    )  # fmt: skip
    caption = (
        f"{label} of each group less that of {_other(attribute, found)}, the worst group first. Dotted line: no difference. Thick lines:"
        f" the interval of this group alone. Thin lines: the limits that hold for all groups at once."
        f" {words.label('adjustment', first.adjustment)} adjustment of p for {_n(int(first.n_judged), 'group')}."
    )
    is_folded = index.is_long
    title = f"{_TITLES[first.kind]} of {title_of(attribute)}" + (f": {label}" if is_folded else "")
    return Table(title, caption, heads, tuple(parts), is_folded, "forest panels-1")


def _table(index: Index, attribute: Attribute, found: Sequence[Gap]) -> tuple[Table, ...]:
    """All metrics of a kind, folded; the ratio stands beside the difference."""
    if not found:
        return ()
    ratios = {(_key(g), g.a, g.b): g for g in found if g.scale == "ratio"}
    differences = sorted((g for g in found if g.scale == "difference"), key=rank)
    lines = []
    for g in differences[: _most_folded(index)]:
        ratio = ratios.get((_key(g), g.a, g.b))
        sides = (g.a, g.b) if g.kind == "pairs" else (g.a,)
        entries = (
            Groups(tuple(_values(attribute, side) for side in sides)), Small(index.label_at(g.metric, g.parameters)), *_model(index, g),
            cell_of(g), Cell("–", "", "") if ratio is None else cell_of(ratio), p_value(g.p), p_value(g.p_adjusted), simultaneous(g), tests(g),
            decided(g),
        )  # fmt: skip
        lines.append(Line(entries))
    first = found[0]
    heads = (
        "Groups" if first.kind == "pairs" else "Group", Small("Metric"), *_model_head(index), f"Difference ({index.level} interval)", "Ratio",
        Number("p"), Number("Adjusted p"), Number("Simultaneous limits"), Small("Tests"), Small("Shown"),
    )  # fmt: skip
    caption = (
        f"{words.meaning('kind', first.kind)} The order is by the least gap to the disadvantage of the group that fits the data. Adjusted p"
        f" ({words.label('adjustment', first.adjustment)}) and simultaneous limits hold for all groups of a metric at once."
    )
    if len(differences) > len(lines):
        caption += f" The first {len(lines)} of {count(len(differences))} differences; the result in JSON has all of them."
    return folded(
        f"{_TITLES[first.kind]} of {title_of(attribute)} ({_of(len(lines), len(differences))} differences)",
        index.outcome.text(caption),
        heads,
        tuple(lines),
    )
