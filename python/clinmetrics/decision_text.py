# SPDX-License-Identifier: Apache-2.0
"""What a comparison or a gap shows, as a sentence."""

from __future__ import annotations

from ._groups import group_label
from ._metric_names import line_text, metric_text, own_parameters
from ._names import METRICS
from ._text import printable
from .comparisons import Comparison, Gap

_CLAIMS = {"superior": "superior to", "non_inferior": "non-inferior to", "equivalent": "equivalent to", "two_sided": "different from"}


def decision_sentence(c: Comparison | Gap) -> str:
    """As in "Model a is shown to be non-inferior to model b in AUROC at the margin 0.02."; empty if nothing was judged."""
    if c.decision == "not_judged":
        return ""
    a, b = _sides(c)
    metric = ("cross-group " if c.kind == "xauc" else "") + _metric(c)
    if c.alternative == "two_sided":
        if c.decision == "different":
            none = 1 if c.scale == "ratio" else 0
            return f"{a} is shown to have a {'higher' if c.value > none else 'lower'} {metric} than {b}."
        return f"{a} and {b} are not shown to differ in {metric}."
    margin = "" if not c.margin else f" at the margin {c.margin:.10g}"
    shown = "is not shown" if c.decision == "not_shown" else "is shown"
    return f"{a} {shown} to be {_CLAIMS[c.alternative]} {b} in {metric}{margin}."


def _sides(c: Comparison | Gap) -> tuple[str, str]:
    if isinstance(c, Comparison):
        return f"Model {printable(c.a or '')}", f"model {printable(c.b or '')}"
    a = f"Group {'' if c.a is None else group_label(c.attribute, c.a)} (model {printable(c.model)})"
    return a, "the rest" if c.b is None else f"group {group_label(c.attribute, c.b)}"


def _metric(c: Comparison | Gap) -> str:
    """The metric as a reader knows it, such as AUROC; with parameters, in its text form."""
    about = METRICS.about.get(c.metric)
    first, second = (own_parameters(c.parameters, side) for side in "ab")
    if about is None or metric_text(c.metric, first) != c.metric:
        return printable(line_text(c.metric, c.parameters))
    if first != second:
        return f"{about['label']} at the thresholds {first['threshold']} and {second['threshold']}"
    at = first.get("threshold")
    if isinstance(at, str):
        from .report.rules import rule_text

        return f"{about['label']} at the threshold chosen by {printable(rule_text(at))}"
    return str(about["label"]) if at is None else f"{about['label']} at the threshold {at}"
