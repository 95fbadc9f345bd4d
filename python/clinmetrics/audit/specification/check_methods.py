# SPDX-License-Identifier: Apache-2.0
"""Metrics and the methods of their intervals exist and fit."""

from __future__ import annotations

import functools

from ... import _core
from ..._names import METHODS
from ..._options import OPTIONS
from ..._text import quoted
from .check_context import ANALYSIS, Context
from .faults import Path

_FOR_ALL = ("auto", "published", "none")


@functools.cache
def _metrics_of_methods() -> dict[str, tuple[str, ...]]:
    return {about["name"]: tuple(about["metrics"]) for about in _core.method_catalogue()}


def check_metrics(context: Context) -> None:
    """Each metric exists and is given once."""
    metrics = context.analysis.metrics
    path = (*ANALYSIS, "metrics")
    if not metrics:
        context.fault(path, "is empty; name metrics, or leave the key out for the usual set")
    names = [
        text if _core.metric_group(text) else context.metric((*path, i), text) or f"{i}"  # what is unknown has a fault already
        for i, text in enumerate(text.strip() for text in metrics)
    ]
    context.repeated(path, names, "a metric")


def check_intervals(context: Context) -> None:
    """Methods fit their metrics; the level and the number of replicates are possible."""
    intervals = context.analysis.intervals
    path = (*ANALYSIS, "intervals")
    _check_method(context, (*path, "method"), intervals.method, None)
    for text, method in intervals.methods.items():
        _check_method(context, (*path, "methods", text), method, context.metric((*path, "methods", text), text))
    if not 0 < intervals.level < 1:
        context.fault((*path, "level"), "must be between 0 and 1, such as 0.95")
    for key in ("n_resamples", "seed"):
        check_range(context, (*path, key), getattr(intervals, key), key)
    check_range(context, (*ANALYSIS, "minimum_group_size"), context.analysis.minimum_group_size, "min_group_size")


def _check_method(context: Context, path: Path, method: str, metric: str | None) -> None:
    if method in _FOR_ALL:
        return
    fitting = _metrics_of_methods()
    if method not in fitting:
        context.unknown(path, method, "no method of intervals", [m for m in METHODS if m in _FOR_ALL or fitting.get(m)])
    elif not fitting[method]:
        context.fault(path, f"is {quoted(method)}, which is for differences; name a method for single values, or auto")
    elif metric is not None and metric.partition("(")[0] not in fitting[method]:
        context.fault(path, f"is {quoted(method)}, which does not fit {metric}; leave it out for the default")


def check_range(context: Context, path: Path, number: int, option: str) -> None:
    """The range of the engine's option."""
    least, greatest = OPTIONS[option].least, OPTIONS[option].greatest
    if not least <= number <= greatest:
        context.fault(path, f"must be from {least} to {greatest}")
