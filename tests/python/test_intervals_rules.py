# SPDX-License-Identifier: Apache-2.0
"""Which interval a number gets: the table of defaults, refusals by name, fallbacks, and jackknife and bootstrap limits worked out again in NumPy."""

from __future__ import annotations

import math
from collections.abc import Callable

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import CATALOGUE, WITH_INTERVALS, Rows, estimate, evaluate, facts, seeded
from scipy import stats

PROPORTIONS = [
    "sensitivity", "specificity", "ppv", "npv", "fpr", "fnr", "fdr", "false_omission_rate", "accuracy", "prevalence", "detection_prevalence",
]  # fmt: skip
POINTS = [
    "sensitivity_at_specificity", "specificity_at_sensitivity", "ppv_at_sensitivity", "alert_rate_at_sensitivity", "sensitivity_at_alert_rate", "lift",
]  # fmt: skip
# metric → default for independent rows, default with units or unequal weights
DEFAULTS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(PROPORTIONS, ("wilson", "transform_t")),
    **dict.fromkeys(["balanced_accuracy", "informedness", "markedness", "g_mean"], ("square_and_add", "mover")),
    **dict.fromkeys(["mcc", "kappa", "fowlkes_mallows"], ("hull_bca_delta", "transform_t")),
    **dict.fromkeys(["f1", "jaccard"], ("indirect_wilson", "transform_t")),
    "f_beta": ("logit_delta", "transform_t"),
    **dict.fromkeys(["lr_positive", "lr_negative", "diagnostic_odds_ratio"], ("log", "transform_t")),
    **dict.fromkeys(["auroc", "brier", "log_loss", "mean_calibration_difference"], ("beta_bound", "beta_bound")),
    "average_precision": ("beta_bound", "logit_bootstrap_sd"),
    "scaled_brier": ("hull_mover_t", "transform_t"),
    "observed_expected_ratio": ("transform_t", "transform_t"),
    "ece": ("l1_consistent", "l1_projection"),
    "calibration_slope": ("slope_t", "slope_t"),
    "calibration_intercept": ("transform_t", "transform_t"),
    "ks_statistic": ("transform_t", "transform_t"),
    **dict.fromkeys(["partial_auroc", "two_way_partial_auroc"], ("bca", "bca")),
    **dict.fromkeys(POINTS, ("percentile", "percentile")),
    **dict.fromkeys(["ici", "e50", "e90", "emax", "ece_debiased", "brier_reliability"], ("l1_projection", "l1_projection")),
    **dict.fromkeys(["brier_resolution", "brier_within_bins"], ("transform_t", "transform_t")),
    **dict.fromkeys(
        ["brier_uncertainty", "net_benefit", "standardized_net_benefit", "interventions_avoided", "expected_cost"], ("mover", "transform_t")
    ),
    **dict.fromkeys(["net_benefit_treat_all", "number_needed_to_evaluate"], ("indirect_wilson", "transform_t")),
    "number_needed_to_diagnose": ("square_and_add", "mover"),
}
# where the strata are the outcome, these keep the default of independent rows
HARMLESS = {
    "sensitivity", "specificity", "fpr", "fnr", "balanced_accuracy", "informedness", "g_mean", "lr_positive", "lr_negative",
    "diagnostic_odds_ratio", "auroc", "calibration_slope", "number_needed_to_diagnose",
}  # fmt: skip
# these do not depend on the prevalence either, but their replicates or values without a row are those of the strata
OF_REPLICATES = {"partial_auroc", "two_way_partial_auroc", "ks_statistic", "sensitivity_at_specificity", "specificity_at_sensitivity"}
# these depend on nothing but the prevalence
OF_PREVALENCE = {"brier_uncertainty", "net_benefit_treat_all"}
INDEPENDENT = {
    "wilson": "sensitivity", "clopper_pearson": "ppv", "jeffreys": "accuracy", "agresti_coull": "npv", "square_and_add": "informedness",
    "indirect_wilson": "f1", "logit_delta": "f_beta", "log": "lr_positive", "delta_fisher_z": "mcc", "delong": "auroc",
    "logit_delong": "auroc", "newcombe5": "auroc", "hull": "auroc", "beta_bound": "average_precision", "hull_bca_delta": "kappa",
    "mover": "scaled_brier", "hull_mover_t": "scaled_brier", "l1_consistent": "ece",
}  # fmt: skip
BIG = seeded(1, 600)
every_metric = pytest.mark.parametrize("metric", WITH_INTERVALS)


