# SPDX-License-Identifier: Apache-2.0
"""The key metrics of the card: usefulness over all rows, fairness by group, reliability by calibration. Each value is as in the result."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from .._groups import group_label
from ..report import words
from ..report.rules import rule_text
from ..report.text import count, level, number, parameter, visible
from .given import NOT_GIVEN, Given
from .goals import CALIBRATION, goal_texts, verdict_texts

if TYPE_CHECKING:
    from ..estimate import Estimate
    from ..result import Result

BY_GROUP = ("auroc", "average_precision", "sensitivity", "specificity", "ppv", "npv", "observed_expected_ratio")
"""The metrics that a card shows for each group. The result has all of them."""

Element = tuple[str, Any]


def key_metrics(result: Result, given: Given, name: str) -> dict[str, Any]:
    """The three parts of the key metrics of a model."""
    rows = [row for row in result if row.model == name]
    overall = [row for row in rows if not row.attribute]
    by_group = [row for row in rows if row.attribute]
    if not overall:
        raise ValueError("the result has no values of the model for all rows, which a model card shows first")
    chosen = [row for row in by_group if row.metric in BY_GROUP] or by_group
    useful = [row for row in overall if row.metric not in CALIBRATION]
    reliable = [row for row in overall if row.metric in CALIBRATION]
    size = [_result("Rows analysed", {"kind": "single", "value": overall[0].n, "unit": "rows"})]
    groups = [] if chosen else [_result("Groups analysed", {"kind": "single", "value": 0, "unit": "groups"})]
    shared = _shared(result, given, overall[0])
    return {
        "UsefulnessUsabilityEfficacy": _part(size + _results(useful), useful, given, result, name, "all", shared),
        "FairnessEquity": _part(groups + _results(chosen), chosen, given, result, name, "groups", shared),
        "SafetyReliability": _part(size + _results(reliable), reliable, given, result, name, "calibration", shared),
    }


def _part(
    results: list[Element], rows: Sequence[Estimate], given: Given, result: Result, name: str, place: str, shared: dict[str, str]
) -> dict[str, Any]:
    verdicts = verdict_texts(result, name, place)
    sentences = [*verdicts, *_about_intervals(rows), *_left_out(rows), *_about_groups(rows)]
    return {
        "MetricGoal": " ".join(goal_texts(given, name, place)) or "No goal for these metrics was set in the specification of the audit.",
        "Results": results,
        "Interpretation": " ".join(sentences) or NOT_GIVEN,
        **shared,
    }


def _results(rows: Iterable[Estimate]) -> list[Element]:
    return [_result(_label(row), _value(row)) for row in rows if math.isfinite(row.value) and _is_told(row)]


def _result(label: str, value: dict[str, Any]) -> Element:
    return "MetricResult", {"Label": label, "ValueJson": json.dumps(value, ensure_ascii=False)}


def _value(row: Estimate) -> dict[str, Any]:
    if math.isnan(row.lower):
        return {"kind": "single", "value": row.value, "unit": ""}
    return {"kind": "estimate_ci", "estimate": row.value, "lower": row.lower, "upper": row.upper, "level": row.level, "unit": ""}


def _is_told(row: Estimate) -> bool:
    """Whether JSON can tell the interval, which has no infinity."""
    return math.isnan(row.lower) or (math.isfinite(row.lower) and math.isfinite(row.upper))


def _label(row: Estimate) -> str:
    """The metric, its parameters and its group: "Sensitivity at a threshold of 0.2, sex=F"."""
    given = dict(row.parameters)
    threshold = given.pop("threshold", None)
    others = ", ".join(f"{key.replace('_', ' ')} {parameter(value)}" for key, value in given.items() if value is not None)
    text = words.metric(row.metric).label + (f" ({others})" if others else "")
    if threshold is not None:
        text += (
            f" at the threshold chosen by {rule_text(threshold)}"
            if isinstance(threshold, str)
            else f" at a threshold of {parameter(threshold)}"
        )
    return visible(f"{text}, {group_label(row.attribute, row.group)}" if row.attribute else text)


def _about_intervals(rows: Sequence[Estimate]) -> list[str]:
    with_interval = [row for row in rows if not math.isnan(row.lower)]
    return [f"The intervals are {level(with_interval[0].level)} confidence intervals."] if with_interval else []


def _about_groups(rows: Sequence[Estimate]) -> list[str]:
    if not any(row.attribute for row in rows):
        return []
    return [
        "Each interval holds for its own group and is not adjusted for the number of groups, so some groups differ by chance alone.",
        "The result file has more metrics of each group, and the gaps between groups.",
    ]


def _left_out(rows: Sequence[Estimate]) -> list[str]:
    """The values that are no numbers, with the reason, and those whose interval has no finite end."""
    absent = [f"{_label(row)} ({words.status_reason(row.status)})" for row in rows if not math.isfinite(row.value)]
    endless = [
        f"{_label(row)}: {number(row.value)} ({number(row.lower)} to {number(row.upper)})"
        for row in rows
        if math.isfinite(row.value) and not _is_told(row)
    ]
    return [
        *([f"Not among the results, because they are not defined or not estimated: {'; '.join(absent)}."] if absent else []),
        *([f"Not among the results, because a limit is infinite: {'; '.join(endless)}."] if endless else []),
    ]


def _shared(result: Result, given: Given, row: Estimate) -> dict[str, str]:
    """What is the same in the three parts: the kind of test, the data and the methods."""
    provenance = result.provenance
    planned = given.analysis.get("planned")
    units = "" if row.n_units is None or row.n_units == row.n else f" of {count(row.n_units)} units"
    events = "" if row.n_positive is None else f", {count(row.n_positive)} with the outcome"
    data = f"{count(row.n)} rows{units}{events}."
    population = given.about("population")
    methods = ", ".join(dict.fromkeys(words.method_label(one.method) for one in result if one.method != "none"))
    by = f"clinmetrics {provenance.get('version', '')}, {provenance.get('n_resamples', 0)} bootstrap replicates, seed {provenance.get('seed', '')}"
    identified = [
        *([f"Analysis (SHA-256): {given.digest}."] if given.digest else []),
        *([f"Run: {given.run}."] if given.run else []),
    ]
    return {
        "TestType": f"{NOT_GIVEN} The analysis was {visible(planned)}." if isinstance(planned, str) else NOT_GIVEN,
        "TestingDataDescription": data if population == NOT_GIVEN else f"{data} {population}",
        "ValidationProcessAndJustification": " ".join(
            [visible(f"Computed by {by}."), *([f"Interval methods: {methods}."] if methods else []), *identified]
        ),
    }
