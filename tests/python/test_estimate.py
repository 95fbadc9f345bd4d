# SPDX-License-Identifier: Apache-2.0
"""An Estimate is a float that carries its interval, its counts and what it is about."""

from __future__ import annotations

import copy
import json
import math
import pickle
import statistics
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import clinmetrics as cm
import numpy as np
import pandas as pd
import polars as pl
import pytest
from made_results import usual

Y, S = [0, 1, 0, 1, 1, 0, 0, 1], [0.1, 0.4, 0.35, 0.8, 0.9, 0.4, 0.2, 0.7]
AUROC = 15.5 / 16  # 15 pairs in order and a tie, of 4 * 4


@pytest.fixture(scope="module")
def e() -> cm.Estimate:
    return cm.auroc(Y, S)


def test_it_is_a_float(e: cm.Estimate) -> None:
    assert isinstance(e, float)
    assert e == float(e) == e.value == AUROC
    assert type(e.value) is float
    assert hash(e) == hash(AUROC)
    assert {e: 1}[AUROC] == 1
    assert e > 0.5
    assert not e < 0.5
    assert max([0.1, e, 0.2]) is e
    assert sorted([e, 0.99, 0.5]) == [0.5, AUROC, 0.99]
    assert e in [AUROC]


def test_arithmetic_gives_plain_floats(e: cm.Estimate) -> None:
    for got, want in [(e + 1, AUROC + 1), (1 - e, 1 - AUROC), (e * e, AUROC**2), (e / 2, AUROC / 2), (-e, -AUROC), (abs(-e), AUROC)]:
        assert type(got) is float
        assert got == want
    assert round(e, 3) == round(AUROC, 3)
    assert round(e) == 1
    assert (math.floor(e), int(e), bool(e)) == (0, 0, True)
    assert Fraction(e) == Fraction(31, 32)
    assert sum([e, e]) == 2 * AUROC


def test_format(e: cm.Estimate) -> None:
    assert f"{e:.3f}" == "0.969"
    assert f"{e:8.1%}" == "   96.9%"
    assert "%.2f" % e == "0.97"  # noqa: UP031
    assert f"{e}" == str(e) == repr(e)


def test_json_is_the_number(e: cm.Estimate) -> None:
    assert json.dumps({"auroc": e, "all": [e]}) == '{"auroc": 0.96875, "all": [0.96875]}'
    assert json.dumps(e, indent=1) == "0.96875"


def test_numpy_and_frames(e: cm.Estimate) -> None:
    assert np.mean([e, e, 0.0]) == pytest.approx(2 * AUROC / 3, rel=1e-15)
    assert np.asarray([e, e]).dtype == np.float64
    assert np.isnan(np.array([cm.auroc([0, 0], [1, 2])])).all()
    assert pd.Series([e, 0.5]).dtype == np.float64
    assert pl.Series([e, 0.5], dtype=pl.Float64).to_list() == [AUROC, 0.5]
    assert statistics.fmean([e, e]) == AUROC


def test_approx(e: cm.Estimate) -> None:
    assert e == pytest.approx(0.96875)
    assert pytest.approx(e) == 0.96875
    assert e != pytest.approx(0.9)


def test_scikit_learn_scorers() -> None:
    from sklearn.dummy import DummyClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import make_scorer, roc_auc_score
    from sklearn.model_selection import GridSearchCV, cross_val_score

    draw = np.random.default_rng(5)
    x = draw.normal(size=(120, 2))
    y = (x[:, 0] + draw.normal(size=120) > 0).astype(int)
    model = LogisticRegression()
    ours = cross_val_score(model, x, y, scoring=make_scorer(cm.auroc, response_method="decision_function"), cv=4, error_score="raise")
    theirs = cross_val_score(model, x, y, scoring=make_scorer(roc_auc_score, response_method="decision_function"), cv=4)
    assert ours.dtype == np.float64
    assert ours == pytest.approx(theirs, rel=1e-12)
    accuracy = cross_val_score(DummyClassifier(), x, y, scoring=make_scorer(cm.accuracy), cv=3, error_score="raise")
    assert accuracy == pytest.approx(cross_val_score(DummyClassifier(), x, y, scoring="accuracy", cv=3))
    search = GridSearchCV(
        model, {"C": [1e-4, 1.0]}, scoring=make_scorer(cm.brier, response_method="predict_proba", greater_is_better=False)
    )
    assert search.fit(x, y).best_params_ == {"C": 1.0}


def test_nan_is_as_in_floats() -> None:
    undefined = cm.auroc([0, 0], [1, 2])
    assert math.isnan(undefined)
    assert undefined != undefined
    assert undefined.same_as(undefined)
    assert undefined.same_as(cm.auroc([0, 0], [1, 2]))


def test_ci(e: cm.Estimate) -> None:
    assert e.ci == (e.lower, e.upper)
    lower, upper = e.ci
    assert lower <= e <= upper
    assert all(map(math.isnan, cm.auroc(Y, S, ci=None).ci))


