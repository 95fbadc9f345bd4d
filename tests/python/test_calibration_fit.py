# SPDX-License-Identifier: Apache-2.0
"""Calibration slope and intercept, and the tests of calibration: by hand, against formulas in NumPy and SciPy, laws, and where they do not exist.

Values of R stand in tests/golden/metrics (make_rms.py).
"""

from __future__ import annotations

import math
from typing import Any

import clinmetrics as cm
import numpy as np
import numpy.typing as npt
import pytest
from clinmetrics._calibration_words import UNDECIDED, slope_sentence
from interval_formulas import kish
from scipy import stats

Array = npt.NDArray[Any]
SLOPE, INTERCEPT = "calibration_slope", "calibration_intercept"
BOTH = [SLOPE, INTERCEPT]
TESTS = ["calibration_joint_chi2", "calibration_joint_p", "spiegelhalter_z", "spiegelhalter_p", "hosmer_lemeshow", "hosmer_lemeshow_p"]


def expit(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x)))


def rows(seed: int, n: int = 300, slope: float = 0.6, rows_per_unit: int = 1) -> tuple[Array, Array, Array]:
    """Outcome, risk and unit; logit P(y = 1) = slope · logit p − .3, and units share a part of it."""
    rng = np.random.default_rng(seed)
    unit = np.arange(n) // rows_per_unit
    x = rng.normal(-0.5, 1.2, n)
    shared = rng.normal(0, 1, n)[unit] * (rows_per_unit > 1)
    y = (rng.random(n) < expit(slope * x - 0.3 + shared)).astype(int)
    return y, expit(x), unit


def fits(y: Array, p: Array, w: Array) -> tuple[Array, float]:
    """(constant, slope), and the intercept with slope 1, by plain Newton steps."""
    x = np.log(p / (1 - p))
    design = np.stack([np.ones_like(x), x])
    beta, a = np.zeros(2), 0.0
    for _ in range(50):
        q = expit(beta @ design)
        beta = beta + np.linalg.solve((design * w * q * (1 - q)) @ design.T, design @ (w * (y - q)))
        q = expit(a + x)
        a += (w * (y - q)).sum() / (w * q * (1 - q)).sum()
    return beta, a


def limits(y: Array, p: Array, w: Array, unit: Array, level: float = 0.95) -> dict[str, tuple[float, float]]:
    """The formulas of the documentation."""
    x = np.log(p / (1 - p))
    design = np.stack([np.ones_like(x), x])
    beta, a = fits(y, p, w)
    q, r = expit(beta @ design), expit(a + x)
    information = (design * w * q * (1 - q)) @ design.T
    units = np.unique(unit)
    slopes, intercepts = [], []
    for u in units:
        of = unit == u
        rest = information - (design[:, of] * (w * q * (1 - q))[of]) @ design[:, of].T
        slopes.append(beta[1] - np.linalg.solve(rest, design[:, of] @ (w * (y - q))[of])[1])
        intercepts.append(a - (w * (y - r))[of].sum() / (w * r * (1 - r))[~of].sum())
    m = len(units)

    def jackknife(values: list[float]) -> float:
        return math.sqrt((m - 1) / m * ((np.array(values) - np.mean(values)) ** 2).sum())

    model = math.sqrt(np.linalg.inv(information)[1, 1] * (w**2).sum() / w.sum())
    both = min(len(np.unique(unit[y == 1])), len(np.unique(unit[y == 0])))
    effective = kish(np.array([w[unit == u].sum() for u in units]))
    s = max(model, jackknife(slopes)) * stats.t.ppf((1 + level) / 2, min(both, effective) - 1)
    i = jackknife(intercepts) * stats.t.ppf((1 + level) / 2, effective - 1)
    return {SLOPE: (beta[1] - s, beta[1] + s), INTERCEPT: (a - i, a + i)}


