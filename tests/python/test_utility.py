# SPDX-License-Identifier: Apache-2.0
"""Net benefit and its kin from Python: other thresholds than the row's, comparisons, groups, the decision curve, and what is refused."""

from __future__ import annotations

import json
import math
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import seeded

ROWS = seeded(14, 400)
RISK, OTHER = ROWS.score, np.clip(0.5 * ROWS.score + 0.25, 0, 1)
THRESHOLDS = [0.1, 0.2, 0.4]


def run(**given: Any) -> cm.Result:
    return cm.evaluate(**{"y_true": ROWS.y, "y_score": RISK, "metrics": "net_benefit", "threshold": THRESHOLDS, **given})


def net_benefit(y: Any, s: Any, t: float) -> float:
    return float(np.mean((s >= t) & (y == 1)) - np.mean((s >= t) & (y == 0)) * t / (1 - t))


def test_each_row_has_its_own_threshold() -> None:
    for e, t in zip(run(), THRESHOLDS):
        assert float(e) == pytest.approx(net_benefit(ROWS.y, RISK, t), abs=1e-14)
        assert e.parameters == {"threshold": t}
        assert (e.method, e.status, e.interval_status) == ("mover", "ok", "ok")
        assert e.lower < float(e) < e.upper
        assert float(cm.net_benefit(ROWS.y, RISK, threshold=t)) == float(e)


