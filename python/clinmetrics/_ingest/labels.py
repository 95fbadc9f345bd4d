# SPDX-License-Identifier: Apache-2.0
"""Outcomes and hard labels: booleans, 0/1 and -1/1 as they are, any other labels with the positive label or both labels named."""

from __future__ import annotations

import datetime
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np

from .containers import as_array, parts
from .kinds import (
    BOOLEAN,
    BYTES,
    DATE,
    DECIMAL,
    INTEGER,
    NUMERIC,
    REAL,
    TEXT,
    TIMESTAMP,
    count_and_row,
    is_missing,
    is_na,
    kind_of_type,
    kinds_of_array,
    native,
    words_of,
)  # fmt: skip
from .numeric import objects_as_numbers

if TYPE_CHECKING:
    from .kinds import Array, Mask

_TIMES = frozenset({DATE, TIMESTAMP})
_WORDS = {
    BOOLEAN: "a boolean", INTEGER: "a number", REAL: "a number", DECIMAL: "a number", TEXT: "text", BYTES: "bytes", DATE: "a date",
    TIMESTAMP: "a timestamp",
}  # fmt: skip
_NAME_THEM = "name the positive label with pos_label=, or both with labels=(negative, positive)"


class Labels:
    """How the columns of one call are read: `y_true` first, then every `y_pred`, which have the same labels.

    `pos_label` names the positive label, `labels` the negative and the positive one. Without either, columns hold booleans, 0/1 or -1/1.
    """

    def __init__(self, pos_label: Any = None, labels: Any = None) -> None:
        self.pos_label = None if pos_label is None else _one_label(pos_label, "pos_label")
        self.labels = None if labels is None else _two_labels(labels)
        if self.labels is not None and self.pos_label is not None and self.labels[1] != self.pos_label:
            raise ValueError(
                "`labels` must be (negative, positive), and its second entry is not `pos_label`; give one of the two arguments"
            )
        self._is_outcome = True  # of the first column that is read
        self._seen: set[Hashable] = set()
        self._lowest: float | None = None  # 0 or -1: which of the two codings the columns have

    def read(self, x: Any, argument: str) -> Array:
        """A column as booleans or 0/1, NaN if it is missing."""
        is_outcome, self._is_outcome = self._is_outcome, False
        if self.labels is None and self.pos_label is None:
            return self._plain(as_array(x, argument), argument)
        a, mask = parts(x, argument)
        missing = is_missing(a) if mask is None else is_missing(a) | mask
        known = a[~missing]
        for name, label in (("pos_label", self.pos_label),) if self.labels is None else (("labels", i) for i in self.labels):
            _check_type(known, argument, label, name, is_outcome)
        positive = self._by_label(known, argument, is_outcome) if self.labels is None else self._by_labels(known, missing, argument)
        if not missing.any():
            return positive
        column = np.full(len(a), np.nan)
        column[~missing] = positive
        return column

    def _plain(self, a: Array, argument: str) -> Array:
        if a.dtype.kind in "OUST":
            kinds = kinds_of_array(a)
            if not kinds <= NUMERIC:
                raise ValueError(f"`{argument}` holds {words_of(kinds)}; {_NAME_THEM}")
            a = objects_as_numbers(a, argument, _NAME_THEM)
        if a.dtype.kind not in "biuf" or a.dtype.itemsize > 8:
            raise TypeError(f"`{argument}` has dtype {a.dtype.name}; give booleans, 0/1 or -1/1, or {_NAME_THEM}")
        a = native(a)
        if a.dtype.kind == "b" or not a.size:
            return a
        lowest = float(np.fmin.reduce(a))
        if lowest in (0, -1):
            if self._lowest not in (None, lowest):
                raise ValueError(f"`{argument}` has a class that `y_true` does not have; use the same labels in both")
            self._lowest = lowest
        if lowest != -1 or bool((a == 0).any()):  # the engine refuses 0 together with -1
            return a
        is_other = (a != -1) & (a != 1) & ~is_missing(a)
        if is_other.any():
            where = count_and_row(is_other)
            raise ValueError(f"`{argument}` has values other than -1 and 1 in {where}; give 0/1, -1/1 or booleans, or {_NAME_THEM}")
        return np.where(a == -1, a.dtype.type(0), a)

    def _by_label(self, known: Array, argument: str, is_outcome: bool) -> Array:
        positive = _is(known, self.pos_label)
        self._seen |= _distinct(known, argument)
        if len(self._seen) > 2:
            raise ValueError(f"`{argument}` has a class that `y_true` does not have; use the same labels in both")
        if is_outcome and len(known) and not positive.any():
            raise ValueError(
                "`pos_label` does not occur in `y_true`; check its spelling, or give labels=(negative, positive) "
                "where a part of the data has no positive rows"
            )
        return positive

    def _by_labels(self, known: Array, missing: Array, argument: str) -> Array:
        assert self.labels is not None
        negative, positive = (_is(known, label) for label in self.labels)
        if not (negative | positive).all():
            other = np.zeros(len(missing), dtype=bool)
            other[np.flatnonzero(~missing)] = ~(negative | positive)
            raise ValueError(f"`{argument}` has {count_and_row(other)} with another label than the two of `labels`; leave those rows out")
        return positive


