# SPDX-License-Identifier: Apache-2.0
"""Options in the types of the engine, checked by name. Messages do not contain the given values, except a single name."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

from . import _core
from ._names import checked_name, method_name, metric_name
from ._window import check_window

_MOST_NAMES = 20  # a longer list may be a column's content, and its entries are not shown


@dataclass(frozen=True)
class Option:
    """An option of an evaluation as the engine describes it."""

    name: str
    type: str  # "int", "float", "bool", "str", "choice", "metrics" or "other"
    default: Any
    meaning: str
    least: int
    greatest: int
    choices: list[str]
    is_optional: bool
    part_of: str


OPTIONS: dict[str, Option] = {about["name"]: Option(**about) for about in _core.option_table()}
# The arguments of `evaluate` that the engine reads as they are given.
PLAIN_OPTIONS = tuple(
    name
    for name, option in OPTIONS.items()
    if (option.type in ("int", "float", "bool", "choice") or name == "backend")
    and name not in ("stream", "margin")  # the first is for C++ alone, the second may be a mapping
)


def interval_options(ci: Any) -> dict[str, Any]:
    """The option `ci`, or `ci_of` for a mapping of metric to method."""
    return {"ci_of": _methods_of(ci)} if type(ci) is not str and isinstance(ci, Mapping) else {"ci": _method(ci)}


def whole(x: Any, name: str, least: int, greatest: int) -> int:
    """A whole number of any kind: Python's or NumPy's."""
    try:
        number = operator.index(x)
    except Exception:  # the text of another type's error may contain its contents
        raise TypeError(f"`{name}` must be a whole number") from None
    if not least <= number <= greatest:
        raise ValueError(f"`{name}` must lie between {least} and {greatest}")
    return number


def one_of(x: Any, name: str, *known: str) -> str:
    """A text that must be one of a few."""
    if not isinstance(x, str) or x not in known:
        raise ValueError(f"`{name}` must be one of {', '.join(map(repr, known))}")
    return str(x)


def _method(ci: Any) -> str:
    if ci is None:
        return "none"
    if not isinstance(ci, str):
        raise TypeError("`ci` must be None, 'auto', 'published', the name of a method, or a mapping of metric to one of these")
    return method_name(ci)


def _methods_of(ci: Mapping[Any, Any]) -> dict[str, str]:
    return {metric: _method(how) for metric, how in _by_metric(ci, "ci").items()}


def margins_of(margins: Mapping[Any, float]) -> dict[str, float]:
    """The option `margin_of`."""
    return _by_metric(margins, "margin")


def _by_metric(given: Mapping[Any, Any], argument: str) -> dict[str, Any]:
    """The values by the text form of each metric."""
    found: dict[str, Any] = {}
    for i, (metric, value) in enumerate(given.items()):
        text = asked_text(asked_metric(metric, argument, i, len(given) <= _MOST_NAMES))
        if text in found:
            raise ValueError(f"`{argument}` names the metric '{text}' twice")
        found[text] = value
    return found


def asked_metrics(metrics: Any) -> list[Any]:
    """The metrics as the engine takes them: texts, and dicts of `name` and `parameters`; a group such as "clinical" by its name."""
    found = _asked(metrics)
    for one in found:
        check_window(one)
    return found


def _asked(metrics: Any) -> list[Any]:
    if isinstance(metrics, Mapping):
        return [_metric_of_item(key, given, i, len(metrics) <= _MOST_NAMES) for i, (key, given) in enumerate(metrics.items())]
    if isinstance(metrics, str) or _function_of(metrics) is not None:
        return [asked_metric(metrics, "metrics")]
    if not isinstance(metrics, Iterable):
        raise TypeError('`metrics` must be a name, a list of names or metric functions, or a mapping such as {"f_beta": {"beta": 2}}')
    items = list(metrics)
    return [asked_metric(m, "metrics", i, len(items) <= _MOST_NAMES) for i, m in enumerate(items)]


def asked_metric(metric: Any, argument: str, entry: int | None = None, may_show: bool = True) -> Any:
    """A name or a text form as text; a metric function with its parameters."""
    function = _function_of(metric)
    if function is not None:
        return function
    if not isinstance(metric, str):
        where = "" if entry is None else f" in its entry {entry}"
        raise TypeError(f"`{argument}` must hold names of metrics, such as 'auroc', or metric functions, and has something else{where}")
    text = metric_name(metric, argument, None if may_show else entry)
    return str(_core.canonical_metric(text)) if "(" in text else text


def asked_text(asked: Any) -> str:
    """The text form of a metric; without parameters if none were given."""
    return asked if isinstance(asked, str) else str(_core.canonical_metric(asked["name"], asked["parameters"]))


def _function_of(metric: Any) -> Any:
    """The metric whose function this is, with the parameters that functools.partial gave it; None if it is no metric function."""
    if isinstance(metric, functools.partial):
        inner = _function_of(metric.func)
        if inner is None or metric.args:
            return None
        return _with_parameters(inner, metric.keywords)
    return getattr(metric, "_metric_name", None) if callable(metric) else None


def _with_parameters(asked: Any, given: Mapping[Any, Any]) -> Any:
    name, own = (asked, {}) if isinstance(asked, str) else (asked["name"], asked["parameters"])
    if not given:
        return asked
    added = {checked_name(str(k), "metrics"): parameter_value(v, str(k), name) for k, v in given.items()}
    return {"name": name, "parameters": {**own, **added}}


def _metric_of_item(key: Any, given: Any, entry: int, may_show: bool) -> Any:
    """An item of a mapping: parameters of a metric, or a function under a name that the caller has chosen."""
    own = _function_of(given)
    if own is not None:
        return own
    name = asked_text(asked_metric(key, "metrics", entry, may_show))
    if given is not None and not isinstance(given, Mapping):
        raise TypeError(f"`metrics` maps {name} to something else than its parameters or a metric function, such as {{'beta': 2}}")
    return _with_parameters(name, given or {})


def parameter_value(x: Any, parameter: str, metric: str) -> int | float | str:
    """A parameter as a plain number, or the name of a choice."""
    if isinstance(x, str):
        return str(x)
    if isinstance(x, Integral) and not isinstance(x, bool):
        return int(x)
    if isinstance(x, (Real, Decimal)) and not isinstance(x, bool):
        return float(x)
    raise TypeError(f"`{parameter}` of {metric} must be a number or one of its choices by name")
