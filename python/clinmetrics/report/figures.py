# SPDX-License-Identifier: Apache-2.0
"""Selects the charts of each model and writes their captions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from ..points.calibration import has_limits
from ..points.ranking import COARSE_AREA, COARSE_PRECISION, drawn_area, drawn_precision, precision_recall_mark, roc_mark
from ..points.scores import is_drawable, is_even, narrowest_bar
from ..points.smooth import net_benefit_points, smooth_line
from ..points.ticks import tick_label
from . import charts
from .by_threshold import is_long
from .index import Index, cell_of, listed, one_line
from .page import Figure, FigureGroup, Model
from .read import Calibration, Curve, DecisionCurve, Histogram, Row, Smooth
from .summary import slope_text
from .text import count, number, numbers, span

NO_CURVES = 'There are no curves, because the result was made without them. In Python, evaluate(…, curves="steps") makes them.'
NO_PUBLIC_CURVES = "There are no curves, because the public view has none."
MOST_OVERLAID = 3  # models on one chart
FEWEST_ROWS = 5  # in a bin, for calibration and histogram
_TOO_COARSE_AREA, _TOO_COARSE_PRECISION = 0.02, 0.15  # a curve farther from its metric than this is not shown


def figure_groups(index: Index) -> tuple[FigureGroup, ...]:
    """Up to three models share their charts; of more models, each has its own charts with the others thin behind it."""
    if not index.document.curves and index.document.provenance.get("curves", "none") in (None, "none"):
        is_public = index.document.provenance.get("view") == "public"
        return (FigureGroup("All models", None, (), NO_PUBLIC_CURVES if is_public else NO_CURVES),)
    over_all_rows = {row.model for row in index.document.rows if row.attribute is None}
    with_curve = [model for model, name in zip(index.models, index.document.models) if name in index.document.curves]
    groups: list[FigureGroup] = []
    overlaid = 1 < len(with_curve) <= MOST_OVERLAID
    together = _decision_figures(index, with_curve)
    if overlaid:
        groups.append(FigureGroup("Discrimination and utility", None, _ranking_figures(index, with_curve, with_curve) + together))
        groups += _by_kind(index, with_curve)
    for model in index.models:
        if model in with_curve and not overlaid:
            alone = together if len(with_curve) == 1 else ()
            figures = _ranking_figures(index, [model], with_curve) + _score_figures(index, model) + alone
            groups.append(FigureGroup(model.name, model, figures))
        elif model not in with_curve and index.document.models[model.index] in over_all_rows:  # a part of a result may lack these rows
            groups.append(FigureGroup(model.name, model, (), "There are no curves: the model gives labels, not scores."))
    if together and len(with_curve) > MOST_OVERLAID:
        groups.insert(0, FigureGroup("Models together", None, together))
    return tuple(groups)


def _by_kind(index: Index, models: Sequence[Model]) -> list[FigureGroup]:
    """The calibration of all models side by side on equal axes, and then their scores."""
    curves = [(model, index.document.models[model.index]) for model in models]
    ends = [
        charts.calibration_range(c.calibration, smooth_line(c))
        for _, name in curves
        for c in [index.document.curves[name]]
        if c.calibration is not None and any(n > 0 for n in c.calibration.n)
    ]
    whole = (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None
    shown = [(model, _calibration(index, model, index.document.curves[name], whole)) for model, name in curves]
    scores = [(model, _scores(index, model, name, index.document.curves[name])) for model, name in curves]
    groups = []
    for title, figures in (("Calibration", shown), ("Scores", scores)):
        named = tuple(replace(figure, legend=(model,)) for model, figure in figures if figure is not None)
        groups += [FigureGroup(title, None, named)] if named else []
    return groups


def _decision_figures(index: Index, with_curve: Sequence[Model]) -> tuple[Figure, ...]:
    """The decision curves of all models on one chart, as far as the result has them."""
    of_models = [(model, index.document.curves[index.document.models[model.index]].decision) for model in with_curve]
    shown = [(model, curve) for model, curve in of_models if curve is not None and net_benefit_points(curve)]
    if not shown:
        return ()
    chart = charts.decision("decision", [(model.name, model.index, curve) for model, curve in shown], index.level)
    return (
        Figure("Decision curve", chart, _decision_caption(index, [curve for _, curve in shown]), _legend([model for model, _ in shown])),
    )


def _decision_caption(index: Index, curves: Sequence[DecisionCurve]) -> str:
    has_bands = len(curves) <= charts.MAX_BANDS
    pointwise = has_bands and any(math.isfinite(x) for curve in curves for x in curve.lower)
    simultaneous = has_bands and any(math.isfinite(x) for curve in curves for x in curve.simultaneous_lower)
    units = index.outcome.units
    return _sentences(
        f"Net benefit: true positives less false positives, each of which counts as the odds of the threshold, as a share of all {units}."
        " At a threshold that suits the decision, the highest line is best. A model is of use only where it is above “treat all” (everyone"
        " predicted positive) and “treat none”.",
        f"Shaded: {index.level} intervals at each threshold." if pointwise else "",
        f"Thin lines: {index.level} limits for the whole curve at once." if simultaneous else "",
    )


def _ranking_figures(index: Index, shown: Sequence[Model], all_models: Sequence[Model]) -> tuple[Figure, ...]:
    roc_series, pr_series = [], []
    for model in all_models:
        curve = index.document.curves[index.document.models[model.index]]
        roc, precision_recall = _marks(index, curve)
        muted = model not in shown
        roc_series.append(charts.Series(model.name, model.index, curve, tuple(roc), muted))
        pr_series.append(charts.Series(model.name, model.index, curve, tuple(precision_recall), muted))
    first = next(one.curve for one in roc_series if not one.muted)
    if not (first.n_positive > 0 and first.n_negative > 0):
        missing = index.outcome.say.having if not first.n_positive > 0 else index.outcome.say.lacking
        return (Figure("ROC and precision–recall", Markup(""), f"There are no curves: the data hold no {index.outcome.units} {missing}."),)
    return (_roc(index, shown, roc_series), _precision_recall(index, shown, pr_series))


def _roc(index: Index, shown: Sequence[Model], series: Sequence[charts.Series]) -> Figure:
    gap = max(_gap(index, model, "auroc") for model in shown)
    if gap > _TOO_COARSE_AREA:
        return Figure("ROC", Markup(""), _too_coarse(index, "ROC curve"))
    chart = charts.roc(f"roc-{_key(shown)}", series, index.level)
    return Figure("ROC", chart, _roc_caption(index, series, is_coarse=gap > COARSE_AREA), _legend(shown))


def _precision_recall(index: Index, shown: Sequence[Model], series: Sequence[charts.Series]) -> Figure:
    gap = max(_gap(index, model, "average_precision") for model in shown)
    if gap > _TOO_COARSE_PRECISION:
        return Figure("Precision–recall", Markup(""), _too_coarse(index, "precision–recall curve"))
    one = series[0].curve
    caption = _sentences(
        "Nearer to the upper right is better. The dotted line is the prevalence, which is the precision of a model that is no better than"
        " chance.",
        _about_marks(series),
        _about_others(series),
        _about_steps(index, is_coarse=gap > COARSE_PRECISION),
    )
    chart = charts.precision_recall(f"pr-{_key(shown)}", series, one.n_positive / (one.n_positive + one.n_negative))
    return Figure("Precision–recall", chart, caption, _legend(shown))


def _key(shown: Sequence[Model]) -> str:
    return "-".join(str(model.index) for model in shown)


def _legend(shown: Sequence[Model]) -> tuple[Model, ...]:
    return tuple(shown) if len(shown) > 1 else ()


def _gap(index: Index, model: Model, metric: str) -> float:
    """The difference between the drawn curve's area and the metric that is this area; 0 if the result does not contain the metric."""
    name = index.document.models[model.index]
    row, curve = index.find(name, metric), index.document.curves[name]
    if row is None or math.isnan(row.value):
        return 0.0
    return abs((drawn_area(curve) if metric == "auroc" else drawn_precision(curve)) - row.value)


