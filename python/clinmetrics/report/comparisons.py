# SPDX-License-Identifier: Apache-2.0
"""The comparisons of models: a table for each pair over all rows, with a sentence for each decision, and folded tables of the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence

from . import words
from .contrasts import NO_EVIDENCE, about_claim, decided, p_of, p_value, simultaneous, tests, verdict
from .index import Index, cell_of, method_of, of_side, threshold_of, title_of, values_of
from .page import Cell
from .read import Attribute, Row
from .read_contrasts import Comparison
from .tables import Block, Entry, Groups, Line, Number, Part, Small, Table, folded
from .text import count, number

_FIRST = (
    "auroc",
    "average_precision",
    "brier",
    "observed_expected_ratio",
    "calibration_slope",
    "sensitivity",
    "specificity",
    "net_benefit",
)
_FIRST_OF_SEVERAL = ("auroc", "sensitivity")
_MOST_OPEN = 12  # differences of a pair, with which its table is whole
_MOST_FOLDED = 100  # lines of a folded table of groups
_FLAGS_IN_WORDS = ("identical", "test_disagrees", "few_rows", "methods_differ")


def comparisons(index: Index) -> Block | None:
    """The block, or none if no models were compared."""
    every = [c for c in index.document.comparisons if not index.is_small(c.attribute, c.group)]
    differences = [c for c in every if c.scale == "difference" and c.kind == "models"]
    if not differences:
        return None
    overall = [c for c in differences if c.attribute is None]
    pairs = dict.fromkeys(_pair(c) for c in overall)
    tables = [table for a, b in pairs for table in _tables(index, a, b, [c for c in overall if _pair(c) == (a, b)])]
    tables += _family(index, overall, len(pairs))
    tables += _ratios(index, [c for c in every if c.scale == "ratio" and c.attribute is None])
    for attribute in index.document.attributes:
        tables += _by_group(index, attribute, [c for c in differences if c.attribute == attribute.name])
    return Block("", "", (*_about(index, differences, len(overall)), *_joint(index, every)), tuple(tables))


def _pair(c: Comparison) -> tuple[str, str]:
    return c.a or "", c.b or ""


def _about(index: Index, differences: Sequence[Comparison], n_overall: int) -> tuple[str, ...]:
    inside = len(differences) - n_overall
    n = f"{count(n_overall)} over all {index.outcome.units}" + (f" and {count(inside)} inside subgroups" if inside else "")
    return (
        f"Two models are compared on the same {index.outcome.units}. A difference is the value of the first model less the value of the"
        " second. The interval decides; a classical test stands beside it.",
        *about_claim(differences, "the two models", "A table names the first model first."),
        f"The number of differences judged is {n}. Each interval holds for its own difference and is not adjusted for their number, so that"
        " some of them may differ by chance alone.",
    )


def _joint(index: Index, every: Sequence[Comparison]) -> tuple[str, ...]:
    """The test of all AUROCs at once."""
    found = next((c for c in every if c.kind == "joint" and c.attribute is None and not math.isnan(c.test_p)), None)
    if found is None:
        return ()
    label = words.in_sentence(index.label_at(found.metric, found.parameters))
    test = f"{words.label('test', found.test)} test: χ² = {number(found.statistic)}, {count(found.df)} degrees of freedom, {p_of(found.test_p)}"
    if found.test_p < 1 - float(index.document.provenance.get("level") or 0.95):
        return (f"All models at once: the data show that their {label} is not the same for all ({test}).",)
    return (f"All models at once: the data do not show that their {label} differs; {NO_EVIDENCE} ({test}).",)


def _tables(index: Index, a: str, b: str, found: Sequence[Comparison]) -> list[Table]:
    """The metrics that are read first, and a folded table of the others if these are many."""
    if len(found) <= _MOST_OPEN:
        return [_table(index, a, b, found)]
    threshold = next(iter(index.thresholds(a)), None)
    first = _FIRST_OF_SEVERAL if index.is_long else _FIRST
    main = [c for c in found if c.metric in first and threshold_of(c.parameters) in (None, threshold)]
    main = main or list(found[:_MOST_OPEN])
    return [_table(index, a, b, main), _table(index, a, b, [c for c in found if c not in main], is_folded=True)]


def _table(index: Index, a: str, b: str, found: Sequence[Comparison], *, is_folded: bool = False) -> Table:
    first, second = index.model(a), index.model(b)
    lines = []
    for c in found:
        what = words.in_sentence(index.label_at(c.metric, c.parameters, is_long=True))
        sentences = [verdict(c, first.name, second.name, what)]
        sentences += [index.outcome.text(words.meaning("flags", flag)) for flag in c.flags if flag in _FLAGS_IN_WORDS]
        entries = (
            index.label_at(c.metric, c.parameters),
            _value(_row(index, c, "a")),
            _value(_row(index, c, "b")),
            _difference(c),
            p_value(c.p),
            tests(c),
            Small(method_of(c) or "–"),
        )
        lines.append(Line(entries, " ".join(one for one in sentences if one)))
    heads: tuple[Entry, ...] = (
        "Metric", Number(first.brief), Number(second.brief), f"Difference ({index.level} interval)", Number("p"), Small("Tests"), Small("Interval method")
    )  # fmt: skip
    caption = f"All {index.outcome.units}, with a sentence below each difference."
    title = f"{first.name} − {second.name}" + (f": other metrics ({len(lines)} differences)" if is_folded else "")
    return Table(title, caption, heads, (Part("", tuple(lines)),), is_folded, "overall compared")


def _value(row: Row | None) -> Number:
    return Number("–" if row is None else number(row.value) if not math.isnan(row.value) else "not defined")


def _difference(c: Comparison) -> Cell:
    """The value with its interval; the flags that the remark says in words are left out."""
    cell = cell_of(c)
    flags = tuple(words.flag_entry(flag)[0] for flag in c.flags if flag not in _FLAGS_IN_WORDS)
    return Cell(cell.value, cell.interval, cell.reason, flags, cell.is_absent)


def _row(index: Index, c: Comparison, side: str) -> Row | None:
    """The row of the first or the second model: at its own threshold, or without one if it has hard labels."""
    model, own = _pair(c)["ab".index(side)], of_side(c.parameters, side)
    without = tuple(one for one in own if one[0] != "threshold")
    return index.overall.get((model, c.metric, own)) or index.overall.get((model, c.metric, without))


def _pair_text(index: Index, c: Comparison) -> tuple[Entry, ...]:
    """The two models of a line, in a table of several pairs."""
    return (Small(f"{index.model(c.a or '').brief} − {index.model(c.b or '').brief}"),)


def _family(index: Index, overall: Sequence[Comparison], n_pairs: int) -> tuple[Table, ...]:
    """For several pairs: the limits and p values that hold for all pairs of a metric at once."""
    if n_pairs < 2:
        return ()
    adjustment = overall[0].adjustment
    caption = (
        f"Limits and p values that hold for all pairs of a metric at once. {words.meaning('adjustment', adjustment)} The last column is the"
        " number of pairs judged together."
    )
    head = Number(f"Adjusted p ({words.label('adjustment', adjustment)})")
    heads = ("Metric", Small("Models"), "Difference", Number(f"Simultaneous {index.level} limits"), Number("p"), head, Number("Judged"))
    lines = tuple(
        Line(
            (
                index.label_at(c.metric, c.parameters), *_pair_text(index, c), Cell(cell_of(c).value, "", ""), simultaneous(c),
                p_value(c.p), p_value(c.p_adjusted), Number(count(c.n_judged)),
            )
        )
        for c in overall
    )  # fmt: skip
    return folded(f"All pairs at once ({len(lines)} differences)", caption, heads, lines)


def _ratios(index: Index, ratios: Sequence[Comparison]) -> tuple[Table, ...]:
    heads = ("Metric", Small("Models"), f"Ratio ({index.level} interval)", Number("p"), Small("Shown"), Small("Interval method"))
    lines = tuple(
        Line(
            (index.label_at(c.metric, c.parameters), _quotient(index, c), cell_of(c), p_value(c.p), decided(c), Small(method_of(c) or "–"))
        )
        for c in ratios
    )
    caption = "The value of the first model divided by the value of the second. A ratio is judged only for being different from 1."
    return folded(f"Ratios ({len(lines)} values)", caption, heads, lines)


def _quotient(index: Index, c: Comparison) -> Small:
    return Small(f"{index.model(c.a or '').brief} / {index.model(c.b or '').brief}")


def _by_group(index: Index, attribute: Attribute, found: Sequence[Comparison]) -> tuple[Table, ...]:
    heads = (
        "Group", Small("Metric"), Small("Models"), f"Difference ({index.level} interval)", Number("p"), Small("Tests"), Small("Shown")
    )  # fmt: skip
    ordered = (
        list(found)
        if len(found) <= _MOST_FOLDED
        else sorted(found, key=_surprise)[: _MOST_FOLDED * 3 // 10 if index.is_long else _MOST_FOLDED]
    )
    lines = tuple(
        Line(
            (
                Groups((values_of(attribute, c.group),)), Small(index.label_at(c.metric, c.parameters)), *_pair_text(index, c), cell_of(c),
                p_value(c.p), tests(c), decided(c),
            )
        )
        for c in ordered
    )  # fmt: skip
    caption = "The models inside each group. Each interval holds for its own difference and is not adjusted for the number of groups."
    n = f"{len(lines)}"
    if len(found) > len(lines):
        n = f"{len(lines)} of {count(len(found))}"
        caption += f" The {n} differences that are largest in relation to their uncertainty; the result in JSON has all of them."
    return folded(f"Inside the groups of {title_of(attribute)} ({n} differences)", caption, heads, lines)


def _surprise(c: Comparison) -> float:
    """Sorts differences, the largest in relation to half the width of the interval first."""
    half = (c.upper - c.lower) / 2
    return -abs(c.value) / half if half > 0 and not math.isnan(c.value) else math.inf
