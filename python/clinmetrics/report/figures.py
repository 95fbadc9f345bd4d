# SPDX-License-Identifier: Apache-2.0
"""Which charts are shown for which model, and what stands under them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from . import charts
from .index import Index, threshold_of
from .page import Figure, FigureGroup, Model
from .read import Calibration
from .text import count, number, span

MAX_OVERLAID = 2  # more bands than this on one chart cannot be told apart


def figure_groups(index: Index) -> tuple[FigureGroup, ...]:
    """Two models share a ROC chart; of more, each has its own with the others thin behind it."""
    with_curve = [model for model, name in zip(index.models, index.document.models) if name in index.document.curves]
    groups = []
    overlaid = 1 < len(with_curve) <= MAX_OVERLAID
    if overlaid:
        groups.append(FigureGroup("Models together", None, _ranking_figures(index, with_curve, with_curve)))
    for model in index.models:
        if model not in with_curve:
            groups.append(FigureGroup(model.name, model, (), _why_no_curve(index, model)))
            continue
        figures = () if overlaid else _ranking_figures(index, [model], with_curve)
        groups.append(FigureGroup(model.name, model, figures + _score_figures(index, model)))
    return tuple(groups)


def _why_no_curve(index: Index, model: Model) -> str:
    has_scores = index.find(index.document.models[model.index], "auroc") is not None
    return "The result holds no curves of this model." if has_scores else "No curves: the model gives decisions, not scores."


def _ranking_figures(index: Index, shown: Sequence[Model], all_models: Sequence[Model]) -> tuple[Figure, ...]:
    roc_series, pr_series = [], []
    for model in all_models:
        name = index.document.models[model.index]
        roc, precision_recall = _marks(index, name)
        muted = model not in shown
        curve = index.document.curves[name]
        roc_series.append(charts.Series(model.name, model.index, curve, tuple(roc), muted))
        pr_series.append(charts.Series(model.name, model.index, curve, tuple(precision_recall), muted))
    first = next(one.curve for one in roc_series if not one.muted)
    if not (first.n_positive > 0 and first.n_negative > 0):
        missing = "with" if not first.n_positive > 0 else "without"
        return (Figure("ROC and precision–recall", Markup(""), f"No curves: there are no rows {missing} the outcome."),)
    key = "-".join(str(model.index) for model in shown)
    others = " Thin lines: the other models." if len(all_models) > len(shown) else ""
    marks = " Marks: the thresholds." if any(one.marks for one in roc_series) else ""
    prevalence = first.n_positive / (first.n_positive + first.n_negative)
    legend = tuple(shown) if len(shown) > 1 else ()
    return (
        Figure(
            "ROC",
            charts.roc(f"roc-{key}", roc_series, index.level),
            f"Nearer to the upper left is better; the dotted diagonal is chance. Band: pointwise {index.level} Wilson interval of"
            f" sensitivity at each threshold.{marks}{others}",
            legend,
        ),
        Figure(
            "Precision–recall",
            charts.precision_recall(f"pr-{key}", pr_series, prevalence),
            "Nearer to the upper right is better; the dotted line is the prevalence, the precision of a model that knows"
            f" nothing.{marks}{others}",
            legend,
        ),
    )


def _score_figures(index: Index, model: Model) -> tuple[Figure, ...]:
    name = index.document.models[model.index]
    curve = index.document.curves[name]
    figures = []
    if curve.calibration is not None and any(n > 0 for n in curve.calibration.n):
        figures.append(
            Figure(
                "Calibration",
                charts.calibration(f"calibration-{model.index}", model.name, model.index, curve.calibration, index.level),
                "Of rows given a risk, how many had the outcome? On the dotted diagonal the two agree; above it the model predicts too"
                f" little. Bars: {index.level} Wilson intervals.",
                bins=_bins(curve.calibration),
            )
        )
    if curve.histogram is not None and len(curve.histogram.edges) > 1 and curve.histogram.edges[0] < curve.histogram.edges[-1]:
        thresholds = {t: float(dict(p)["threshold"]) for _, p in index.metrics for t in [threshold_of(p)] if t is not None}
        weighted = " (weighted)" if index.document.provenance.get("sample_weight") is not None else ""
        note = " Vertical lines: the thresholds." if thresholds else ""
        figures.append(
            Figure(
                "Scores",
                charts.score_distribution(f"scores-{model.index}", model.name, model.index, curve.histogram, list(thresholds.items())),
                f"Share of each class by score: {count(sum(curve.histogram.n_positive))} rows with the outcome{weighted} above the line,"
                f" {count(sum(curve.histogram.n_negative))} without it below. The less the halves overlap, the better the model tells them"
                f" apart.{note}",
            )
        )
    if curve.calibration is None:
        figures.append(Figure("Calibration", Markup(""), "No calibration: the scores are not probabilities."))
    return tuple(figures)


def _marks(index: Index, name: str) -> tuple[list[charts.Mark], list[charts.Mark]]:
    """The thresholds' places on the ROC and on the precision–recall curve."""
    roc, precision_recall = [], []
    for metric, parameters in index.metrics:
        threshold = threshold_of(parameters)
        if metric != "sensitivity" or threshold is None:
            continue
        se, sp, ppv = (index.overall.get((name, of, parameters)) for of in ("sensitivity", "specificity", "ppv"))
        if se is not None and sp is not None and not math.isnan(se.value + sp.value):
            roc.append(charts.Mark(threshold, 1 - sp.value, se.value))
        if se is not None and ppv is not None and not math.isnan(se.value + ppv.value):
            precision_recall.append(charts.Mark(threshold, se.value, ppv.value))
    return roc, precision_recall


def _bins(bins: Calibration) -> tuple[tuple[str, str, str, str, str], ...]:
    shown = []
    for low, high, n, positive, mean, lower, upper in zip(
        bins.edges, bins.edges[1:], bins.n, bins.n_positive, bins.mean_score, bins.lower, bins.upper
    ):
        if n > 0:
            observed = f"{number(positive / n, bounded=True)} ({span(lower, upper, bounded=True)})"
            shown.append((f"{low:.3f}–{high:.3f}", count(n), count(positive), number(mean, bounded=True), observed))
    return tuple(shown)
