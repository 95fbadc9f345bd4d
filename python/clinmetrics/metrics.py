# SPDX-License-Identifier: Apache-2.0
"""One function per metric, made from the engine's catalogue. These functions are fast because they build no table."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from . import _core, _ingest
from ._examples import EXAMPLES
from ._hints import unknown_keyword
from ._names import METRICS, about_rows
from ._options import OPTIONS, interval_options, parameter_value
from ._thresholds import only_threshold
from ._window import check_window
from .result import Estimate

MetricFunction = Callable[..., Estimate]
_evaluate, _estimate_of, _is_plain_label, _is_ready = _core.evaluate, Estimate.of, _ingest.is_plain_label, _ingest.is_ready

# The arguments that all metric functions have, in order; the defaults of options are those of the engine's table.
_SHARED = (
    "sample_weight", "weight_kind", "unit", "strata", "pos_label", "labels", "nan_policy", "ci", "level", "n_resamples", "resampling", "seed",
    "backend", "num_threads", "max_memory",
)  # fmt: skip
_COMMON = {name: OPTIONS[name].default if name in OPTIONS else None for name in _SHARED}
_OF_ENGINE = frozenset(name for name in _SHARED if name in OPTIONS and name != "ci")


def _make(about: dict[str, Any]) -> MetricFunction:
    # Long, because `metric` is a closure: what is the same in all calls is computed once, and a small call makes few calls of its own.
    name: str = about["name"]
    own = {p["name"]: _default_of(p) for p in about["parameters"]}
    decides = about["takes_threshold"]
    second = "y_pred" if decides else "y_score"
    hint = f"{name} takes hard labels, or scores"
    allowed = {**own, **({"threshold": None} if decides else {}), **_COMMON}

    def metric(*columns: Any, **given: Any) -> Estimate:
        if len(columns) == 2:
            y_true, y_second = columns
        else:
            y_true, y_second = _by_name(name, second, columns, given)
        if given and not given.keys() <= allowed.keys():
            raise unknown_keyword(name, next(k for k in given if k not in allowed), allowed)
        if y_second is None and name != "prevalence":
            raise TypeError(f"{name}() needs `{second}`")
        if not given and _is_plain_label(y_true) and (_is_plain_label if decides else _is_ready)(y_second):  # fast, for small calls
            y, column, is_score, weight, unit, strata, options = y_true, y_second, not decides, None, None, None, plain
        else:
            takes_labels = decides and given.get("threshold") is None
            y, column, is_score = _outcome_and_model(y_true, y_second, second, takes_labels, given)
            weight, unit, strata = _further_columns(given)
            options = _options(given, name, own) if given else plain
        scores, decisions = ([(second, column)], []) if is_score else ([], [(second, column)])
        try:
            fields = _evaluate(y, scores, decisions, weight, unit, strata, [], options, None).row()
        except ValueError:
            _ingest.explain(y, [x for _, x in scores], [x for _, x in decisions], hint)
            raise
        fields["model"] = ""  # a single call names no model
        return _estimate_of(fields)

    plain = _options({}, name, own)
    metric.__name__ = metric.__qualname__ = metric._metric_name = name  # type: ignore[attr-defined]  # `evaluate` takes it for its name
    metric.__module__ = __name__
    metric.__doc__ = _document(about, decides, second)
    metric.__signature__ = _signature(name, second, allowed)  # type: ignore[attr-defined]
    return metric


def _default_of(p: dict[str, Any]) -> Any:
    if p["default"] is None or p["choices"]:
        return p["default"]
    return int(p["default"]) if p["is_whole"] else float(p["default"])


def _signature(name: str, second: str, allowed: dict[str, Any]) -> inspect.Signature:
    kinds = inspect.Parameter
    default = None if name == "prevalence" else kinds.empty  # the prevalence needs the outcome only
    positional = [kinds("y_true", kinds.POSITIONAL_OR_KEYWORD), kinds(second, kinds.POSITIONAL_OR_KEYWORD, default=default)]
    return inspect.Signature(positional + [kinds(k, kinds.KEYWORD_ONLY, default=v) for k, v in allowed.items()])


def _by_name(name: str, second: str, columns: tuple[Any, ...], given: dict[str, Any]) -> tuple[Any, Any]:
    """Outcome and model, of which one or both are given by keyword; takes them out of `given`."""
    if len(columns) > 2:
        raise TypeError(f"{name}() takes 2 positional arguments, y_true and {second}; give the others by name")
    if not columns and "y_true" not in given:
        raise TypeError(f"{name}() needs `y_true`")
    y_true = columns[0] if columns else given.pop("y_true")
    return y_true, given.pop(second, None)


def _outcome_and_model(y_true: Any, x: Any, second: str, takes_labels: bool, given: dict[str, Any]) -> tuple[Any, Any, bool]:
    """Outcome and model in the types of the engine, and whether the model's column contains scores. Plain arrays are passed unchanged."""
    is_named = "pos_label" in given or "labels" in given
    is_plain = not is_named and _is_plain_label(y_true) and (_is_plain_label if takes_labels else _is_ready)(x)
    others = [(a, given[a]) for a in ("sample_weight", "unit", "strata") if given.get(a) is not None]
    if others or not is_plain:
        alignment = _ingest.Alignment()
        for argument, column in (("y_true", y_true), (second, x), *others):
            alignment.check(column, argument)
    if is_plain:
        return y_true, x, not takes_labels
    labels = _ingest.Labels(given.get("pos_label"), given.get("labels"))
    y = labels.read(y_true, "y_true")
    if x is None:
        return y, y, False
    return y, labels.read(x, second) if takes_labels else _ingest.numbers(x, second), not takes_labels