def estimates(**given: Any) -> dict[str, cm.Estimate]:
    """The values of all rows by metric."""
    return {e.metric: e for e in cm.evaluate(**given)}


def test_two_risks_by_hand() -> None:
    """With two risks the regression fits both observed shares: 10 of 40 at .2, 24 of 30 at .7."""
    p = np.repeat([0.2, 0.7], [40, 30])
    y = np.concatenate([np.arange(40) < 10, np.arange(30) < 24]).astype(int)
    x1, x2 = math.log(0.2 / 0.8), math.log(0.7 / 0.3)
    slope = cm.calibration_slope(y, p)
    assert float(slope) == pytest.approx((math.log(24 / 6) - math.log(10 / 30)) / (x2 - x1), rel=1e-13)
    # With saturated rows the standard error of the model is that of a log odds ratio; that without a row is a little larger here.
    assert slope.se >= math.sqrt(1 / 10 + 1 / 30 + 1 / 24 + 1 / 6) / (x2 - x1) - 1e-12
    # The sum of risks is 29, of events 34: the intercept solves 40·expit(x1 + a) + 30·expit(x2 + a) = 34.
    a = float(cm.calibration_intercept(y, p))
    assert 40 * expit(np.array(x1 + a)) + 30 * expit(np.array(x2 + a)) == pytest.approx(34, rel=1e-14)


@pytest.mark.parametrize(("rows_per_unit", "weighted"), [(1, False), (1, True), (5, False), (5, True)])
@pytest.mark.parametrize("level", [0.95, 0.8])
def test_limits_are_those_of_the_documentation(rows_per_unit: int, weighted: bool, level: float) -> None:
    y, p, unit = rows(3, rows_per_unit=rows_per_unit)
    w = np.random.default_rng(4).integers(1, 6, len(y)).astype(float) if weighted else np.ones(len(y))
    result = estimates(y_true=y, y_score=p, unit=unit, sample_weight=w, metrics=BOTH, level=level)
    want = limits(y, p, w, unit, level)
    values = fits(y, p, w)
    assert float(result[SLOPE]) == pytest.approx(values[0][1], rel=1e-11)
    assert float(result[INTERCEPT]) == pytest.approx(values[1], rel=1e-11)
    of_intercept = "effective_t" if weighted or rows_per_unit > 1 else "transform_t"
    for metric, method in ((SLOPE, "slope_t"), (INTERCEPT, of_intercept)):
        assert result[metric].method == method
        assert result[metric].ci == pytest.approx(want[metric], rel=1e-9)


def test_the_larger_standard_error_is_taken() -> None:
    """A unit with many rows makes the one without a unit larger; the model's is larger where the rows vary less than the model says."""
    y, p, unit = rows(5, rows_per_unit=10)
    alone, together = cm.calibration_slope(y, p), cm.calibration_slope(y, p, unit=unit)
    assert together.se > 1.05 * alone.se
    even_y, even_p = np.tile([0, 0, 0, 1, 0, 1, 1, 1], 20), np.repeat([0.3, 0.7], 80)
    even_y[:80], even_y[80:] = np.tile([0, 0, 0, 1], 20), np.tile([0, 1, 1, 1], 20)
    units = np.arange(160) // 4  # the same share of events in each unit of a risk: units do not differ
    steady = cm.calibration_slope(even_y, even_p, unit=units)
    assert steady.se == pytest.approx(math.sqrt(2 * (1 / 20 + 1 / 60)) / (2 * math.log(0.7 / 0.3)), rel=1e-9)


