# SPDX-License-Identifier: Apache-2.0
"""Smooth calibration curves in results, and the metrics that measure their distance from the diagonal."""

from __future__ import annotations

from typing import Any

import clinmetrics as cm
import numpy as np
import pytest

DISTANCES = ["ici", "e50", "e90", "emax"]


def rows(n: int = 400, slope: float = 0.7, seed: int = 1) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    x = rng.normal(-1, 1.2, n)
    return {"y_true": (rng.random(n) < 1 / (1 + np.exp(-slope * x))).astype(int), "y_score": 1 / (1 + np.exp(-x))}


@pytest.mark.parametrize("smoother", ["rcs", "loess"])
def test_the_smoother_is_a_parameter_of_the_result(smoother: str) -> None:
    r = cm.evaluate(**rows(), metrics=[f"{m}(smoother={smoother})" for m in DISTANCES], ci=None)
    assert [row.parameters for row in r] == [{"smoother": smoother}] * 4
    assert [float(row) for row in r] == [float(getattr(cm, m)(*rows().values(), smoother=smoother, ci=None)) for m in DISTANCES]
    assert float(r[1]) <= float(r[2]) <= float(r[3])


def test_the_smoothers_differ_a_little() -> None:
    a, b = (float(cm.ici(*rows(2000).values(), smoother=s, ci=None)) for s in ("rcs", "loess"))
    assert 0 < abs(a - b) < 0.01


def test_intervals_are_the_same_for_any_number_of_threads_and_contain_the_value() -> None:
    one, two = (cm.evaluate(**rows(), metrics=DISTANCES, n_resamples=300, num_threads=k) for k in (1, 2))
    assert all(a.same_as(b) for a, b in zip(one, two))
    for row in one:
        assert (row.method, row.interval_status) == ("l1_projection", "ok")
        assert row.lower <= float(row) <= row.upper


def test_units_keep_the_value_and_change_the_interval() -> None:
    data = rows(200)
    thrice = {k: np.repeat(v, 3) for k, v in data.items()}
    alone = cm.ici(*data.values(), n_resamples=400)
    units = cm.ici(*thrice.values(), unit=np.repeat(np.arange(200), 3), n_resamples=400)
    apart = cm.ici(*thrice.values(), n_resamples=400)
    assert apart.upper - float(apart) < 0.8 * (units.upper - float(units))
    assert units.flags == ["coverage_not_shown"] or "coverage_not_shown" in units.flags
    assert alone.upper - float(alone) == pytest.approx(units.upper - float(units), rel=0.35)


@pytest.mark.parametrize(
    ("change", "status"),
    [({"y_true": np.r_[np.ones(4), np.zeros(46)].astype(int)}, "too_few"), ({"y_score": np.linspace(0, 1, 50)}, "infinite_logit")],
)
def test_no_curve_has_a_reason(change: dict[str, Any], status: str) -> None:
    data = {**rows(50), **change}
    assert cm.ici(*data.values(), ci=None).status == status
    curve = cm.evaluate(**data, metrics="brier", ci=None, curves="steps").curves[0]
    assert "rcs" not in [line["method"] for line in curve["smooth"]]


def test_curves_have_smooth_lines_in_each_group_and_in_json() -> None:
    data = rows(600)
    r = cm.evaluate(**data, metrics="brier", ci=None, groups={"site": np.arange(600) % 3}, curves="steps")
    assert len(r.curves) == 4
    for curve in r.curves:
        assert [line["method"] for line in curve["smooth"]] == ["rcs", "loess"]
        for line in curve["smooth"]:
            assert 2 <= len(line["score"]) <= 101
            assert all(low <= c <= up for low, c, up in zip(line["lower"], line["observed"], line["upper"]))
            assert not set(line["score"]) & set(data["y_score"].tolist())
    assert cm.Result.from_json(r.to_json()) == r
    assert r.to_json_dict()["curves"][0]["smooth"] == r.curves[0]["smooth"]


def test_labels_and_scores_that_are_no_risks_have_no_smooth_lines() -> None:
    data = rows(100)
    r = cm.evaluate(y_true=data["y_true"], y_score=data["y_score"] * 3, metrics="auroc", ci=None, curves="steps")
    assert r.curves[0]["smooth"] == []


def test_weights_leave_loess_without_limits() -> None:
    data = rows(300)
    r = cm.evaluate(**data, sample_weight=np.linspace(0.5, 2, 300), metrics="brier", ci=None, curves="steps")
    spline, loess = r.curves[0]["smooth"]
    assert np.all(np.isfinite(spline["lower"]))
    assert np.all(np.isnan(np.asarray(loess["lower"], dtype=float)))


def test_parts_of_the_brier_score_add_up_in_groups_and_with_weights() -> None:
    data = rows(300)
    names = [
        "brier",
        "brier_miscalibration",
        "brier_discrimination",
        "brier_uncertainty",
        "brier_reliability",
        "brier_resolution",
        "brier_within_bins",
    ]
    r = cm.evaluate(**data, sample_weight=np.linspace(0.5, 2, 300), metrics=names, ci=None, groups={"site": np.arange(300) % 2})
    found: dict[Any, dict[str, float]] = {}
    for row in r:
        found.setdefault(str(row.group), {})[row.metric] = float(row)
    assert len(found) == 3
    for v in found.values():
        assert v["brier"] == pytest.approx(v["brier_miscalibration"] - v["brier_discrimination"] + v["brier_uncertainty"], abs=1e-12)
        assert v["brier"] == pytest.approx(
            v["brier_reliability"] - v["brier_resolution"] + v["brier_uncertainty"] + v["brier_within_bins"], abs=1e-12
        )


def test_isotonic_parts_have_no_interval_and_say_so() -> None:
    e = cm.brier_miscalibration(*rows().values())
    assert (e.method, e.interval_status) == ("none", "not_applicable")
    with pytest.raises(ValueError, match="bca"):
        cm.brier_discrimination(*rows().values(), ci="bca")


def test_models_and_groups_are_compared() -> None:
    data = rows(300)
    scores = {"a": data["y_score"], "b": np.sqrt(data["y_score"])}
    r = cm.evaluate(
        y_true=data["y_true"], y_score=scores, metrics=["ici", "mce", "brier_reliability", "brier_resolution", "brier_discrimination", "brier_uncertainty"],
        groups={"site": np.arange(300) % 2}, compare="all", gaps="pairs", n_resamples=400,
    )  # fmt: skip
    values = {row.metric: row.value for row in r.comparisons.difference}
    assert values["ici"] != 0
    assert "brier_uncertainty" not in values  # it reads the outcome alone
    assert {row.metric for row in r.gaps} >= {"ici", "brier_resolution"}
