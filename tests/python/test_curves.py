# SPDX-License-Identifier: Apache-2.0
"""The curves of a result against scikit-learn's, and what they must not tell."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip("clinmetrics._core")
pytest.importorskip("sklearn")

import clinmetrics as cm
import numpy as np
from sklearn import metrics as sklearn_metrics


def curve_of(y: Any, scores: Any, **options: Any) -> dict[str, Any]:
    result = cm.evaluate(y_true=y, y_score=scores, **{"metrics": ["auroc", "average_precision"], "ci": None, "curves": "steps", **options})
    curve: dict[str, Any] = result.curves[0]
    return curve


def drawn(curve: dict[str, Any]) -> tuple[float, float]:
    """Area under straight lines, and under steps of precision."""
    tp, fp = np.asarray(curve["tp"]), np.asarray(curve["fp"])
    area = np.sum(np.diff(fp) * (tp[1:] + tp[:-1])) / 2 / tp[-1] / fp[-1]
    return area, np.sum(np.diff(tp) * tp[1:] / (tp[1:] + fp[1:])) / tp[-1]


def cohorts() -> list[Any]:
    rng = np.random.default_rng(11)
    perfect = np.repeat([1, 0], [20, 980]), np.repeat([0.008, 0.001], [20, 980])
    normal = rng.normal(size=200)
    rare = np.zeros(20_000, dtype=int)
    rare[:48] = 1
    tied = rng.integers(0, 9, 3000)
    return [
        pytest.param(*perfect, None, id="20 events above 980 others"),
        pytest.param(rng.random(200) < 1 / (1 + np.exp(-normal)), normal, None, id="normal scores"),
        pytest.param(rare, rng.normal(-6, 1, 20_000) + 0.8 * rare, None, id="48 events of 20,000"),
        pytest.param(rng.random(3000) < tied / 20, tied, None, id="nine scores"),
        pytest.param(rng.random(500) < 0.3, -rng.random(500), None, id="chance"),
        pytest.param(rng.random(200) < 0.4, normal, rng.random(200) + 0.2, id="weights"),
        pytest.param(normal > 0, -normal, None, id="opposite"),
    ]


@pytest.mark.parametrize(("y", "scores", "weights"), cohorts())
def test_areas_are_those_of_scikit_learn(y: Any, scores: Any, weights: Any) -> None:
    auroc = sklearn_metrics.roc_auc_score(y, scores, sample_weight=weights)
    precision = sklearn_metrics.average_precision_score(y, scores, sample_weight=weights)
    area, drawn_precision = drawn(curve_of(y, scores, sample_weight=weights))
    assert area == pytest.approx(auroc, abs=0.005)
    assert drawn_precision == pytest.approx(precision, abs=0.05)
    area, drawn_precision = drawn(curve_of(y, scores, sample_weight=weights, curves="exact"))
    assert area == pytest.approx(auroc, abs=1e-9)
    assert drawn_precision == pytest.approx(precision, abs=1e-9)


@pytest.mark.parametrize(("y", "scores", "weights"), cohorts())
def test_points_lie_on_the_curve_of_scikit_learn_and_exact_ones_are_it(y: Any, scores: Any, weights: Any) -> None:
    fpr, tpr, _ = sklearn_metrics.roc_curve(y, scores, sample_weight=weights, drop_intermediate=False)
    on_curve = {(round(a, 9), round(b, 9)) for a, b in zip(fpr, tpr)}
    for curves in ("steps", "exact"):
        curve = curve_of(y, scores, sample_weight=weights, curves=curves)
        points = {(round(fp / curve["n_negative"], 9), round(tp / curve["n_positive"], 9)) for tp, fp in zip(curve["tp"], curve["fp"])}
        assert points <= on_curve
        assert curves == "steps" or points == on_curve


@pytest.mark.parametrize(("y", "scores", "weights"), cohorts())
def test_all_rows_are_counted(y: Any, scores: Any, weights: Any) -> None:
    curve = curve_of(y, scores, sample_weight=weights)
    w = np.ones(len(y)) if weights is None else weights
    for name, label in (("n_positive", 1), ("n_negative", 0)):
        total = np.sum(w[np.asarray(y) == label])
        assert curve[name] == pytest.approx(total)
        assert sum(curve["histogram"][name]) == pytest.approx(total)
    assert (curve["tp"][0], curve["fp"][0]) == (0, 0)
    assert curve["tp"][-1] == pytest.approx(curve["n_positive"])
    assert curve["histogram"]["edges"][0] <= np.min(scores)
    assert curve["histogram"]["edges"][-1] >= np.max(scores)
    assert len(curve["tp"]) <= 101


def test_marks_are_the_thresholds_that_were_asked_for() -> None:
    rng = np.random.default_rng(3)
    scores, y = rng.random(150), rng.random(150) < 0.4
    curve = curve_of(y, scores, metrics=["sensitivity"], threshold=[0.3, 0.7, 0.3])
    assert "thresholds" not in curve
    assert [mark["threshold"] for mark in curve["marks"]] == [0.7, 0.3]
    for mark in curve["marks"]:
        assert mark["tp"] == np.sum(y & (scores >= mark["threshold"]))
        assert mark["fp"] == np.sum(~y & (scores >= mark["threshold"]))
    assert curve_of(y, scores)["marks"] == []


@pytest.mark.parametrize("n", [1, 4, 5, 12, 60, 700])
@pytest.mark.parametrize("spread", ["risks", "rare risks", "any scores"])
def test_no_single_row_can_be_read_off(n: int, spread: str) -> None:
    rng = np.random.default_rng(n)
    scores = {"risks": rng.random(n), "rare risks": np.exp(rng.normal(-7, 1, n)), "any scores": rng.normal(size=n)}[spread]
    curve = curve_of(rng.random(n) < 0.4, scores, threshold=0.5, metrics=["auroc", "sensitivity"])
    exact = {repr(float(x)) for x in scores}
    assert not exact & set(json.dumps(curve).replace("[", " ").replace("]", " ").replace(",", " ").split())
    steps = np.diff(np.asarray(curve["tp"]) + np.asarray(curve["fp"]))
    bars = np.asarray(curve["histogram"]["n_positive"]) + np.asarray(curve["histogram"]["n_negative"])
    bins = np.asarray(curve["calibration"]["n"] if curve["calibration"] else [])
    if n >= 5:
        assert min(steps) >= 5
        assert min(bars) >= 5
        assert min(bins, default=5) >= 5
    else:
        assert len(steps) == 1
        assert len(bars) == len(bins) == 0


def grouped(n: int = 900, **options: Any) -> cm.Result:
    """Two models, one of which gives labels; sexes, and sites of which one is small."""
    rng = np.random.default_rng(n)
    y, risk = rng.random(n) < 0.4, rng.random(n)
    groups = {
        "sex": rng.choice(["F", "M"], n),
        "site": rng.choice(["a", "b", "c", None], n, p=[0.6, 0.3, 7 / n, 0.1 - 7 / n]),
        "sex*site": None,
    }
    how = {"metrics": "clinical", "ci": None, "threshold": [0.2, 0.5], "groups": groups, "curves": "steps", **options}
    return cm.evaluate(y_true=y, y_score={"risk": risk}, y_pred={"rule": risk > 0.5}, **how)


def test_each_group_that_is_shown_has_a_curve() -> None:
    result = grouped()
    shown = {(e.attribute, e.group) for e in result["auroc"] if e.status != "too_few"}
    assert len(shown) < len(result["auroc"])
    places = [tuple(zip(*((part["attribute"], part["value"]) for part in curve["group"]))) or ((), ()) for curve in result.curves]
    assert len(places) == len(shown)
    assert set(places) == shown
    for curve in result.curves:
        assert curve["attribute"] == ("*".join(part["attribute"] for part in curve["group"]) or None)
    assert (
        sum(curve["n_positive"] for curve in result.where(attribute="sex").curves) == result.where(attribute="all").curves[0]["n_positive"]
    )


def test_the_curve_of_a_group_is_found_by_its_name() -> None:
    result = grouped()
    (curve,) = result.where(group="sex=F").curves
    assert curve["group"] == [{"attribute": "sex", "value": "F"}]
    counts = {c.threshold: c for c in result.where(group="sex=F", model="risk").counts}
    assert [(m["threshold"], m["tp"], m["fp"]) for m in curve["marks"]] == [(t, counts[t].tp, counts[t].fp) for t in (0.5, 0.2)]
    assert result.where(group="sex=F, site=(missing)").curves[0]["group"][1] == {"attribute": "site", "value": None}
    assert result.where(group="site=c").curves == result.where(model="rule").curves == []
    assert cm.Result.from_json(result.to_json()).where(group="sex=F").curves == [curve]


def test_the_steps_of_every_group_hold_five_rows() -> None:
    for n in (90, 300, 1500):
        for curve in grouped(n, min_group_size=5).curves:
            assert min(np.diff(np.asarray(curve["tp"]) + np.asarray(curve["fp"]))) >= 5


def test_curves_are_made_only_where_they_are_asked_for() -> None:
    for curves in ({}, {"curves": None}, {"curves": "none"}):
        result = cm.evaluate(y_true=[0, 1] * 9, y_score=range(18), metrics="auroc", ci=None, **curves)
        assert result.to_json_dict()["curves"] == []
        for made in (result, cm.Result.from_json(result.to_json())):
            with pytest.raises(ValueError, match=r'without curves; evaluate\(..., curves="steps"\) makes them'):
                made.curves  # noqa: B018
    assert cm.evaluate(y_true=[0, 1] * 9, y_pred=[1] * 18, metrics="accuracy", ci=None, curves="steps").curves == []
    with pytest.raises(ValueError, match="curves"):
        cm.evaluate(y_true=[0, 1] * 9, y_score=range(18), metrics="auroc", curves="all")  # type: ignore[arg-type]
