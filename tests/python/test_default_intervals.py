# SPDX-License-Identifier: Apache-2.0
"""Default intervals of independent rows: values that two programs gave, the formulas written again, and laws."""

from __future__ import annotations

import math

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import CATALOGUE, Rows, estimate, evaluate, seeded
from hypothesis import given
from hypothesis import strategies as st
from interval_formulas import (
    MEANS,
    Limits,
    beta_of_auroc,
    beta_of_precision,
    beta_of_rows,
    jackknife_se,
    limits,
    mover,
    near,
    range_of,
    values_of,
    wilson,
)
from scipy import stats

LEVELS = (0.5, 0.8, 0.95, 0.99)


NEGATIVES = [1, 2, 2.5, 4, 0.5, 3.5, 1.5, 2.2, 0.7, 5.5]


@pytest.mark.parametrize(
    ("positives", "negatives", "value", "want"),
    [
        ([3, 4, 5, 6, 9], NEGATIVES, 0.89, (0.456265896, 0.989756857)),
        ([7, 8, 9, 10, 11], NEGATIVES, 1, (0.518903875, 1)),
        ([0.1, 0.2, 0.3, 0.4, 0.45], NEGATIVES, 0, (0, 0.481096125)),
        ([2.2, 4], [1, 2.2, 4, 4], 0.5625, (0.068524746, 0.958166666)),
    ],
)
def test_auroc_as_two_programs_give(positives: list[float], negatives: list[float], value: float, want: Limits) -> None:
    e = cm.auroc([1] * len(positives) + [0] * len(negatives), positives + negatives)
    assert e.value == pytest.approx(value, abs=1e-15)
    assert e.method == "beta_bound"
    assert limits(e) == pytest.approx(want, abs=5.1e-10)


@pytest.mark.parametrize(
    ("metric", "value", "want"),
    [
        ("brier", 0.06975, (0.021033581, 0.269893536)),
        ("log_loss", 0.267036001, (0.133133626, 0.822186886)),
        ("mean_calibration_difference", -0.015, (-0.315792932, 0.292748916)),
    ],
)
def test_means_as_two_programs_give(metric: str, value: float, want: Limits) -> None:
    y, p = [0, 0, 0, 1, 0, 1, 0, 0, 0, 1], [0.1, 0.2, 0.05, 0.7, 0.3, 0.4, 0.15, 0.25, 0.1, 0.9]
    e = getattr(cm, metric)(y, p)
    assert e.value == pytest.approx(value, abs=5.1e-10)
    assert e.method == "beta_bound"
    assert limits(e) == pytest.approx(want, abs=5.1e-10)
    assert ("range_from_data" in e.flags) == (metric == "log_loss")


COHORTS = {
    "usual": seeded(1, 80),
    "large": seeded(2, 700),
    "few_events": seeded(3, 150, 0.03),
    "few_negatives": seeded(4, 60, 0.93),
    "ties": seeded(5, 60, 0.3, ties=6).given(score=np.clip(seeded(5, 60, 0.3, ties=6).score, 0.05, 0.95)),
    "tiny": seeded(6, 12),
}
every_cohort = pytest.mark.parametrize("rows", COHORTS.values(), ids=COHORTS)


@every_cohort
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_beta_bound_of_the_auroc(rows: Rows, level: float) -> None:
    e = cm.auroc(rows.y, rows.score, level=level)
    assert (e.method, limits(e)) == ("beta_bound", near(beta_of_auroc(rows, level)))


@every_cohort
def test_beta_bound_of_average_precision(rows: Rows) -> None:
    e = cm.average_precision(rows.y, rows.score)
    assert e.method == "beta_bound"
    assert limits(e) == near(beta_of_precision(rows, 0.95), rel=1e-6)  # by differences
    assert e.n_resamples == 0


def test_average_precision_of_one_positive_has_no_interval() -> None:
    assert cm.average_precision([0, 1, 0, 0], [0.1, 0.7, 0.8, 0.2]).interval_status == "too_few"


@every_cohort
@pytest.mark.parametrize("metric", MEANS)
def test_beta_bound_of_means(rows: Rows, metric: str) -> None:
    x = values_of(metric, rows)
    e = estimate(metric, rows)
    assert (e.method, limits(e)) == ("beta_bound", near(beta_of_rows(x, *range_of(metric, rows), 0.95)))
    assert e.se == pytest.approx(x.std(ddof=1) / math.sqrt(len(x)), rel=1e-9)


