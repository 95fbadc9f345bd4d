# SPDX-License-Identifier: Apache-2.0
"""Which interval a number gets: the table of defaults, refusals by name, sizes, strata and flags."""

from __future__ import annotations

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import CATALOGUE, WITH_INTERVALS, Rows, estimate, evaluate, facts, seeded
from interval_formulas import limits

PROPORTIONS = [
    "sensitivity", "specificity", "ppv", "npv", "fpr", "fnr", "fdr", "false_omission_rate", "accuracy", "prevalence", "detection_prevalence",
]  # fmt: skip
POINTS = [
    "sensitivity_at_specificity", "specificity_at_sensitivity", "ppv_at_sensitivity", "alert_rate_at_sensitivity", "sensitivity_at_alert_rate", "lift",
]  # fmt: skip
# metric → default for independent rows, default with units or unequal weights
DEFAULTS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(PROPORTIONS, ("wilson", "effective_t")),
    **dict.fromkeys(["balanced_accuracy", "informedness", "markedness", "g_mean"], ("square_and_add", "mover")),
    **dict.fromkeys(["mcc", "kappa", "fowlkes_mallows"], ("hull_bca_delta", "effective_t")),
    **dict.fromkeys(["f1", "jaccard"], ("indirect_wilson", "effective_t")),
    "f_beta": ("logit_delta", "effective_t"),
    **dict.fromkeys(["lr_positive", "lr_negative", "diagnostic_odds_ratio"], ("log", "effective_t")),
    **dict.fromkeys(["auroc", "brier", "log_loss", "mean_calibration_difference"], ("beta_bound", "beta_bound")),
    "average_precision": ("beta_bound", "logit_bootstrap_sd"),
    "scaled_brier": ("hull_mover_t", "effective_t"),
    "observed_expected_ratio": ("transform_t", "effective_t"),
    "ece": ("l1_consistent", "l1_consistent"),
    "calibration_slope": ("slope_t", "slope_t"),
    "calibration_intercept": ("transform_t", "effective_t"),
    "ks_statistic": ("transform_t", "effective_t"),
    **dict.fromkeys(["partial_auroc", "two_way_partial_auroc"], ("bca", "bca")),
    **dict.fromkeys(POINTS, ("percentile", "percentile")),
    **dict.fromkeys(["ici", "e50", "e90", "emax", "ece_debiased", "brier_reliability"], ("l1_projection", "l1_projection")),
    **dict.fromkeys(["brier_resolution", "brier_within_bins"], ("transform_t", "effective_t")),
    "brier_uncertainty": ("mover", "effective_t"),
    **dict.fromkeys(["net_benefit", "standardized_net_benefit", "interventions_avoided", "expected_cost"], ("mover", "mover")),
    **dict.fromkeys(["net_benefit_treat_all", "number_needed_to_evaluate"], ("indirect_wilson", "effective_t")),
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
    "mover": "scaled_brier", "hull_mover_t": "scaled_brier",
}  # fmt: skip
BIG = seeded(1, 600)
every_metric = pytest.mark.parametrize("metric", WITH_INTERVALS)


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
    assert e.method == (DEFAULTS[metric][0] if metric in HARMLESS | {"ks_statistic"} else fallback)
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


@pytest.mark.parametrize("metric", WITH_INTERVALS)
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
        assert {e.method for e in evaluate(rows, metrics="sensitivity")} == {"effective_t"}


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


@pytest.mark.parametrize("metric", [m for m in WITH_INTERVALS if DEFAULTS[m][1] == "effective_t"])
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


# --- strata -------------------------------------------------------------------------------------------------------------------------------------


def test_stratified_replicates_keep_each_stratum() -> None:
    rows = seeded(11, 100)
    e = evaluate(rows.given(strata=rows.y), metrics=["prevalence", "auroc"], ci="percentile", n_resamples=400, keep_replicates=True)
    assert np.all(e["prevalence"].one().replicates == rows.y.mean())
    assert np.std(e["auroc"].one().replicates) > 0


def test_strata_of_one_unit_are_refused_and_small_ones_flagged() -> None:
    rows = seeded(11, 100)
    with pytest.raises(ValueError, match=r"`strata` has strata of one unit in 1 row \(first at row 99\)"):
        estimate("auroc", rows.given(strata=np.arange(100) // 99))
    assert estimate("auroc", rows.given(strata=(np.arange(100) >= 91).astype(int))).flags == ("small_stratum",)
    assert estimate("auroc", rows.given(strata=(np.arange(100) >= 90).astype(int))).flags == ()
    with pytest.raises(ValueError, match=r"`unit` has units that also stand in another stratum in \d+ rows"):
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
