# SPDX-License-Identifier: Apache-2.0
"""What the page says, in order: cards, tables, forests, figures and notes, all still plain values (the template lays them out)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from markupsafe import Markup

from . import charts, forest, words
from .read import Attribute, Calibration, Document, Group, Parameters, Row
from .text import count, level, number, parameter, percent, shorten, span

MAX_OVERLAID = 2  # more bands than this on one chart cannot be told apart
_FOREST_RATIO = "observed_expected_ratio"


@dataclass(frozen=True)
class Cell:
    """A value as shown: number, interval, and the reason where one of them is missing."""

    value: str
    interval: str
    reason: str
    flags: Tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """A model with its number, which fixes its colour and mark everywhere."""

    name: str
    index: int
    swatch: Markup


@dataclass(frozen=True)
class Card:
    """One model in a few plain sentences."""

    model: Model
    auroc: Optional[Cell]
    facts: Tuple[Tuple[str, str], ...]
    sentences: Tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A metric of a model in the overall table."""

    model: Model
    cell: Cell
    method: str
    n: str


@dataclass(frozen=True)
class MetricBlock:
    """A metric with one line a model."""

    label: str
    lines: Tuple[Line, ...]


@dataclass(frozen=True)
class Section:
    """A part of the overall table."""

    title: str
    blocks: Tuple[MetricBlock, ...]


@dataclass(frozen=True)
class Figure:
    """A chart with its caption, its legend and, for calibration, its numbers."""

    title: str
    chart: Markup
    caption: str
    legend: Tuple[Model, ...] = ()
    bins: Tuple[Tuple[str, str, str, str, str], ...] = ()


@dataclass(frozen=True)
class FigureGroup:
    """Figures that belong together."""

    title: Optional[str]
    model: Optional[Model]
    figures: Tuple[Figure, ...]
    absent: str = ""


@dataclass(frozen=True)
class Value:
    """A group's value of one part; ``None`` is missing."""

    text: Optional[str]


@dataclass(frozen=True)
class StripCell:
    """A cell with its strip."""

    cell: Cell
    strip: Markup


@dataclass(frozen=True)
class GroupLine:
    """A group in a forest table."""

    values: Tuple[Value, ...]
    is_all: bool
    n: str
    events: str
    cells: Tuple[StripCell, ...]


@dataclass(frozen=True)
class ModelBlock:
    """A model's groups in a forest table."""

    model: Model
    lines: Tuple[GroupLine, ...]


@dataclass(frozen=True)
class Panel:
    """A column of a forest table."""

    label: str
    axis: Markup


@dataclass(frozen=True)
class Forest:
    """A forest table: panels side by side, a block a model."""

    title: str
    reference: str
    panels: Tuple[Panel, ...]
    blocks: Tuple[ModelBlock, ...]


@dataclass(frozen=True)
class DetailLine:
    """A line of the table of all metrics by group."""

    values: Tuple[Value, ...]
    metric: str
    model: Model
    cell: Cell
    method: str
    n: str
    events: str


@dataclass(frozen=True)
class Subgroups:
    """All about one attribute."""

    title: str
    parts: Tuple[str, ...]
    n_groups: int
    small: Tuple[Tuple[Tuple[Value, ...], str], ...]
    has_missing: bool
    forests: Tuple[Forest, ...]
    details: Tuple[DetailLine, ...]


@dataclass(frozen=True)
class Note:
    """A term and its sentence."""

    term: str
    text: str


@dataclass(frozen=True)
class Page:
    """The whole report."""

    title: str
    models: Tuple[Model, ...]
    level: str
    created: str
    version: str
    lead: str
    intro: Tuple[str, ...]
    cards: Tuple[Card, ...]
    care: Tuple[str, ...]
    sections: Tuple[Section, ...]
    has_thresholds: bool
    figure_groups: Tuple[FigureGroup, ...]
    subgroups: Tuple[Subgroups, ...]
    metric_notes: Tuple[Note, ...]
    method_notes: Tuple[Note, ...]
    status_notes: Tuple[Note, ...]
    flag_notes: Tuple[Note, ...]
    provenance: Tuple[Tuple[str, str], ...]
    hashes: Tuple[Tuple[str, str], ...]


