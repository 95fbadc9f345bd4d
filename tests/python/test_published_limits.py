# SPDX-License-Identifier: Apache-2.0
"""The published limits beside the default intervals, and the intervals of ci="published"."""

from __future__ import annotations

import math

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import CATALOGUE, WITH_INTERVALS, estimate, seeded
from interval_formulas import MEANS, limits, near, placements, values_of
from scipy import stats

UTILITY = ["net_benefit", "standardized_net_benefit", "interventions_avoided", "expected_cost"]
# metric → the published method beside the default, and by ci="published": of independent rows, then with units or unequal weights
BESIDE: dict[str, tuple[str, str]] = {
    "auroc": ("delong", "transform_t"),
    **dict.fromkeys(MEANS, ("student_t", "transform_t")),
    **dict.fromkeys(["mcc", "kappa", "fowlkes_mallows"], ("bca", "transform_t")),
    **dict.fromkeys(["balanced_accuracy", "informedness", "markedness", "g_mean", "number_needed_to_diagnose"], ("none", "transform_t")),
    **dict.fromkeys(UTILITY, ("none", "transform_t")),
    "ece": ("l1_projection", "l1_projection"),
    "calibration_slope": ("transform_t", "transform_t"),
}
ALONE: dict[str, tuple[str, str]] = {
    **BESIDE,
    "auroc": ("logit_delong", "transform_t"),
    "average_precision": ("bca", "logit_bootstrap_sd"),
    "scaled_brier": ("bca", "transform_t"),
    **dict.fromkeys(["mcc", "kappa", "fowlkes_mallows"], ("bca", "transform_t")),
    **dict.fromkeys(
        ["balanced_accuracy", "informedness", "markedness", "g_mean", "number_needed_to_diagnose"], ("square_and_add", "transform_t")
    ),
    **dict.fromkeys(UTILITY, ("mover", "transform_t")),
}


@pytest.mark.parametrize("metric", WITH_INTERVALS)
@pytest.mark.parametrize("kind", ["rows", "units"])
def test_published_methods(metric: str, kind: str) -> None:
    which = ("rows", "units").index(kind)
    rows = seeded(31, 400).given(unit=np.arange(400) // (2 if kind == "units" else 1))
    default, published = estimate(metric, rows), estimate(metric, rows, ci="published")
    by_units = "transform_t" if CATALOGUE[metric]["interval_dependent"] == "effective_t" else "none"
    beside = BESIDE.get(metric, ("none", by_units))[which]
    assert default.published_method == beside
    if beside == "none":
        assert math.isnan(default.published_lower)
        assert math.isnan(default.published_upper)
    else:
        by_name = estimate(metric, rows, ci=beside)
        assert (default.published_lower, default.published_upper) == limits(by_name)
        apart = max(abs(default.lower - by_name.lower), abs(default.upper - by_name.upper))
        assert ("methods_differ" in default.flags) == (apart > 0.02)
    same_as_default = CATALOGUE[metric]["interval" if kind == "rows" else "interval_dependent"]
    want = ALONE.get(metric, (same_as_default, same_as_default))[which].replace("effective_t", "transform_t")
    if metric == "two_way_partial_auroc":  # the rows do not reach its corner of the ROC curve
        assert (published.method, published.interval_status) == (want, "zero_variance")
        return
    assert (published.method, published.interval_status) == (want, "ok")
    assert limits(published) == limits(estimate(metric, rows, ci=want))
    assert published.published_method == "none"


def test_published_limits_of_the_auroc_are_those_of_delong() -> None:
    rows = seeded(32, 70)
    p, q = placements(rows)
    se = math.sqrt(p.var(ddof=1) / len(p) + q.var(ddof=1) / len(q))
    e = cm.auroc(rows.y, rows.score)
    z = stats.norm.ppf(0.975)
    assert (e.published_lower, e.published_upper) == near((e.value - z * se, min(e.value + z * se, 1)), rel=1e-12)


@pytest.mark.parametrize("metric", MEANS)
def test_published_limits_of_a_mean_are_students(metric: str) -> None:
    rows = seeded(33, 40)
    x = values_of(metric, rows)
    step = stats.t.ppf(0.975, 39) * x.std(ddof=1) / math.sqrt(40)
    e = estimate(metric, rows)
    assert (e.published_lower, e.published_upper) == near((x.mean() - step, x.mean() + step))


def test_a_bootstrap_is_not_run_for_published_limits_alone() -> None:
    rows = seeded(34, 60)
    for metric in ("average_precision", "scaled_brier"):
        e = estimate(metric, rows)
        assert (e.published_method, e.n_resamples) == ("none", 0)
        assert estimate(metric, rows, ci="published").n_resamples > 0


def test_the_whole_range_is_flagged() -> None:
    e = cm.average_precision([1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9])
    assert ("whole_range" in e.flags) == (limits(e) == (0, 1))
    assert "whole_range" not in cm.auroc([0, 1] * 20, np.arange(40)).flags
