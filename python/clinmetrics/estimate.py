# SPDX-License-Identifier: Apache-2.0
"""One number with its interval."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ._fields import ATTRIBUTES, EstimateFields
from ._groups import group_label
from ._metric_names import line_text
from ._tables import ROWS, Column
from ._text import number_text, number_texts, printable

_NAN = math.nan
_EMPTY = {"model": "", "metric": "", "attribute": (), "group": (), "flags": (), "real": _NAN}


def _default(column: Column) -> Any:
    """The value of a field that an estimate made by hand does not have."""
    if column.name == "interval_status":
        return "not_requested"
    if column.kind == "count":
        return None if column.is_hidden else 0
    return {} if column.kind == "parameters" else column.words[0] if column.kind == "word" else _EMPTY[column.kind]


FIELDS = (*(column.name for column in ROWS), "replicates")


class Estimate(EstimateFields, float):
    """One number with its interval. An Estimate is a float: its value, with everything else as attributes.

    It computes, compares, rounds and formats as its value does (`==` compares values only, as floats do); `same_as` compares every
    field. Estimates are not changed after they are made.
    """

    __slots__ = ("_fields",)

    _fields: dict[str, Any]

    def __new__(cls, value: float = _NAN, /, **fields: Any) -> Estimate:
        """Makes an estimate by hand, from its value and any of the other fields by name."""
        unknown = fields.keys() - set(FIELDS) | fields.keys() & {"value"}
        if unknown:
            others = ", ".join(name for name in FIELDS if name != "value")
            raise TypeError(f"Estimate() has no field {printable(min(unknown))!r}; it takes the value and {others}")
        return cls.of({**{column.name: _default(column) for column in ROWS}, "replicates": None, **fields, "value": float(value)})

    @classmethod
    def of(cls, fields: dict[str, Any]) -> Estimate:
        """Makes an estimate of all its fields by name, which it keeps."""
        e = float.__new__(cls, fields["value"])
        e._fields = fields
        return e

    @property
    def ci(self) -> tuple[float, float]:
        """The limits of the interval, (lower, upper)."""
        return self.lower, self.upper

    def same_as(self, other: object) -> bool:
        """Whether every field is the same, including the replicates; NaN is the same as NaN."""
        return isinstance(other, Estimate) and all(_same(x, other._fields[name]) for name, x in self._fields.items())

    def __repr__(self) -> str:
        return describe(self)

    def _repr_html_(self) -> str:
        from ._notebook import line_html

        return line_html(*_in_parts(self))

    def __reduce__(self) -> Any:
        return Estimate.of, (self._fields,)


Estimate.__doc__ = f"""{Estimate.__doc__}\n{ATTRIBUTES}
    Examples
    --------
    >>> import clinmetrics as cm
    >>> e = cm.sensitivity([1, 1, 1, 1, 0, 0], [1, 1, 1, 0, 0, 0])
    >>> e
    0.750 [0.301, 0.954] (wilson 95 %, n = 6)
    >>> e - 0.5, e.method, e.numerator, e.denominator
    (0.25, 'wilson', 3.0, 4.0)
    """


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return a is not None and b is not None and np.array_equal(a, b, equal_nan=True)
    return bool(a == b) or (isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b))


def describe(e: Estimate) -> str:
    """As in 0.873 [0.851, 0.893] (hull 95 %, n = 400); a row of a result begins with its model, group and metric."""
    about = _about(e)
    return f"{about}: {_with_interval(e)}" if about else _with_interval(e)


def _about(e: Estimate) -> str:
    """The metric, model and group of a row of a result; empty for a single call."""
    if not e.model and not e.attribute:
        return ""
    about = f"{printable(line_text(e.metric, e.parameters))} of {printable(e.model)}"
    return f"{about}, {group_label(e.attribute, e.group)}" if e.attribute else about


def _in_parts(e: Estimate) -> tuple[str, str, str]:
    """The value, its interval, and what they are of, how the interval was made, and the sizes."""
    about = f"{name}. " if (name := _about(e)) else ""
    events = "" if e.n_positive is None else f", events = {e.n_positive:,}"
    if math.isnan(e.value):
        return "undefined", "", f"{about}{e.status}; n = {e.n:,}{events}"
    if math.isnan(e.lower):
        why = "without interval" if e.interval_status == "not_requested" else f"no interval: {e.interval_status}"
        return number_text(e.value), "", f"{about}{why}; n = {e.n:,}{events}"
    value, lower, upper = number_texts(e.value, e.lower, e.upper)
    return value, f" [{lower}, {upper}]", f"{about}{100 * e.level:.10g} % interval, {e.method}; n = {e.n:,}{events}"


def _with_interval(e: Estimate) -> str:
    if math.isnan(e.value):
        return f"undefined ({e.status}, n = {e.n})"
    if math.isnan(e.lower):
        why = "" if e.interval_status == "not_requested" else f"no interval: {e.interval_status}, "
        return f"{number_text(e.value)} ({why}n = {e.n})"
    value, lower, upper = number_texts(e.value, e.lower, e.upper)
    return f"{value} [{lower}, {upper}] ({e.method} {100 * e.level:.10g} %, n = {e.n})"
