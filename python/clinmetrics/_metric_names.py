# SPDX-License-Identifier: Apache-2.0
"""The text forms of a metric with its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import _core

_OF_SIDES = ("threshold_a", "threshold_b")


def own_parameters(parameters: Mapping[str, Any], side: str) -> dict[str, Any]:
    """Those of the first ("a") or the second model ("b") of a comparison in which each has a threshold of its own; others as they are."""
    own = f"threshold_{side}"
    return {"threshold" if name == own else name: x for name, x in parameters.items() if name == own or name not in _OF_SIDES}


def metric_text(metric: str, parameters: Mapping[str, Any]) -> str:
    """As in f_beta(beta=2); without the threshold."""
    inside = {name: x for name, x in parameters.items() if name != "threshold"}
    if not inside:
        return metric
    try:
        return str(_core.canonical_metric(metric, inside))
    except (TypeError, ValueError):  # a stored result may hold a metric that another program had registered
        return f"{metric}({', '.join(f'{name}={_value_text(x)}' for name, x in inside.items())})"


def canonical(text: str) -> str:
    """The engine's own form of a metric's text; the text itself if the engine does not know the metric.

    A stored result may hold a metric that another program had registered.
    """
    try:
        return str(_core.canonical_metric(text))
    except ValueError:
        return text


def line_text(metric: str, parameters: Mapping[str, Any]) -> str:
    """As in f_beta(beta=2) @ 0.2."""
    text = metric_text(metric, parameters)
    return f"{text} @ {parameters['threshold']}" if "threshold" in parameters else text


def _value_text(x: Any) -> str:
    return str(int(x)) if isinstance(x, float) and x.is_integer() and abs(x) < 1e15 else str(x)
