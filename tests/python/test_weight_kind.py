# SPDX-License-Identifier: Apache-2.0
"""Frequency weights count identical rows: every value and interval is that of the rows written out."""

from __future__ import annotations

from typing import Any

import clinmetrics as cm
import numpy as np
import pandas as pd
import pytest
from cohorts import METRICS, evaluate, seeded

N = 60
ROWS = seeded(21, N, ties=20).given(group=np.arange(N) % 3)
W = np.random.default_rng(4).integers(0, 4, N)


def rows_of(result: cm.Result) -> list[dict[str, Any]]:
    return result.to_json_dict()["rows"]


@pytest.mark.parametrize("kind", ["int64", "uint8", "float64", "bool", "object", "pandas"])
def test_frequency_weights_are_repeated_rows(kind: str) -> None:
    w = W > 1 if kind == "bool" else W
    given: Any = {"object": w.astype(object), "pandas": pd.Series(w)}.get(kind)
    given = w.astype(kind) if given is None else given
    got = evaluate(ROWS.given(weight=given), weight_kind="frequency", n_resamples=200)
    want = evaluate(ROWS.take(np.repeat(np.arange(N), w.astype(int))), n_resamples=200)
    assert {r["metric"] for r in rows_of(got)} == set(METRICS)
    assert rows_of(got) == rows_of(want)
    assert got.provenance["weight_kind"] == "frequency"


def test_metric_functions_take_the_kind() -> None:
    y, s = np.repeat(ROWS.y, W), np.repeat(ROWS.score, W)
    for function in (cm.auroc, cm.brier):
        got, want = function(ROWS.y, ROWS.score, sample_weight=W, weight_kind="frequency"), function(y, s)
        assert (got.value, got.lower, got.upper, got.n, got.method) == (want.value, want.lower, want.upper, want.n, want.method)
    counted = cm.sensitivity(ROWS.y, ROWS.score, threshold=0.4, sample_weight=W, weight_kind="frequency")
    assert (counted.method, counted.n) == ("wilson", W.sum())
    assert counted.lower == cm.sensitivity(y, s, threshold=0.4).lower
    sampled = cm.sensitivity(ROWS.y, ROWS.score, threshold=0.4, sample_weight=W)
    assert sampled.value == counted.value
    assert sampled.method != "wilson"


@pytest.mark.parametrize(("bad", "row"), [(0.5, 7), (1e-9, 0), (2.25, 59)])
def test_frequencies_are_whole(bad: float, row: int) -> None:
    w = W.astype(float)
    w[row] = bad
    text = rf"`sample_weight` has values that are not whole numbers in 1 row \(first at row {row}\)"
    with pytest.raises(ValueError, match=text):
        cm.auroc(ROWS.y, ROWS.score, sample_weight=w, weight_kind="frequency")
    with pytest.raises(ValueError, match=text):
        cm.evaluate(y_true=ROWS.y, y_score=ROWS.score, sample_weight=w, weight_kind="frequency")
    assert cm.auroc(ROWS.y, ROWS.score, sample_weight=w).status == "ok"


@pytest.mark.parametrize("kind", ["Frequency", "fweight", None, 1, W, ["frequency"]], ids=str)
def test_other_kinds(kind: Any) -> None:
    for call in (lambda: cm.auroc(ROWS.y, ROWS.score, sample_weight=W, weight_kind=kind), lambda: evaluate(ROWS, weight_kind=kind)):
        with pytest.raises(ValueError, match="`weight_kind` must be one of 'sampling', 'frequency'"):
            call()
