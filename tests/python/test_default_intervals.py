# SPDX-License-Identifier: Apache-2.0
"""Defaults that hold where few rows decide, against their formulas written again in NumPy and SciPy, and the published limits beside them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import CATALOGUE, METRICS, Rows, estimate, evaluate, seeded
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

Limits = tuple[float, float]
Metric = Callable[[Rows], float]
MEANS = ("brier", "log_loss", "mean_calibration_difference")
LEVELS = (0.5, 0.8, 0.95, 0.99)


def limits(e: cm.Estimate) -> Limits:
    assert e.interval_status == "ok", e.interval_status
    return e.lower, e.upper


def near(want: Limits, rel: float = 1e-9) -> tuple[Any, Any]:
    return pytest.approx(want[0], rel=rel, abs=1e-10), pytest.approx(want[1], rel=rel, abs=1e-10)


# --- the formulas ------------------------------------------------------------------------------------------------------------------------


def of_moments(below: Limits, above: Limits, level: float) -> Limits:
    """From mean and variance with the pseudo-rows at the lower end, and the same of 1 − the values; all of [0, 1] without a distribution."""

    def quantile(mean: float, variance: float) -> float:
        if not mean > 0:
            return 0.0
        size = mean * (1 - mean) / variance - 1 if variance > 0 else -1
        return float(stats.beta.ppf((1 - level) / 2, mean * size, (1 - mean) * size)) if size > 0 else math.nan

    low, high = quantile(*below), 1 - quantile(*above)
    return (0.0, 1.0) if math.isnan(low + high) else (low, high)


def beta_of_summary(value: float, n: float, second: Callable[[float], float], c: float, level: float) -> Limits:
    """`second(m)`: n times the mean square, if the mean is m."""

    def moments(m: float) -> Limits:
        mean = m * n / (n + c)
        return mean, (second(m) / (n + c) - mean**2) / (n + c + 1)

    return of_moments(moments(value), moments(1 - value), level)


def beta_of_rows(x: np.ndarray, least: float, greatest: float, c: float, level: float) -> Limits:
    w = (x - least) / (greatest - least)
    spread = ((w - w.mean()) ** 2).sum()
    low, high = beta_of_summary(w.mean(), len(w), lambda m: spread + len(w) * m * m, c, level)
    return least + (greatest - least) * low, least + (greatest - least) * high


def beta_of_jackknife(value: float, se: float, n: float, c: float, level: float) -> Limits:
    return beta_of_summary(value, n, lambda m: n * (se**2 * n + m * m), c, level)


def placements(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    positive, negative = rows.score[rows.y == 1], rows.score[rows.y == 0]
    right = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
    return right.mean(axis=1), right.mean(axis=0)


def beta_of_auroc(rows: Rows, level: float) -> Limits:
    p, q = placements(rows)
    c = 0.5 + 0.5 / min(len(p), len(q))
    a, b = len(p) / (len(p) + c), len(q) / (len(q) + c)

    def moments(p: np.ndarray, q: np.ndarray) -> Limits:
        mean = p.mean() * a * b
        of_positives = (((p * b) ** 2).sum() / (len(p) + c) - mean**2) / (len(p) + c + 1)
        return mean, of_positives + (((q * a) ** 2).sum() / (len(q) + c) - mean**2) / (len(q) + c + 1)

    return of_moments(moments(p, q), moments(1 - p, 1 - q), level)


def precision(y: np.ndarray, score: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Average precision by its definition, for each row of weights."""
    above = (score[:, None] >= score).astype(float)
    hits, everyone = (weight * y) @ above, weight @ above
    return (weight * y * hits / everyone).sum(axis=-1) / (weight * y).sum(axis=-1)


def beta_of_precision(rows: Rows, level: float) -> Limits:
    """The derivatives by the weights are taken by differences of the definition."""

    def moments(best: int) -> Limits:
        y = np.append(rows.y, [best, 1 - best])
        score = np.append(rows.score, [rows.score.max() + 1, rows.score.min() - 1])
        weight = np.append(np.ones(len(rows.y)), [0.5, 0.5])
        step = 1e-5 * np.eye(len(weight))
        slope = (precision(y, score, weight + step) - precision(y, score, weight - step)) / 2e-5
        total = weight.sum()
        mean = float(precision(y, score, weight))
        return 1 - mean if best else mean, float((weight * slope**2).sum() * total / (total + 1))

    return of_moments(moments(0), moments(1), level)


def values_of(metric: str, rows: Rows) -> np.ndarray:
    if metric == "brier":
        return (rows.score - rows.y) ** 2
    return -np.log(np.where(rows.y == 1, rows.score, 1 - rows.score)) if metric == "log_loss" else rows.y - rows.score