def _further_columns(given: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Weights, units and strata."""
    weight, unit, strata = given.get("sample_weight"), given.get("unit"), given.get("strata")
    return (
        None if weight is None else _ingest.numbers(weight, "sample_weight"),
        None if unit is None else _ingest.identifiers(unit, "unit"),
        None if strata is None else _ingest.identifiers(strata, "strata"),
    )


def _options(given: dict[str, Any], name: str, own: dict[str, Any]) -> Any:
    """The options of one call. What is not given has the engine's default."""
    parameters = {k: parameter_value(given[k], k, name) for k in own if k in given and given[k] is not own[k]} if own else None
    asked = {"name": name, "parameters": parameters} if parameters else name
    check_window(asked)
    options: dict[str, Any] = {"metrics": [asked]}
    for k in given:
        if k in _OF_ENGINE:
            options[k] = given[k]
    if "ci" in given:
        options.update(interval_options(given["ci"]))
    if given.get("threshold") is not None:
        options["threshold"] = only_threshold(given["threshold"], name)
    return _core.Options(options)


_SECOND = {
    "y_score": "y_score : array, shape (n,)\n    Scores, higher = more likely positive; finite.",
    "y_pred": "y_pred : array, shape (n,)\n    Hard labels as `y_true`; or scores together with `threshold`.",
}
_DOC = """{meaning}

{formula}. Range [{least:g}, {greatest:g}], better: {better}. Undefined: {undefined}; the value is then NaN (or infinite) and `status` gives the reason.

Parameters
----------
y_true : array, shape (n,)
    Outcome: booleans, 0/1 or -1/1; anything else together with `pos_label` or `labels`.
{second}
{own}sample_weight : array, shape (n,), optional
    Weights, 0 or more; a whole number counts as so many rows in the value.
weight_kind : {{"sampling", "frequency"}}, optional
    Weights of a sampling design, or counts of identical rows.
unit : array, shape (n,), optional
    The unit of resampling, such as the patient: its rows are drawn together.
strata : array, shape (n,), optional
    Strata of the sampling design.
pos_label : optional
    The positive label, if labels are not booleans, 0/1 or -1/1.
labels : sequence of two, optional
    Both labels, (negative, positive); data without one of them then has the status "no_positives" or "no_negatives".
nan_policy : {{"raise", "drop"}}, optional
    The treatment of rows that have NaN.
ci : str or None, optional
    "auto" ({default}), a method's name, or None.
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
>>> died = [0, 0, 1, 0, 1, 0, 1, 0] * 8
>>> risk = [(7 * i % 31 + 11 * y + 1) / 44 for i, y in enumerate(died)]
>>> {call}
{printed}
"""


def is_required(p: dict[str, Any]) -> bool:
    """Whether the parameter of a metric has neither a default nor the threshold in its place."""
    return p["default"] is None and not p["is_threshold"]


def example_call(about: dict[str, Any]) -> str:
    """The call in the example of a metric."""
    threshold = ', threshold="youden"' if about["tally"] == "chosen_confusion" else ", threshold=0.5" if about["takes_threshold"] else ""
    others = "".join(f", {p['name']}=0.1" for p in about["parameters"] if is_required(p))
    return f"cm.{about['name']}(died, risk{threshold}{others})"


def _document(about: dict[str, Any], decides: bool, second: str) -> str:
    lines = ""
    for p in about["parameters"]:
        kind = "{" + ", ".join(f'"{c}"' for c in p["choices"]) + "}" if p["choices"] else "int" if p["is_whole"] else "float"
        default = "The threshold, unless another one is given" if p["is_threshold"] else f"Default {p['default']}"
        lines += f"{p['name']} : {kind}\n    Must be given.\n" if is_required(p) else f"{p['name']} : {kind}, optional\n    {default}.\n"
    if decides:
        lines += (
            "threshold : float or str, optional\n    A row with score >= threshold is a predicted positive. A number, or a rule that chooses it,"
            ' such as "youden".\n'
        )
    call = example_call(about)
    printed = EXAMPLES.get(about["name"])
    methods = about["interval"], about["interval_dependent"]
    default = methods[0] if methods[0] == methods[1] else f"{methods[0]}; with units or unequal weights {methods[1]}"
    return _DOC.format(
        meaning=about_rows(about["meaning"]), **{k: about[k] for k in ("name", "formula", "least", "greatest", "better", "undefined", "reference")},
        default=default, second=_SECOND[second], own=lines,
        call=call if printed else f"isinstance(float({call}), float)", printed=printed or "True",
    )  # fmt: skip


def register_metric(capsule: Any) -> MetricFunction:
    """Adds your own metric from a capsule with a record made by `entry_of` in C++; its name is `metric_capsule_name`.

    Parameters
    ----------
    capsule : PyCapsule
        It must live as long as the process.

    Returns
    -------
    callable
        The metric as a function, like `clinmetrics.auroc`. `evaluate` and the command line also know its name.

    Notes
    -----
    The folder ``examples/my_metric`` of the sources is a whole example, which the tests build and run.
    """
    about = _core.register_metric(capsule)
    METRICS.forget()
    return _make(about)


def catalogue() -> list[dict[str, Any]]:
    """Returns a description of every metric: name, label, formula, meaning, range, parameters, default intervals, reference, aliases.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> next((m["label"], m["least"], m["greatest"]) for m in cm.catalogue() if m["name"] == "auroc")
    ('AUROC', 0.0, 1.0)
    """
    return [{**about, "meaning": about_rows(about["meaning"])} for about in _core.catalogue()]


__all__ = ["catalogue"]
for _about in _core.catalogue():
    _function = _make(_about)
    for _name in (_about["name"], *_about["aliases"]):
        if _name.isidentifier():
            globals()[_name] = _function
            __all__.append(_name)
