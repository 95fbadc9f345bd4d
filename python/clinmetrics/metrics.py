# SPDX-License-Identifier: Apache-2.0
"""One function a metric, made in one loop from the engine's catalogue. The short way: no table is built."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from . import _core, _ingest
from ._options import read_options, thresholds
from .result import Estimate

MetricFunction = Callable[..., Estimate]

_COMMON = {
    "sample_weight": None, "unit": None, "strata": None, "pos_label": None, "nan_policy": "raise", "ci": "auto", "level": 0.95,
    "n_resamples": 2000, "resampling": "multinomial", "seed": 0, "backend": "auto", "num_threads": None, "max_memory": None,
}  # fmt: skip


def _make(about: dict[str, Any]) -> MetricFunction:
    name: str = about["name"]
    own = {
        p["name"]: p["default"] if p["choices"] else int(p["default"]) if p["is_whole"] else float(p["default"])
        for p in about["parameters"]
    }
    decides = about["tally"] == "confusion" and about["needs_decision"]
    second = "y_pred" if decides else "y_score"
    allowed = {**own, **({"threshold": None} if decides else {}), **_COMMON}

    def metric(y_true: Any, y_second: Any = None, /, **given: Any) -> Estimate:
        if second in given:
            y_second = given.pop(second)
        if given and not given.keys() <= allowed.keys():
            unknown = next(k for k in given if k not in allowed)
            raise TypeError(f"{name}() got an unexpected keyword argument {unknown!r}; it takes {', '.join(allowed)}")
        if y_second is None and name != "prevalence":
            raise TypeError(f"{name}() needs `{second}`")
        get = given.get
        threshold = get("threshold")
        pos_label = get("pos_label")
        classes: set[Any] = set()
        y = _ingest.labels(y_true, "y_true", pos_label, classes)
        scores, decisions = None, None
        options = _plain_options if not given else _options(given)
        if y_second is None:
            decisions = y
        elif decides and threshold is None:
            decisions = _labels_or_hint(y_second, pos_label, classes, name)
        else:
            scores = _ingest.numbers(y_second, "y_score")
        if threshold is not None:
            options = {**options, "threshold": thresholds(threshold)}
        text = name
        if own:
            text = f"{name}({', '.join(f'{k}={get(k, v)}' for k, v in own.items())})"
        weight, unit, strata = get("sample_weight"), get("unit"), get("strata")
        row = _core.estimate(
            text,
            y,
            scores,
            decisions,
            None if weight is None else _ingest.numbers(weight, "sample_weight"),
            None if unit is None else _ingest.identifiers(unit, "unit"),
            None if strata is None else _ingest.identifiers(strata, "strata"),
            get("nan_policy", "raise") == "drop",
            False,
            options,
        )
        return Estimate.from_engine(name, options["level"], row)

    metric.__name__ = metric.__qualname__ = name
    metric.__module__ = __name__
    metric.__doc__ = _document(about, decides, second)
    kinds = inspect.Parameter
    metric.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            kinds("y_true", kinds.POSITIONAL_OR_KEYWORD),
            kinds(second, kinds.POSITIONAL_OR_KEYWORD, default=None if name == "prevalence" else kinds.empty),  # of the outcome alone
        ]
        + [kinds(k, kinds.KEYWORD_ONLY, default=v) for k, v in allowed.items()]
    )
    return _with_keywords(metric)


def _with_keywords(metric: MetricFunction) -> MetricFunction:
    """Lets `y_true` be given by keyword, too."""

    def call(*args: Any, **given: Any) -> Estimate:
        if "y_true" in given and not args:
            args = (given.pop("y_true"),)
        return metric(*args, **given)

    for field in ("__name__", "__qualname__", "__module__", "__doc__", "__signature__"):
        setattr(call, field, getattr(metric, field))
    return call


_plain_options = read_options("auto", 0.95, 2000, "multinomial", 0, "auto", None, None)


def _options(given: dict[str, Any]) -> dict[str, Any]:
    get = given.get
    if get("nan_policy", "raise") not in ("raise", "drop"):
        raise ValueError("`nan_policy` must be 'raise' or 'drop'")
    return read_options(
        get("ci", "auto"), get("level", 0.95), get("n_resamples", 2000), get("resampling", "multinomial"), get("seed", 0),
        get("backend", "auto"), get("num_threads"), get("max_memory"),
    )  # fmt: skip


def _labels_or_hint(y: Any, pos_label: Any, classes: set[Any], name: str) -> Any:
    decisions = _ingest.labels(y, "y_pred", pos_label, classes)
    if decisions.dtype.kind == "f" and len(decisions) and bool(((decisions != 0) & (decisions != 1)).any()):
        raise ValueError(f"`y_pred` holds numbers other than 0 and 1; {name} takes hard labels, or scores together with threshold=")
    return decisions


_SECOND = {
    "y_score": "y_score : array, shape (n,)\n    Scores, higher = more likely positive; finite.",
    "y_pred": "y_pred : array, shape (n,)\n    Hard labels as `y_true`; or scores together with `threshold`.",
}
_DOC = """{meaning}

