# SPDX-License-Identifier: Apache-2.0
"""Metrics by name in any case, by alias, by function, with exact parameters; the aliases of scikit-learn give scikit-learn's numbers."""

from __future__ import annotations

import decimal
import functools
import locale
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
import sklearn.metrics
from cohorts import required

N = 60
RNG = np.random.default_rng(11)
Y = (RNG.random(N) < 0.4).astype(int)
S = np.round(np.clip(RNG.normal(0.3 + 0.3 * Y, 0.2), 0.01, 0.99), 2)
D = (S > 0.45).astype(int)
W = RNG.integers(1, 4, N)


def lines(metrics: Any, **given: Any) -> list[tuple[str, dict[str, Any]]]:
    result = cm.evaluate(**{"y_true": Y, "y_score": S, "threshold": 0.45, "ci": None, **given}, metrics=metrics)
    return [(e.metric, e.parameters) for e in result]


# --- scikit-learn -----------------------------------------------------------------------------------------------------------------------------

OF_LABELS = [
    "accuracy_score",
    "balanced_accuracy_score",
    "cohen_kappa_score",
    "f1_score",
    "jaccard_score",
    "matthews_corrcoef",
    "precision_score",
    "recall_score",
    "fbeta_score",
]
OF_SCORES = ["roc_auc_score", "average_precision_score", "brier_score_loss", "log_loss", "d2_brier_score"]


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("name", [*OF_LABELS, *OF_SCORES])
def test_aliases_of_scikit_learn(name: str, weighted: bool) -> None:
    peer = getattr(sklearn.metrics, name, None)
    if peer is None:
        pytest.skip("this version of scikit-learn does not have it")
    given: dict[str, Any] = {"sample_weight": W} if weighted else {}
    if name == "fbeta_score":
        given["beta"] = 2
    second = D if name in OF_LABELS else S
    assert getattr(cm, name)(Y, second, **given) == pytest.approx(peer(Y, second, **given), rel=1e-11)
    assert name in cm.__all__
    if name in OF_LABELS:
        assert getattr(cm, name)(Y, S, threshold=0.45, **given) == pytest.approx(peer(Y, S >= 0.45, **given), rel=1e-11)


# --- names --------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["AUROC", "Auroc", "auroc", "ROC_AUC_SCORE", "Roc_Auc_Score", " auroc ", "AUC", np.str_("AUROC")])
def test_names_in_any_case(name: str) -> None:
    assert lines(name) == lines([name]) == lines({name: None}) == lines({name: {}}) == lines((name,)) == [("auroc", {})]
    assert lines("auroc", ci={name: "DeLong"}) == [("auroc", {})]


def test_groups_and_text_forms_in_any_case() -> None:
    assert lines("CLINICAL") == lines(["Clinical"]) == lines("clinical")
    assert lines("F_Beta(beta=2)") == lines("FBETA_SCORE(beta=2.0)") == [("f_beta", {"beta": 2.0, "threshold": 0.45})]
    for names in (["AUROC", "auroc"], [cm.auroc, "roc_auc_score"], {"auroc": None, "AUROC": None}):
        assert lines(names) == [("auroc", {})]


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("aurok", "auroc"),
        ("acuracy", "accuracy"),
        ("sensitivty", "sensitivity"),
        ("Breir", "brier"),
        ("clinicl", "clinical"),
        ("preciscion", "precision"),
    ],
)
def test_a_guess_for_an_unknown_name(name: str, guess: str) -> None:
    for metrics in (name, [name], {name: {}}, ["auroc", name]):
        with pytest.raises(
            ValueError, match=f"^`metrics` names '{name}', which is not known; did you mean '{guess}'\\? Known are: prevalence, "
        ):
            lines(metrics)
    with pytest.raises(ValueError, match=f"^`ci` names '{name}', which is not known; did you mean '{guess}'"):
        lines("auroc", ci={name: "wilson"})


@pytest.mark.parametrize(
    "metrics",
    [3, None, 2.5, [3], [None], [b"auroc"], b"auroc", {3: None}, {"auroc": 3}, {"auroc": "brier"}, [len], len, S, {"a": len}, [["auroc"]]],
    ids=str,
)
def test_metrics_that_are_no_names(metrics: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="`metrics` "):
        lines(metrics)


# --- functions ----------------------------------------------------------------------------------------------------------------------------------


def test_metric_functions_stand_for_their_names() -> None:
    assert lines([cm.auroc, "brier"]) == lines(["auroc", "brier"])
    assert lines(cm.auroc) == lines("auroc")
    assert lines((cm.recall_score, cm.precision)) == lines(["sensitivity", "ppv"])
    assert lines({"acc": cm.accuracy, "area": cm.roc_auc_score}) == lines(["accuracy", "auroc"])  # rows have the metrics' own names
    assert lines({cm.f_beta: {"beta": 2}}) == lines(["f_beta(beta=2)"])
    assert lines(
        [functools.partial(cm.f_beta, beta=2), functools.partial(functools.partial(cm.ece, bins=5), binning="equal_mass")]
    ) == lines(["f_beta(beta=2)", "ece(bins=5, binning=equal_mass)"])
    assert lines("auroc", ci={cm.auroc: "delong"}) == [("auroc", {})]
    for wrong in ([functools.partial(cm.auroc, ci=None)], [functools.partial(cm.f_beta, Y)], [functools.partial(len)]):
        with pytest.raises((TypeError, ValueError), match=r"`ci` of auroc|has no parameter 'ci'|`metrics` must hold"):
            lines(wrong)


def test_every_function_is_taken_for_its_name() -> None:
    for about in cm.catalogue():
        name = about["name"]
        if name in cm.__all__ and name != "chosen_threshold":  # needs a rule
            own = required(about)
            asked = functools.partial(getattr(cm, name), **own) if own else getattr(cm, name)
            assert {metric for metric, _ in lines(asked)} == {name}