def range_of(metric: str, rows: Rows) -> tuple[float, float, float]:
    """Least and greatest value and the number of pseudo-rows."""
    most = -math.log(min(rows.score.min(), 1 - rows.score.max()))
    return {"brier": (0.0, 1.0, 0.5), "log_loss": (0.0, most, 0.5), "mean_calibration_difference": (-1.0, 1.0, 1.0)}[metric]


def units_of(rows: Rows) -> np.ndarray:
    return np.arange(len(rows.y)) if rows.unit is None else rows.unit


def without_each_unit(of: Metric, rows: Rows) -> np.ndarray:
    units = units_of(rows)
    return np.array([of(rows.take(units != u)) for u in np.unique(units)])


def jackknife_se(of: Metric, rows: Rows) -> float:
    left_out = without_each_unit(of, rows)
    return math.sqrt((len(left_out) - 1) / len(left_out) * ((left_out - left_out.mean()) ** 2).sum())


def weights_of(rows: Rows) -> np.ndarray:
    return np.ones(len(rows.y)) if rows.weight is None else rows.weight


def kish(weights: np.ndarray) -> float:
    return float(weights.sum() ** 2 / (weights**2).sum())


def beta_of_units(metric: str, rows: Rows, level: float) -> Limits:
    least, greatest, c = range_of(metric, rows)

    def mean(r: Rows) -> float:
        return float(np.average((values_of(metric, r) - least) / (greatest - least), weights=weights_of(r)))

    x, w = (values_of(metric, rows) - least) / (greatest - least), weights_of(rows)
    value, se = mean(rows), jackknife_se(mean, rows)
    variance = float(np.average((x - value) ** 2, weights=w))
    of_units = np.bincount(np.unique(units_of(rows), return_inverse=True)[1], w)
    n = min(max(variance / se**2, kish(of_units)), kish(w))
    low, high = beta_of_jackknife(value, se, n, c, level)
    return least + (greatest - least) * low, least + (greatest - least) * high


def auroc(rows: Rows) -> float:
    w, positive, negative = weights_of(rows), rows.y == 1, rows.y == 0
    s = rows.score
    right = (s[positive][:, None] > s[negative]) + 0.5 * (s[positive][:, None] == s[negative])
    return float(w[positive] @ right @ w[negative] / (w[positive].sum() * w[negative].sum()))


def beta_of_unit_auroc(rows: Rows, level: float) -> Limits:
    units = units_of(rows)
    k = min(len(np.unique(units[rows.y == 1])), len(np.unique(units[rows.y == 0])))
    wide = jackknife_se(auroc, rows) * stats.t.ppf((1 + level) / 2, k - 1) / stats.norm.ppf((1 + level) / 2)
    a = auroc(rows)
    return beta_of_jackknife(a, wide, min(max(a * (1 - a) / wide**2, 2), k), 0.5 + 0.5 / k, level)


def mover(a: float, of_a: Limits, b: float, of_b: Limits, r: float) -> Limits:
    """Of a − b."""
    down, up = a - of_a[0], of_a[1] - a
    below, above = b - of_b[0], of_b[1] - b
    d = a - b
    return d - math.sqrt(down**2 - 2 * r * down * above + above**2), d + math.sqrt(up**2 - 2 * r * up * below + below**2)


# --- values that two programs gave ---------------------------------------------------------------------------------------------------------

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


# --- independent rows ------------------------------------------------------------------------------------------------------------------------

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


