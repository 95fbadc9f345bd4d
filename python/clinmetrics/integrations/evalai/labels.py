# SPDX-License-Identifier: Apache-2.0
"""The columns of the leaderboards, and the one that orders them: the limit that is less favorable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._metric_names import metric_text
from ..._names import METRICS
from .board import Label
from .errors import BundleError
from .names import legal

if TYPE_CHECKING:
    from ...result import Result

_BOUNDS = (("value", "", ""), ("lower", "_lo", ", lower limit of the interval"), ("upper", "_hi", ", upper limit of the interval"))


def labels_of(result: Result) -> list[Label]:
    """For each metric and threshold the value and, if it has an interval, the limits; not for metrics such as the prevalence."""
    found: list[Label] = []
    for e in result.where(attribute=()):
        about, metric = METRICS.about[e.metric], metric_text(e.metric, e.parameters)
        if about["better"] == "neither":
            continue
        threshold = e.parameters.get("threshold")
        at = "" if threshold is None else f"_at_{_number(threshold)}"
        words = f"{about['label']}{'' if metric == e.metric else f' ({metric})'}{'' if threshold is None else f' at {threshold}'}"
        name = legal(f"{metric}{at}", [label.label for label in found])
        for bound, suffix, text in _BOUNDS if e.method != "none" else _BOUNDS[:1]:
            found.append(Label(name + suffix, metric, bound, words + text, about["better"] == "lower", threshold))
    return found


def _number(threshold: Any) -> str:
    return str(threshold).replace("-", "minus_")


def ordering(labels: list[Label], metric: str | None) -> Label:
    """The pessimistic limit of the metric, by default AUROC, or the first one that has a better direction."""
    fit = [label for label in labels if label.bound == ("upper" if label.lower_is_better else "lower") and _has_direction(label)]
    if metric is not None:
        wanted = [label for label in fit if metric in (label.label[:-3], label.metric)]
        if not wanted:
            known = ", ".join(dict.fromkeys(label.label[:-3] for label in fit)) or "none"
            raise BundleError(f"--order-by: no metric of this name has an interval and a better direction; there are: {known}")
        return wanted[0]
    if not fit:
        raise BundleError(
            "analysis.metrics: a leaderboard is ordered by a limit of an interval, and no metric has one with a better direction"
        )
    return next((label for label in fit if label.metric == "auroc"), fit[0])


def _has_direction(label: Label) -> bool:
    return METRICS.about[label.metric.partition("(")[0]]["better"] in ("higher", "lower")
