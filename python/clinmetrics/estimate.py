# SPDX-License-Identifier: Apache-2.0
"""One number with its interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._columns import HIDDEN_COUNTS
from ._groups import Partition, group_label
from ._metric_names import line_text
from ._text import number_text, number_texts, printable

if TYPE_CHECKING:
    import numpy.typing as npt

_NAN = math.nan
_DEFAULTS: dict[str, Any] = {
    "value": _NAN, "lower": _NAN, "upper": _NAN, "level": _NAN, "method": "none", "status": "ok", "interval_status": "not_requested",
    "flags": (), "se": _NAN, "df": _NAN, "numerator": _NAN, "denominator": _NAN, "n": 0, "n_positive": None, "n_negative": None,
    "n_units": None, "weight_sum": _NAN, "n_eff": _NAN, "n_resamples": 0, "n_undefined": 0, "model": "", "metric": "", "parameters": {},
    "attribute": (), "group": (), "replicates": None,
}  # fmt: skip
FIELDS = tuple(_DEFAULTS)


def _field(name: str) -> Any:
    """A read-only attribute: its place in the tuple of fields."""
    at = itemgetter(FIELDS.index(name))
    return property(lambda e: at(e._fields))


class Estimate(float):
    """One number with its interval. An Estimate is a float: its value, with everything else as attributes.

    It computes, compares, rounds and formats as its value does (`==` compares values only, as floats do); `same_as` compares every
    field. Estimates are not changed after they are made.

    Attributes
    ----------
    value, lower, upper : float
        The value and its limits; NaN if undefined, with the reason in `status` or `interval_status`.
    ci : tuple of float
        (lower, upper).
    level : float
        The level of the interval, such as 0.95.
    method : str
        The method of the interval.
    status, interval_status : str
        "ok", or the reason why there is no value or no interval.
    flags : tuple of str
        Codes that warn of a limitation.
    se, df : float
        Standard error on the scale of the value and its degrees of freedom, NaN if the method has none.
    numerator, denominator : float
        The (weighted) counts of which the value is the quotient, such as 235 of 318; NaN if the metric has none.
    n, n_positive, n_negative, n_units : int
        Rows, positive and negative rows, and units of resampling. For a group below the minimum size only n is given; the others are None.
    weight_sum, n_eff : float
        Sum of the weights and Kish's effective number of rows.
    n_resamples, n_undefined : int
        Replicates used, and how many of them were undefined.
    model, metric, parameters, attribute, group :
        What the number is about; `group` is a tuple of levels, None where missing, () for all rows.
    replicates : array or None
        The bootstrap replicates, where they were kept.
    """

    __slots__ = ("_fields",)

    _fields: tuple[Any, ...]
    value: float = _field("value")
    lower: float = _field("lower")
    upper: float = _field("upper")
    level: float = _field("level")
    method: str = _field("method")
    status: str = _field("status")
    interval_status: str = _field("interval_status")
    flags: tuple[str, ...] = _field("flags")
    se: float = _field("se")
    df: float = _field("df")
    numerator: float = _field("numerator")
    denominator: float = _field("denominator")
    n: int = _field("n")
    n_positive: int | None = _field("n_positive")
    n_negative: int | None = _field("n_negative")
    n_units: int | None = _field("n_units")
    weight_sum: float = _field("weight_sum")
    n_eff: float = _field("n_eff")
    n_resamples: int = _field("n_resamples")
    n_undefined: int = _field("n_undefined")
    model: str = _field("model")
    metric: str = _field("metric")
    parameters: dict[str, Any] = _field("parameters")
    attribute: tuple[str, ...] = _field("attribute")
    group: tuple[str | None, ...] = _field("group")
    replicates: npt.NDArray[np.float64] | None = _field("replicates")

    def __new__(cls, value: float = _NAN, /, **fields: Any) -> Estimate:
        """Makes an estimate by hand, from its value and any of the other fields by name."""
        unknown = fields.keys() - _DEFAULTS.keys() | fields.keys() & {"value"}
        if unknown:
            raise TypeError(f"Estimate() has no field {printable(min(unknown))!r}; it takes the value and {', '.join(FIELDS[1:])}")
        value = float(value)
        return _restore((value, *({**_DEFAULTS, **fields}[name] for name in FIELDS[1:])))

    @classmethod
    def from_engine(cls, metric: str, level: float, row: tuple[Any, ...]) -> Estimate:
        """Makes an estimate from the tuple of the engine. Every metric function uses it, so it makes no dict."""
        (
            value, lower, upper, method, status, interval_status, flags, se, df, n, n_positive, n_negative, n_units, weight_sum, n_eff,
            n_resamples, n_undefined, numerator, denominator,
        ) = row  # fmt: skip
        e = float.__new__(cls, value)
        e._fields = (
            value, lower, upper, level, _METHODS[method], _STATUSES[status], _INTERVAL_STATUSES[interval_status],
            flag_names(flags) if flags else (), se, df, numerator, denominator, n, n_positive, n_negative, n_units, weight_sum, n_eff,
            n_resamples, n_undefined, "", metric, {}, (), (), None,
        )  # fmt: skip
        return e

    @property
    def ci(self) -> tuple[float, float]:
        """The limits of the interval, (lower, upper)."""
        return self._fields[1], self._fields[2]

    def same_as(self, other: object) -> bool:
        """Whether every field is the same, including the replicates; NaN is the same as NaN."""
        return isinstance(other, Estimate) and all(map(_same, self._fields, other._fields))

    def __repr__(self) -> str:
        return describe(self)

    def __reduce__(self) -> Any:
        return _restore, (self._fields,)


_METHODS, _STATUSES, _INTERVAL_STATUSES = _core.methods, _core.statuses, _core.interval_statuses
FLAGS: tuple[str, ...] = tuple(_core.flags)


def _restore(fields: tuple[Any, ...]) -> Estimate:
    e = float.__new__(Estimate, fields[0])
    e._fields = fields
    return e


def estimate_of_row(
    c: Mapping[str, Any],
    model: str,
    line: tuple[str, dict[str, Any]],
    partition: Partition,
    replicates: npt.NDArray[np.float64] | None,
) -> Estimate:
    """From one row of a result's columns, in the order of `FIELDS`."""
    flags = c["flags"]
    return _restore(
        (
            c["value"], c["lower"], c["upper"], c["level"], _METHODS[c["method"]], _STATUSES[c["status"]],
            _INTERVAL_STATUSES[c["interval_status"]], flag_names(flags) if flags else (), c["se"], c["df"], c["numerator"],
            c["denominator"], c["n"], *[None if c[name] < 0 else c[name] for name in HIDDEN_COUNTS], c["weight_sum"], c["n_eff"],
            c["n_resamples"], c["n_undefined"], model, *line, tuple(partition[0]), tuple(partition[1][c["group"]]), replicates,
        )
    )  # fmt: skip