def wilson(x: float, n: float, level: float) -> Limits:
    z = stats.norm.ppf((1 + level) / 2)
    middle, half = x / n + z * z / (2 * n), z * math.sqrt(x / n * (1 - x / n) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


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


# --- the consistent projection -----------------------------------------------------------------------------------------------------------------


def calibrated(seed: int, n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    p = draw.beta(1, 3, n)
    return (draw.random(n) < p).astype(int), p


def test_ece_of_a_calibrated_model_has_the_lower_limit_0() -> None:
    """At the level .95 the error of a calibrated model is above the limit in one of 40 samples."""
    above = sum(cm.ece(*calibrated(seed), n_resamples=400).lower > 0 for seed in range(200))
    assert above <= stats.binom.ppf(0.9999, 200, 0.025)


def test_large_ece_has_the_limits_of_the_projection() -> None:
    for seed in range(5):
        y, p = calibrated(seed)
        e, projection = cm.ece(y, p**3, n_resamples=500), cm.ece(y, p**3, n_resamples=500, ci="l1_projection")
        assert e.method == "l1_consistent"
        assert projection.lower > 0
        assert limits(e) == limits(projection) == (e.published_lower, e.published_upper)
        assert "methods_differ" not in e.flags


def test_ece_between_them_is_decided_by_the_quantile_under_calibration() -> None:
    """Where the two methods differ, the error is below the quantile of Σ|N|, here from other draws; elsewhere it is above, or the limit is 0."""
    bins, differing = 4, 0
    for seed in range(60):
        y, p = calibrated(seed, 250)
        p = np.clip(p + 0.05 * (seed % 3), 0, 1)
        e, projection = (cm.ece(y, p, bins=bins, n_resamples=1000, ci=ci) for ci in ("l1_consistent", "l1_projection"))
        of_bin = np.minimum((p * bins).astype(int), bins - 1)
        sd = np.sqrt(np.bincount(of_bin, p * (1 - p), bins)) / len(p)
        null = np.abs(np.random.default_rng(seed).normal(size=(200_000, bins)) * sd).sum(axis=1)
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
    assert e.method == "l1_projection"
    assert "coverage_not_shown" in e.flags
    assert "coverage_not_shown" not in estimate("ece", seeded(9, 300)).flags


# --- units and weights ----------------------------------------------------------------------------------------------------------------------------


def with_units(seed: int, n_units: int, most: int, shared: float = 0.0) -> Rows:
    """Units of 1 to `most` rows, whose risks have a part in common."""
    draw = np.random.default_rng(seed)
    unit = np.repeat(np.arange(n_units), draw.integers(1, most + 1, n_units))
    rows = seeded(seed, len(unit))
    of_unit = draw.normal(0, shared, n_units)[unit]
    return rows.given(unit=unit, score=np.clip(rows.score + of_unit, 0.01, 0.99))


DEPENDENT = {
    "units": with_units(11, 60, 4),
    "units_alike": with_units(12, 25, 9, shared=0.3),
    "one_large_unit": with_units(13, 40, 2).given(unit=np.minimum(np.arange(len(with_units(13, 40, 2).y)), 35)),
    "weights": seeded(14, 90).given(weight=1 + np.arange(90) % 4),
    "weights_1_to_20": seeded(15, 120, 0.2).given(weight=np.where(np.arange(120) % 7 == 0, 20, 1)),
    "units_and_weights": with_units(16, 30, 5).given(weight=1 + np.arange(len(with_units(16, 30, 5).y)) % 3),
    "few_units_of_a_class": with_units(17, 8, 5),
}
every_dependence = pytest.mark.parametrize("rows", DEPENDENT.values(), ids=DEPENDENT)


@every_dependence
@pytest.mark.parametrize("metric", MEANS)
def test_beta_bound_of_means_of_units(rows: Rows, metric: str) -> None:
    e = estimate(metric, rows)
    assert (e.method, limits(e)) == ("beta_bound", near(beta_of_units(metric, rows, 0.95)))
    assert e.se == pytest.approx(jackknife_se(lambda r: float(np.average(values_of(metric, r), weights=weights_of(r))), rows), rel=1e-9)


@every_dependence
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_beta_bound_of_the_auroc_of_units(rows: Rows, level: float) -> None:
    e = estimate("auroc", rows, level=level)
    assert (e.method, limits(e)) == ("beta_bound", near(beta_of_unit_auroc(rows, level)))
    assert e.se == pytest.approx(jackknife_se(auroc, rows), rel=1e-9)


def test_the_effective_number_of_rows_is_clipped() -> None:
    """Units whose rows all agree have at least the size of the units; negatively correlated rows have at most that of the rows."""
    agree = seeded(21, 40)
    agree = agree.take(np.repeat(np.arange(40), 3)).given(unit=np.repeat(np.arange(40), 3))
    opposed = seeded(22, 80)
    order = np.argsort(values_of("brier", opposed))
    opposed = opposed.take(np.concatenate([order[:40], order[40:][::-1]])).given(unit=np.tile(np.arange(40), 2))
    for rows, n in ((agree, 40), (opposed, 80)):
        x = values_of("brier", rows)
        se = jackknife_se(lambda r: float(values_of("brier", r).mean()), rows)
        assert (x.var() / se**2 > n) == (n == 80)
        assert limits(estimate("brier", rows)) == near(beta_of_jackknife(x.mean(), se, n, 0.5, 0.95))


@pytest.mark.parametrize("n_units", [4, 5])
def test_fewer_than_five_units_are_too_few(n_units: int) -> None:
    draw = np.random.default_rng(3)
    unit = np.arange(60) % n_units
    rows = Rows(np.tile([0, 1], 30), draw.random(60), unit=unit)
    for metric in ("auroc", *MEANS):
        assert estimate(metric, rows).interval_status == ("too_few" if n_units < 5 else "ok")
    of_four = np.where(rows.y == 1, np.arange(60) % 4 * 2 + 1, np.arange(60))  # the positives belong to four patients
    assert estimate("auroc", rows.given(unit=1000 * rows.y + of_four)).interval_status == "too_few"


def shares(metric: str, rows: Rows) -> tuple[Metric, Metric, str, str]:
    """The two proportions of a composite a − b (or a·b), and the metrics that they are."""

    def share(of: Callable[[Rows], np.ndarray], hit: Callable[[Rows], np.ndarray]) -> Metric:
        return lambda r: float((weights_of(r) * (of(r) & hit(r))).sum() / (weights_of(r) * of(r)).sum())

    def positive(r: Rows) -> np.ndarray:
        return r.y == 1

    def predicted(r: Rows) -> np.ndarray:
        return r.score >= 0.5

    def negated(of: Callable[[Rows], np.ndarray]) -> Callable[[Rows], np.ndarray]:
        return lambda r: ~of(r)

    if metric == "markedness":
        return share(predicted, positive), share(negated(predicted), positive), "ppv", "false_omission_rate"
    if metric == "g_mean":
        return share(positive, predicted), share(negated(positive), negated(predicted)), "sensitivity", "specificity"
    return share(positive, predicted), share(negated(positive), predicted), "sensitivity", "fpr"


@pytest.mark.parametrize("rows", [DEPENDENT[k] for k in ("units", "units_alike", "weights", "units_and_weights")])
@pytest.mark.parametrize("metric", ["balanced_accuracy", "informedness", "markedness", "g_mean"])
def test_mover_of_units(metric: str, rows: Rows) -> None:
    """Limits of the two proportions among units, joined with the correlation of their delete-one-unit values."""
    of_a, of_b, name_a, name_b = shares(metric, rows)
    a, b = of_a(rows), of_b(rows)
    r = float(np.corrcoef(without_each_unit(of_a, rows), without_each_unit(of_b, rows))[0, 1])
    limits_a, limits_b = (limits(estimate(name, rows)) for name in (name_a, name_b))
    e = estimate(metric, rows)
    assert e.method == "mover"
    if metric == "g_mean":  # the logarithm of a product is a − (−log b)
        log_a, log_b = tuple(map(math.log, limits_a)), tuple(-math.log(x) for x in reversed(limits_b))
        low, high = mover(math.log(a), log_a, -math.log(b), log_b, -r)
        want = math.exp(low / 2), math.exp(high / 2)
    else:
        want = mover(a, limits_a, b, limits_b, r)
        if metric == "balanced_accuracy":
            want = (want[0] + 1) / 2, (want[1] + 1) / 2
    assert limits(e) == near(want)
    by_t = estimate(metric, rows, ci="transform_t")
    assert (e.published_lower, e.published_upper, e.published_method) == (by_t.lower, by_t.upper, "transform_t")


# --- published limits ---------------------------------------------------------------------------------------------------------------------------

# metric → the published method beside the default, and by ci="published": of independent rows, then with units or unequal weights
BESIDE: dict[str, tuple[str, str]] = {
    "auroc": ("delong", "transform_t"),
    **dict.fromkeys(MEANS, ("student_t", "transform_t")),
    **dict.fromkeys(["mcc", "kappa", "fowlkes_mallows"], ("bca", "none")),
    **dict.fromkeys(["balanced_accuracy", "informedness", "markedness", "g_mean"], ("none", "transform_t")),
    "ece": ("l1_projection", "none"),
}
ALONE: dict[str, tuple[str, str]] = {
    **BESIDE,
    "auroc": ("logit_delong", "transform_t"),
    "average_precision": ("bca", "logit_bootstrap_sd"),
    "scaled_brier": ("bca", "transform_t"),
    **dict.fromkeys(["mcc", "kappa", "fowlkes_mallows"], ("bca", "transform_t")),
    **dict.fromkeys(["balanced_accuracy", "informedness", "markedness", "g_mean"], ("square_and_add", "transform_t")),
    "ece": ("l1_projection", "l1_projection"),
}


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("kind", ["rows", "units"])
def test_published_methods(metric: str, kind: str) -> None:
    which = ("rows", "units").index(kind)
    rows = seeded(31, 400).given(unit=np.arange(400) // (2 if kind == "units" else 1))
    default, published = estimate(metric, rows), estimate(metric, rows, ci="published")
    beside = BESIDE.get(metric, ("none", "none"))[which]
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
    want = ALONE.get(metric, (same_as_default, same_as_default))[which]
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


# --- laws -----------------------------------------------------------------------------------------------------------------------------------------


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
