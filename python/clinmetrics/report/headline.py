# SPDX-License-Identifier: Apache-2.0
"""The first screen: the verdicts of the goals, each model in a sentence, the difference of the models, and the largest gap."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .._calibration_words import UNDECIDED, slope_sentence
from . import words
from .contrasts import NO_EVIDENCE, p_of
from .fields import Group, Parameters
from .goals import WORDS, goal_text, tally
from .index import Index, Threshold, cell_of, has_interval, one_line, title_of, values_of
from .page import Model
from .read import Attribute, Row
from .read_contrasts import Comparison, Gap
from .tables import Verdict
from .text import count, number, numbers, span

_MOST_GOALS = 8
_MOST_PAIRS = 3


@dataclass(frozen=True)
class GoalLine:
    """A goal with its verdict, in one line."""

    verdict: Verdict
    text: str


@dataclass(frozen=True)
class Finding:
    """A sentence of the first screen, with what it is about; a model in place of the term if it is about one."""

    term: str
    text: str
    model: Model | None = None


@dataclass(frozen=True)
class Headline:
    """What the first screen says below the title and the lead."""

    about: tuple[tuple[str, str], ...]
    verdicts: tuple[GoalLine, ...]
    about_goals: str
    findings: tuple[Finding, ...]


def headline(index: Index) -> Headline:
    """The first screen of a result; without goals there are no verdicts."""
    found = index.audit.goals if index.audit is not None else ()
    lines = tuple(GoalLine(Verdict(WORDS[g.verdict], g.verdict), goal_text(index, g.goal)) for g in found[:_MOST_GOALS])
    more = len(found) - len(lines)
    about = "" if not found else f"{tally(found)}" + (f" “Goals” has the other {more}." if more > 0 else "")
    return Headline(_about(index), lines, about, (*_models(index), *_differences(index), *_largest_gap(index)))


def _about(index: Index) -> tuple[tuple[str, str], ...]:
    """What was predicted in whom, and what for, in the words of the specification."""
    outcome = index.outcome.name if index.said("outcome", "words") else ""
    planned = {
        "pre-specified": "Pre-specified: the specification says that the analysis was fixed before the data were seen.",
        "exploratory": "Exploratory: the specification does not say that the analysis was fixed before the data were seen.",
    }
    entries = (
        ("Outcome", outcome or ""),
        ("Task", index.about("task")),
        ("Population", index.about("population")),
        ("Intended use", index.about("intended_use")),
        ("Analysis", planned.get(str(index.analysis.get("planned")), "")),
    )
    return tuple((label, text) for label, text in entries if text)


def _models(index: Index) -> list[Finding]:
    """Each model: discrimination and calibration, with the counts behind them."""
    findings = []
    for model, name in zip(index.models, index.document.models):
        parts = [*_discrimination(index, name), *_found(index, name), *_calibration(index, name)]
        if parts:
            findings.append(Finding("", " ".join(parts), model))
    return findings


def _discrimination(index: Index, name: str) -> list[str]:
    row = index.find(name, "auroc")
    return [] if row is None or math.isnan(row.value) else [f"AUROC {one_line(cell_of(row))}."]


def _found(index: Index, name: str) -> list[str]:
    threshold = main_threshold(index, name)
    at: Parameters = () if threshold is None else (("threshold", threshold),)
    se, sp = (index.overall.get((name, metric, at)) for metric in ("sensitivity", "specificity"))
    if se is None or sp is None or any(math.isnan(x) for x in (se.numerator, se.denominator, sp.numerator, sp.denominator)):
        return []
    units, say = index.outcome.units, index.outcome.say
    where = "It" if threshold is None else f"{index.at(threshold).capitalize()} it"
    false = sp.denominator - sp.numerator
    if index.is_weighted:
        return [f"{where} has a sensitivity of {one_line(cell_of(se))} and a specificity of {one_line(cell_of(sp))}."]
    return [
        f"{where} finds {count(se.numerator)} of the {count(se.denominator)} {units} {say.having}, and it raises {count(false)} false alarms"
        f" among the {count(sp.denominator)} {say.lacking_briefly}."
    ]


def _calibration(index: Index, name: str) -> list[str]:
    ratio, slope = index.find(name, "observed_expected_ratio"), index.find(name, "calibration_slope")
    sentences = []
    if ratio is not None and ratio.value > 0 and math.isfinite(ratio.value) and not index.is_weighted:
        verb = "was" if ratio.n_positive == 1 else "were"
        sentences.append(f"It predicts {_expected(ratio.n_positive / ratio.value)} events; {count(ratio.n_positive)} {verb} observed.")
    if slope is not None and not math.isnan(slope.value):
        said = slope_sentence(slope.lower, slope.upper)
        meaning = "" if said == UNDECIDED else f" {said}"
        is_near = has_interval(slope) and slope.lower <= 1 <= slope.upper
        near = " The interval contains 1, the slope of a well calibrated model." if is_near else meaning
        sentences.append(f"Calibration slope {one_line(cell_of(slope))}.{near}")
    return sentences


def _expected(events: float) -> str:
    """Whole events from 10 on; fewer are a sum of risks that a whole number would change, so that they keep a decimal."""
    return number(events, digits=1) if events < 9.95 else count(round(events))


def main_threshold(index: Index, name: str) -> Threshold | None:
    """The first number among a model's thresholds, or its first rule; none if it has labels."""
    return next(iter(index.thresholds(name)), None)