# --- parameters ---------------------------------------------------------------------------------------------------------------------------------

BETAS = [2, 2.0, 1 / 3, 0.1, np.float32(0.1), np.float64(0.7), np.int8(3), decimal.Decimal("0.3"), 0.1 + 2**-55, 123.45678901234567]


@pytest.mark.parametrize("beta", BETAS, ids=repr)
def test_parameters_reach_the_engine_exactly(beta: Any) -> None:
    for metrics in ({"f_beta": {"beta": beta}}, {"FBeta_score": {"beta": beta}}, [functools.partial(cm.f_beta, beta=beta)]):
        ((metric, parameters),) = lines(metrics)
        assert (metric, parameters["beta"]) == ("f_beta", float(beta))
    assert cm.f_beta(Y, D, beta=beta) == cm.f_beta(Y, D, beta=float(beta))
    b2 = float(beta) ** 2
    tp, fp, fn = ((i == Y) & (j == D) for i, j in ((1, 1), (0, 1), (1, 0)))
    assert cm.f_beta(Y, D, beta=beta, ci=None) == pytest.approx(
        (1 + b2) * tp.sum() / ((1 + b2) * tp.sum() + b2 * fn.sum() + fp.sum()), rel=1e-14
    )


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"beta": "two"}, "`beta` of f_beta must be a number"),
        ({"beta": True}, "`beta` of f_beta must be a number"),
        ({"beta": None}, "`beta` of f_beta must be"),
        ({"beta": [1]}, "`beta` of f_beta must be"),
        ({"beta": np.nan}, "`beta` of f_beta must be a number from"),
        ({"beta": np.inf}, "`beta` of f_beta must be"),
        ({"beta": 1e-310}, "`beta` of f_beta must be a number from"),
        ({"beta": S}, "`beta` of f_beta must be"),
        ({"beta": "2, gamma=3"}, "`beta` of f_beta must be"),
        ({"beta": "2)"}, "`beta` of f_beta must be"),
    ],
    ids=str,
)
def test_parameters_that_cannot_be(given: dict[str, Any], text: str) -> None:
    with pytest.raises((TypeError, ValueError), match=text):
        lines({"f_beta": given})
    with pytest.raises((TypeError, ValueError), match=text):
        cm.f_beta(Y, D, **given)


def test_choices_and_whole_numbers() -> None:
    for bins in (5, 5.0, np.int64(5), np.float32(5)):
        assert lines({"ece": {"bins": bins, "binning": "equal_mass"}}) == [("ece", {"binning": "equal_mass", "bins": 5})]
        assert cm.ece(Y, S, bins=bins) == cm.ece(Y, S, bins=5)
    with pytest.raises(ValueError, match="`bins` of ece must be a whole number"):
        cm.ece(Y, S, bins=2.5)


def test_no_locale_anywhere() -> None:
    """Thresholds and parameters are the same doubles where the decimal mark is a comma."""
    before = locale.setlocale(locale.LC_NUMERIC)
    for name in ("de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "da_DK.UTF-8"):
        try:
            locale.setlocale(locale.LC_NUMERIC, name)
        except locale.Error:
            continue
        try:
            result = cm.evaluate(y_true=Y, y_score=S, threshold=[0.45, 1e-310], metrics={"f_beta": {"beta": 0.5}}, ci=None)
            assert [e.parameters for e in result] == [{"beta": 0.5, "threshold": 0.45}, {"beta": 0.5, "threshold": 1e-310}]
            assert result.where(threshold=0.45).one().value == cm.f_beta(Y, S >= 0.45, beta=0.5, ci=None).value
        finally:
            locale.setlocale(locale.LC_NUMERIC, before)
        return
    pytest.skip("this machine has no locale with a decimal comma")


# --- methods ------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "method"), [("Wilson", "wilson"), ("WILSON", "wilson"), ("Clopper-Pearson", "clopper_pearson"), (" jeffreys ", "jeffreys")]
)
def test_methods_in_any_case(given: str, method: str) -> None:
    assert cm.sensitivity(Y, D, ci=given) == cm.sensitivity(Y, D, ci=method)
    assert cm.sensitivity(Y, D, ci=given).method == method
    for ci in (given, {"Sensitivity": given}, {cm.recall: given}):
        assert cm.evaluate(y_true=Y, y_pred=D, metrics="recall", ci=ci).one().method == method


def test_other_methods_in_any_case() -> None:
    assert cm.auroc(Y, S, ci="BCa", n_resamples=300) == cm.auroc(Y, S, ci="bca", n_resamples=300)
    assert cm.auroc(Y, S, ci="DeLong").method == "delong"
    assert cm.auroc(Y, S, ci="AUTO") == cm.auroc(Y, S)
    assert cm.auroc(Y, S, ci="None").interval_status == cm.auroc(Y, S, ci=None).interval_status == "not_requested"


@pytest.mark.parametrize(
    ("given", "guess"), [("wilsen", "wilson"), ("de_long", "delong"), ("percentil", "percentile"), ("jefreys", "jeffreys")]
)
def test_a_guess_for_an_unknown_method(given: str, guess: str) -> None:
    with pytest.raises(
        ValueError, match=f"^`ci` does not know the method '{given}'; did you mean '{guess}'\\? Known are: None, auto, published, wilson, "
    ):
        cm.auroc(Y, S, ci=given)


def test_a_metric_with_two_methods() -> None:
    with pytest.raises(ValueError, match="`ci` names the metric 'auroc' twice"):
        lines("auroc", ci={"auroc": "delong", "AUC": "bca"})
