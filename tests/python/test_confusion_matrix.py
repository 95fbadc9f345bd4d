# SPDX-License-Identifier: Apache-2.0
"""The four counts: those of scikit-learn, by hand, and the sums that they must have."""

from __future__ import annotations

import dataclasses
import pickle
from typing import Any

import clinmetrics as cm
import numpy as np
import pandas as pd
import pytest
import sklearn.metrics

N = 50
Y, S = np.arange(N) * 13 % 7 % 2, np.arange(N) * 11 % N / N
W = np.arange(N) % 4


def counts(m: cm.ConfusionMatrix) -> tuple[float, float, float, float]:
    return m.tp, m.fp, m.fn, m.tn


def test_by_hand() -> None:
    m = cm.confusion_matrix([1, 1, 1, 0, 0, 0, 0], [1, 1, 0, 1, 0, 0, 0])
    assert (m.tp, m.fp, m.fn, m.tn, m.n) == (2, 1, 1, 3, 7)
    assert repr(m) == "ConfusionMatrix(tp=2, fp=1, fn=1, tn=3)"
    assert all(type(x) is int for x in counts(m))
    assert m == pickle.loads(pickle.dumps(m)) == cm.ConfusionMatrix(2, 1, 1, 3)
    assert hash(m) == hash(cm.ConfusionMatrix(2, 1, 1, 3))
    with pytest.raises(dataclasses.FrozenInstanceError):
        m.tp = 3


@pytest.mark.parametrize("t", [0.0, 0.2, 0.5, 0.98, 2.0])
def test_scikit_learn_has_the_same_matrix(t: float) -> None:
    expected = sklearn.metrics.confusion_matrix(Y, t <= S, labels=[0, 1])
    for m in (
        cm.confusion_matrix(Y, S, threshold=t),
        cm.confusion_matrix(Y, t <= S),
        cm.confusion_matrix(y_true=Y, y_pred=(t <= S).astype(float)),
    ):
        assert np.array_equal(np.asarray(m), expected)
        assert np.asarray(m).dtype.kind == "i"
        assert np.array_equal(m.ravel(), expected.ravel())
        tn, fp, fn, tp = m.ravel()
        assert (tp, fp, fn, tn) == counts(m)
    weighted = sklearn.metrics.confusion_matrix(Y, t <= S, labels=[0, 1], sample_weight=W)
    assert np.array_equal(np.asarray(cm.confusion_matrix(Y, S, threshold=t, sample_weight=W)), weighted)
    assert np.array_equal(np.asarray(cm.confusion_matrix(Y, S, threshold=t, sample_weight=W, weight_kind="frequency")), weighted)
    real = np.arange(N) / 7 + 0.1
    np.testing.assert_allclose(
        np.asarray(cm.confusion_matrix(Y, S, threshold=t, sample_weight=real)),
        sklearn.metrics.confusion_matrix(Y, t <= S, labels=[0, 1], sample_weight=real),
        rtol=1e-12,
    )


def test_labels() -> None:
    words, decisions = np.where(Y, "dead", "alive"), np.where(S > 0.5, "dead", "alive")
    plain = cm.confusion_matrix(Y, S > 0.5)
    assert (
        cm.confusion_matrix(words, decisions, pos_label="dead") == cm.confusion_matrix(words, decisions, labels=("alive", "dead")) == plain
    )
    assert cm.confusion_matrix(words, S, threshold=0.51, pos_label="dead") == cm.confusion_matrix(Y, S, threshold=0.51)
    turned = cm.confusion_matrix(words, decisions, labels=["dead", "alive"])
    assert counts(turned) == (plain.tn, plain.fn, plain.fp, plain.tp)
    assert cm.confusion_matrix(2 * Y - 1, 2 * (S > 0.5) - 1) == plain


@pytest.mark.parametrize(
    ("y", "d", "expected"),
    [
        ([], [], (0, 0, 0, 0)),
        ([1, 1], [1, 0], (1, 0, 1, 0)),
        ([0], [1], (0, 1, 0, 0)),
        ([0], [0], (0, 0, 0, 1)),
        ([True] * 3, [False] * 3, (0, 0, 3, 0)),
    ],
)
def test_small_and_one_sided(y: Any, d: Any, expected: tuple[int, ...]) -> None:
    assert counts(cm.confusion_matrix(y, d)) == expected


def test_the_metrics_are_those_of_the_counts() -> None:
    m = cm.confusion_matrix(Y, S, threshold=0.4, sample_weight=W)
    given = {"threshold": 0.4, "sample_weight": W, "ci": None}
    assert cm.sensitivity(Y, S, **given) == m.tp / (m.tp + m.fn)
    assert cm.ppv(Y, S, **given) == m.tp / (m.tp + m.fp)
    assert m.n == W.sum()


def test_missing_rows_and_errors() -> None:
    score = pd.Series(S).where(np.arange(N) != 3)
    keep = np.arange(N) != 3
    assert cm.confusion_matrix(Y, score, threshold=0.5, nan_policy="drop") == cm.confusion_matrix(Y[keep], S[keep], threshold=0.5)
    with pytest.raises(ValueError, match=r"`y_score` has NaN in 1 row \(first at row 3\)"):
        cm.confusion_matrix(Y, score, threshold=0.5)
    with pytest.raises(ValueError, match="`y_pred` has 49 rows and `y_true` has 50"):
        cm.confusion_matrix(Y, Y[:-1])
    with pytest.raises(TypeError, match=r"confusion_matrix\(\) got an unexpected keyword argument 'normalize'"):
        cm.confusion_matrix(Y, Y, normalize="all")
