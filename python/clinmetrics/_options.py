# SPDX-License-Identifier: Apache-2.0
"""Options in the types of the engine, checked by name. Messages do not contain the given values, except a single name."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

from . import _core
from ._names import checked_name, method_name, metric_name
from ._thresholds import real

_MOST_NAMES = 20  # a longer list may be a column's content, and its entries are not shown


def read_options(
    ci: Any, level: Any, n_resamples: Any, resampling: Any, seed: Any, backend: Any, num_threads: Any, max_memory: Any
) -> dict[str, Any]:
    """The options that single metrics and whole evaluations share."""
    options: dict[str, Any] = {
        "level": real(level, "level"),
        "n_resamples": whole(n_resamples, "n_resamples", 1, 2**32 - 1),
        "resampling": one_of(resampling, "resampling", "multinomial", "poisson", "auto"),
        "seed": whole(seed, "seed", 0, 2**64 - 1),
    }
    if type(ci) is not str and isinstance(ci, Mapping):
        options["ci_of"] = _methods_of(ci)
    else:
        options["ci"] = _method(ci)
    if not isinstance(backend, str) or not backend.isascii():
        raise TypeError("`backend` must be the name of a backend, such as 'auto', 'cpu' or 'cuda'")
    if backend != "auto":
        options["backend"] = backend
    if num_threads is not None:
        options["num_threads"] = whole(num_threads, "num_threads", 1, 2**16)
    if max_memory is not None:
        options["max_memory"] = whole(max_memory, "max_memory", 1, 2**63)
    return options


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


def flag(x: Any, name: str) -> bool:
    """True or False, of Python or NumPy."""
    if type(x).__name__ not in ("bool", "bool_"):
        raise TypeError(f"`{name}` must be True or False")
    return bool(x)


def _method(ci: Any) -> str:
    if ci is None:
        return "none"
    if not isinstance(ci, str):
        raise TypeError("`ci` must be None, 'auto', the name of a method, or a mapping of metric to one of these")
    return method_name(ci)


def _methods_of(ci: Mapping[Any, Any]) -> dict[str, str]:
    methods: dict[str, str] = {}
    for i, (metric, how) in enumerate(ci.items()):
        text = metric_text(metric, "ci", i, len(ci) <= _MOST_NAMES)
        if text in methods:
            raise ValueError(f"`ci` names the metric '{text}' twice")
        methods[text] = _method(how)
    return methods


def metric_texts(metrics: Any) -> list[str]:
    """The metrics in their text form; a group such as "clinical" by its name."""
    if isinstance(metrics, Mapping):
        return [_metric_of_item(key, given, i, len(metrics) <= _MOST_NAMES) for i, (key, given) in enumerate(metrics.items())]
    if isinstance(metrics, str) or _function_name(metrics) is not None:
        return [_whole_text(metric_text(metrics, "metrics"))]
    if not isinstance(metrics, Iterable):
        raise TypeError('`metrics` must be a name, a list of names or metric functions, or a mapping such as {"f_beta": {"beta": 2}}')
    items = list(metrics)
    return [_whole_text(metric_text(m, "metrics", i, len(items) <= _MOST_NAMES)) for i, m in enumerate(items)]


def metric_text(metric: Any, argument: str, entry: int | None = None, may_show: bool = True) -> str:
    """The text form of a name or of a metric function; without parameters if the text has none."""
    name = _function_name(metric)
    if name is not None:
        return name
    if not isinstance(metric, str):
        where = "" if entry is None else f" in its entry {entry}"
        raise TypeError(f"`{argument}` must hold names of metrics, such as 'auroc', or metric functions, and has something else{where}")
    text = metric_name(metric, argument, None if may_show else entry)
    return str(_core.canonical_metric(text)) if "(" in text else text


def _whole_text(text: str) -> str:
    return text if _core.metric_group(text) else str(_core.canonical_metric(text))


def _function_name(metric: Any) -> str | None:
    """The metric whose function this is, with the parameters that functools.partial gave it."""
    if isinstance(metric, functools.partial):
        name = _function_name(metric.func)
        if name is None or metric.args:
            return None
        return _with_parameters(name, metric.keywords)
    return getattr(metric, "_metric_name", None) if callable(metric) else None


def _with_parameters(name: str, given: Mapping[Any, Any]) -> str:
    inside = ", ".join(f"{checked_name(str(k), 'metrics')}={parameter_text(v, str(k), name)}" for k, v in given.items())
    return f"{name}({inside})" if inside else name


def _metric_of_item(key: Any, given: Any, entry: int, may_show: bool) -> str:
    """An item of a mapping: parameters of a metric, or a function under a name that the caller has chosen."""
    own = _function_name(given)
    if own is not None:
        return _whole_text(own)
    name = metric_text(key, "metrics", entry, may_show)
    if given is not None and not isinstance(given, Mapping):
        raise TypeError(f"`metrics` maps {name} to something else than its parameters or a metric function, such as {{'beta': 2}}")
    return _whole_text(_with_parameters(name, given or {}))


def parameter_text(x: Any, parameter: str, metric: str) -> str:
    """A parameter as text that reads back as the same double in every locale, or the name of a choice."""
    if isinstance(x, str) and re.fullmatch(r"[A-Za-z0-9_.+-]+", x):
        return x
    if isinstance(x, Integral) and not isinstance(x, bool):
        return str(int(x))
    if isinstance(x, (Real, Decimal)) and not isinstance(x, bool):
        return repr(float(x))
    raise TypeError(f"`{parameter}` of {metric} must be a number or one of its choices by name")