def test_recalibration_moves_slope_and_intercept() -> None:
    y, p, _ = rows(6)
    x = np.log(p / (1 - p))
    slope, intercept = cm.calibration_slope(y, p), cm.calibration_intercept(y, p)
    moved = cm.calibration_slope(y, expit(0.4 + 2.5 * x))
    assert float(moved) == pytest.approx(float(slope) / 2.5, rel=1e-11)
    assert moved.ci == pytest.approx([limit / 2.5 for limit in slope.ci], rel=1e-9)
    shifted = cm.calibration_intercept(y, expit(x - 1.5))
    assert shifted.ci == pytest.approx([limit + 1.5 for limit in intercept.ci], rel=1e-9)
    (constant, b), _ = fits(y, p, np.ones(len(y)))
    right = expit(constant + b * x)
    assert float(cm.calibration_slope(y, right)) == pytest.approx(1, rel=1e-11)
    assert float(cm.calibration_intercept(y, right)) == pytest.approx(0, abs=1e-11)
    assert float(cm.calibration_joint_chi2(y, right)) == pytest.approx(0, abs=1e-10)


def test_reversed_classes() -> None:
    y, p, _ = rows(7)
    other = estimates(y_true=1 - y, y_score=1 - p, metrics=BOTH)
    same = estimates(y_true=y, y_score=p, metrics=BOTH)
    assert other[SLOPE].ci == pytest.approx(same[SLOPE].ci, rel=1e-9)
    assert other[INTERCEPT].ci == pytest.approx([-limit for limit in reversed(same[INTERCEPT].ci)], rel=1e-9)


def test_order_of_rows_and_single_row_units_change_nothing() -> None:
    y, p, _ = rows(8)
    order = np.random.default_rng(1).permutation(len(y))
    plain = estimates(y_true=y, y_score=p, metrics=BOTH)
    shuffled = estimates(y_true=y[order], y_score=p[order], metrics=BOTH)
    units = estimates(y_true=y, y_score=p, metrics=BOTH, unit=np.arange(len(y))[::-1])
    for metric in BOTH:
        assert float(shuffled[metric]) == float(plain[metric])
        assert shuffled[metric].ci == pytest.approx(plain[metric].ci, rel=1e-12)
        assert units[metric].ci == pytest.approx(plain[metric].ci, rel=1e-12)


def test_frequencies_are_repeated_rows_and_zero_weights_no_rows() -> None:
    y, p, _ = rows(9)
    n = np.random.default_rng(2).integers(0, 4, len(y))
    repeated = estimates(y_true=np.repeat(y, n), y_score=np.repeat(p, n), metrics=BOTH)
    counted = estimates(y_true=y, y_score=p, sample_weight=n, weight_kind="frequency", metrics=BOTH)
    weighted = estimates(y_true=y, y_score=p, sample_weight=n, metrics=BOTH)
    for metric in BOTH:
        assert counted[metric].ci == repeated[metric].ci
        assert float(weighted[metric]) == float(repeated[metric])
        assert weighted[metric].ci != repeated[metric].ci
    scaled = estimates(y_true=y, y_score=p, sample_weight=n * 0.37, metrics=BOTH)
    for metric in BOTH:
        assert scaled[metric].ci == pytest.approx(weighted[metric].ci, rel=1e-7)


def test_a_group_is_its_rows_and_gaps_join_the_limits_of_two() -> None:
    y, p, _ = rows(10, 600)
    group = np.random.default_rng(3).choice(["a", "b"], len(y))
    result = cm.evaluate(y_true=y, y_score=p, metrics=BOTH, groups={"g": group}, gaps="pairs")
    for g in ("a", "b"):
        alone = estimates(y_true=y[group == g], y_score=p[group == g], metrics=BOTH)
        for metric in BOTH:
            of_group = next(e for e in result if e.metric == metric and e.group == (g,))
            assert float(of_group) == float(alone[metric])
            assert of_group.ci == alone[metric].ci
    by = {e.group: e for e in result if e.metric == SLOPE and e.group}
    gap = next(g for g in result.gaps if g.metric == SLOPE)
    a, b = by[gap.a], by[gap.b]
    assert gap.value == pytest.approx(float(a) - float(b), rel=1e-12)
    assert gap.lower == pytest.approx(gap.value - math.hypot(float(a) - a.ci[0], b.ci[1] - float(b)), rel=1e-9)