def cell_of(row: Row) -> Cell:
    """A row's value and interval as text, each absence with its reason."""
    about = words.metric(row.metric)
    flags = tuple(words.flag_entry(flag)[0] for flag in row.flags)
    if math.isnan(row.value):
        if row.status == "too_few":
            return Cell("not estimated", "", "too few rows", flags)
        return Cell("not defined", "", words.status_reason(row.status), flags)
    reasons = [words.status_reason(row.status)] if row.status != "ok" else []
    interval = ""
    if math.isnan(row.lower) or math.isnan(row.upper):
        if row.interval_status not in ("ok", "not_requested"):
            reasons.append(f"no interval: {words.interval_reason(row.interval_status)}")
    else:
        interval = span(row.lower, row.upper, bounded=about.bounded)
    return Cell(number(row.value, bounded=about.bounded), interval, "; ".join(reasons), flags)


def method_of(row: Row) -> str:
    """The name of a row's interval method; empty where it has no interval."""
    return "" if row.method == "none" or math.isnan(row.lower) else shorten(words.method_label(row.method))


def threshold_of(parameters: Parameters) -> Optional[str]:
    """The threshold among parameters, as text."""
    found = dict(parameters).get("threshold")
    return None if found is None else parameter(found)


def metric_label(name: str, parameters: Parameters) -> str:
    """A metric with the parameters that are not the threshold: ``Fβ (beta 2)``."""
    others = [f"{key.replace('_', ' ')} {parameter(value)}" for key, value in parameters if key != "threshold" and value is not None]
    label = shorten(words.metric(name).label)
    return f"{label} ({shorten(', '.join(others))})" if others else label


def build(document: Document) -> Page:
    """Arrange a result for the reader."""
    return _Builder(document).page()


