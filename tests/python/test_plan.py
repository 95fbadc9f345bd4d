# SPDX-License-Identifier: Apache-2.0
"""Study planning: plans against simulated studies, the faces of the results, and wrong arguments. The formulas: tests/cpp/planning."""

from __future__ import annotations

import dataclasses
import doctest
import math
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from clinmetrics import _core

plan = cm.plan
Z = 1.959963984540054
FUNCTIONS = [name for name in plan.__all__ if name[0].islower()]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_docstrings_run(name: str) -> None:
    runner, said = doctest.DocTestRunner(verbose=False), list[str]()
    runner.run(doctest.DocTestParser().get_doctest(getattr(plan, name).__doc__, {}, name, name, 0), out=said.append)
    assert runner.failures == 0, "".join(said)
    assert runner.tries > 0


# --- against other tools ---------------------------------------------------------------------------------------------------------------


def test_powers_of_statsmodels() -> None:
    """statsmodels 0.15.0: proportion_confint(method="beta") of each count, weighted by scipy.stats.binom.pmf."""
    for n, expected, goal, power in (
        (113, 0.9, 0.8, 0.8427239660416849),
        (60, 0.75, 0.6, 0.6796360292876891),
        (379, 0.9, 0.85, 0.831804078372208),
    ):
        assert plan.sensitivity(expected, goal=goal, n_positive=n).power == pytest.approx(power, abs=1e-12)


def test_numbers_of_pmvalsampsize() -> None:
    """pmvalsampsize 0.2.1 (PyPI), whose authors are those of the paper: pmvalsampsize(type="b", prevalence=.43, cstatistic=.8,
    lpbeta=(1.33, 1.75)), and (prevalence=.018, cstatistic=.8, lpnormal=(-5, 2.5), oeciwidth=1). It raises standard errors in steps and
    simulates the slope's distribution, so that its numbers differ by some patients.
    """
    for prevalence, width, slope, expected in (
        (0.43, 0.2, {"beta": (1.33, 1.75)}, (510, 2136, 308)),
        (0.018, 1.0, {"normal": (-5, 2.5)}, (905, 4544, 4252)),
    ):
        assert plan.observed_expected_ratio(prevalence, width=width).n == pytest.approx(expected[0], rel=0.004)
        assert plan.calibration_slope(**slope, width=0.2).n == pytest.approx(expected[1], rel=0.004)
        assert plan.auroc(0.8, prevalence=prevalence, width=0.1, variance="newcombe").n == pytest.approx(expected[2], rel=0.004)


# --- against simulated studies ---------------------------------------------------------------------------------------------------------


