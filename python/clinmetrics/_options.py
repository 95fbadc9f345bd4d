# SPDX-License-Identifier: Apache-2.0
"""Options as the engine takes them, checked by name."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from typing import Any


def read_options(
    ci: Any, level: Any, n_resamples: Any, resampling: Any, seed: Any, backend: Any, num_threads: Any, max_memory: Any
) -> dict[str, Any]:
    """The options that single metrics and whole evaluations share."""
    options: dict[str, Any] = {
        "level": _number(level, "level"),
        "n_resamples": whole(n_resamples, "n_resamples", 1, 2**32 - 1),
        "resampling": one_of(resampling, "resampling", "multinomial", "poisson", "auto"),
        "seed": whole(seed, "seed", 0, 2**64 - 1),
    }
    if isinstance(ci, Mapping):
        options["ci_of"] = {str(k): "none" if v is None else str(v) for k, v in ci.items()}
    else:
        options["ci"] = "none" if ci is None else str(ci)
    if backend != "auto":
        options["backend"] = str(backend)
    if num_threads is not None:
        options["num_threads"] = whole(num_threads, "num_threads", 1, 2**16)
    if max_memory is not None:
        options["max_memory"] = whole(max_memory, "max_memory", 1, 2**63)
    return options


def whole(x: Any, name: str, least: int, greatest: int) -> int:
    """A whole number of any kind: Python's or NumPy's."""
    try:
        number = operator.index(x)
    except TypeError:
        raise TypeError(f"`{name}` must be a whole number") from None
    if not least <= number <= greatest:
        raise ValueError(f"`{name}` must lie between {least} and {greatest}")
    return number


def _number(x: Any, name: str) -> float:
    if isinstance(x, str):
        raise TypeError(f"`{name}` must be a number")
    try:
        return float(x)
    except (TypeError, ValueError):
        raise TypeError(f"`{name}` must be a number") from None


def thresholds(threshold: Any) -> list[float]:
    """One threshold or several, as a list."""
    if threshold is None:
        return []
    several = isinstance(threshold, Iterable) and not isinstance(threshold, str) and getattr(threshold, "ndim", 1) > 0
    return [_number(t, "threshold") for t in (threshold if several else [threshold])]


def one_of(x: Any, name: str, *known: str) -> str:
    """A text that must be one of a few."""
    if x not in known:
        raise ValueError(f"`{name}` must be one of {', '.join(map(repr, known))}")
    return str(x)


def metric_texts(metrics: Any) -> list[str]:
    """The metrics in their text form."""
    if isinstance(metrics, str):
        return [metrics]
    if isinstance(metrics, Mapping):
        return [name + (f"({', '.join(f'{k}={v}' for k, v in given.items())})" if given else "") for name, given in metrics.items()]
    if not isinstance(metrics, Iterable):
        raise TypeError('`metrics` must be a name, a list of names, or a mapping such as {"f_beta": {"beta": 2}}')
    return [str(m) for m in metrics]