def _differences(index: Index) -> list[Finding]:
    """The paired difference of the AUROCs of each pair, or of the first metric that was compared."""
    found = [c for c in index.document.comparisons if c.attribute is None and c.kind == "models" and c.scale == "difference"]
    variants = index.variants
    found = [c for c in found if c.a not in variants and c.b not in variants and not math.isnan(c.value)]
    if not found:
        return []
    metric = next((c.metric for c in found if c.metric == "auroc"), found[0].metric)
    pairs: dict[tuple[str | None, str | None], Comparison] = {}
    for c in found:
        if c.metric == metric:
            pairs.setdefault((c.a, c.b), c)
    shown = list(pairs.values())[:_MOST_PAIRS]
    more = len(pairs) - len(shown)
    texts = [_difference(index, c) for c in shown]
    if more > 0:
        texts.append(f"“Comparisons of models” has {more} more pair{'s' if more > 1 else ''}.")
    return [Finding("Difference of the models" if len(pairs) == 1 else "Differences of the models", " ".join(texts))]


def _difference(index: Index, c: Comparison) -> str:
    a, b = index.model(c.a or "").brief, index.model(c.b or "").brief
    label = words.in_sentence(index.label_at(c.metric, c.parameters, is_long=True))
    value, lower, upper = numbers(c.value, c.lower, c.upper)
    interval = f" ({index.level} interval {span(lower, upper)}{'' if math.isnan(c.p) else f', {p_of(c.p)}'})" if has_interval(c) else ""
    what = f"On the same {index.outcome.units}, the {label} of {a} less that of {b} is {value}{interval}."
    if not has_interval(c):
        return what
    if c.lower > 0 or c.upper < 0:
        return f"{what} The data show a difference."
    return f"{what} The data do not show a difference; {NO_EVIDENCE}."


def _largest_gap(index: Index) -> list[Finding]:
    """The largest gap between groups: of the sensitivity if there is one, because it counts the events that are missed."""
    for metric in ("sensitivity", "auroc", ""):
        ranges = [g for g in index.document.gaps if g.kind == "range" and g.scale == "difference" and not math.isnan(g.value)]
        ranges = [g for g in ranges if (g.metric == metric if metric else words.metric(g.metric).is_bounded and g.metric != "prevalence")]
        ranges = [g for g in ranges if _is_main(index, g) and g.a is not None and g.b is not None and g.model not in index.variants]
        if ranges:
            largest = max(ranges, key=lambda g: (-math.inf if math.isnan(g.lower) else g.lower, g.value))
            return [Finding("Largest gap between groups", _gap(index, largest))]
    return _lowest(index)


def _is_main(index: Index, g: Gap) -> bool:
    threshold = dict(g.parameters).get("threshold")
    return threshold is None or threshold == main_threshold(index, g.model)


def _gap(index: Index, g: Gap) -> str:
    attribute = index.attribute(g.attribute)
    high, low = (_group(attribute, side or ()) for side in (g.a, g.b))
    label = words.in_sentence(index.label_at(g.metric, g.parameters, is_long=True))
    value, lower, upper = numbers(g.value, g.lower, g.upper)
    interval = f" ({index.level} interval {span(lower, upper)})" if has_interval(g) else ""
    first, second = (_in_group(index, g, side or ()) for side in (g.b, g.a))
    shown = "" if not has_interval(g) or g.lower > 0 else f" The data do not show a gap; {NO_EVIDENCE}."
    return (
        f"{first} in {low}, and {second} in {high} ({title_of(attribute)}). The gap in {label} of {index.model(g.model).brief} is"
        f" {value}{interval}.{shown}"
    )


def _group(attribute: Attribute, group: Group) -> str:
    values = ("(missing)" if value.text is None else str(value.text) for value in values_of(attribute, group))
    return f"“{' × '.join(values)}”"


def _in_group(index: Index, g: Gap, group: Group) -> str:
    row = index.cells.get((g.attribute, group), {}).get((g.model, g.metric, g.parameters))
    return "no value" if row is None else _counted(index, row)


def _counted(index: Index, row: Row) -> str:
    """As in "0 of 13 patients who died were found"; the value if it has no counts."""
    if row.metric != "sensitivity" or index.is_weighted or math.isnan(row.numerator + row.denominator):
        return f"{words.metric(row.metric).label} {number(row.value)}"
    return f"{count(row.numerator)} of {count(row.denominator)} {index.outcome.units} {index.outcome.say.having} were found"


def _lowest(index: Index) -> list[Finding]:
    """Without gaps: the group with the lowest sensitivity at the first threshold, or with the lowest AUROC."""
    if len(index.cells) < 2 or not index.models:
        return []
    for metric in ("sensitivity", "auroc"):
        found: list[tuple[float, str, Group, Row]] = []
        for (name, group), rows in index.cells.items():
            for (model, found_metric, parameters), row in rows.items():
                is_main = dict(parameters).get("threshold") in (None, main_threshold(index, model))
                if name is not None and found_metric == metric and is_main and not math.isnan(row.value) and model not in index.variants:
                    found.append((row.value, name, group, row))
        if found:
            _, name, group, row = min(found, key=lambda one: (one[0], -one[3].n))
            return [Finding("Lowest among the groups", _lowest_text(index, name, group, row))]
    return []


def _lowest_text(index: Index, name: str, group: Group, row: Row) -> str:
    attribute = index.attribute(name)
    label = words.in_sentence(index.label_at(row.metric, row.parameters, is_long=True))
    counted = f" ({count(row.numerator)} of {count(row.denominator)})" if not math.isnan(row.numerator + row.denominator) else ""
    return (
        f"The {label} of {index.model(row.model).brief} is lowest in {_group(attribute, group)} ({title_of(attribute)}):"
        f" {one_line(cell_of(row))}{counted}. Differences between groups were not tested."
    )