def wilson(x: float, n: float, level: float = 0.95) -> tuple[float, float]:
    z = stats.norm.ppf((1 + level) / 2)
    p, middle = x / n, (x / n + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def limits(e: cm.Estimate) -> tuple[float, float]:
    assert e.interval_status == "ok", e.interval_status
    return e.lower, e.upper


def close(e: cm.Estimate, want: tuple[float, float], rel: float = 1e-11) -> None:
    assert limits(e) == (pytest.approx(want[0], rel=rel, abs=1e-13), pytest.approx(want[1], rel=rel, abs=1e-13))


# --- the table ----------------------------------------------------------------------------------------------------------------------------------


def expected_status(metric: str) -> str:
    return "zero_variance" if metric == "two_way_partial_auroc" else "ok"  # these rows do not reach its corner of the ROC curve


def test_the_table_is_complete() -> None:
    assert set(DEFAULTS) == set(WITH_INTERVALS)


@every_metric
def test_default_of_independent_rows(metric: str) -> None:
    e = estimate(metric, BIG)
    assert (e.method, e.interval_status) == (DEFAULTS[metric][0], expected_status(metric))


@every_metric
@pytest.mark.parametrize("why", ["units", "weights", "real_weights", "other_strata"])
def test_default_of_other_rows(metric: str, why: str) -> None:
    n = len(BIG.y)
    given = {
        "units": {"unit": np.arange(n) // 3},
        "weights": {"weight": 1 + np.arange(n) % 2},
        "real_weights": {"weight": 0.5 + np.arange(n) % 2},
    }
    rows = BIG.given(**given.get(why, {"strata": np.arange(n) % 3}))
    e = estimate(metric, rows)
    assert (e.method, e.interval_status) == (DEFAULTS[metric][1], expected_status(metric))
    assert ("low_effective_sample_size" in e.flags, "prevalence_fixed_by_design" in e.flags) == (False, False)


@every_metric
def test_strata_that_are_the_outcome(metric: str) -> None:
    e = estimate(metric, BIG.given(strata=BIG.y))
    plain = estimate(metric, BIG)
    assert e.value == plain.value
    fallback = "wilson" if metric == "prevalence" else DEFAULTS[metric][1]  # fixed by design: SE_J is 0
    assert e.method == (DEFAULTS[metric][0] if metric in HARMLESS else fallback)
    assert ("prevalence_fixed_by_design" in e.flags) == (metric not in HARMLESS | OF_REPLICATES)
    if metric in OF_PREVALENCE:
        assert e.interval_status == "zero_variance"
    if metric in OF_PREVALENCE | OF_REPLICATES:
        return
    if metric == "calibration_slope":  # its standard error without a row is that of the strata
        assert e.ci == pytest.approx(plain.ci, abs=0.002)
        return
    assert (limits(e) == limits(plain)) == (metric in HARMLESS or metric == "prevalence")


@every_metric
def test_small_samples(metric: str) -> None:
    few = estimate(metric, seeded(2, 18))
    assert few.interval_status == (
        "too_few" if few.method in ("hull_bca_delta", "l1_consistent", "l1_projection", "bca", "percentile") else "ok"
    )
    rare = BIG.given(y=np.where(np.arange(600) < 4, 1, 0))
    e = estimate(metric, rare)
    if e.method == "hull_bca_delta":
        assert e.interval_status == "too_few"


# --- equal weights, units of one row: none -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", [m for m in WITH_INTERVALS if m != "ece_debiased"])  # it takes the sum of weights as the number of rows
@pytest.mark.parametrize("weight", [1, 5, 0.25, 0.3])
def test_equal_weights_are_no_weights(metric: str, weight: float) -> None:
    e, plain = estimate(metric, BIG.given(weight=np.full(600, weight))), estimate(metric, BIG)
    in_unit = ("weight_sum", "numerator", "denominator")  # in the unit of the weights
    assert {k: v for k, v in facts(e).items() if k not in in_unit} == {k: v for k, v in facts(plain).items() if k not in in_unit}
    for name in in_unit:
        assert getattr(e, name) == pytest.approx(weight * getattr(plain, name), rel=1e-12, nan_ok=True)


def test_equality_of_weights_is_judged_among_positive_ones() -> None:
    w = np.where(np.arange(600) % 5 == 0, 0, 2)
    assert estimate("sensitivity", BIG.given(weight=w)).method == "wilson"
    assert estimate("sensitivity", BIG.given(weight=w, unit=np.where(w > 0, np.arange(600), 0))).method == "wilson"


def test_clusters_and_weights_are_judged_on_the_whole_cohort() -> None:
    """A group of single rows within a clustered cohort is treated as the cohort is."""
    group = np.arange(600) % 2
    unit = np.where(group == 0, np.arange(600), np.arange(600) // 20 * 1000 + 1)
    for rows in (BIG.given(unit=unit, group=group), BIG.given(weight=1 + group * (np.arange(600) % 4), group=group)):
        assert {e.method for e in evaluate(rows, metrics="sensitivity")} == {"transform_t"}


# --- refusals -----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["weights", "clusters", "strata"])
@pytest.mark.parametrize("method", list(INDEPENDENT))
def test_methods_for_independent_rows_are_refused_otherwise(method: str, why: str) -> None:
    metric = INDEPENDENT[method]
    given = {
        "weights": {"weight": 1 + np.arange(600) % 2},
        "clusters": {"unit": np.arange(600) // 2},
        "strata": {"strata": np.arange(600) % 2},
    }
    refused = estimate(metric, BIG.given(**given[why]), ci=method)
    assert (refused.method, refused.interval_status) == (method, f"refused_{why}")
    assert np.isnan([refused.lower, refused.upper]).all()
    plain = estimate(metric, BIG, ci=method)
    assert (plain.method, plain.interval_status) == (method, "ok")
    if why != "weights":
        assert refused.value == plain.value
    by_outcome = estimate(metric, BIG.given(strata=BIG.y), ci=method)
    assert by_outcome.interval_status == ("ok" if metric in HARMLESS else "refused_strata")


@pytest.mark.parametrize("method", ["percentile", "basic", "bca"])
def test_too_few_replicates(method: str) -> None:
    for level, least in ((0.95, 400), (0.9, 200), (0.99, 2000)):
        assert estimate("auroc", BIG, ci=method, level=level, n_resamples=least - 1).interval_status == "too_few_replicates"
        enough = estimate("auroc", BIG, ci=method, level=level, n_resamples=least).interval_status
        assert enough in ({"ok", "extreme_quantile"} if method == "bca" else {"ok"})  # BCa may need quantiles beyond the last replicates


@pytest.mark.parametrize("method", ["percentile", "basic", "bca"])
def test_undefined_replicates(method: str) -> None:
    """Two positives of 30: 13 % of the draws have none."""
    rows = Rows(np.repeat([1, 0], [2, 28]), np.arange(30)[::-1] / 30)
    e = estimate("sensitivity", rows.given(score=np.where(np.arange(30) % 2, 0.9, 0.1)), ci=method, n_resamples=4000)
    assert e.interval_status == "refused_undefined_replicates"
    assert 0.10 < e.n_undefined / e.n_resamples < 0.16
    four = Rows(np.repeat([1, 0], [4, 26]), np.where(np.arange(30) % 2, 0.9, 0.1))
    few = estimate("sensitivity", four, ci=method, n_resamples=4000)
    assert 0 < few.n_undefined < 200
    assert few.interval_status == "ok"


@pytest.mark.parametrize(
    ("metric", "method"),
    [
        ("auroc", "wilson"), ("brier", "wilson"), ("brier", "delong"), ("sensitivity", "delong"), ("f1", "wilson"), ("sensitivity", "log"),
        ("ece", "percentile"), ("ece", "bca"), ("ece", "basic"), ("ece", "transform_t"), ("average_precision", "wilson"),
        ("average_precision", "delong"), ("auroc", "logit_bootstrap_sd"), ("auroc", "l1_projection"), ("f_beta", "indirect_wilson"),
        ("mcc", "square_and_add"), ("prevalence", "newcombe5"),
    ],
)  # fmt: skip
def test_a_method_that_never_fits_is_an_error_before_work(metric: str, method: str) -> None:
    seen: list[int] = []
    with pytest.raises(ValueError, match=rf"`ci` asks for the method '{method}', which does not exist for the metric '{metric}"):
        evaluate(BIG, metrics=["auroc", metric], ci={metric: method}, progress=lambda done, total: seen.append(done))
    assert seen == []
    with pytest.raises(ValueError, match=f"'{method}', which does not exist for"):
        estimate(metric, BIG, ci=method)


def test_ci_by_metric() -> None:
    result = evaluate(
        BIG, metrics=["auroc", "roc_auc_score", "sensitivity", "ppv", "f_beta(beta=2)", "f_beta(beta=3)", "brier"],
        ci={"c_statistic": "delong", "recall": None, "ppv": "auto", "f_beta(beta=2)": "transform_t"},
    )  # fmt: skip
    made = {cm.result.metric_text(e.metric, e.parameters): (e.method, e.interval_status) for e in result}
    assert made == {
        "auroc": ("delong", "ok"), "sensitivity": ("none", "not_requested"), "ppv": ("wilson", "ok"),
        "f_beta(beta=2)": ("transform_t", "ok"), "f_beta(beta=3)": ("logit_delta", "ok"), "brier": ("beta_bound", "ok"),
    }  # fmt: skip
    assert {e.interval_status for e in evaluate(BIG, ci=None)} == {"not_requested"}
    assert {e.n_resamples for e in evaluate(BIG, ci=None)} == {0}
    with pytest.raises(ValueError, match="`ci` names the metric 'npv', which is not asked for"):
        evaluate(BIG, metrics=["ppv"], ci={"npv": "wilson"})
    with pytest.raises(ValueError, match="`ci` names 'npw', which is not known; did you mean 'npv'"):
        evaluate(BIG, metrics=["ppv"], ci={"npw": "wilson"})


# --- sizes --------------------------------------------------------------------------------------------------------------------------------------


def test_groups_below_the_minimum_are_listed_only() -> None:
    group = np.repeat(["a", "b", "c"], [9, 10, 581])
    result = evaluate(BIG.given(group=group), metrics=["accuracy", "auroc"], n_resamples=50)
    a, b = (result["accuracy"].where(attribute="group", group=g).one() for g in "ab")
    assert (a.status, a.interval_status, a.n) == ("too_few", "too_few", 9)
    assert (a.n_positive, a.n_negative, a.n_units) == (None, None, None)  # of so few rows only their number is shown
    assert np.isnan([a.value, a.lower, a.upper, a.weight_sum, a.n_eff, a.numerator, a.denominator]).all()
    assert (b.status, b.interval_status, b.method) == ("ok", "ok", "wilson")
    unit = np.where(group == "c", np.arange(600), np.arange(600) % 9)  # ten rows of nine patients
    by_patient = evaluate(BIG.given(group=group, unit=unit), metrics="accuracy").where(attribute="group", group="b").one()
    assert (by_patient.status, by_patient.n) == ("too_few", 10)
    assert evaluate(BIG.given(group=group), metrics="accuracy", min_group_size=9).where(group="a").one().status == "ok"
    assert evaluate(BIG.take(slice(0, 4)), metrics="accuracy").one().status == "ok"  # everyone is no group


@pytest.mark.parametrize("metric", [m for m in WITH_INTERVALS if DEFAULTS[m][1] == "transform_t"])
def test_too_few_units(metric: str) -> None:
    """Fewer than 10 units; or than 5 with a positive and 5 with a negative row, where both classes are read."""
    draw = np.random.default_rng(6)
    y, score = np.tile([1, 0, 0, 1], 30), draw.random(120)
    assert estimate(metric, Rows(y, score, unit=np.arange(120) % 9)).interval_status == "too_few"
    status = estimate(metric, Rows(y, score, unit=np.arange(120) // 4)).interval_status
    assert status == ("zero_variance" if metric in OF_PREVALENCE else "ok")  # all units have the same prevalence
    lonely = np.where(np.arange(120) % 2 == 1, np.arange(120), np.arange(120) % 4)  # positives of four patients only
    y = (np.arange(120) % 2 == 0).astype(int)
    e = estimate(metric, Rows(y, score, unit=lonely))
    reads_both = {*HARMLESS, "mcc", "kappa", "scaled_brier"} - {"sensitivity", "specificity", "fpr", "fnr"}
    if metric in reads_both:
        assert e.interval_status == "too_few"
    if metric in ("sensitivity", "fnr"):
        assert e.interval_status == "too_few"  # four patients in its denominator


# --- fallbacks ----------------------------------------------------------------------------------------------------------------------------------


def test_proportion_of_units_that_all_agree() -> None:
    """SE_J = 0: Wilson at the Kish size (Σm)²/Σm² of the denominator's weights per unit."""
    rng = np.random.default_rng(4)
    unit = np.repeat(np.arange(25), rng.integers(1, 9, 25))
    weight = rng.integers(1, 4, len(unit))
    y = (unit % 2 == 0).astype(int)
    rows = Rows(y, y * 0.8, weight=weight, unit=unit)
    m = np.array([weight[(unit == u) & (y == 1)].sum() for u in range(25)])
    kish = m.sum() ** 2 / (m**2).sum()
    e = estimate("sensitivity", rows)
    assert (e.value, e.method) == (1, "wilson")
    close(e, wilson(kish, kish))
    close(estimate("fnr", rows), wilson(0, kish))
    named = estimate("sensitivity", rows, ci="transform_t")
    assert (named.method, named.interval_status) == ("transform_t", "zero_variance")


def newcombe5(a: float, n_positive: float, n_negative: float, level: float = 0.95) -> tuple[float, float]:
    """Both roots of |a − t| = z·√V(t) by bisection."""
    z, m = stats.norm.ppf((1 + level) / 2), (n_positive + n_negative) / 2 - 1

    def gap(t: float) -> float:
        v = t * (1 - t) * (1 + m * (1 - t) / (2 - t) + m * t / (1 + t)) / (n_positive * n_negative)
        return abs(a - t) - z * math.sqrt(v)

    def root(outer: float, inner: float) -> float:
        for _ in range(200):
            middle = (outer + inner) / 2
            outer, inner = (middle, inner) if gap(middle) > 0 else (outer, middle)
        return inner

    return (0.0 if a == 0 else root(0.0, a - 1e-12), 1.0 if a == 1 else root(1.0, a + 1e-12))


def test_perfect_separation() -> None:
    """DeLong's variance is 0: Newcombe's method 5 has an interval, and so has the default."""
    y = np.repeat([1, 0], [5, 45])
    e = cm.auroc(y, y)
    assert (e.value, e.method, e.upper, e.published_method) == (1, "beta_bound", 1, "delong")
    assert 0.5 < e.lower < 1
    assert math.isnan(e.published_lower)
    assert cm.auroc(y, y, ci="published").interval_status == "zero_variance"
    by_newcombe = cm.auroc(y, y, ci="newcombe5")
    assert by_newcombe.lower == pytest.approx(0.7878, abs=5e-5)
    close(by_newcombe, newcombe5(1, 5, 45), rel=1e-9)
    unit = np.repeat(np.arange(10), 5)  # patients 0 and 1 … hold the positives
    y = np.tile([1, 0, 1, 0, 0], 10)
    clustered, worst = cm.auroc(y, y, unit=unit), cm.auroc(y, 1 - y, unit=unit)
    assert (clustered.value, clustered.method, clustered.upper) == (1, "beta_bound", 1)
    assert limits(worst) == (0, pytest.approx(1 - clustered.lower, rel=1e-9))
    flat = cm.auroc(np.repeat([1, 0], [40, 60]), np.zeros(100), ci="newcombe5")
    assert flat.value == 0.5
    close(flat, newcombe5(0.5, 40, 60), rel=1e-9)


def test_average_precision_of_1() -> None:
    y = np.repeat([1, 0], [12, 48])
    e = cm.average_precision(y, y)
    assert (e.value, e.method, e.upper) == (1, "beta_bound", 1)
    clustered = cm.average_precision(y, y, unit=np.arange(60) // 2)
    assert clustered.method == "wilson"
    close(clustered, wilson(6, 6))  # patients with a positive row


def test_no_event_at_all() -> None:
    """O:E from 0 to Wilson's upper limit of 0 in n, times n over what was expected."""
    score = np.linspace(0.05, 0.3, 80)
    e = cm.observed_expected_ratio(np.zeros(80), score)
    assert (e.value, e.status) == (0, "ok")
    close(e, (0.0, wilson(0, 80)[1] * 80 / score.sum()), rel=1e-7)
    assert cm.observed_expected_ratio(np.zeros(80), score, ci="transform_t").interval_status != "ok"


def test_infinite_log_loss() -> None:
    y, score = np.tile([0, 1], 50), np.tile([0.3, 0.8], 50)
    score[1] = 0.0
    e = cm.log_loss(y, score)
    assert (e.value, e.interval_status) == (math.inf, "infinite_value")
    assert np.isnan([e.lower, e.upper]).all()
    assert cm.log_loss(y, np.tile([0.3, 0.8], 50)).interval_status == "ok"


@pytest.mark.parametrize("metric", ["mcc", "kappa", "fowlkes_mallows"])
def test_where_bca_has_no_answer(metric: str) -> None:
    """All decisions right: every replicate is 1, and the limits come from the cells, each half a row larger."""
    y = np.repeat([1, 0], [30, 70])
    e = getattr(cm, metric)(y, y)
    assert (e.value, e.method, e.interval_status, e.upper) == (1, "hull_bca_delta", "ok", 1)
    assert 0.8 < e.lower < 1
    assert limits(e) == limits(getattr(cm, metric)(y, y, ci="delta_fisher_z"))
    named = getattr(cm, metric)(y, y, ci="bca")
    assert (named.method, named.interval_status) == ("bca", "zero_variance")


def test_likelihood_ratios_with_an_empty_cell() -> None:
    tp, fp, fn, tn = 20, 0, 10, 40
    y, d = np.repeat([1, 0, 1, 0], [tp, fp, fn, tn]), np.repeat([1, 1, 0, 0], [tp, fp, fn, tn])
    e = cm.lr_positive(y, d)
    assert (e.value, e.status, e.method, e.upper) == (math.inf, "zero_denominator", "log_haldane", math.inf)
    tp, fp, n_positive, n_negative = tp + 0.5, fp + 0.5, 31, 41
    ratio, se = (tp / n_positive) / (fp / n_negative), math.sqrt(1 / tp - 1 / n_positive + 1 / fp - 1 / n_negative)
    assert e.lower == pytest.approx(ratio * math.exp(-1.959963984540054 * se), rel=1e-12)


# --- the jackknife, done again -----------------------------------------------------------------------------------------------------------------


def sens(y: np.ndarray, s: np.ndarray, w: np.ndarray) -> float:
    return float(w[(y == 1) & (s >= 0.5)].sum() / w[y == 1].sum())


def auc(y: np.ndarray, s: np.ndarray, w: np.ndarray) -> float:
    p, q = s[y == 1][:, None], s[y == 0][None, :]
    pairs = w[y == 1][:, None] * w[y == 0][None, :]
    return float((pairs * ((p > q) + 0.5 * (p == q))).sum() / pairs.sum())


def youden(y: np.ndarray, s: np.ndarray, w: np.ndarray) -> float:
    return sens(y, s, w) + float(w[(y == 0) & (s < 0.5)].sum() / w[y == 0].sum()) - 1


BY_HAND: dict[str, tuple[Callable[[np.ndarray, np.ndarray, np.ndarray], float], str]] = {
    "sensitivity": (sens, "logit"),
    "accuracy": (lambda y, s, w: float((w * (y == (s >= 0.5))).sum() / w.sum()), "logit"),
    "ppv": (lambda y, s, w: float(w[(y == 1) & (s >= 0.5)].sum() / w[s >= 0.5].sum()), "logit"),
    "informedness": (youden, "?"),
    "lr_positive": (lambda y, s, w: sens(y, s, w) / float(w[(y == 0) & (s >= 0.5)].sum() / w[y == 0].sum()), "log"),
    "f1": (lambda y, s, w: float(2 * w[(y == 1) & (s >= 0.5)].sum() / (w[y == 1].sum() + w[s >= 0.5].sum())), "logit"),
    "auroc": (auc, "logit"),
    "brier": (lambda y, s, w: float((w * (y - s) ** 2).sum() / w.sum()), "log"),
    "mean_calibration_difference": (lambda y, s, w: float((w * (y - s)).sum() / w.sum()), "identity"),
    "observed_expected_ratio": (lambda y, s, w: float((w * y).sum() / (w * s).sum()), "log"),
    "scaled_brier": (
        lambda y, s, w: 1 - float((w * (y - s) ** 2).sum() / w.sum()) / float(np.average(y, weights=w) * (1 - np.average(y, weights=w))), "identity"
    ),
}  # fmt: skip
H: dict[str, tuple[Callable[[float], float], Callable[[float], float], Callable[[float], float]]] = {
    "identity": (lambda x: x, lambda x: 1.0, lambda x: x),
    "log": (math.log, lambda x: 1 / x, math.exp),
    "logit": (lambda x: math.log(x / (1 - x)), lambda x: 1 / x / (1 - x), lambda x: 1 / (1 + math.exp(-x))),
}


def clustered(seed: int, weighted: bool, stratified: bool) -> Rows:
    draw = np.random.default_rng(seed)
    unit = np.repeat(np.arange(24), draw.integers(1, 6, 24))
    n = len(unit)
    y = (draw.random(n) < 0.3 + 0.3 * (unit % 2)).astype(int)
    score = np.round(np.clip(draw.normal(0.4 + 0.2 * y, 0.2), 0.02, 0.98), 2)
    return Rows(y, score, draw.integers(1, 4, n) if weighted else None, unit, unit % 2 if stratified else None)


@pytest.mark.parametrize("stratified", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("metric", list(BY_HAND))
def test_jackknife_by_hand(metric: str, weighted: bool, stratified: bool) -> None:
    """SE_J² = Σ over strata of (m − 1)/m · Σ (θ₋ᵢ − mean)², each patient taken out in turn."""
    rows = clustered(7, weighted, stratified)
    of, scale = BY_HAND[metric]
    w = np.ones(len(rows.y)) if rows.weight is None else rows.weight.astype(float)
    units = np.unique(rows.unit)
    without = np.array([of(rows.y[k], rows.score[k], w[k]) for k in (rows.unit != u for u in units)])
    stratum = units % 2 if stratified else units * 0
    variance = 0.0
    for s in np.unique(stratum):
        of_stratum = without[stratum == s]
        m = len(of_stratum)
        variance += (m - 1) / m * float(((of_stratum - of_stratum.mean()) ** 2).sum())
    e = estimate(metric, rows, ci="transform_t")
    value = of(rows.y, rows.score, w)
    assert e.value == pytest.approx(value, rel=1e-12, abs=1e-14)
    assert e.se == pytest.approx(math.sqrt(variance), rel=1e-9)
    positive = len(np.unique(rows.unit[rows.y == 1]))
    negative = len(np.unique(rows.unit[rows.y == 0]))
    flagged = len(np.unique(rows.unit[rows.score >= 0.5]))
    df = {"sensitivity": positive, "ppv": flagged, "auroc": min(positive, negative)}.get(metric, len(units)) - 1
    assert e.df == df
    if scale != "?":
        h, slope, back = H[scale]
        step = stats.t.ppf(0.975, df) * math.sqrt(variance) * slope(value)
        close(e, (back(h(value) - step), back(h(value) + step)), rel=1e-9)


# --- the bootstrap, done again ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", ["auroc", "mcc", "brier", "sensitivity"])
def test_percentile_and_basic_by_hand(metric: str) -> None:
    rows = seeded(9, 200)
    for level in (0.9, 0.95):
        p, b = (evaluate(rows, metrics=metric, ci=ci, level=level, keep_replicates=True).one() for ci in ("percentile", "basic"))
        low, high = np.quantile(p.replicates, [(1 - level) / 2, (1 + level) / 2])
        shift = 0.0
        if metric == "brier":  # replicates add up squares of 28 binary digits; the limits move by what rounding does to the value
            shift = p.value - float(np.mean(np.round((rows.score - rows.y) ** 2 * 2**28)) / 2**28)
        close(p, (low + shift, high + shift))
        close(b, (2 * (b.value - shift) - high + shift, 2 * (b.value - shift) - low + shift))
        assert p.se == pytest.approx(np.std(p.replicates, ddof=1), rel=1e-9)
        assert (p.n_resamples, p.n_undefined) == (2000, 0)


@pytest.mark.parametrize("metric", ["auroc", "brier", "sensitivity"])
def test_bca_by_hand(metric: str) -> None:
    rows = seeded(9, 120)
    e = evaluate(rows, metrics=metric, ci="bca", keep_replicates=True).one()
    of = BY_HAND[metric][0]
    n = len(rows.y)
    one = np.ones(n)
    without = np.array([of(np.delete(rows.y, i), np.delete(rows.score, i), one[1:]) for i in range(n)])
    influence = (n - 1) * (without.mean() - without)
    a = (influence**3).sum() / 6 / (influence**2).sum() ** 1.5
    z0 = stats.norm.ppf(np.mean(e.replicates < e.value) + np.mean(e.replicates == e.value) / 2)
    z = stats.norm.ppf([0.025, 0.975])
    adjusted = stats.norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z)))
    shift = 0.0
    if metric == "brier":  # as in test_percentile_and_basic_by_hand
        shift = e.value - float(np.mean(np.round((rows.score - rows.y) ** 2 * 2**28)) / 2**28)
    low, high = np.quantile(e.replicates, adjusted)
    close(e, (low + shift, high + shift), rel=1e-9)


def test_average_precision_by_hand() -> None:
    rows = seeded(9, 200)
    e = evaluate(rows, metrics="average_precision", ci="logit_bootstrap_sd", keep_replicates=True).one()
    n = int(rows.y.sum())
    logit = np.log(e.replicates / (1 - e.replicates))
    step = stats.t.ppf(0.975, n - 1) * math.sqrt(n / (n - 1)) * np.std(logit, ddof=1)
    centre = math.log(e.value / (1 - e.value))
    close(e, (1 / (1 + math.exp(step - centre)), 1 / (1 + math.exp(-step - centre))), rel=1e-9)
    assert e.df == n - 1


def test_ece_by_hand() -> None:
    rows = seeded(9, 300)
    e = evaluate(rows, metrics="ece", ci="l1_projection", keep_replicates=True).one()
    reach = np.quantile(e.replicates, 0.95)
    close(e, (max(0, e.value - reach), min(1, e.value + reach)))
    place = np.minimum((rows.score * 10).astype(int), 9)
    gaps = [(rows.y - rows.score)[place == b].sum() / 300 for b in range(10)]
    assert e.value == pytest.approx(np.abs(gaps).sum(), rel=1e-9)


def test_replicates_come_from_the_weights_that_are_shown() -> None:
    rows = seeded(10, 80)
    e = evaluate(rows, metrics="auroc", ci="percentile", n_resamples=400, seed=77, keep_replicates=True).one()
    weights = cm.resample_weights(80, 400, 77)
    np.testing.assert_allclose(e.replicates, [auc(rows.y, rows.score, w.astype(float)) for w in weights], rtol=1e-13)
    units = np.arange(80) // 3
    e = evaluate(rows.given(unit=units), metrics="brier", ci="percentile", n_resamples=400, seed=77, keep_replicates=True).one()
    weights = cm.resample_weights(27, 400, 77)[:, units]
    np.testing.assert_allclose(e.replicates, [BY_HAND["brier"][0](rows.y, rows.score, w.astype(float)) for w in weights], rtol=1e-7)


# --- strata -------------------------------------------------------------------------------------------------------------------------------------


def test_stratified_replicates_keep_each_stratum() -> None:
    rows = seeded(11, 100)
    e = evaluate(rows.given(strata=rows.y), metrics=["prevalence", "auroc"], ci="percentile", n_resamples=400, keep_replicates=True)
    assert np.all(e["prevalence"].one().replicates == rows.y.mean())
    assert np.std(e["auroc"].one().replicates) > 0


def test_strata_of_one_unit_are_refused_and_small_ones_flagged() -> None:
    rows = seeded(11, 100)
    with pytest.raises(ValueError, match=r"`strata` has 1 rows in a stratum of one unit \(first at row 99\)"):
        estimate("auroc", rows.given(strata=np.arange(100) // 99))
    assert estimate("auroc", rows.given(strata=(np.arange(100) >= 91).astype(int))).flags == ("small_stratum",)
    assert estimate("auroc", rows.given(strata=(np.arange(100) >= 90).astype(int))).flags == ()
    with pytest.raises(ValueError, match=r"`unit` has \d+ rows whose unit also stands in another stratum"):
        estimate("auroc", rows.given(strata=np.arange(100) % 2, unit=np.arange(100) // 2))


# --- flags --------------------------------------------------------------------------------------------------------------------------------------


def test_low_effective_sample_size() -> None:
    w = np.ones(600)
    w[:10] = 1000
    e = estimate("accuracy", BIG.given(weight=w))
    assert "low_effective_sample_size" in e.flags
    assert e.n_eff == pytest.approx(w.sum() ** 2 / (w**2).sum(), rel=1e-12)
    assert (e.n, e.n_units, e.weight_sum) == (600, 600, w.sum())
    assert estimate("accuracy", BIG.take(slice(0, 20))).flags == ()  # few rows, but no weights


def test_threshold_rounding() -> None:
    score = np.array([0.1, 0.7, 0.2, 0.9], dtype=np.float32)
    y = [0, 1, 0, 1]
    assert cm.sensitivity(y, score, threshold=float(score[1])).flags == ()
    e = cm.sensitivity(y, score, threshold=0.7)  # float32 0.7 lies below
    assert (e.value, e.flags) == (0.5, ("threshold_rounding",))
    assert cm.sensitivity(y, score.astype(np.float64), threshold=0.7).flags == ()
    assert cm.sensitivity(y, score, threshold=0.65).flags == ()


def test_every_default_is_what_the_catalogue_says() -> None:
    for name in WITH_INTERVALS:
        about = CATALOGUE[name]
        assert about["interval_dependent"] == DEFAULTS[name][1]
        assert about["interval"] == DEFAULTS[name][0] or (name, about["interval"]) == ("auroc", "hull")
