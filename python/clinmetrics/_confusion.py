# SPDX-License-Identifier: Apache-2.0
"""The confusion matrix as four counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ._evaluate import evaluate
from ._hints import with_hints
from ._thresholds import only_threshold

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from ._literals import NanPolicy, WeightKind


@dataclass(frozen=True)
class ConfusionMatrix:
    """The counts of a binary prediction, in the unit of the weights.

    ``np.asarray(m)`` and ``m.ravel()`` have the order of scikit-learn: [[tn, fp], [fn, tp]].

    Attributes
    ----------
    tp, fp, fn, tn : int or float
        True positives, false positives, false negatives, true negatives; whole numbers where the weights are.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> m = cm.confusion_matrix([0, 1, 1, 0, 1], [0, 1, 0, 1, 1])
    >>> m.n, m.ravel().tolist()
    (5, [1, 1, 1, 2])
    """

    tp: float
    fp: float
    fn: float
    tn: float

    @property
    def n(self) -> float:
        """All rows."""
        return self.tp + self.fp + self.fn + self.tn

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.array([[self.tn, self.fp], [self.fn, self.tp]], dtype=dtype)

    def ravel(self) -> npt.NDArray[Any]:
        """The counts as tn, fp, fn, tp."""
        return np.asarray(self).ravel()


@with_hints
def confusion_matrix(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | str | None = None,
    sample_weight: Any = None,
    weight_kind: WeightKind = "sampling",
    pos_label: Any = None,
    labels: Sequence[Any] | None = None,
    nan_policy: NanPolicy = "raise",
) -> ConfusionMatrix:
    """The counts of true and false positives and negatives.

    Parameters
    ----------
    y_true : array, shape (n,)
        Outcome: booleans, 0/1 or -1/1; anything else together with `pos_label` or `labels`.
    y_pred : array, shape (n,)
        Hard labels as `y_true`; or scores together with `threshold`.
    threshold : float or str, optional
        A row with score >= threshold is a predicted positive. A number, or a rule that chooses it, such as "youden".
    sample_weight : array, shape (n,), optional
        Weights, 0 or more.
    weight_kind, pos_label, labels, nan_policy : optional
        As in `evaluate`.

    Returns
    -------
    ConfusionMatrix
        With the fields tp, fp, fn and tn; ``np.asarray(m)`` is [[tn, fp], [fn, tp]].

    Raises
    ------
    ValueError, TypeError
        Input that cannot be used.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> m = cm.confusion_matrix([0, 1, 1, 0, 1], [0.1, 0.8, 0.2, 0.6, 0.9], threshold=0.5)
    >>> (m.tp, m.fp, m.fn, m.tn)
    (2, 1, 1, 1)
    """
    second = {"y_pred": y_pred} if threshold is None else {"y_score": y_pred, "threshold": only_threshold(threshold, "confusion_matrix")}
    result = evaluate(
        y_true=y_true, **second, sample_weight=sample_weight, weight_kind=weight_kind, pos_label=pos_label, labels=labels,
        nan_policy=nan_policy, metrics="accuracy", ci=None, min_group_size=0,
    )  # fmt: skip
    if len(result.counts) == 0:
        raise ValueError("`threshold` is a rule that no threshold of these rows satisfies")
    counts = result.counts[0]
    return ConfusionMatrix(*(int(x) if float(x).is_integer() else float(x) for x in (counts.tp, counts.fp, counts.fn, counts.tn)))
