# SPDX-License-Identifier: Apache-2.0
"""Each metric that is named can be computed for each model, as far as scores, decisions and thresholds decide this."""

from __future__ import annotations

from ... import _core
from ..._names import METRICS
from ..._text import quoted
from .check_context import ANALYSIS, Context
from .model import Threshold

_OF_DECISIONS = ("confusion", "chosen_confusion")


def check_outputs(context: Context) -> None:
    """Metrics have the scores and the thresholds that they need. A set such as clinical leaves out what cannot be computed."""
    for i, text in enumerate(text.strip() for text in context.analysis.metrics):
        metric = None if _core.metric_group(text) else context.metric((*ANALYSIS, "metrics", i), text)
        if metric is None:
            continue
        for model in context.models.values():
            why = _obstacle(metric, model.score is not None, context.thresholds_of(model))
            if why and (model.score is None) != (model.decision is None):
                context.fault((*ANALYSIS, "metrics", i), f"is {metric}, which {why[0]} (model {quoted(model.name)}); {why[1]}")
                break


def _obstacle(metric: str, has_scores: bool, thresholds: tuple[Threshold, ...]) -> tuple[str, str] | None:
    """What the metric lacks, and the remedy."""
    about = METRICS.about[metric.partition("(")[0]]
    own = [p["name"] for p in about["parameters"] if p["is_threshold"] and f"{p['name']}=" not in metric]
    rules = any(isinstance(t, str) for t in thresholds)
    if about["tally"] == "chosen_confusion" and not rules:
        return "needs a rule that chooses the threshold", "add one such as youden to thresholds" if has_scores else "leave it out"
    if not has_scores:
        if own:
            return "needs the threshold that a decision stands for", f"write it as in {about['name']}({own[0]}=0.1)"
        return (
            None
            if about["tally"] in _OF_DECISIONS
            else ("needs scores", "leave it out, or give the score of the model in place of its decision")
        )
    if about["takes_threshold"] and (about["needs_decision"] or own) and not thresholds:
        return "needs a threshold", "give thresholds in analysis"
    if own and rules:
        return "needs the number of a threshold, and thresholds has a rule", f"write it as in {about['name']}({own[0]}=0.1)"
    if own and any(not 0 <= t <= 1 for t in thresholds if not isinstance(t, str)):
        return "needs thresholds from 0 to 1", f"write one as in {about['name']}({own[0]}=0.1)"
    return None