def test_another_threshold_may_weigh_the_errors() -> None:
    labels = (RISK >= 0.3).astype(int)
    e = cm.net_benefit(ROWS.y, labels, threshold_probability=0.2)
    assert float(e) == pytest.approx(np.mean(labels * ROWS.y) - np.mean(labels * (1 - ROWS.y)) / 4, abs=1e-14)
    assert float(run(metrics="net_benefit(threshold_probability=0.2)", threshold=0.3).one()) == float(e)
    assert float(cm.net_benefit(ROWS.y, 10 * RISK, threshold=3, threshold_probability=0.2)) == float(e)
    (row,) = run(metrics={"net_benefit": {"threshold_probability": 0.2}}, threshold=0.3)
    assert row.parameters == {"threshold": 0.3, "threshold_probability": 0.2}


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: cm.net_benefit(ROWS.y, ROWS.y),
            r"hard labels have none; state the threshold .* 'net_benefit\(threshold_probability=0.1\)'",
        ),
        (lambda: cm.net_benefit(ROWS.y, 3 * RISK, threshold=0.2), r"`y_score` has values outside \[0, 1\]"),
        (lambda: cm.net_benefit(ROWS.y, RISK, threshold=1.5), r"`threshold` has a value outside \[0, 1\]"),
        (
            lambda: cm.net_benefit(ROWS.y, RISK, threshold="youden"),
            "`threshold` has a rule, and 'net_benefit' weighs errors by a threshold",
        ),
        (lambda: cm.net_benefit(ROWS.y, RISK, threshold=0.2, threshold_probability=1.5), "must be a number from 0 to 1"),
        (lambda: cm.ppv_at_prevalence(ROWS.y, RISK, threshold=0.2), "`prevalence` of ppv_at_prevalence is missing"),
        (lambda: run(metrics="npv_at_prevalence"), r"as in npv_at_prevalence\(prevalence=0.1\)"),
    ],
)
def test_what_is_missing_is_said(call: Any, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        call()


def test_a_group_of_metrics_leaves_net_benefit_out_where_it_has_no_meaning() -> None:
    for given in ({"y_score": 3 * RISK}, {"threshold": 1.5}, {"y_score": None, "y_pred": ROWS.y, "threshold": None}):
        result = run(metrics="clinical", ci=None, **given)
        assert "net_benefit" not in {e.metric for e in result}
        assert any("net_benefit" in n.metrics for n in result.notices)


def test_a_stated_prevalence_replaces_that_of_the_sample() -> None:
    for metric, plain in (("ppv", cm.ppv), ("npv", cm.npv)):
        at = getattr(cm, f"{metric}_at_prevalence")
        assert float(at(ROWS.y, RISK, threshold=0.2, prevalence=ROWS.y.mean())) == pytest.approx(
            float(plain(ROWS.y, RISK, threshold=0.2)), rel=1e-13
        )
    doubled = np.concatenate([RISK, RISK[ROWS.y == 1]]), np.concatenate([ROWS.y, ROWS.y[ROWS.y == 1]])
    a, b = (cm.net_benefit_at_prevalence(y, s, threshold=0.2, prevalence=0.05) for y, s in ((ROWS.y, RISK), doubled[::-1]))
    assert float(a) == pytest.approx(float(b), rel=1e-12), "the sample's share of events does not matter"


@pytest.mark.parametrize("design", [{"unit": np.arange(400) // 2}, {"sample_weight": 1 + np.arange(400) % 3}])
def test_with_units_and_weights(design: dict[str, Any]) -> None:
    w = design.get("sample_weight", np.ones(400))
    for e, t in zip(run(**design), THRESHOLDS):
        hits, alarms = (w[(t <= RISK) & (ROWS.y == label)].sum() / w.sum() for label in (1, 0))
        assert float(e) == pytest.approx(hits - alarms * t / (1 - t), abs=1e-14)
        assert (e.method, e.interval_status) == ("mover", "ok")
    (e,) = run(metrics="number_needed_to_diagnose", threshold=0.5, **design)
    (j,) = run(metrics="informedness", threshold=0.5, **design)
    assert (e.method, e.lower, e.upper) == ("mover", pytest.approx(1 / j.upper), pytest.approx(1 / j.lower) if j.lower > 0 else math.inf)


def test_two_models_are_compared_at_each_threshold() -> None:
    result = run(y_score={"a": RISK, "b": OTHER}, compare="all")
    rows = list(result.comparisons.difference)
    assert [c.parameters["threshold"] for c in rows] == THRESHOLDS
    for c, t in zip(rows, THRESHOLDS):
        assert c.value == pytest.approx(net_benefit(ROWS.y, RISK, t) - net_benefit(ROWS.y, OTHER, t), abs=1e-14)
        assert c.method == "mover"
        assert c.lower <= c.value <= c.upper
        assert "few_rows" not in c.flags
    assert not list(result.comparisons.ratio), "a net benefit may be negative"
    few = cm.evaluate(y_true=ROWS.y[:200], y_score={"a": RISK[:200], "b": OTHER[:200]}, metrics="net_benefit", threshold=0.2, compare="all")
    assert "few_rows" in few.comparisons.difference[0].flags


def test_a_difference_of_paired_net_benefits_is_narrower_than_of_separate_ones() -> None:
    """The correlation of the two models: what they share takes no part in the difference."""
    near = np.clip(RISK + 0.01 * (np.arange(400) % 5 - 2), 0, 1)
    (c,) = run(y_score={"a": RISK, "b": near}, threshold=0.2, compare="all").comparisons.difference
    a, b = (cm.net_benefit(ROWS.y, s, threshold=0.2) for s in (RISK, near))
    assert c.upper - c.lower < 0.5 * math.hypot(a.upper - a.lower, b.upper - b.lower)


def test_gaps_between_groups() -> None:
    group = np.where(np.arange(400) % 3 == 0, "x", "y")
    result = run(threshold=0.2, groups={"g": group}, gaps="pairs")
    of = {name: net_benefit(ROWS.y[group == name], RISK[group == name], 0.2) for name in "xy"}
    pair = next(g for g in result.gaps.difference if g.kind not in ("range", "worst"))
    assert abs(pair.value) == pytest.approx(abs(of["x"] - of["y"]), abs=1e-14)
    assert pair.lower < pair.value < pair.upper


def test_costs_and_labels_can_be_exchanged() -> None:
    a = cm.expected_cost(ROWS.y, RISK, threshold=0.3, cost_fn=5, cost_fp=1)
    labels = (RISK >= 0.3).astype(int)
    b = cm.expected_cost(1 - ROWS.y, 1 - labels, cost_fn=1, cost_fp=5)
    assert (float(a), a.lower, a.upper) == (float(b), b.lower, b.upper)
    assert float(a) == pytest.approx(np.mean(5 * (1 - labels) * ROWS.y + labels * (1 - ROWS.y)), abs=1e-14)
    of_net_benefit = cm.net_benefit(ROWS.y, RISK, threshold=0.3)
    same = cm.expected_cost(ROWS.y, RISK, threshold=0.3, cost_fp=3 / 7)
    assert float(same) == pytest.approx(ROWS.y.mean() - float(of_net_benefit), abs=1e-14)
    normal = cm.expected_cost(ROWS.y, RISK, threshold=0.3, cost_fn=5, normalized="yes")
    assert float(normal) == pytest.approx(float(a) / min(5 * ROWS.y.mean(), 1 - ROWS.y.mean()), rel=1e-13)


def test_the_decision_curve_is_stored_and_read() -> None:
    result = run(curves="steps", groups={"g": np.where(np.arange(400) < 30, "few", "many")})
    for curve in result.curves:
        points = curve["decision"]
        assert len({len(points[k]) for k in points}) == 1
        n = curve["n_positive"] + curve["n_negative"]
        for t, all_treated in zip(points["threshold"], points["treat_all"]):
            assert all_treated == pytest.approx((curve["n_positive"] - curve["n_negative"] * t / (1 - t)) / n, rel=1e-12, abs=1e-14)
    points = result.curves[0]["decision"]
    assert len(points["threshold"]) > 30
    for t, benefit in zip(points["threshold"], points["net_benefit"]):
        assert benefit == pytest.approx(net_benefit(ROWS.y, RISK, t), rel=1e-12, abs=1e-14)
    assert cm.Result.from_json(result.to_json()).curves == result.curves
    document = json.loads(result.to_json())
    document["curves"][0]["decision"]["lower"].pop()
    with pytest.raises(ValueError, match=r"curves\[0\]\.decision"):
        cm.Result.from_json(json.dumps(document))


def test_no_decision_curve_of_scores_that_are_no_risks() -> None:
    result = cm.evaluate(y_true=ROWS.y, y_score=3 * RISK, metrics="auroc", curves="steps")
    assert result.curves[0]["decision"] is None