def slopes(n: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Slopes with their standard errors of simulated validations with normal linear predictors, by Newton's method."""
    draws = np.random.default_rng(1)
    found = []
    for _ in range(count):
        x = draws.normal(-1.75, 1.47, n)
        y = draws.random(n) < 1 / (1 + np.exp(-x))
        design, b = np.stack([np.ones(n), x]), np.zeros(2)
        for _ in range(25):
            q = 1 / (1 + np.exp(-b @ design))
            information = (design * (q * (1 - q))) @ design.T
            b = b + np.linalg.solve(information, design @ (y - q))
        found.append((b[1], math.sqrt(np.linalg.inv(information)[1, 1])))
    return tuple(np.array(found).T)  # type: ignore[return-value]


def test_the_planned_slope_has_the_planned_width() -> None:
    made = plan.calibration_slope(normal=(-1.75, 1.47), width=0.3)
    slope, se = slopes(made.n, 300)
    assert np.mean(2 * Z * se) == pytest.approx(0.3, rel=0.02)
    assert 2 * Z * np.std(slope) == pytest.approx(0.3, rel=4 / math.sqrt(2 * 300))


def test_planned_ratio_and_net_benefit_have_the_planned_widths() -> None:
    draws, count = np.random.default_rng(2), 4000
    made = plan.observed_expected_ratio(0.1, width=0.3)
    ratios = draws.binomial(made.n, 0.1, count) / (made.n * 0.1)
    assert 2 * math.sinh(Z * float(np.std(np.log(ratios)))) == pytest.approx(0.3, rel=0.05)
    made = plan.net_benefit(0.2, sensitivity=0.7, specificity=0.8, prevalence=0.3, width=0.2)
    cells = draws.multinomial(made.n, [0.3 * 0.7, 0.3 * 0.3, 0.7 * 0.2, 0.7 * 0.8], count)
    # standardized by the prevalence of each study, as the formula assumes
    standardized = (cells[:, 0] - 0.25 * cells[:, 2]) / (cells[:, 0] + cells[:, 1])
    assert 2 * Z * np.std(standardized) == pytest.approx(0.2, rel=0.05)
    assert np.mean(standardized) == pytest.approx(made.assumptions["standardized_net_benefit"], abs=0.01)


def test_simulated_cohorts_agree_with_the_exact_sum() -> None:
    """The number of outcomes in a cohort is binomial, so that its power and width are those of the exact plan."""
    got = plan.simulate("prevalence", n=200, auroc=0.7, prevalence=0.3, goal=(0.22, 1), ci="clopper_pearson", n_simulations=400)
    assert got.power == pytest.approx(_core.plan_proportion_power(200, 0.3, 0.22, 0.95), abs=4 * got.power_error)
    assert got.expected_width == pytest.approx(_core.plan_proportion_width(200, 0.3, "clopper_pearson", 0.95), abs=4 * got.width_error)
    assert got.mean == pytest.approx(0.3, abs=4 * math.sqrt(0.21 / 200 / 400))


def test_simulated_aurocs_agree_with_the_variance_of_normal_scores() -> None:
    got = plan.simulate("auroc", n=300, auroc=0.8, prevalence=0.3, ci="delong", n_simulations=300)
    assert got.expected_width == pytest.approx(plan.auroc(0.8, prevalence=0.3, n=300, variance="binormal").expected_width, rel=0.02)
    assert got.mean == pytest.approx(0.8, abs=4 * got.expected_width / (2 * Z) / math.sqrt(300))


@pytest.mark.parametrize(("aurocs", "r", "prevalence", "n"), [((0.85, 0.8), (0.6, 0.4), 0.3, 400), ((0.9, 0.7), (0.8, 0.8), 0.1, 600)])
def test_differences_of_two_aurocs_vary_as_planned(aurocs: Any, r: Any, prevalence: float, n: int) -> None:
    """Two models with jointly normal scores in each class: the spread of the differences of their AUROCs, by counting pairs."""
    from statistics import NormalDist

    draws, n_positive = np.random.default_rng(5), round(n * prevalence)
    distance = [math.sqrt(2) * NormalDist().inv_cdf(a) for a in aurocs]
    differences = []
    for _ in range(1500):
        scores = []
        for size, correlation, mean in ((n_positive, r[0], distance), (n - n_positive, r[1], [0, 0])):
            z = draws.standard_normal((2, size))
            scores.append((mean[0] + z[0], mean[1] + correlation * z[0] + math.sqrt(1 - correlation**2) * z[1]))
        a, b = (np.searchsorted(np.sort(scores[1][k]), scores[0][k]).mean() / (n - n_positive) for k in (0, 1))
        differences.append(a - b)
    made = plan.auroc_difference(aurocs, prevalence=prevalence, score_correlation=r, n=n, variance="binormal")
    assert 2 * Z * np.std(differences) == pytest.approx(
        made.expected_width, rel=0.08
    )  # Monte-Carlo error 2 %; the correlation is one of MLEs
    assert np.mean(differences) == pytest.approx(aurocs[0] - aurocs[1], abs=0.004)


def test_the_simulated_world_is_calibrated_as_stated() -> None:
    from clinmetrics.plan.simulation import _cohorts

    ((y, risk),) = _cohorts(400_000, 0.8, 0.2, 1.0, 0.0, 1, 7)
    assert y.mean() == pytest.approx(0.2, abs=0.003)
    assert risk.mean() == pytest.approx(0.2, abs=0.003)
    for low in (0.05, 0.2, 0.5):
        here = (risk >= low) & (risk < low * 1.2)
        assert y[here].mean() == pytest.approx(risk[here].mean(), abs=0.015)
    ((_, distorted),) = _cohorts(400_000, 0.8, 0.2, 0.5, 0.3, 1, 7)
    logit = np.log(risk / (1 - risk))
    assert np.allclose(0.3 + 0.5 * np.log(distorted / (1 - distorted)), logit)


def test_extreme_worlds_warn_of_nothing() -> None:
    got = plan.simulate("brier", n=100, auroc=0.99, prevalence=0.01, calibration_slope=0.004, n_simulations=5)
    assert math.isfinite(got.mean)


def test_the_same_seed_gives_the_same_numbers() -> None:
    def call(seed: int) -> Any:
        return plan.simulate("sensitivity", n=80, auroc=0.8, prevalence=0.3, threshold=0.3, goal=0.5, n_simulations=20, seed=seed)

    assert call(3) == call(3)
    assert call(3).expected_width != call(4).expected_width


def test_the_error_of_a_certain_power_is_not_zero() -> None:
    got = plan.simulate("auroc", n=200, auroc=0.9, prevalence=0.5, goal=0.5, n_simulations=10)
    assert got.power == 1
    assert got.power_error == pytest.approx(math.sqrt(11 / 12 * 1 / 12 / 10))


def test_cohorts_without_an_interval_are_counted() -> None:
    got = plan.simulate("sensitivity", n=20, auroc=0.8, prevalence=0.02, threshold=0.5, goal=0.1, n_simulations=60)
    assert 0 < got.n_undefined < 60  # cohorts without a patient with the outcome
    assert f"{got.n_undefined} of the cohorts have no finite interval" in got.sentence


def test_a_rule_chooses_the_threshold_of_each_cohort() -> None:
    got = plan.simulate("sensitivity", n=50, auroc=0.8, prevalence=0.3, threshold="youden", n_simulations=3)
    assert "for sensitivity, at the threshold of the rule youden (" in got.sentence
    assert got.assumptions["threshold"] == "youden"
    assert 0 < got.mean < 1


# --- faces -----------------------------------------------------------------------------------------------------------------------------

PLANS: dict[str, Any] = {
    "sensitivity": lambda: plan.sensitivity(0.9, goal=0.85, power=0.8, prevalence=0.1),
    "assured": lambda: plan.sensitivity(0.9, width=0.1, prevalence=0.1, assurance=0.9),
    "specificity": lambda: plan.specificity(0.9, n_negative=300, prevalence=0.4),
    "auroc": lambda: plan.auroc(0.8, prevalence=0.2, goal=0.75, power=0.9),
    "auroc_difference": lambda: plan.auroc_difference((0.85, 0.8), prevalence=0.3, score_correlation=(0.6, 0.4), width=0.1),
    "observed_expected_ratio": lambda: plan.observed_expected_ratio(0.2, n=1000),
    "calibration_slope": lambda: plan.calibration_slope(auroc=0.8, prevalence=0.2, n=1000),
    "risks": lambda: plan.calibration_slope(risks=np.linspace(0.05, 0.6, 50), width=0.3),
    "net_benefit": lambda: plan.net_benefit(0.2, sensitivity=0.7, specificity=0.8, prevalence=0.3, width=0.2),
    "paired_proportions": lambda: plan.paired_proportions((0.15, 0.05), power=0.9, test="exact"),
    "simulate": lambda: plan.simulate("ppv", n=100, auroc=0.8, prevalence=0.3, threshold=0.2, n_simulations=5),
}


@pytest.mark.parametrize("name", PLANS)
def test_every_assumption_is_in_the_sentence(name: str) -> None:
    made = PLANS[name]()
    assert repr(made) == made.sentence
    assert made.to_dict() == {f.name: getattr(made, f.name) for f in dataclasses.fields(made)}
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.n = 3
    for argument, value in made.assumptions.items():
        if argument in ("power", "width", "score_correlation", "n_resamples", "seed", "standardized_net_benefit"):
            continue  # what was asked for, or what follows
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, float):
                assert any(text in made.sentence for text in (f"{one:.4g}", f"{100 * one:.4g} %")), argument