{formula}. Range [{least:g}, {greatest:g}], better: {better}. Undefined: {undefined}; the value is then NaN (or infinite) and `status` says why.

Parameters
----------
y_true : array, shape (n,)
    Outcome: booleans, 0/1, or anything with `pos_label`.
{second}
{own}sample_weight : array, shape (n,), optional
    Weights, 0 or more; whole numbers repeat rows in the value.
unit : array, shape (n,), optional
    What is resampled together, such as the patient.
strata : array, shape (n,), optional
    Strata of the sampling design.
pos_label : optional
    The positive label, where labels are not 0/1.
nan_policy : {{"raise", "drop"}}, optional
    What to do with rows that have NaN.
ci : str or None, optional
    "auto" ({interval}; with units or unequal weights {dependent}), a method's name, or None.
level, n_resamples, resampling, seed, backend, num_threads, max_memory : optional
    As in `evaluate`.

Returns
-------
Estimate
    The value and its interval; ``float(e)`` is the value.

Raises
------
ValueError, TypeError, DeviceError
    Input that cannot be used.

References
----------
{reference}

Examples
--------
>>> import clinmetrics as cm
>>> e = cm.{name}({example})
>>> isinstance(float(e), float)
True
"""


def _document(about: dict[str, Any], decides: bool, second: str) -> str:
    lines = ""
    for p in about["parameters"]:
        kind = "{" + ", ".join(f'"{c}"' for c in p["choices"]) + "}" if p["choices"] else "int" if p["is_whole"] else "float"
        lines += f"{p['name']} : {kind}, optional\n    Default {p['default']}.\n"
    if decides:
        lines += "threshold : float, optional\n    score >= threshold is a flag.\n"
    example = "[0, 1, 1, 0], [0, 1, 0, 0]" if decides else "[0, 1, 1, 0], [0.1, 0.8, 0.4, 0.3]"
    return _DOC.format(
        **{k: about[k] for k in ("name", "meaning", "formula", "least", "greatest", "better", "undefined", "reference", "interval")},
        dependent=about["interval_dependent"], second=_SECOND[second], own=lines, example=example,
    )  # fmt: skip


def register_metric(capsule: Any) -> MetricFunction:
    """Adds a metric from outside: a capsule that holds a record made by `entry_of` in C++, named `metric_capsule_name`.

    Parameters
    ----------
    capsule : PyCapsule
        It must live as long as the process.

    Returns
    -------
    callable
        The metric as a function, as `clinmetrics.auroc` is one. By name it is known to `evaluate` and the command line as well.
    """
    return _make(_core.register_metric(capsule))


def catalogue() -> list[dict[str, Any]]:
    """What is known of every metric: name, family, formula, meaning, range, parameters, default intervals, reference, aliases."""
    return list(_core.catalogue())


__all__ = ["catalogue"]
for _about in _core.catalogue():
    _function = _make(_about)
    for _name in (_about["name"], *_about["aliases"]):
        if _name.isidentifier():
            globals()[_name] = _function
            __all__.append(_name)
