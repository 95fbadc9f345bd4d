# SPDX-License-Identifier: Apache-2.0
"""Comparisons of models, and gaps between groups."""

from __future__ import annotations

from .check_context import ANALYSIS, Context
from .faults import Path
from .model import Comparisons


def check_comparisons(context: Context) -> None:
    """Comparisons name models; a claim has the margins that it needs; gaps name attributes."""
    comparisons = context.analysis.comparisons
    if comparisons is not None:
        path = (*ANALYSIS, "comparisons")
        if len(context.analysis.models) < 2:
            context.fault(path, "needs two models or more")
        _check_pairs(context, comparisons, (*path, "pairs"))
        if comparisons.reference is not None and comparisons.reference not in context.models:
            context.unknown((*path, "reference"), comparisons.reference, "no model", context.models)
        if comparisons.reference is not None and comparisons.pairs != "all":
            context.fault((*path, "reference"), "is in place of pairs; give one of the two")
        _check_margins(context, comparisons, path)
    _check_gaps(context)


def _check_pairs(context: Context, comparisons: Comparisons, path: Path) -> None:
    pairs = comparisons.pairs
    if isinstance(pairs, str) or not pairs:
        if pairs != "all":
            context.fault(path, "must be all, or a list of pairs of models, [[a, b], [a, c]]")
        return
    seen = set()
    for i, pair in enumerate(pairs):
        if len(pair) != 2:
            context.fault((*path, i), "must be a pair of models, [a, b]")
            continue
        for name in dict.fromkeys(pair):
            if name not in context.models:
                context.unknown((*path, i), name, "no model", context.models)
        if len(set(pair)) < 2:
            context.fault((*path, i), "compares a model with itself")
        elif frozenset(pair) in seen:
            context.fault((*path, i), "is a pair that is given twice")
        seen.add(frozenset(pair))


def _check_margins(context: Context, comparisons: Comparisons, path: Path) -> None:
    claim, margins = comparisons.alternative, comparisons.margins
    if margins and claim == "two_sided":
        context.fault((*path, "margins"), "belong to a claim; give alternative: superior, non_inferior or equivalent")
    if not margins and claim in ("non_inferior", "equivalent"):
        context.fault((*path, "alternative"), f"is {claim}, which needs margins, such as {{auroc: 0.02}}")
    for text, margin in margins.items():
        metric = context.metric((*path, "margins", text), text)
        if metric is not None and metric not in context.metrics:
            context.fault((*path, "margins", text), "is the margin of a metric that is not among metrics; add it to them")
        if margin <= 0:
            context.fault((*path, "margins", text), "must be above 0, on the scale of the metric")


def _check_gaps(context: Context) -> None:
    gaps, path = context.analysis.gaps, (*ANALYSIS, "gaps")
    if gaps is None:
        return
    if not context.analysis.groups:
        context.fault(path, "compares groups; give groups, too")
    if gaps.reference and gaps.kind != "reference":
        context.fault((*path, "reference"), "needs kind: reference")
    for name in gaps.reference:
        if name not in context.attributes:
            context.unknown((*path, "reference", name), name, "no attribute of groups", context.attributes)