def test_what_is_almost_certain_is_not_printed_as_certain() -> None:
    made = plan.sensitivity(0.9, goal=0.8, power=0.999999)
    assert 0.999999 <= made.power < 1
    assert "give a power of 99.9999 % to show" in made.sentence
    assert "the true specificity is 0.99999." in plan.specificity(0.99999, n_negative=100).sentence
    assert "a power of 100 %" in plan.simulate("auroc", n=200, auroc=0.9, prevalence=0.5, goal=0.5, n_simulations=3).sentence


def test_totals() -> None:
    made = plan.sensitivity(0.9, goal=0.85, power=0.8, prevalence=0.1)
    assert (made.n_positive, made.n_negative, made.n) == (379, 3411, 3790)
    assert plan.sensitivity(0.9, goal=0.85, power=0.8).n is None
    other = plan.specificity(0.9, goal=0.85, power=0.8, prevalence=0.9)
    assert (other.n_negative, other.n) == (379, 3790)
    assured = plan.sensitivity(0.9, goal=0.85, power=0.8, prevalence=0.1, assurance=0.95)
    assert assured.n is not None
    assert assured.n > 3790


# --- wrong arguments -------------------------------------------------------------------------------------------------------------------

WRONG: dict[str, tuple[Any, str]] = {
    "nothing asked": (lambda: plan.sensitivity(0.9), "exactly one of `power`, `width`, `n_positive`; 0 were given"),
    "two asked": (lambda: plan.auroc(0.8, prevalence=0.1, n=100, width=0.1), "exactly one of `power`, `width`, `n`; 2 were given"),
    "power without goal": (lambda: plan.sensitivity(0.9, power=0.8), "`power` needs `goal`"),
    "goal above": (lambda: plan.sensitivity(0.9, power=0.8, goal=0.95), "`goal` must lie below `expected`"),
    "expected 1": (lambda: plan.sensitivity(1, n_positive=10), "`expected` must lie between 0 and 1"),
    "n of a sensitivity": (lambda: plan.sensitivity(0.9, n=100), "`n` is not an argument of this plan: give `n_positive`"),
    "n of a specificity": (lambda: plan.specificity(0.9, n=100), "`n` is not an argument of this plan: give `n_negative`"),
    "n of text": (lambda: plan.sensitivity(0.9, n_positive="10"), "`n_positive` must be a whole number from 1 to 10,000,000"),
    "n 0": (lambda: plan.auroc(0.9, prevalence=0.1, n=0), "`n` must be a whole number from 1"),
    "expected of text": (lambda: plan.sensitivity("0.9", n_positive=10), "`expected` of .* must be a number"),
    "assurance alone": (lambda: plan.sensitivity(0.9, n_positive=10, assurance=0.9), "`assurance` needs `prevalence`"),
    "method": (lambda: plan.sensitivity(0.9, n_positive=10, method="wald"), "`method` is not known; known are: wilson, clopper_pearson"),
    "variance": (lambda: plan.auroc(0.9, prevalence=0.1, n=100, variance="delong"), "`variance` is not known"),
    "level": (lambda: plan.sensitivity(0.9, n_positive=10, level=95), "`level` must lie between 0 and 1"),
    "no correlation": (
        lambda: plan.auroc_difference((0.8, 0.7), prevalence=0.1, n=100),
        "exactly one of `correlation`, `score_correlation`",
    ),
    "one auroc": (lambda: plan.auroc_difference(0.8, prevalence=0.1, n=100, correlation=0.5), "`expected` must be a tuple of two numbers"),
    "no distribution": (lambda: plan.calibration_slope(n=100), "exactly one of `risks`, `normal`, `beta`, `auroc`"),
    "auroc alone": (lambda: plan.calibration_slope(auroc=0.8, n=100), "`prevalence` is given with `auroc`, and only with it"),
    "risk 0": (lambda: plan.calibration_slope(risks=[0.2, 0, 0.3, 1], n=100), r"`risks` has values .* in 2 rows \(first at row 1\)"),
    "equal risks": (lambda: plan.calibration_slope(risks=[0.2, 0.2], n=100), "`risks` must differ"),
    "equal shares": (lambda: plan.paired_proportions((0.1, 0.1), power=0.8), "`discordant` must be two different shares"),
    "too many": (lambda: plan.observed_expected_ratio(0.1, width=1e-6), "`width` is not reached with 10,000,000 rows"),
    "unknown metric": (lambda: plan.simulate("aurok", n=10, auroc=0.8, prevalence=0.1), "auroc"),
    "set of metrics": (lambda: plan.simulate("clinical", n=10, auroc=0.8, prevalence=0.1), "`metric` must be one metric"),
    "no direction": (lambda: plan.simulate("prevalence", n=10, auroc=0.8, prevalence=0.1, goal=0.1), "`goal` must be a range"),
    "auroc of text": (lambda: plan.simulate("auroc", n=10, auroc="0.8", prevalence=0.1), "`auroc` must be a number"),
    "no threshold": (lambda: plan.simulate("sensitivity", n=10, auroc=0.8, prevalence=0.1), "`threshold`"),
    "two thresholds": (lambda: plan.simulate("ppv", n=10, auroc=0.8, prevalence=0.1, threshold=[0.1]), "`threshold` must be one number"),
    "unknown rule": (lambda: plan.simulate("ppv", n=10, auroc=0.8, prevalence=0.1, threshold="yuden"), "`threshold`"),
    "negative seed": (lambda: plan.simulate("auroc", n=10, auroc=0.8, prevalence=0.1, seed=-1), "`seed` must lie between 0 and"),
    "seed of text": (lambda: plan.simulate("auroc", n=10, auroc=0.8, prevalence=0.1, seed="1"), "`seed` must be a whole number"),
    "world": (lambda: plan.simulate("auroc", n=10, auroc=0.5, prevalence=0.1), "`auroc` must lie between 0.5 and 1"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_arguments_are_named(name: str) -> None:
    call, message = WRONG[name]
    with pytest.raises((TypeError, ValueError), match=message):
        call()
