# SPDX-License-Identifier: Apache-2.0
"""The default interval of ECE: the lower limit is 0 where a calibrated model could have the error."""

from __future__ import annotations

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import estimate, seeded
from interval_formulas import limits
from scipy import stats

Design = dict[str, np.ndarray]
DESIGNS = ["rows", "weights", "units", "units with weights"]
every_design = pytest.mark.parametrize("design", DESIGNS)


def calibrated(seed: int, n: int = 400, design: str = "rows") -> tuple[np.ndarray, np.ndarray, Design]:
    """Units have 4 rows each, which have the outcome together as often as their risks allow."""
    draw = np.random.default_rng(seed)
    p, chance, given = draw.beta(1, 3, n), draw.random(n), {}
    if "units" in design:
        given["unit"] = np.arange(n) // 4
        chance = chance[given["unit"]]
    if "weights" in design:
        given["sample_weight"] = draw.choice([1.0, 20.0], n)
    return (chance < p).astype(int), p, given


@every_design
def test_ece_of_a_calibrated_model_has_the_lower_limit_0(design: str) -> None:
    """At the level .95 the error of a calibrated model is above the limit in one of 40 samples."""
    above = 0
    for seed in range(200):
        y, p, given = calibrated(seed, design=design)
        above += cm.ece(y, p, **given, n_resamples=400).lower > 0
    assert above <= stats.binom.ppf(0.9999, 200, 0.025)


def test_large_ece_has_the_limits_of_the_projection() -> None:
    for seed in range(5):
        y, p, _ = calibrated(seed)
        e, projection = cm.ece(y, p**3, n_resamples=500), cm.ece(y, p**3, n_resamples=500, ci="l1_projection")
        assert e.method == "l1_consistent"
        assert projection.lower > 0
        assert limits(e) == limits(projection) == (e.published_lower, e.published_upper)
        assert "methods_differ" not in e.flags


@every_design
def test_ece_between_them_is_decided_by_the_quantile_under_calibration(design: str) -> None:
    """Where the two methods differ, the error is below the quantile of Σ|N|, here from other draws; elsewhere it is above, or the limit is 0."""
    bins, differing = 4, 0
    for seed in range(60):
        y, p, given = calibrated(seed, 250, design)
        p = np.clip(p + 0.05 * (seed % 3), 0, 1)
        e, projection = (cm.ece(y, p, **given, bins=bins, n_resamples=1000, ci=ci) for ci in ("l1_consistent", "l1_projection"))
        of_bin = np.minimum((p * bins).astype(int), bins - 1)
        unit, w = given.get("unit", np.arange(len(p))), given.get("sample_weight", np.ones(len(p)))
        deviations = np.zeros((len(p), bins))  # of each unit and bin, if its outcomes have the correlation 1
        np.add.at(deviations, (unit, of_bin), w * np.sqrt(p * (1 - p)) / w.sum())
        covariances = deviations.T @ deviations
        null = np.abs(np.random.default_rng(seed).multivariate_normal(np.zeros(bins), covariances, 200_000, method="eigh")).sum(axis=1)
        edge = [np.quantile(null, q) for q in (0.96, 0.985)]  # 1000 draws place the .975 quantile between them
        if e.value < edge[0]:
            assert e.lower == 0
        if e.value > edge[1]:
            assert e.lower == projection.lower
        differing += e.lower != projection.lower
        assert e.upper == projection.upper
    assert differing > 0


def test_ece_of_units_is_flagged() -> None:
    rows = seeded(9, 300).given(unit=np.arange(300) // 3)
    e = estimate("ece", rows)
    assert e.method == "l1_consistent"
    assert "coverage_not_shown" in e.flags
    assert "coverage_not_shown" not in estimate("ece", seeded(9, 300)).flags
