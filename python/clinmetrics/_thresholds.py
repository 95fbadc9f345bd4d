# SPDX-License-Identifier: Apache-2.0
"""Thresholds: one, several, or those of each model; each kept once, as the exact double or as the text of a rule."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Union

from . import _core
from ._names import known_instead, unique_names

Threshold = Union[float, str]


def thresholds(threshold: Any) -> list[Threshold]:
    """One threshold or several, as a list without repetitions, in the order given."""
    if threshold is None:
        return []
    is_single = isinstance(threshold, (str, bytes)) or not isinstance(threshold, Iterable) or getattr(threshold, "ndim", 1) == 0
    return list(dict.fromkeys(_one(t) for t in ([threshold] if is_single else threshold)))  # -0.0 equals 0.0


def thresholds_by_model(threshold: Mapping[Any, Any], with_scores: Sequence[str], with_labels: Sequence[str]) -> dict[str, list[Threshold]]:
    """The thresholds of each model that has scores."""
    names = unique_names(threshold, "threshold")
    for name in names:
        if name in with_labels and name not in with_scores:
            raise ValueError(f"`threshold` names {name!r}, a model of `y_pred`; its hard labels need no threshold")
        if name not in with_scores:
            end = known_instead(name, with_scores, with_scores)
            raise ValueError(f"`threshold` names {name!r}, which is no model with scores{end}")
    by_model = {name: thresholds(t) for name, t in zip(names, threshold.values())}
    left_out = [repr(name) for name in with_scores if not by_model.get(name)]
    if left_out:
        raise ValueError(f"`threshold` has no value for the model{'s'[: len(left_out) > 1]} {', '.join(left_out)}; give one to each model")
    return by_model


def own_or_common(common: list[Threshold], own: Mapping[str, list[Threshold]], models: Sequence[str]) -> Any:
    """The argument `threshold` for common thresholds, in place of which some models have their own."""
    if not own:
        return common or None
    return {model: own.get(model, common) for model in models if own.get(model, common)}


def only_threshold(threshold: Any, metric: str) -> list[Threshold]:
    """The threshold of a function that returns one number."""
    if type(threshold) is float and math.isfinite(threshold):  # fast, for small calls
        return [threshold]
    if isinstance(threshold, Mapping):
        raise TypeError(f"`threshold` must be a single number for {metric}(); evaluate(threshold=...) takes a mapping of models")
    several = thresholds(threshold)
    if len(several) != 1:
        raise ValueError(
            f"`threshold` has {len(several)} values, and {metric}() gives one number; call evaluate(threshold=[...]) for several"
        )
    return several


def _one(t: Any) -> Threshold:
    if isinstance(t, str):
        return str(_core.rule_text(str(t)))
    number = real(t, "threshold")
    if not math.isfinite(number):
        raise ValueError("`threshold` must be finite")
    return number


def real(x: Any, argument: str) -> float:
    """A single real number: of Python, NumPy, or the decimal and fractions modules."""
    if isinstance(x, (str, bytes, bool)) or type(x).__name__ in ("bool_", "bool") or getattr(x, "ndim", 0) != 0:
        raise TypeError(f"`{argument}` must be a number")
    try:
        return float(x)
    except Exception:  # the text of another type's error may contain its contents
        raise TypeError(f"`{argument}` must be a number") from None