def flag_names(bits: int) -> tuple[str, ...]:
    """The flags whose bits are set."""
    return tuple(name for i, name in enumerate(FLAGS) if bits >> i & 1) if bits else ()


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return a is not None and b is not None and np.array_equal(a, b, equal_nan=True)
    return bool(a == b) or (isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b))


def describe(e: Estimate) -> str:
    """As in 0.873 [0.851, 0.893] (hull 95 %, n = 400); a row of a result begins with its model, group and metric."""
    if not e.model and not e.attribute:
        return _with_interval(e)
    about = f"{printable(line_text(e.metric, e.parameters))} of {printable(e.model)}"
    if e.attribute:
        about += f", {group_label(e.attribute, e.group)}"
    return f"{about}: {_with_interval(e)}"


def _with_interval(e: Estimate) -> str:
    if math.isnan(e.value):
        return f"undefined ({e.status}, n = {e.n})"
    if math.isnan(e.lower):
        why = "" if e.interval_status == "not_requested" else f"no interval: {e.interval_status}, "
        return f"{number_text(e.value)} ({why}n = {e.n})"
    value, lower, upper = number_texts(e.value, e.lower, e.upper)
    return f"{value} [{lower}, {upper}] ({e.method} {100 * e.level:.10g} %, n = {e.n})"