def _too_coarse(index: Index, what: str) -> str:
    units = index.outcome.units
    return (
        f"The {what} is not shown. It would be drawn in steps of at least {FEWEST_ROWS} {units}, so that nobody can be identified, and for"
        f' these data such steps are too coarse. With curves="exact" it has a step for every score, for local use.'
    )


def _about_steps(index: Index, *, is_coarse: bool) -> str:
    if index.document.provenance.get("curves") != "steps":
        return ""
    coarse = ", which is coarse for these data" if is_coarse else ""
    return f"The curve is drawn in steps of at least {FEWEST_ROWS} {index.outcome.units}{coarse}."


def _sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _roc_caption(index: Index, series: Sequence[charts.Series], *, is_coarse: bool) -> str:
    return _sentences(
        "Nearer to the upper left is better. The dotted diagonal is chance.",
        f"Shaded: {index.level} Wilson interval of the sensitivity at each point." if charts.has_band(series) else "",
        _about_marks(series),
        _about_others(series),
        _about_steps(index, is_coarse=is_coarse),
    )


def _about_marks(series: Sequence[charts.Series]) -> str:
    labels = [mark.label for mark in sorted((m for one in series if not one.muted for m in one.marks), key=lambda m: m.threshold)]
    labels = list(dict.fromkeys(labels))
    if not labels:
        return ""
    return f"Marks: the threshold{'s' if len(labels) > 1 else ''} {listed(labels)}."


def _about_others(series: Sequence[charts.Series]) -> str:
    return "Thin lines: the other models." if any(one.muted for one in series) else ""


def _score_figures(index: Index, model: Model) -> tuple[Figure, ...]:
    name = index.document.models[model.index]
    curve = index.document.curves[name]
    return tuple(one for one in (_calibration(index, model, curve), _scores(index, model, name, curve)) if one is not None)


def _is_small(curve: Curve) -> bool:
    return curve.n_positive + curve.n_negative < FEWEST_ROWS