def _is(known: Array, label: Any) -> Mask:
    """Which entries are the label; a date is the timestamp of its midnight."""
    if known.dtype.kind == "O":  # one by one, because NumPy would first make an array of the label
        return np.fromiter((bool(i == label) for i in known), dtype=bool, count=len(known))
    if known.dtype.kind == "M":
        if getattr(label, "tzinfo", None) is not None:  # as Arrow's columns with a time zone are read
            label = label.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        label = np.datetime64(label)
    return np.asarray(known == label, dtype=bool)


def _distinct(known: Array, argument: str) -> set[Hashable]:
    try:
        own = set(known.tolist()) if known.dtype.kind in "OT" else set(np.unique(known).tolist())
    except TypeError:
        raise TypeError(f"`{argument}` holds objects that are no labels; give booleans, numbers or text") from None
    if len(own) > 2:
        raise ValueError(f"`{argument}` has more than two classes; this is a binary evaluation, so compare one class at a time")
    return own


def _one_label(label: Any, argument: str) -> Any:
    if isinstance(label, np.ndarray) and label.ndim == 0:
        label = label[()]
    if not (kind_of_type(type(label)) in _WORDS or is_na(label)):
        must = "be a single label" if argument == "pos_label" else "be two labels, (negative, positive)"
        raise TypeError(f"`{argument}` must {must}; labels are booleans, numbers, text, bytes or dates")
    if is_na(label):
        raise ValueError(f"`{argument}` must not be a missing value")
    if isinstance(label, str) and not label.isascii():
        try:
            label.encode()
        except UnicodeEncodeError:
            raise ValueError(f"`{argument}` is text with a lone surrogate, which is no character; repair the text") from None
    return label


def _two_labels(labels: Any) -> tuple[Any, Any]:
    if isinstance(labels, (str, bytes, dict, set, frozenset)) or not hasattr(labels, "__len__") or len(labels) != 2:
        raise TypeError("`labels` must be two labels, (negative, positive)")
    negative, positive = (_one_label(label, "labels") for label in labels)
    if negative == positive:
        raise ValueError("`labels` must be two different labels, (negative, positive)")
    return negative, positive


def _check_type(known: Array, argument: str, label: Any, name: str, is_outcome: bool) -> None:
    """A label of another type than the column would make every row negative."""
    kinds = kinds_of_array(known) if len(known) else set()
    own = kind_of_type(type(label))
    if not kinds or own in kinds:
        is_same = len(kinds) <= 1 or kinds <= NUMERIC
    elif own == BOOLEAN or kinds == {BOOLEAN}:  # interchangeable with 0/1, and only with these
        is_same = kinds <= NUMERIC and own in NUMERIC and label in (0, 1) and all(i in (0, 1) for i in _distinct(known, argument))
    else:
        is_same = (kinds <= NUMERIC and own in NUMERIC) or (kinds <= _TIMES and own in _TIMES and _is_naive(label))
    if not is_same and not is_outcome and len(kinds) == 1:
        holds = words_of(kinds)
        raise TypeError(f"`{argument}` has a class that `y_true` does not have, since it holds {holds}; use the same labels in both")
    if not is_same:
        raise TypeError(
            f"`{name}` is {_WORDS[own]}, and `{argument}` holds {words_of(kinds)}; give a label of the column's own type, "
            f"such as True for booleans, 1 for numbers or '1' for text"
        )


def _is_naive(label: Any) -> bool:
    return not isinstance(label, datetime.datetime) or label.tzinfo is None