def test_comparisons_of_models_pair_the_rows() -> None:
    y, p, _ = rows(11, 400)
    x = np.log(p / (1 - p))
    other = expit(0.2 + 1.3 * x + np.random.default_rng(4).normal(0, 0.3, len(y)))
    result = cm.evaluate(y_true=y, y_score={"a": p, "b": other, "copy": p}, metrics=BOTH, compare="all")
    own = {(e.model, e.metric): e for e in result}
    for metric in BOTH:
        c = next(c for c in result.comparisons if c.metric == metric and (c.a, c.b) == ("a", "b"))
        a, b = own["a", metric], own["b", metric]
        assert c.value == pytest.approx(float(a) - float(b), rel=1e-12)
        assert c.lower < c.value < c.upper
        unpaired = math.hypot(a.ci[1] - float(a), b.ci[1] - float(b))
        assert c.upper - c.value < 0.7 * unpaired, "the same rows: the difference is less variable than two samples"
        same = next(c for c in result.comparisons if c.metric == metric and (c.a, c.b) == ("a", "copy"))
        assert (same.value, same.lower, same.upper) == (0, 0, 0)


def test_replicates_do_not_depend_on_threads_or_backend() -> None:
    y, p, _ = rows(12, 120)
    given = {"y_true": y, "y_score": p, "metrics": BOTH, "ci": "bca", "seed": 5, "n_resamples": 500}
    one = estimates(**given, num_threads=1)
    for options in ({"num_threads": 2}, {"backend": "reference"}):
        other = estimates(**given, **options)
        for metric in BOTH:
            assert other[metric].ci == one[metric].ci
    assert one[SLOPE].ci == pytest.approx(cm.calibration_slope(y, p).ci, rel=0.5)


def test_a_risk_of_0_or_1_leaves_its_groups_undefined_and_says_so() -> None:
    y, p, _ = rows(13)
    p = p.copy()
    p[[17, 40]] = 0, 1
    group = np.where(np.arange(len(y)) < 100, "with", "without")
    result = cm.evaluate(y_true=y, y_score={"model": p}, groups={"g": group})
    for e in (e for e in result if e.metric in BOTH):
        defined = e.group == ("without",)
        assert e.status == ("ok" if defined else "infinite_logit")
        assert math.isnan(float(e)) is not defined
        assert e.interval_status == ("ok" if defined else "undefined_value")
    assert math.isfinite(float(next(iter(result["brier"]))))
    (told,) = (n for n in result.notices if n.code == "infinite_logits")
    assert (told.model, told.count, told.first_row, set(told.metrics)) == ("model", 2, 17, set(BOTH))
    assert "2 risks are exactly 0 or 1 (first at row 17)" in told.text


def test_separated_classes_and_equal_risks_have_no_slope() -> None:
    y = np.repeat([0, 1], 20)
    apart = estimates(y_true=y, y_score=np.linspace(0.05, 0.95, 40), metrics=[*BOTH, *TESTS[:2]])
    assert [apart[m].status for m in (SLOPE, *TESTS[:2])] == ["separated"] * 3
    assert apart[INTERCEPT].status == "ok"
    equal = estimates(y_true=y, y_score=np.full(40, 0.3), metrics=BOTH)
    assert equal[SLOPE].status == "constant_score"
    assert float(equal[INTERCEPT]) == pytest.approx(math.log(0.7 / 0.3), rel=1e-13)


@pytest.mark.parametrize("n_events", [4, 5])
def test_fewer_than_5_of_a_class_have_no_interval(n_events: int) -> None:
    p = expit(np.random.default_rng(6).normal(0, 1, 60))
    y = np.zeros(60, dtype=int)
    y[np.argsort(p)[10 : 10 + 9 * n_events : 9]] = 1
    result = estimates(y_true=y, y_score=p, metrics=BOTH)
    for metric in BOTH:
        assert result[metric].interval_status == ("ok" if n_events == 5 else "too_few")
        assert math.isfinite(float(result[metric]))


