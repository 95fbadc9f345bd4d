# SPDX-License-Identifier: Apache-2.0
"""The top of the page: what was audited, one card a model in plain sentences, and what to know before quoting a number."""

from __future__ import annotations

import math
from collections.abc import Sequence

from . import words
from .index import Index, cell_of, listed, one_line, threshold_of
from .page import Card, Model, Subgroups
from .read import Row
from .text import count, number, percent, shorten

_CARD_THRESHOLDS = 3
_NUMBER_WORDS = {1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine"}


def title(index: Index) -> str:
    """The models by name, or their number where the names would fill the line."""
    names = [model.name for model in index.models]
    if len(names) > 3 or sum(len(name) for name in names) > 90:
        return f"{_NUMBER_WORDS.get(len(names), str(len(names))).lower()} models" if len(names) > 1 else names[0]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "no model"


def lead(index: Index) -> str:
    """One sentence on what was audited."""
    size = next(iter(index.overall.values()), None)
    if size is None:
        return "The result has no rows for the whole cohort."
    share = percent(size.n_positive / size.n) if size.n > 0 else "–"
    what = f"{_NUMBER_WORDS.get(len(index.models), str(len(index.models)))} model{'s' if len(index.models) != 1 else ''}"
    sentence = f"{what}, judged on {count(size.n)} rows, {count(size.n_positive)} of which ({share}) have the outcome"
    if index.unit is not None and size.n_units < size.n:
        sentence += f"; they belong to {count(size.n_units)} units (“{shorten(str(index.unit))}”), and the intervals allow for that"
    return sentence + "."


def intro(index: Index) -> tuple[str, ...]:
    """Groups, thresholds and intervals, a sentence each."""
    sentences = []
    single = [shorten(a.name) for a in index.document.attributes if len(a.parts) < 2]
    crossed = [" × ".join(shorten(part) for part in a.parts) for a in index.document.attributes if len(a.parts) >= 2]
    if single or crossed:
        sentences.append(f"Also judged within groups of {listed(single + crossed)}.")
    else:
        sentences.append("No subgroups were asked for.")
    thresholds = list(dict.fromkeys(t for t in (threshold_of(parameters) for _, parameters in index.metrics) if t))
    if thresholds:
        plural = "s" if len(thresholds) > 1 else ""
        sentences.append(
            f"Decisions were made at the threshold{plural} {listed(thresholds)}: a row is marked when its score is at least the threshold."
        )
    if any(not math.isnan(row.lower) for row in index.document.rows):
        sentences.append(f"Values are followed by their {index.level} confidence intervals: the values that the data are compatible with.")
    else:
        sentences.append("No intervals were computed.")
    return tuple(sentences)


def card(index: Index, model: Model, name: str) -> Card:
    """One model's numbers that come first, and what they say."""
    size = next((row for (of, _, _), row in index.overall.items() if of == name), None)
    facts: list[tuple[str, str]] = []
    if size is not None:
        facts.append(("Rows", count(size.n)))
        facts.append(
            ("Events", f"{count(size.n_positive)} ({percent(size.n_positive / size.n)})" if size.n > 0 else count(size.n_positive))
        )
    if size is not None and index.document.provenance.get("sample_weight") is not None:
        facts.append(("Effective rows after weighting", f"{size.n_eff:,.1f}"))
    for metric in ("average_precision", "brier", "scaled_brier", "observed_expected_ratio"):
        row = index.find(name, metric)
        if row is not None:
            facts.append((words.metric(metric).label, one_line(cell_of(row))))
    auroc = index.find(name, "auroc")
    sentences = [
        *_ranking_sentence(auroc),
        *_calibration_sentence(index.find(name, "observed_expected_ratio")),
        *_decision_sentences(index, name),
    ]
    return Card(model, None if auroc is None else cell_of(auroc), tuple(facts), tuple(sentences))


def _decision_sentences(index: Index, name: str) -> list[str]:
    sentences = []
    for metric, parameters in index.metrics:
        if metric != "sensitivity":
            continue
        se, sp = index.overall.get((name, "sensitivity", parameters)), index.overall.get((name, "specificity", parameters))
        if se is None or sp is None or math.isnan(se.value) or math.isnan(sp.value):
            continue
        threshold = threshold_of(parameters)
        where = f"At threshold {threshold} it marks" if threshold else "It marks"
        sentences.append(
            f"{where} {percent(se.value)} of the rows with the outcome (sensitivity) and leaves {percent(sp.value)} of those without it"
            " unmarked (specificity)."
        )
    rest = len(sentences) - _CARD_THRESHOLDS
    if rest > 0:
        sentences[_CARD_THRESHOLDS:] = [f"The table has {rest} more threshold{'s' if rest > 1 else ''}."]
    return sentences


def care(index: Index, subgroups: Sequence[Subgroups]) -> tuple[str, ...]:
    """What a reader should know before quoting a number."""
    remarks = []
    small = sum(len(one.small) for one in subgroups)
    if small:
        remarks.append(
            f"{small} {'group is' if small == 1 else 'groups are'} below the minimum size{_minimum_in_words(index)}: listed with n, not"
            " estimated."
        )
    if any(one.has_missing for one in subgroups):
        remarks.append("Rows whose group is missing are shown as a group of their own.")
    groups = sum(one.n_groups for one in subgroups)
    if groups:
        remarks.append(
            f"{groups} subgroups are shown. Their intervals are pointwise: each holds for its own group and none is adjusted for looking at"
            " many, so among so many some will stand out by chance. A gap is something to look into, not a finding."
        )
    undefined = sum(1 for row in index.overall.values() if math.isnan(row.value))
    if undefined:
        remarks.append(f"{undefined} overall {'value is' if undefined == 1 else 'values are'} not defined; the table gives the reason.")
    dropped = index.document.provenance.get("n_dropped")
    if dropped:
        remarks.append(f"{count(dropped)} rows were dropped before the analysis.")
    flags = list(dict.fromkeys(words.flag_entry(flag)[0] for row in index.overall.values() for flag in row.flags))
    if flags:
        remarks.append(f"Some values carry a flag ({listed(flags)}); see “How to read this”.")
    if len(index.models) > 1:
        remarks.append(
            "Models were judged on the same rows, so whether their intervals overlap does not tell whether they differ; that needs a paired"
            " comparison."
        )
    return tuple(remarks)


def _minimum_in_words(index: Index) -> str:
    minimum = index.document.provenance.get("min_group_size")
    return f" ({count(minimum)} {'rows' if index.unit is None else 'units'})" if minimum is not None else ""


def _ranking_sentence(row: Row | None) -> list[str]:
    if row is None or math.isnan(row.value):
        return []
    return [
        f"In {percent(row.value)} of pairs of a row with the outcome and one without, it gives the row with the outcome the higher score."
    ]


def _calibration_sentence(row: Row | None) -> list[str]:
    if row is None or math.isnan(row.value):
        return []
    value = number(row.value)
    if math.isnan(row.lower) or math.isnan(row.upper):
        return [f"It expected events in a ratio of {value} observed to each expected one."]
    if row.upper < 1:
        return [f"It predicts too much risk overall: {value} events happened for each one expected."]
    if row.lower > 1:
        return [f"It predicts too little risk overall: {value} events happened for each one expected."]
    return [
        f"Overall its predicted number of events is compatible with what happened: {value} observed for each one expected, and the interval"
        " contains 1."
    ]