class _Builder:
    """Looks rows up by group, model and metric while the parts of the page are put together."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.models = tuple(Model(shorten(name), i, charts.swatch(i)) for i, name in enumerate(document.models))
        self.number_of = {name: i for i, name in enumerate(document.models)}
        self.cells: Dict[Tuple[Optional[str], Group], Dict[Tuple[str, str, Parameters], Row]] = {}
        self.metrics: List[Tuple[str, Parameters]] = []
        seen = set()
        for row in document.rows:
            key = (row.model, row.metric, row.parameters)
            self.cells.setdefault((row.attribute, row.group), {})[key] = row
            if key[1:] not in seen:
                seen.add(key[1:])
                self.metrics.append((row.metric, row.parameters))
        self.overall = self.cells.get((None, ()), {})
        provenance = document.provenance
        self.level = level(float(provenance.get("level") or 0.95))
        self.unit = provenance.get("unit")
        self.minimum = provenance.get("min_group_size")

    def page(self) -> Page:
        provenance = self.document.provenance
        rows = self.document.rows
        subgroups = tuple(self._subgroups(attribute) for attribute in self.document.attributes)
        return Page(
            title=f"Audit of {self._models_in_words()}",
            models=self.models,
            level=self.level,
            created=str(provenance.get("created") or ""),
            version=str(provenance.get("version") or ""),
            lead=self._lead(),
            intro=self._intro(),
            cards=tuple(self._card(model, name) for model, name in zip(self.models, self.document.models)),
            care=self._care(subgroups),
            sections=self._sections(),
            has_thresholds=any(threshold_of(parameters) for _, parameters in self.metrics),
            figure_groups=self._figure_groups(),
            subgroups=subgroups,
            metric_notes=tuple(
                Note(shorten(words.metric(name).label), words.metric(name).meaning) for name in dict.fromkeys(name for name, _ in self.metrics)
            ),
            method_notes=_notes((row.method for row in rows if method_of(row)), words.method_label, words.method_meaning),
            status_notes=_notes((row.status for row in rows if row.status != "ok"), words.status_reason, words.status_meaning),
            flag_notes=_notes((flag for row in rows for flag in row.flags), lambda f: words.flag_entry(f)[0], lambda f: words.flag_entry(f)[1]),
            provenance=self._provenance(),
            hashes=tuple((shorten(str(k)), str(v)) for k, v in (provenance.get("input_sha256") or {}).items()),
        )

    # Words at the top

    def _models_in_words(self) -> str:
        names = [model.name for model in self.models]
        if len(names) > 3 or sum(len(name) for name in names) > 90:
            return f"{len(names)} models" if len(names) > 1 else names[0]
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "no model"

    def _size_row(self) -> Optional[Row]:
        return next(iter(self.overall.values()), None)

    def _lead(self) -> str:
        """One sentence on what was audited."""
        size = self._size_row()
        if size is None:
            return "The result has no rows for the whole cohort."
        share = percent(size.n_positive / size.n) if size.n > 0 else "–"
        what = "One model" if len(self.models) == 1 else f"{len(self.models)} models"
        sentence = f"{what}, judged on {count(size.n)} rows, {count(size.n_positive)} of which ({share}) have the outcome"
        if self.unit is not None:
            sentence += f"; the rows belong to {count(size.n_units)} units of {visible_name(self.unit)}, and intervals allow for it"
        return sentence + "."

    def _intro(self) -> Tuple[str, ...]:
        sentences = []
        single = [shorten(a.name) for a in self.document.attributes if len(a.parts) < 2]
        crossed = [" × ".join(shorten(part) for part in a.parts) for a in self.document.attributes if len(a.parts) >= 2]
        if single or crossed:
            sentences.append(f"Also judged within groups of {_listed(single + crossed)}.")
        else:
            sentences.append("No subgroups were asked for.")
        thresholds = list(dict.fromkeys(t for t in (threshold_of(parameters) for _, parameters in self.metrics) if t))
        if thresholds:
            plural = "s" if len(thresholds) > 1 else ""
            sentences.append(f"Decisions were made at the threshold{plural} {_listed(thresholds)}: a row is marked when its score is at least the threshold.")
        sentences.append(f"Values are followed by their {self.level} confidence intervals: the range of values that the data are compatible with.")
        return tuple(sentences)

    def _find(self, name: str, metric: str, parameters: Parameters = ()) -> Optional[Row]:
        """A model's overall row of a metric, whatever its parameters where none has exactly these."""
        exact = self.overall.get((name, metric, parameters))
        if exact is not None or parameters:
            return exact
        return next((row for (model, found, _), row in self.overall.items() if model == name and found == metric), None)

    def _card(self, model: Model, name: str) -> Card:
        size = next((row for (of, _, _), row in self.overall.items() if of == name), None)
        facts: List[Tuple[str, str]] = []
        if size is not None:
            facts.append(("Rows", count(size.n)))
            facts.append(("Events", f"{count(size.n_positive)} ({percent(size.n_positive / size.n)})" if size.n > 0 else count(size.n_positive)))
        for metric in ("average_precision", "brier", "scaled_brier", "observed_expected_ratio"):
            row = self._find(name, metric)
            if row is not None:
                facts.append((words.metric(metric).label, one_line(cell_of(row))))
        auroc = self._find(name, "auroc")
        sentences = [*_calibration_sentence(self._find(name, "observed_expected_ratio")), *self._decision_sentences(name)]
        return Card(model, None if auroc is None else cell_of(auroc), tuple(facts), tuple(sentences))

    def _decision_sentences(self, name: str) -> List[str]:
        sentences = []
        for metric, parameters in self.metrics:
            if metric != "sensitivity":
                continue
            se, sp = self.overall.get((name, "sensitivity", parameters)), self.overall.get((name, "specificity", parameters))
            if se is None or sp is None or math.isnan(se.value) or math.isnan(sp.value):
                continue
            threshold = threshold_of(parameters)
            where = f"At threshold {threshold} it marks" if threshold else "It marks"
            sentences.append(f"{where} {percent(se.value)} of the rows with the outcome (sensitivity) and leaves {percent(sp.value)} of those without it unmarked (specificity).")
        return sentences

    def _care(self, subgroups: Sequence[Subgroups]) -> Tuple[str, ...]:
        """What a reader should know before quoting a number."""
        remarks = []
        small = sum(len(one.small) for one in subgroups)
        if small:
            remarks.append(f"{small} {'group is' if small == 1 else 'groups are'} below the minimum size{self._minimum_in_words()}: listed with n, not estimated.")
        if any(one.has_missing for one in subgroups):
            remarks.append("Rows whose group is missing are shown as a group of their own.")
        groups = sum(one.n_groups for one in subgroups)
        if groups:
            remarks.append(
                f"{groups} subgroups are shown. Their intervals are pointwise: each holds for its own group and none is adjusted for looking at many, "
                "so among so many some will stand out by chance. A gap is something to look into, not a finding."
            )
        undefined = sum(1 for row in self.overall.values() if math.isnan(row.value))
        if undefined:
            remarks.append(f"{undefined} overall {'value is' if undefined == 1 else 'values are'} not defined; the table gives the reason.")
        dropped = self.document.provenance.get("n_dropped")
        if dropped:
            remarks.append(f"{count(dropped)} rows were dropped before the analysis.")
        flags = list(dict.fromkeys(words.flag_entry(flag)[0] for row in self.overall.values() for flag in row.flags))
        if flags:
            remarks.append(f"Some values carry a flag ({_listed(flags)}); see “How to read this”.")
        if len(self.models) > 1:
            remarks.append("Models were judged on the same rows, so whether their intervals overlap does not tell whether they differ; that needs a paired comparison.")
        return tuple(remarks)

    def _minimum_in_words(self) -> str:
        return f" ({count(self.minimum)} {'rows' if self.unit is None else 'units'})" if self.minimum is not None else ""

    # The overall table

    def _sections(self) -> Tuple[Section, ...]:
        grouped: Dict[str, List[Tuple[str, Parameters]]] = {title: [] for title in (words.OUTCOME, words.DISCRIMINATION, words.CALIBRATION)}
        for name, parameters in self.metrics:
            threshold = threshold_of(parameters)
            title = words.metric(name).section
            if threshold is not None:
                title = f"At threshold {threshold}"
            elif title == words.DECISION:
                title = "By the decisions given"
            grouped.setdefault(title, []).append((name, parameters))
        others = grouped.pop(words.OTHER, None)
        if others:
            grouped[words.OTHER] = others
        sections = []
        for title, metrics in grouped.items():
            blocks = []
            for name, parameters in metrics:
                rows = [self.overall.get((model, name, parameters)) for model in self.document.models]
                lines = tuple(Line(model, cell_of(row), method_of(row), count(row.n)) for model, row in zip(self.models, rows) if row is not None)
                if lines:
                    blocks.append(MetricBlock(metric_label(name, parameters), lines))
            if blocks:
                sections.append(Section(title, tuple(blocks)))
        return tuple(sections)

    # Figures

    def _marks(self, name: str) -> Tuple[List[charts.Mark], List[charts.Mark]]:
        """The thresholds' places on the ROC and on the precision–recall curve."""
        roc, precision_recall = [], []
        for metric, parameters in self.metrics:
            threshold = threshold_of(parameters)
            if metric != "sensitivity" or threshold is None:
                continue
            se, sp, ppv = (self.overall.get((name, of, parameters)) for of in ("sensitivity", "specificity", "ppv"))
            if se is not None and sp is not None and not math.isnan(se.value + sp.value):
                roc.append(charts.Mark(threshold, 1 - sp.value, se.value))
            if se is not None and ppv is not None and not math.isnan(se.value + ppv.value):
                precision_recall.append(charts.Mark(threshold, se.value, ppv.value))
        return roc, precision_recall

    def _figure_groups(self) -> Tuple[FigureGroup, ...]:
        with_curve = [model for model, name in zip(self.models, self.document.models) if name in self.document.curves]
        groups = []
        overlaid = 1 < len(with_curve) <= MAX_OVERLAID
        if overlaid:
            groups.append(FigureGroup("Models together", None, self._ranking_figures(with_curve, with_curve)))
        for model in self.models:
            if model not in with_curve:
                groups.append(FigureGroup(model.name, model, (), "No curves: the model gives decisions, not scores."))
                continue
            figures = () if overlaid else self._ranking_figures([model], with_curve)
            groups.append(FigureGroup(model.name, model, figures + self._score_figures(model)))
        return tuple(groups) if with_curve else ()

    def _ranking_figures(self, shown: Sequence[Model], all_models: Sequence[Model]) -> Tuple[Figure, ...]:
        roc_series, pr_series = [], []
        for model in all_models:
            name = self.document.models[model.index]
            roc, precision_recall = self._marks(name)
            muted = model not in shown
            curve = self.document.curves[name]
            roc_series.append(charts.Series(model.name, model.index, curve, tuple(roc), muted))
            pr_series.append(charts.Series(model.name, model.index, curve, tuple(precision_recall), muted))
        first = next(one.curve for one in roc_series if not one.muted)
        if not (first.n_positive > 0 and first.n_negative > 0):
            return ()
        key = "-".join(str(model.index) for model in shown)
        others = " Thin lines: the other models." if len(all_models) > len(shown) else ""
        marks = " Marks: the thresholds." if any(one.marks for one in roc_series) else ""
        prevalence = first.n_positive / (first.n_positive + first.n_negative)
        legend = tuple(shown) if len(shown) > 1 else ()
        return (
            Figure(
                "ROC",
                charts.roc(f"roc-{key}", roc_series, self.level),
                f"Nearer to the upper left is better; the dotted diagonal is chance. Band: pointwise {self.level} Wilson interval of sensitivity at each threshold.{marks}{others}",
                legend,
            ),
            Figure(
                "Precision–recall",
                charts.precision_recall(f"pr-{key}", pr_series, prevalence),
                f"Nearer to the upper right is better; the dotted line is the prevalence, the precision of a model that knows nothing.{marks}{others}",
                legend,
            ),
        )

    def _score_figures(self, model: Model) -> Tuple[Figure, ...]:
        name = self.document.models[model.index]
        curve = self.document.curves[name]
        figures = []
        if curve.calibration is not None and any(n > 0 for n in curve.calibration.n):
            figures.append(
                Figure(
                    "Calibration",
                    charts.calibration(f"calibration-{model.index}", model.name, model.index, curve.calibration, self.level),
                    f"Of rows given a risk, how many had the outcome? On the dotted diagonal the two agree; above it the model predicts too little. Bars: {self.level} Wilson intervals.",
                    bins=_bins(curve.calibration),
                )
            )
        if curve.histogram is not None and len(curve.histogram.edges) > 1 and curve.histogram.edges[0] < curve.histogram.edges[-1]:
            thresholds = {t: float(dict(p)["threshold"]) for _, p in self.metrics for t in [threshold_of(p)] if t is not None}
            note = " Vertical lines: the thresholds." if thresholds else ""
            figures.append(
                Figure(
                    "Scores",
                    charts.score_distribution(f"scores-{model.index}", model.name, model.index, curve.histogram, list(thresholds.items())),
                    f"The less the two halves overlap, the better the model separates them.{note}",
                )
            )
        if curve.calibration is None:
            figures.append(Figure("Calibration", Markup(""), "No calibration: the scores are not probabilities."))
        return tuple(figures)

    # Subgroups

    def _subgroups(self, attribute: Attribute) -> Subgroups:
        groups = [group for (name, group) in self.cells if name == attribute.name]
        small = []
        for group in groups:
            first = next(iter(self.cells[attribute.name, group].values()))
            if all(row.status == "too_few" for row in self.cells[attribute.name, group].values()):
                small.append((_values(attribute, group), count(first.n)))
        return Subgroups(
            title=" × ".join(shorten(part) for part in attribute.parts) or shorten(attribute.name),
            parts=tuple(shorten(part) for part in attribute.parts),
            n_groups=len(groups),
            small=tuple(small),
            has_missing=any(value is None for group in groups for _, value in group),
            forests=tuple(self._forests(attribute, groups)),
            details=tuple(self._details(attribute, groups)),
        )

    def _forests(self, attribute: Attribute, groups: Sequence[Group]) -> List[Forest]:
        found = []
        for name, parameters in self.metrics:
            if name == "auroc":
                found.append(self._forest(attribute, groups, metric_label(name, parameters), [(name, parameters)]))
        for name, parameters in self.metrics:
            if name == "sensitivity":
                threshold = threshold_of(parameters)
                pair = [(name, parameters), ("specificity", parameters)]
                title = f"Sensitivity and specificity at threshold {threshold}" if threshold else "Sensitivity and specificity of the decisions"
                found.append(self._forest(attribute, groups, title, [one for one in pair if one in self.metrics]))
        for name, parameters in self.metrics:
            if name == _FOREST_RATIO:
                found.append(self._forest(attribute, groups, "Calibration: observed over expected events", [(name, parameters)]))
        return [one for one in found if one.blocks]

    def _axis(self, attribute: Attribute, groups: Sequence[Group], name: str, parameters: Parameters) -> forest.Axis:
        places = [*((attribute.name, group) for group in groups), (None, ())]
        rows = [row for place in places for (_, metric, p), row in self.cells.get(place, {}).items() if (metric, p) == (name, parameters)]
        limits = [x for row in rows for x in (row.lower, row.upper, row.value)]
        if name == _FOREST_RATIO:
            return forest.ratio_axis(limits)
        return forest.proportion_axis(limits, floor=0.1 if name == "auroc" else 0.0)

    def _forest(self, attribute: Attribute, groups: Sequence[Group], title: str, panels: Sequence[Tuple[str, Parameters]]) -> Forest:
        axes = [self._axis(attribute, groups, *panel) for panel in panels]
        blocks = []
        for model, name in zip(self.models, self.document.models):
            lines = []
            for place in [(None, ()), *((attribute.name, group) for group in groups)]:
                rows = [self.cells.get(place, {}).get((name, *panel)) for panel in panels]
                size = next((row for row in rows if row is not None), None)
                if size is None:
                    continue
                is_all = place == (None, ())
                cells = []
                for row, panel, axis in zip(rows, panels, axes):
                    if row is None:
                        cells.append(StripCell(Cell("", "", ""), Markup("")))
                        continue
                    whole = self.overall.get((name, *panel))
                    reference = 1.0 if axis.is_ratio else math.nan if whole is None else whole.value
                    drawn = forest.strip(axis, row.value, row.lower, row.upper, reference, model.index, is_all=is_all)
                    cells.append(StripCell(cell_of(row), drawn))
                lines.append(GroupLine(_values(attribute, place[1]), is_all, count(size.n), count(size.n_positive), tuple(cells)))
            if len(lines) > 1 or (lines and not lines[0].is_all):
                blocks.append(ModelBlock(model, tuple(lines)))
        reference = "no over- or underprediction (1)" if any(axis.is_ratio for axis in axes) else "the model’s value in all rows"
        drawn_panels = tuple(Panel(words.metric(name).label, forest.axis_strip(axis)) for (name, _), axis in zip(panels, axes))
        return Forest(title, reference, drawn_panels, tuple(blocks))

    def _details(self, attribute: Attribute, groups: Sequence[Group]) -> List[DetailLine]:
        lines = []
        for group in groups:
            rows = self.cells[attribute.name, group]
            for name, parameters in self.metrics:
                for model, of in zip(self.models, self.document.models):
                    row = rows.get((of, name, parameters))
                    if row is None:
                        continue
                    threshold = threshold_of(parameters)
                    label = metric_label(name, parameters) + (f" at {threshold}" if threshold else "")
                    lines.append(DetailLine(_values(attribute, group), label, model, cell_of(row), method_of(row), count(row.n), count(row.n_positive)))
        return lines

    def _provenance(self) -> Tuple[Tuple[str, str], ...]:
        """The record of the run; only what the result carries."""
        provenance: Mapping[str, Any] = self.document.provenance
        labels = (
            ("version", "clinmetrics version"), ("created", "Created (UTC)"), ("n_rows_received", "Rows received"), ("n_dropped", "Rows dropped"),
            ("n_rows_analysed", "Rows analysed"), ("unit", "Unit of resampling"), ("strata", "Strata"), ("sample_weight", "Sample weight"),
            ("level", "Confidence level"), ("min_group_size", "Minimum group size"), ("resampling", "Kind of bootstrap weights"),
            ("n_resamples", "Bootstrap replicates"), ("seed", "Seed"), ("backend", "Backend"), ("num_threads", "Threads"), ("platform", "Platform"),
        )
        shown = []
        absent = {"unit": "the row", "strata": "none", "sample_weight": "none"}
        for key, label in labels:
            found = provenance.get(key)
            if found is None:
                if key in absent and key in provenance:
                    shown.append((label, absent[key]))
                continue
            if key.startswith("n_") and isinstance(found, (int, float)):
                shown.append((label, count(found)))
            elif key == "level":
                shown.append((label, self.level))
            else:
                shown.append((label, shorten(str(found))))
        return tuple(shown)