def test_tests_have_no_interval_and_need_independent_rows() -> None:
    y, p, _ = rows(14)
    plain = estimates(y_true=y, y_score=p, metrics=TESTS)
    for metric in TESTS:
        e = plain[metric]
        assert (e.status, e.method, e.interval_status) == ("ok", "none", "not_applicable")
        for design in ({"unit": np.arange(len(y)) // 2}, {"sample_weight": 1.0 + np.arange(len(y)) % 2}):
            assert estimates(y_true=y, y_score=p, metrics=metric, **design)[metric].status == "not_independent"
        with pytest.raises(ValueError, match="does not exist for the metric"):
            cm.evaluate(y_true=y, y_score=p, metrics=metric, ci="bca")
    assert float(plain["calibration_joint_p"]) == pytest.approx(stats.chi2.sf(float(plain["calibration_joint_chi2"]), 2), rel=1e-12)
    assert float(plain["spiegelhalter_p"]) == pytest.approx(2 * stats.norm.sf(abs(float(plain["spiegelhalter_z"]))), rel=1e-12)
    for bins in (4, 5, 10, 11):
        for which, less in (("external", 0), ("internal", 2)):
            chi2 = float(cm.hosmer_lemeshow(y, p, bins=bins))
            assert float(cm.hosmer_lemeshow_p(y, p, bins=bins, validation=which)) == pytest.approx(
                stats.chi2.sf(chi2, bins - less), rel=1e-12
            )


def test_tests_of_calibration_do_not_reject_calibrated_risks_too_often() -> None:
    rng = np.random.default_rng(15)
    rejected = np.zeros(3)
    for _ in range(300):
        p = expit(rng.normal(-0.5, 1, 400))
        y = (rng.random(400) < p).astype(int)
        result = cm.evaluate(y_true=y, y_score=p, metrics=["calibration_joint_p", "spiegelhalter_p", "hosmer_lemeshow_p"], ci=None)
        rejected += [float(e) < 0.1 for e in result]
    assert np.all(np.abs(rejected / 300 - 0.1) < 0.06)


def test_hosmer_lemeshow_by_hand_with_tied_risks() -> None:
    """The quantiles at 1/3 and 2/3 are .1 and a number between .5 and .9: the groups are the three risks."""
    p = np.repeat([0.1, 0.5, 0.9], [6, 2, 4])
    y = np.array([1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0])
    edges = np.quantile(p, [1 / 3, 2 / 3])
    group = np.searchsorted(edges, p)
    want = 0.0
    for g in np.unique(group):
        e, o, n = p[group == g].sum(), y[group == g].sum(), (group == g).sum()
        want += (o - e) ** 2 / (e * (1 - e / n))
    assert float(cm.hosmer_lemeshow(y, p, bins=3)) == pytest.approx(want, rel=1e-12)
    assert float(cm.hosmer_lemeshow([0, 1], [0.0, 1.0], bins=3)) == 0
    assert cm.hosmer_lemeshow([1, 1], [0.0, 1.0], bins=3).status == "zero_denominator"
    assert math.isinf(float(cm.hosmer_lemeshow([1, 1], [0.0, 1.0], bins=3)))


def test_the_sentence_of_a_slope() -> None:
    assert "too extreme" in slope_sentence(0.3, 0.99)
    assert "not extreme enough" in slope_sentence(1.01, 2)
    assert "wrong direction" in slope_sentence(-2, -0.1)
    for undecided in ((0.9, 1.0), (1.0, 1.2), (0.5, 1.5), (-math.inf, math.inf)):
        assert slope_sentence(*undecided) == UNDECIDED
    assert slope_sentence(math.nan, math.nan) == ""
