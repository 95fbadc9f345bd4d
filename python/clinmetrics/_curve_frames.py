# SPDX-License-Identifier: Apache-2.0
"""ROC and precision–recall curves at every distinct score, as dataframes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Union

import numpy as np

from . import _core, _ingest
from ._frames import frame_of
from ._hints import with_hints
from ._ingest.kinds import count_and_row

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Union[Literal["pandas", "polars", "pyarrow"], None]


@with_hints
def roc_curve(
    y_true: Any,
    y_score: Any,
    *,
    sample_weight: Any = None,
    pos_label: Any = None,
    labels: Sequence[Any] | None = None,
    level: float = 0.95,
    kind: Kind = None,
) -> Any:
    """The ROC curve: a row for no predicted positive, with the threshold inf, and one for each distinct score, from the highest down.

    The frame is for local use: a step of a single row shows whether this row has the outcome.

    Parameters
    ----------
    y_true : array, shape (n,)
        Outcome: booleans, 0/1 or -1/1; anything else together with `pos_label` or `labels`.
    y_score : array, shape (n,)
        Scores, higher = more likely positive; finite.
    sample_weight : array, shape (n,), optional
        Weights, 0 or more; with weights, limits are NaN. Rows with weight 0 are left out.
    pos_label : scalar, optional
        The label of the outcome.
    labels : sequence, optional
        The two labels, the negative one first.
    level : float, optional
        Level of the limits, as a fraction. They hold for independent rows.
    kind : {"pandas", "polars", "pyarrow"}, optional
        The kind of dataframe. Default: that of `y_score` if it is a column of Polars or PyArrow, else pandas.

    Returns
    -------
    dataframe
        threshold, tp, fp, sensitivity, fpr; sensitivity_lower and sensitivity_upper, Wilson limits of the sensitivity at each threshold;
        simultaneous_lower and simultaneous_upper, limits of the sensitivity at each false positive rate that hold for the whole curve.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> cm.roc_curve([0, 1, 1, 0, 1], [0.1, 0.8, 0.2, 0.6, 0.9])[["threshold", "tp", "fp"]].values.tolist()
    [[inf, 0.0, 0.0], [0.9, 1.0, 0.0], [0.8, 2.0, 0.0], [0.6, 2.0, 1.0], [0.2, 3.0, 1.0], [0.1, 3.0, 2.0]]
    """
    cuts = _Cuts(y_true, y_score, sample_weight, pos_label, labels)
    columns = {
        **cuts.counts(),
        "sensitivity": cuts.tp / _or_nan(cuts.tp[-1]),
        "fpr": cuts.fp / _or_nan(cuts.fp[-1]),
        **cuts.limits(level, sensitivity="sensitivity", simultaneous="simultaneous_sensitivity"),
    }
    return frame_of(columns, kind or _kind_of(y_score))


@with_hints
def pr_curve(
    y_true: Any,
    y_score: Any,
    *,
    sample_weight: Any = None,
    pos_label: Any = None,
    labels: Sequence[Any] | None = None,
    level: float = 0.95,
    kind: Kind = None,
) -> Any:
    """The precision–recall curve: a row for each distinct score, from the highest down.

    The frame is for local use: a step of a single row shows whether this row has the outcome. Without a predicted positive the precision
    is not defined, and no row stands for it.

    Parameters
    ----------
    y_true : array, shape (n,)
        Outcome: booleans, 0/1 or -1/1; anything else together with `pos_label` or `labels`.
    y_score : array, shape (n,)
        Scores, higher = more likely positive; finite.
    sample_weight : array, shape (n,), optional
        Weights, 0 or more; with weights, limits are NaN. Rows with weight 0 are left out.
    pos_label : scalar, optional
        The label of the outcome.
    labels : sequence, optional
        The two labels, the negative one first.
    level : float, optional
        Level of the limits, as a fraction. They hold for independent rows.
    kind : {"pandas", "polars", "pyarrow"}, optional
        The kind of dataframe. Default: that of `y_score` if it is a column of Polars or PyArrow, else pandas.

    Returns
    -------
    dataframe
        threshold, tp, fp, sensitivity (the recall), precision (the PPV); Wilson limits of both at each threshold; simultaneous_lower and
        simultaneous_upper, limits of the precision at each recall that hold for the whole curve if the rows are a random sample.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> cm.pr_curve([0, 1, 1, 0, 1], [0.1, 0.8, 0.2, 0.6, 0.9])["precision"].round(3).tolist()
    [1.0, 1.0, 0.667, 0.75, 0.6]
    """
    cuts = _Cuts(y_true, y_score, sample_weight, pos_label, labels)
    columns = {
        **cuts.counts(),
        "sensitivity": cuts.tp / _or_nan(cuts.tp[-1]),
        "precision": cuts.tp / np.where(cuts.tp + cuts.fp > 0, cuts.tp + cuts.fp, np.nan),
        **cuts.limits(level, sensitivity="sensitivity", precision="precision", simultaneous="simultaneous_precision"),
    }
    return frame_of({name: column[1:] for name, column in columns.items()}, kind or _kind_of(y_score))


class _Cuts:
    """Thresholds from the highest down, and the rows of each class at or above them; first none."""

    def __init__(self, y_true: Any, y_score: Any, sample_weight: Any, pos_label: Any, labels: Any) -> None:
        alignment = _ingest.Alignment()
        for name, column in (("y_true", y_true), ("y_score", y_score), ("sample_weight", sample_weight)):
            if column is not None:
                alignment.check(column, name)
        y: Any = np.asarray(_ingest.Labels(pos_label, labels).read(y_true, "y_true")) != 0
        score: Any = np.asarray(_ingest.numbers(y_score, "y_score"), dtype=np.float64)
        weight = (
            np.ones(len(score)) if sample_weight is None else np.asarray(_ingest.numbers(sample_weight, "sample_weight"), dtype=np.float64)
        )
        for name, column in (("y_true", y), ("sample_weight", weight)):
            if len(column) != len(score):
                raise ValueError(f"`{name}` has {len(column)} rows and `y_score` has {len(score)}; give columns of the same rows")
        _refuse(~np.isfinite(score), "y_score", "values that are not finite", "drop these rows")
        _refuse(~(np.isfinite(weight) & (weight >= 0)), "sample_weight", "values that are not finite numbers from 0 on", "drop these rows")
        self.is_weighted = bool((weight > 0).any()) and np.ptp(weight[weight > 0]) > 0
        y, score, weight = (x[weight > 0] for x in (y, score, weight))
        order = np.argsort(-score, kind="stable")
        y, score, weight = y[order], score[order], weight[order]
        last = np.flatnonzero(np.append(score[1:] != score[:-1], True)) if len(score) else np.zeros(0, dtype=int)
        self.threshold = np.append(np.inf, score[last])
        self.tp, self.fp = (np.append(0.0, np.cumsum(weight * of)[last]) for of in (y, ~y))

    def counts(self) -> dict[str, Any]:
        return {"threshold": self.threshold, "tp": self.tp, "fp": self.fp}

    def limits(self, level: float, **columns: str) -> dict[str, Any]:
        """Columns of limits, by the names of the bands that they show."""
        bands = _core.curve_bands(self.tp.tolist(), self.fp.tolist(), level)
        missing = np.full(len(self.tp), np.nan)
        wanted = {f"{name}_{end}": bands[f"{of}_{end}"] for name, of in columns.items() for end in ("lower", "upper")}
        return {name: missing if self.is_weighted or len(limits) == 0 else limits for name, limits in wanted.items()}


def _refuse(is_wrong: Any, argument: str, what: str, remedy: str) -> None:
    if is_wrong.any():
        raise ValueError(f"`{argument}` has {what} in {count_and_row(is_wrong)}; {remedy}")


def _or_nan(x: float) -> float:
    return x if x > 0 else np.nan


def _kind_of(y_score: Any) -> Any:
    """The library of a column, if its frames are known."""
    library = type(y_score).__module__.partition(".")[0]
    return library if library in ("polars", "pyarrow") else "pandas"
