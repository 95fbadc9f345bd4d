# SPDX-License-Identifier: Apache-2.0
"""An analysis as the arguments of `evaluate` that need no data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import _core
from .._thresholds import own_or_common
from .columns import Output
from .specification.model import Analysis, Intervals


def arguments_of(a: Analysis, outputs: Sequence[Output]) -> dict[str, Any]:
    """Metrics, thresholds, intervals, comparisons, gaps and minimum sizes."""
    i = a.intervals
    return {
        "metrics": list(a.metrics),
        "threshold": thresholds_of(a, outputs),
        "ci": _methods(i, a.metrics),
        "level": i.level,
        "n_resamples": i.n_resamples,
        "resampling": i.resampling,
        "seed": i.seed,
        "weight_kind": "sampling" if a.weights is None else a.weights.kind,
        "min_group_size": a.minimum_group_size,
        "compare": _compared(a, [o.name for o in outputs]),
        **_claim(a),
        **_gaps(a),
    }


def thresholds_of(a: Analysis, outputs: Sequence[Output]) -> Any:
    """The common thresholds, or those of each model that has scores."""
    own = {o.name: list(o.model.thresholds) for o in outputs if o.is_score and o.model.thresholds}
    return own_or_common(list(a.thresholds), own, [o.name for o in outputs if o.is_score])


def _methods(i: Intervals, metrics: Sequence[str]) -> Any:
    common = None if i.method.lower() == "none" else i.method
    own = {metric: None if method.lower() == "none" else method for metric, method in i.methods.items()}
    if not own or i.method.lower() == "auto":
        return own or common
    asked = [name for metric in metrics for name in (_core.metric_group(metric.strip().lower()) or [metric])]
    return {**{metric: common for metric in asked if metric not in own}, **own}  # `evaluate` gives others the method auto


def _compared(a: Analysis, models: Sequence[str]) -> Any:
    """The pairs that are asked for, and each output of a model on changed inputs with the model's own."""
    variants = [(m.name, m.variant_of) for m in a.models if m.variant_of is not None]
    if a.comparisons is None:
        return variants or None
    reference, pairs = a.comparisons.reference, a.comparisons.pairs
    if reference is not None:
        asked: list[tuple[str, ...]] = [(model, reference) for model in models if model != reference]
    elif isinstance(pairs, str):
        return pairs  # all, which contains the variants
    else:
        asked = list(pairs)
    return [*asked, *(pair for pair in variants if pair not in asked and pair[::-1] not in asked)]


def _claim(a: Analysis) -> dict[str, Any]:
    if a.comparisons is None:
        return {}
    c = a.comparisons
    return {"alternative": c.alternative, "margin": dict(c.margins) or None, "adjustment": c.adjustment}


def _gaps(a: Analysis) -> dict[str, Any]:
    if a.gaps is None:
        return {}
    return {"gaps": a.gaps.kind, "reference": dict(a.gaps.reference) or None}