def test_log_loss_of_certain_risks_has_no_interval() -> None:
    """A risk of 0 or 1 could have had an infinite loss, even if none is infinite."""
    assert cm.log_loss([0, 1, 0, 1], [0.0, 0.7, 0.2, 0.9]).interval_status == "infinite_value"
    assert cm.log_loss([0, 1, 0, 1], [0.1, 1.0, 0.2, 0.9]).interval_status == "infinite_value"


@pytest.mark.parametrize("metric", ["mcc", "kappa", "fowlkes_mallows"])
def test_hull_of_bca_and_delta(metric: str) -> None:
    rows = seeded(8, 90)
    e = estimate(metric, rows)
    each = [limits(estimate(metric, rows, ci=ci)) for ci in ("bca", "delta_fisher_z")]
    assert (e.method, limits(e)) == ("hull_bca_delta", (min(low for low, _ in each), max(high for _, high in each)))
    assert (e.published_lower, e.published_upper, e.published_method) == (*each[0], "bca")


@every_cohort
def test_scaled_brier(rows: Rows) -> None:
    """The hull of 1 − exp(MOVER of log B − log U), U = π(1 − π), and t with the jackknife's standard error."""
    level, n, x = 0.95, len(rows.y), values_of("brier", rows)
    low, high = wilson(rows.y.sum(), n, level)
    ends = [p * (1 - p) for p in (low, high)]
    of_u = min(ends), 0.25 if low <= 0.5 <= high else max(ends)
    pi = rows.y.mean()
    of_b = beta_of_rows(x, 0, 1, 0.5, level)
    by_logs = mover(math.log(x.mean()), (math.log(of_b[0]), math.log(of_b[1])), math.log(pi * (1 - pi)), tuple(map(math.log, of_u)), 0)
    by_mover = 1 - math.exp(by_logs[1]), 1 - math.exp(by_logs[0])

    def value(r: Rows) -> float:
        p = r.y.mean()
        return float(1 - values_of("brier", r).mean() / (p * (1 - p)))

    e = cm.scaled_brier(rows.y, rows.score)
    t = estimate("scaled_brier", rows, ci="transform_t")
    by_t = by_mover
    if t.interval_status == "ok":
        step = stats.t.ppf((1 + level) / 2, n - 1) * jackknife_se(value, rows)
        by_t = value(rows) - step, value(rows) + step
        assert limits(t) == near((by_t[0], min(by_t[1], 1)))
    else:
        assert min(rows.y.sum(), n - rows.y.sum()) < 5
    assert e.method == "hull_mover_t"
    assert limits(e) == near((min(by_mover[0], by_t[0]), min(max(by_mover[1], by_t[1]), 1)))


@st.composite
def any_rows(draw: st.DrawFn) -> Rows:
    """Few or many rows, ties, one class tiny, units of one to many rows, weights."""
    seed, n = draw(st.integers(0, 10_000)), draw(st.sampled_from([6, 15, 40, 120]))
    rows = seeded(seed, n, draw(st.sampled_from([0.03, 0.3, 0.5, 0.97])), draw(st.sampled_from([0, 4, 20])))
    rows = rows.given(score=np.clip(rows.score, 0.01, 0.99))
    kind = draw(st.sampled_from(["rows", "units", "weights", "both"]))
    unit, weight = np.random.default_rng(seed).integers(0, max(n // 3, 2), n), 1 + np.arange(n) % 5
    return rows.given(unit=unit if kind in ("units", "both") else None, weight=weight if kind in ("weights", "both") else None)


@given(any_rows())
def test_defaults_contain_the_value_and_are_nested_in_the_level(rows: Rows) -> None:
    found = [list(evaluate(rows, level=level, n_resamples=2000)) for level in LEVELS]
    for each in zip(*found):
        ok = [e for e in each if e.interval_status == "ok"]
        for e in ok:
            assert CATALOGUE[e.metric]["least"] <= e.lower <= e.value <= e.upper <= CATALOGUE[e.metric]["greatest"], repr(e)
        for inner, outer in zip(ok, ok[1:]):
            has_bca = [not math.isnan(e.published_lower) for e in (inner, outer)]  # else the hull is that of delta_fisher_z alone
            if inner.method == outer.method and (inner.method != "hull_bca_delta" or has_bca[0] == has_bca[1]):
                assert outer.lower <= inner.lower, (repr(inner), repr(outer))
                assert outer.upper >= inner.upper, (repr(inner), repr(outer))
