# SPDX-License-Identifier: Apache-2.0
"""The report in plain sentences: what was evaluated, one card for each model, and what to know before quoting a number."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .._calibration_words import slope_sentence
from . import words
from .attribute_part import Subgroups
from .index import Index, Threshold, cell_of, has_interval, listed, metric_label, one_line, threshold_of
from .outcome import unit_name_of
from .page import Card, Example, Model
from .read import Row
from .text import count, number, numbers, percent, percent_span, shorten, span

_CARD_THRESHOLDS = 3
_NUMBER_WORDS = {1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine"}


def title(index: Index) -> str:
    """The models by name, or their number if the names would fill the line."""
    names = [model.name for model in index.models]
    if len(names) > 3 or sum(len(name) for name in names) > 90:
        return f"{_NUMBER_WORDS.get(len(names), str(len(names))).lower()} models" if len(names) > 1 else names[0]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "no model"


def lead(index: Index) -> str:
    """One sentence on what was evaluated."""
    size = next(iter(index.overall.values()), None)
    if size is None:
        return "The result has no values for the whole cohort."
    n_models, outcome = len(index.models), index.outcome
    what = f"{_NUMBER_WORDS.get(n_models, str(n_models))} model{'s' if n_models != 1 else ''}, evaluated on"
    clustered = index.unit is not None and size.n_units < size.n
    units = f" of {_units(index, size.n_units)}" if clustered else ""
    rows = outcome.unit if size.n == 1 else outcome.units
    share = f" ({percent(size.n_positive / size.n)})" if size.n > 0 and not index.is_weighted else ""
    sentence = f"{what} {count(size.n)} {rows}{units}, {outcome.of_these} {count(size.n_positive)}{share} {outcome.say.had}"
    sentence += f"{outcome.quoted}."
    if clustered:
        sentence += " The intervals take into account that a unit has several rows."
    if index.is_weighted:
        sentence += " All values are weighted; these counts are not."
    return sentence


def _units(index: Index, n: float) -> str:
    """As in "412 patients", or "412 units (“patient_id”)" if nothing says what the units are."""
    named = unit_name_of(index.document)
    return f"{count(n)} {named}" if named else f"{count(n)} units (“{shorten(str(index.unit))}”)"


def intro(index: Index) -> tuple[str, ...]:
    """Groups, thresholds and intervals, one sentence each."""
    sentences = []
    single = [shorten(a.name) for a in index.document.attributes if len(a.parts) < 2]
    crossed = [" × ".join(shorten(part) for part in a.parts) for a in index.document.attributes if len(a.parts) >= 2]
    sentences.append(f"Subgroups: {listed(single + crossed)}." if single or crossed else "No subgroups were asked for.")
    sentences += _thresholds(index)
    if any(has_interval(row) for row in index.document.rows):
        sentences.append(f"Each value is followed by its {index.level} confidence interval, the range of values that fit the data.")
    else:
        sentences.append("No intervals of the metrics were computed.")
    return tuple(sentences)


def _thresholds(index: Index) -> list[str]:
    """The thresholds, by model if they differ."""
    by_model = {model.name: index.thresholds(name) for model, name in zip(index.models, index.document.models)}
    used = {name: found for name, found in by_model.items() if found}
    if not used:
        return []
    predicted = index.outcome.predicted
    if any(isinstance(t, str) for found in used.values() for t in found):
        predicted += (
            f" A rule chooses its threshold among the scores of all {index.outcome.units}, and again for each replicate of an interval."
        )

    def texts(found: Sequence[Threshold]) -> str:
        numbers = [index.threshold_text(t) for t in found if isinstance(t, float)]
        rules = [f"the threshold chosen by {index.threshold_text(t)}" for t in found if isinstance(t, str)]
        return listed([*([f"threshold{'s' if len(numbers) > 1 else ''} {listed(numbers)}"] if numbers else []), *rules])

    first = next(iter(used.values()))
    if all(found == first for found in used.values()):
        return [f"Evaluated at {'the ' if isinstance(first[0], float) else ''}{texts(first)}. {predicted}"]
    return [f"Evaluated at {listed([f'{texts(found)} ({name})' for name, found in used.items()])}. {predicted}"]


def card(index: Index, model: Model, name: str) -> Card:
    """The first numbers of one model, and their meaning."""
    size = next((row for (of, _, _), row in index.overall.items() if of == name), None)
    outcome = index.outcome
    facts: list[tuple[str, str]] = []
    if size is not None:
        share = f" ({percent(size.n_positive / size.n)})" if size.n > 0 and not index.is_weighted else ""
        facts += [(outcome.units.capitalize(), count(size.n)), (outcome.column, f"{count(size.n_positive)}{share}")]
    if size is not None and index.is_weighted:
        facts.append((f"Effective number of {outcome.units} after weighting", count(size.n_eff)))
    for metric in ("average_precision", "brier", "scaled_brier", "observed_expected_ratio", "calibration_slope"):
        row = index.find(name, metric)
        if row is not None:
            facts.append((words.metric(metric).label, one_line(cell_of(row))))
    auroc = index.find(name, "auroc")
    sentences = [
        *_ranking_sentence(index, auroc),
        *_calibration_sentence(index, index.find(name, "observed_expected_ratio")),
        *filter(None, [slope_text(index, index.find(name, "calibration_slope"))]),
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
        where = "The model predicts" if threshold is None else f"{_opening(index, name, threshold)} the model predicts"
        sentences.append(
            f"{where} the outcome for {_share(index, se, index.outcome.say.having, 'sensitivity')}. It does not predict the outcome for"
            f" {_share(index, sp, index.outcome.say.lacking, 'specificity')}."
        )
    rest = len(sentences) - _CARD_THRESHOLDS
    if rest > 0:
        sentences[_CARD_THRESHOLDS:] = [f"The table has {rest} more threshold{'s' if rest > 1 else ''}."]
    return sentences


def _opening(index: Index, name: str, threshold: Threshold) -> str:
    """As in "At a threshold of 0.2" or "At the threshold chosen by Youden’s index (0.214)"."""
    chosen = index.chosen(name, threshold)
    return f"A{index.at(threshold)[1:]}" + (f" ({chosen})" if chosen else "")


def _share(index: Index, row: Row, whom: str, name: str) -> str:
    """As in "235 of the 318 patients who died (sensitivity 73.9%, 95% CI 68.8–78.4%)"; without counts if these are sums of weights."""
    interval = f", {index.level} CI {percent_span(row.lower, row.upper)}" if has_interval(row) else ""
    shown = f"({name} {percent(row.value)}{interval})"
    if index.is_weighted or math.isnan(row.numerator) or math.isnan(row.denominator):
        return f"{percent(row.value)} of the {index.outcome.units} {whom} ({name}{interval})"
    return f"{count(row.numerator)} of the {count(row.denominator)} {index.outcome.units} {whom} {shown}"


def care(index: Index, subgroups: Sequence[Subgroups]) -> tuple[str, ...]:
    """The remarks that a reader should know before quoting a number."""
    remarks = []
    limitations = index.about("limitations")
    if limitations:
        remarks.append(f"Limitations that the specification states: {limitations}")
    small = sum(len(one.small) for one in subgroups)
    if small:
        remarks.append(
            f"{small} {'subgroup is' if small == 1 else 'subgroups are'} smaller than the minimum size{_minimum_in_words(index)}. Only"
            f" {'its' if small == 1 else 'their'} size is shown."
        )
    if any(one.has_missing for one in subgroups):
        remarks.append(f"{index.outcome.units.capitalize()} whose group is missing are shown as a group of their own.")
    groups = sum(one.n_groups for one in subgroups)
    if groups > 1:
        remarks.append(
            f"{groups} subgroups are shown. Each interval holds for its own subgroup and is not adjusted for the number of subgroups, so"
            " some of them may differ by chance alone. A difference is a reason to look further, not a finding."
            + (" “Gaps between groups” says which differences the data show." if index.document.gaps else "")
        )
    undefined = sum(1 for row in index.overall.values() if math.isnan(row.value))
    if undefined:
        remarks.append(f"{undefined} overall {'value is' if undefined == 1 else 'values are'} not defined; the table gives the reason.")
    dropped = index.document.provenance.get("n_dropped")
    if dropped:
        remarks.append(f"{count(dropped)} {'row was' if dropped == 1 else 'rows were'} dropped before the analysis.")
    flags = list(dict.fromkeys(words.flag_entry(flag)[0] for row in index.overall.values() for flag in row.flags))
    if flags:
        remarks.append(f"Some values carry a warning ({listed(flags)}); “How to read this report” explains it.")
    if len(index.models) > 1:
        remarks.append(
            f"All models were evaluated on the same {index.outcome.units}, so overlapping intervals do not show that two models perform"
            " equally well; that needs a paired comparison" + (", as in “Comparisons of models”." if index.document.comparisons else ".")
        )
    return tuple(remarks)


def _minimum_in_words(index: Index) -> str:
    minimum = index.document.provenance.get("min_group_size")
    return f" ({count(minimum)} {'units' if index.outcome.unit == 'row' else index.outcome.units})" if minimum is not None else ""


def _ranking_sentence(index: Index, row: Row | None) -> list[str]:
    if row is None or math.isnan(row.value):
        return []
    having, outcome = index.outcome.say.having, index.outcome
    return [
        f"Shown two {outcome.units}, one {having} and one {outcome.say.lacking_briefly}, the model ranks the one {having} higher"
        f" {percent(row.value)} of the time."
    ]


def _calibration_sentence(index: Index, row: Row | None) -> list[str]:
    if row is None or math.isnan(row.value):
        return []
    interval = f" ({index.level} CI {span(*numbers(row.lower, row.upper))})" if has_interval(row) else ""
    ratio = f"{number(row.value)} times the number that the model predicts{interval}"
    if has_interval(row) and row.upper < 1:
        return [f"The model predicts too much risk overall: the number of events is {ratio}."]
    if has_interval(row) and row.lower > 1:
        return [f"The model predicts too little risk overall: the number of events is {ratio}."]
    agrees = " The two agree within the interval." if has_interval(row) else ""
    return [f"The number of events is {ratio}.{agrees}"]


def slope_text(index: Index, row: Row | None) -> str:
    """The calibration slope with its interval, and what it says about the predictions; empty without a slope."""
    if row is None or math.isnan(row.value):
        return ""
    if not has_interval(row):
        return f"The calibration slope is {number(row.value)}."
    value, lower, upper = numbers(row.value, row.lower, row.upper)
    return f"The calibration slope is {value} ({index.level} CI {span(lower, upper)}). {slope_sentence(row.lower, row.upper)}"


def about_subgroups(index: Index) -> tuple[str, ...]:
    """The remarks for reading the forest tables."""
    remarks = [
        f"Each interval is a {index.level} interval for its own subgroup, not adjusted for the number of subgroups. Where many subgroups"
        " are compared, some differ by chance alone. An interval that lies far from the others is a reason to look further, not a finding."
    ]
    if any(name == "auroc" for name, _ in index.metrics):
        remarks.append(
            "Subgroups made by something that predicts the outcome, such as age, often have a lower AUROC than the whole cohort: within a"
            f" subgroup it no longer helps to tell {index.outcome.units} apart."
        )
    return tuple(remarks)


def about_sizes(index: Index) -> str:
    """The meaning of the column n."""
    sums = ", as sums of weights" if index.is_weighted else ""
    return f"n: {index.outcome.units} behind the value; 3/8 stands for 3 of 8{sums}."


def reading(index: Index) -> tuple[Example | None, tuple[str, ...]]:
    """The notation, explained by a value of this report, and the words that the report uses."""
    rows = [row for row in index.overall.values() if has_interval(row) and not math.isnan(row.value)]
    row = next((row for row in rows if row.metric == "auroc"), next(iter(rows), None))
    example = None
    if row is not None:
        threshold = threshold_of(row.parameters)
        where = "" if threshold is None else f" {index.at(threshold)}"
        of = f" of {shorten(row.model)}" if len(index.models) > 1 else ""
        example = Example(one_line(cell_of(row)), f"{metric_label(row.metric, row.parameters)}{where}{of}")
    outcome = index.outcome
    called = f" {outcome.say.having}" if outcome.name is None or not outcome.quoted else f" with the outcome{outcome.quoted}"
    sentences = [f"Events are {outcome.units}{called}."]
    if outcome.unit == "row":
        sentences.append("One unit can have several rows; counts are numbers of rows.")
    if any(threshold_of(parameters) is not None for _, parameters in index.metrics):
        sentences.append(outcome.predicted)
    sentences.append("A value that cannot be computed is called not defined, with the reason, and is never replaced by 0 or 1.")
    return example, tuple(sentences)