def visible_name(name: object) -> str:
    """A name inside a sentence, in quotation marks."""
    return f"“{shorten(str(name))}”"


def one_line(cell: Cell) -> str:
    """A cell in prose: ``0.835 (0.810–0.857)`` or ``not defined (no positive rows)``."""
    if cell.interval:
        return f"{cell.value} ({cell.interval})" + (f" ({cell.reason})" if cell.reason else "")
    return f"{cell.value} ({cell.reason})" if cell.reason else cell.value


def _listed(names: Sequence[str]) -> str:
    if len(names) > 8:
        return f"{', '.join(names[:7])} and {len(names) - 7} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _values(attribute: Attribute, group: Group) -> Tuple[Value, ...]:
    """A group's values in the order of the attribute's parts; the data's own "(missing)" is told apart by a backslash."""
    found = dict(group)
    parts = attribute.parts or tuple(found)
    return tuple(Value(None if found.get(part) is None else _own_missing(shorten(str(found[part])))) for part in parts) if group else ()


def _own_missing(text: str) -> str:
    return Markup(r"\(missing)") if text == "(missing)" else text


def _calibration_sentence(row: Optional[Row]) -> List[str]:
    if row is None or math.isnan(row.value):
        return []
    value = number(row.value)
    if math.isnan(row.lower) or math.isnan(row.upper):
        return [f"It expected events in a ratio of {value} observed to each expected one."]
    if row.upper < 1:
        return [f"It predicts too much risk overall: {value} events happened for each one expected."]
    if row.lower > 1:
        return [f"It predicts too little risk overall: {value} events happened for each one expected."]
    return [f"Overall its predicted number of events fits what happened: {value} for each one expected, and the interval contains 1."]


def _bins(bins: Calibration) -> Tuple[Tuple[str, str, str, str, str], ...]:
    shown = []
    for low, high, n, positive, mean, lower, upper in zip(bins.edges, bins.edges[1:], bins.n, bins.n_positive, bins.mean_score, bins.lower, bins.upper):
        if n > 0:
            observed = f"{number(positive / n, bounded=True)} ({span(lower, upper, bounded=True)})"
            shown.append((f"{low:.3f}–{high:.3f}", count(n), count(positive), number(mean, bounded=True), observed))
    return tuple(shown)


def _notes(found: Any, label: Any, meaning: Any) -> Tuple[Note, ...]:
    return tuple(Note(shorten(label(one)), meaning(one)) for one in dict.fromkeys(found))