def test_same_as_compares_every_field(e: cm.Estimate) -> None:
    assert e.same_as(cm.auroc(Y, np.array(S) * 10))
    other = cm.auroc(Y, S, level=0.9)
    assert other == e
    assert not other.same_as(e)
    assert not e.same_as(AUROC)
    assert not e.same_as("x")
    rows = list(usual())
    assert rows[5].same_as(usual()[5])  # NaN limits and counts that are hidden
    assert not any(a.same_as(b) for i, a in enumerate(rows) for b in rows[:i])


def test_same_as_compares_replicates() -> None:
    def run(**how: Any) -> cm.Estimate:
        return cm.evaluate(
            y_true=Y * 3, y_score=S * 3, metrics="auroc", ci="percentile", n_resamples=400, keep_replicates=True, **how
        ).one()

    assert run(seed=1).same_as(run(seed=1))
    a, b = cm.Estimate(0.5, replicates=np.array([0.1, np.nan])), cm.Estimate(0.5, replicates=np.array([0.1, np.nan]))
    assert a.same_as(b)
    assert not a.same_as(cm.Estimate(0.5, replicates=np.array([0.2, np.nan])))
    assert not a.same_as(cm.Estimate(0.5))
    assert not cm.Estimate(0.5).same_as(a)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, *(lambda x, p=p: pickle.loads(pickle.dumps(x, p)) for p in range(6))])
def test_copies(again: Callable[[cm.Estimate], cm.Estimate]) -> None:
    for e in (cm.auroc(Y, S), cm.auroc([0, 0], [1, 2]), usual()[0], usual()[5]):
        other = again(e)
        assert type(other) is cm.Estimate
        assert other.same_as(e)
        assert repr(other) == repr(e)


def test_it_is_not_changed_after_it_is_made(e: cm.Estimate) -> None:
    with pytest.raises(AttributeError):
        e.lower = 0.0  # type: ignore[misc]
    with pytest.raises(AttributeError):
        e.other = 0.0  # type: ignore[attr-defined]


def test_made_by_hand() -> None:
    e = cm.Estimate(0.25, lower=0.1, upper=0.4, level=0.95, method="wilson", interval_status="ok", n=20)
    assert repr(e) == "0.250 [0.100, 0.400] (wilson 95 %, n = 20)"
    assert e.n_positive is None
    with pytest.raises(TypeError, match=r"Estimate\(\) has no field 'lowr'"):
        cm.Estimate(0.25, lowr=0.1)


def test_hidden_counts_are_none() -> None:
    hidden = usual()[5]
    assert (hidden.n, hidden.n_positive, hidden.n_negative, hidden.n_units) == (7, None, None, None)
    shown = usual()[0]
    assert (shown.n_positive, shown.numerator, shown.denominator) == (40, 30.0, 40.0)


def test_repr() -> None:
    assert repr(cm.auroc(np.repeat([0, 1], 50), np.arange(100) % 67)).endswith("(beta_bound 95 %, n = 100)")
    assert repr(cm.accuracy([1, 0], [1, 0], ci=None)) == "1.000 (n = 2)"
    assert repr(cm.sensitivity([0, 0], [1, 0])) == "undefined (no_positives, n = 2)"
    assert repr(cm.lr_positive([1, 1, 0], [1, 0, 0], ci=None)) == "∞ (n = 3)"
    assert "no interval: too_few" in repr(cm.average_precision([0, 1], [0, 1]))
    assert "wilson 99.95 %" in repr(cm.accuracy([1, 0] * 9, [1, 0] * 9, level=0.9995))


def test_rows_of_a_result_say_what_they_are_about() -> None:
    rows = list(usual())
    assert repr(rows[0]) == "auroc of risk: 0.750 [0.500, 0.875] (wilson 95 %, n = 100)"
    assert repr(rows[4]) == "auroc of risk, sex=F: 0.750 [0.500, 0.875] (wilson 95 %, n = 100)"
    assert repr(rows[5]) == "sensitivity @ 0.2 of risk, sex=F: undefined (too_few, n = 7)"
    assert repr(rows[19]).startswith("f_beta(beta=2) @ 0.2 of risk, sex=F, age_band=65+: ")
    assert repr(rows[:2]) == f"[{rows[0]!r}, {rows[1]!r}]"


def test_rare_outcomes_have_digits() -> None:
    e = cm.sensitivity([1] * 10_000, [1] * 4 + [0] * 9996)
    assert repr(e).startswith("0.00040 [0.0001")  # 4 of 10,000
    near = cm.sensitivity([1] * 10_000, [1] * 9999 + [0])
    assert ", 1.000]" not in repr(near)
    assert ">" not in repr(near)
    assert repr(cm.sensitivity([1] * 20, [1] * 20)).startswith("1.000 [0.8")