def _calibration(index: Index, model: Model, curve: Curve, ends: tuple[float, float] | None = None) -> Figure | None:
    bins, outcome = curve.calibration, index.outcome
    if bins is None or not any(n > 0 for n in bins.n):
        if _is_small(curve):
            return None
        return Figure("Calibration", Markup(""), "There is no calibration curve: the scores are not probabilities.")
    limits = f"Bars: {index.level} Wilson intervals." if has_limits(bins) else ""
    line = smooth_line(curve)
    slope = index.find(curve.model, "calibration_slope")
    notes = _size_and_slope(index, curve, slope)
    return Figure(
        "Calibration",
        charts.calibration(f"calibration-{model.index}", model.name, model.index, bins, index.level, outcome.axis, line, notes, ends),
        _sentences(
            f"Among {outcome.units} given about the same predicted risk, what share {outcome.say.had}? On the dotted diagonal the two are"
            " equal; above it the model predicts too little risk, below it too much.",
            limits,
            _about_smooth(index, line),
            slope_text(index, slope),
        ),
        bins=_bins(bins),
        bins_caption=f"Calibration bins with {index.level} Wilson intervals." if limits else "Calibration bins.",
    )


def _size_and_slope(index: Index, curve: Curve, slope: Row | None) -> tuple[str, ...]:
    """What stands on the calibration chart: "n = 1,629, 318 events" and "slope 0.41 (0.35–0.47)"."""
    row = next((row for (of, _, _), row in index.overall.items() if of == curve.model), None)
    size = () if row is None else (f"n = {count(row.n)}, {count(row.n_positive)} event{'' if row.n_positive == 1 else 's'}",)
    return size if slope is None or math.isnan(slope.value) else (*size, f"slope {one_line(cell_of(slope))}")


def _about_smooth(index: Index, line: Smooth | None) -> str:
    if line is None:
        return ""
    how = {"rcs": "a logistic regression on a restricted cubic spline", "loess": "loess, a local regression"}.get(line.method, line.method)
    band = f", shaded with its pointwise {index.level} band" if any(map(math.isfinite, line.lower)) else ""
    return f"Line: a smooth curve by {how}{band}."


def _scores(index: Index, model: Model, name: str, curve: Curve) -> Figure | None:
    bars, outcome = curve.histogram, index.outcome
    if bars is None or not is_drawable(bars):
        why = f"There are fewer than {FEWEST_ROWS} {outcome.units}, too few for a histogram."
        return Figure("Scores", Markup(""), why) if _is_small(curve) else None
    thresholds = [] if is_long(index) else [t for t in index.thresholds(name) if isinstance(t, float)]
    inside = [t for t in thresholds if bars.edges[0] <= t <= bars.edges[-1]]
    outside = [index.threshold_text(t) for t in thresholds if t not in inside]
    positive, negative = count(sum(bars.n_positive)), count(sum(bars.n_negative))
    weighted = " (sum of weights)" if index.is_weighted else ""
    return Figure(
        "Scores",
        charts.score_distribution(
            f"scores-{model.index}",
            model.name,
            model.index,
            bars,
            [(index.threshold_text(t), t) for t in inside],
            (outcome.say.title, outcome.say.title_lacking),
        ),
        _sentences(
            f"Scores of the {positive}{weighted} {outcome.units} {outcome.say.having} (above the line) and of the {negative}{weighted}"
            f" {outcome.say.lacking_briefly} (below), each as a share of its own class. The less the two overlap, the better the model"
            " separates them.",
            _about_widths(bars),
            f"Vertical line{'s' if len(inside) > 1 else ''}: the threshold{'s' if len(inside) > 1 else ''}." if inside else "",
            f"Outside the range of the scores: the threshold{'s' if len(outside) > 1 else ''} {listed(outside)}." if outside else "",
        ),
    )


def _about_widths(bars: Histogram) -> str:
    if is_even(bars.edges):
        return ""
    return f"Bars differ in width; their area is the share, and the axis gives it per {tick_label(narrowest_bar(bars.edges))} of score."


def _marks(index: Index, curve: Curve) -> tuple[list[charts.Mark], list[charts.Mark]]:
    """The points of the thresholds on the ROC and on the precision–recall curve."""
    roc: list[charts.Mark] = []
    precision_recall: list[charts.Mark] = []
    for mark in () if is_long(index) else curve.marks:
        label = index.threshold_text(mark.threshold)
        for marks, point in ((roc, roc_mark(curve, mark)), (precision_recall, precision_recall_mark(curve, mark))):
            if point is not None:
                marks.append(charts.Mark(label, mark.threshold, *point))
    return roc, precision_recall


def _bins(bins: Calibration) -> tuple[tuple[str, str, str, str, str], ...]:
    shown = []
    for low, high, n, positive, mean, lower, upper in zip(
        bins.edges, bins.edges[1:], bins.n, bins.n_positive, bins.mean_score, bins.lower, bins.upper
    ):
        if n > 0:
            observed, *limits = numbers(positive / n, lower, upper)
            interval = "" if math.isnan(lower + upper) else f" ({span(*limits)})"
            ends = number(low) if low == high else span(*numbers(low, high))
            shown.append((ends, count(n), count(positive), number(mean), f"{observed}{interval}"))
    return tuple(shown)
