# SPDX-License-Identifier: Apache-2.0
"""Thresholds: once each, as the exact double, one to a metric function, and those of each model."""

from __future__ import annotations

import decimal
import re
from typing import Any

import clinmetrics as cm
import numpy as np
import pandas as pd
import pytest

N = 30
Y, A = np.arange(N) % 2, np.arange(N) * 7 % N / N
B = A[::-1].copy()
MODELS = {"a": A, "b": B}


def without_address(x: Any) -> str:
    """The name of a case, the same in every process."""
    return re.sub(r" at 0x[0-9a-f]+", "", str(x))


def lines(threshold: Any, **given: Any) -> list[tuple[str, float, float]]:
    result = cm.evaluate(**{"y_true": Y, "y_score": MODELS, "metrics": "sensitivity", "ci": None, **given}, threshold=threshold)
    return [(e.model, e.parameters["threshold"], e.value) for e in result]


@pytest.mark.parametrize(
    ("threshold", "kept"),
    [
        ([0.5, 0.5], [0.5]),
        ([0.5, 0.25, 0.5], [0.5, 0.25]),
        ([0.5, np.float32(0.5)], [0.5]),
        (np.array([0.5, 0.5]), [0.5]),
        ((0.5,), [0.5]),
        (pd.Series([0.25, 0.5]), [0.25, 0.5]),
        ((t for t in [0.1, 0.2]), [0.1, 0.2]),
        (np.array(0.3), [0.3]),
        (np.float32(0.1), [float(np.float32(0.1))]),
        ([0.0, -0.0], [0.0]),
        (1, [1.0]),
        (decimal.Decimal("0.1"), [0.1]),
        (1e-310, [1e-310]),
        (5e-324, [5e-324]),
        ([0.1, 0.1 + 2**-56], [0.1, 0.1 + 2**-56]),
    ],
    ids=without_address,
)
def test_each_threshold_is_used_once(threshold: Any, kept: list[float]) -> None:
    got = lines(threshold)
    assert [t for model, t, _ in got if model == "a"] == kept
    for model, t, value in got:
        assert value == cm.sensitivity(Y, MODELS[model] >= t, ci=None).value


@pytest.mark.parametrize(
    "threshold", [[0.2, 0.9], (0.2, 0.9), np.array([0.2, 0.9]), pd.Series([0.2, 0.9]), [], np.array([]), [0.2, 0.3, 0.2]], ids=str
)
def test_a_metric_function_takes_one_threshold(threshold: Any) -> None:
    for function in (cm.sensitivity, cm.f1, cm.f_beta, cm.mcc, cm.confusion_matrix):
        with pytest.raises(
            ValueError, match=r"`threshold` has \d values, and \w+\(\) gives one number; call evaluate\(threshold=\[...\]\)"
        ):
            function(Y, A, threshold=threshold)
    with pytest.raises(TypeError, match="`threshold` must be a single number for f1"):
        cm.f1(Y, A, threshold={"a": 0.2})


def test_one_threshold_in_any_container() -> None:
    for threshold in ([0.5], (0.5,), [0.5, 0.5], np.array([0.5]), np.array(0.5), np.float64(0.5), {0.5}):
        assert cm.f1(Y, A, threshold=threshold) == cm.f1(Y, A, threshold=0.5)


@pytest.mark.parametrize(
    "threshold", [True, np.True_, [True, False], A > 0.5, b"0.5", [None], [[0.1]], 1j, object(), [pd.NA]], ids=without_address
)
def test_thresholds_that_are_no_numbers(threshold: Any) -> None:
    for call in (lambda: cm.f1(Y, A, threshold=threshold), lambda: lines(threshold), lambda: lines({"a": threshold, "b": 0.5})):
        with pytest.raises(TypeError, match="`threshold` must be a number"):
            call()


@pytest.mark.parametrize("threshold", [np.nan, np.inf, -np.inf, [0.5, np.nan]], ids=str)
def test_thresholds_that_are_not_finite(threshold: Any) -> None:
    for call in (lambda: cm.f1(Y, A, threshold=threshold), lambda: lines(threshold), lambda: lines({"a": threshold, "b": 0.5})):
        with pytest.raises(ValueError, match=r"`threshold` must be finite|has 2 values"):
            call()


def test_thresholds_of_each_model() -> None:
    got = lines({"b": [0.3, 0.4, 0.3], "a": 0.2})
    assert got == [*lines(0.2, y_score={"a": A}), *lines([0.3, 0.4], y_score={"b": B})]
    assert lines({"a": 0.5, "b": [0.5]}) == lines(0.5)
    assert lines({1: 0.5, 2: 0.25}, y_score={1: A, 2: B}) == [("1", *lines(0.5)[0][1:]), ("2", *lines(0.25)[1][1:])]
    result = cm.evaluate(
        {"y": Y, **MODELS},
        y_true="y",
        y_score=["a", "b"],
        y_pred={"flag": A > 0.5},
        threshold={"a": 0.2, "b": 0.35},
        metrics="ppv",
        ci=None,
    )
    assert [(e.model, e.parameters) for e in result] == [("a", {"threshold": 0.2}), ("b", {"threshold": 0.35}), ("flag", {})]


@pytest.mark.parametrize(
    ("threshold", "text"),
    [
        ({"a": 0.2}, "`threshold` has no value for the model 'b'; give one to each model"),
        ({}, "`threshold` has no value for the models 'a', 'b'"),
        ({"a": 0.2, "b": []}, "`threshold` has no value for the model 'b'"),
        ({"a": 0.2, "b": None}, "`threshold` has no value for the model 'b'"),
        ({"a": 0.2, "b": 0.3, "c": 0.4}, "`threshold` names 'c', which is no model with scores; known are: a, b"),
        ({"A": 0.2, "b": 0.3}, "`threshold` names 'A', which is no model with scores; did you mean 'a'[?]"),
        ({"a": 0.2, "b": 0.3, "flag": 0.5}, "`threshold` names 'flag', a model of `y_pred`; its hard labels need no threshold"),
    ],
    ids=str,
)
def test_models_and_their_thresholds_must_agree(threshold: Any, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        lines(threshold, y_pred={"flag": A > 0.5})
