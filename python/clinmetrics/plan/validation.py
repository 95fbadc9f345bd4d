# SPDX-License-Identifier: Apache-2.0
"""Plans of an external validation: the criteria of Riley and others for O:E, calibration slope and net benefit."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _core
from .asked import found, number, one_of, only_given, patients, percent
from .results import Plan


def observed_expected_ratio(
    prevalence: float, *, expected: float = 1.0, width: float | None = None, n: int | None = None, level: float = 0.95
) -> Plan:
    """Plan the precision of the ratio of observed to expected outcomes, O:E.

    The interval is symmetric on the logarithm: SE(log O:E)² = (1 − prevalence)/(prevalence·n).

    Parameters
    ----------
    prevalence : float
        The share of patients with the outcome.
    expected : float, default 1
        The true O:E that is expected.
    width : float, optional
        The wanted width of the interval, upper limit − lower limit.
    n : int, optional
        Patients in total. Give one of `width` and `n`.
    level : float, default 0.95
        The level of the interval.

    Returns
    -------
    Plan

    Raises
    ------
    TypeError
        None or both of `width` and `n` are given.
    ValueError
        An argument is out of its range, or more than 10,000,000 patients would be needed.

    References
    ----------
    Riley RD et al. Stat Med 2021;40:4230-4251. doi:10.1002/sim.9025

    Examples
    --------
    >>> import clinmetrics as cm
    >>> cm.plan.observed_expected_ratio(0.1, width=0.2).n
    3469
    """
    n = patients({"width": width, "n": n}, width=lambda x: _core.plan_observed_expected_rows(x, prevalence, expected, level))
    reached = _core.plan_observed_expected_width(n, prevalence, expected, level)
    world = f"the true O:E is {number(expected)} and the prevalence {number(prevalence)}"
    assumptions = {"expected": expected, "prevalence": prevalence, "level": level}
    return _plan("observed_expected_ratio", n, prevalence, reached, "interval on the logarithm", level, width, world, assumptions)


def calibration_slope(
    *,
    risks: Any = None,
    normal: tuple[float, float] | None = None,
    beta: tuple[float, float] | None = None,
    auroc: float | None = None,
    prevalence: float | None = None,
    expected: float = 1.0,
    intercept: float = 0.0,
    width: float | None = None,
    n: int | None = None,
    level: float = 0.95,
) -> Plan:
    """Plan the precision of the calibration slope.

    Its standard error follows from the distribution of the model's risks, by the Fisher information of the logistic regression of the
    outcome on the linear predictor logit(risk). Give this distribution in one of four ways.

    Parameters
    ----------
    risks : array_like, shape (m,), optional
        Risks of patients like those of the study, each between 0 and 1.
    normal : tuple of float, optional
        Mean and standard deviation of a normal distribution of the linear predictor.
    beta : tuple of float, optional
        The two parameters of a beta distribution of the risks.
    auroc, prevalence : float, optional
        The linear predictor is normal with equal variances in both classes, has this AUROC, and the true risks have this mean. With the other
        three ways, `prevalence` is not given: it follows from the distribution.
    expected : float, default 1
        The true slope that is expected.
    intercept : float, default 0
        The true intercept beside that slope.
    width : float, optional
        The wanted width of the interval, upper limit − lower limit.
    n : int, optional
        Patients in total. Give one of `width` and `n`.
    level : float, default 0.95
        The level of the interval.

    Returns
    -------
    Plan

    Raises
    ------
    TypeError
        None or both of `width` and `n` are given, or none or several of the distributions.
    ValueError
        An argument is out of its range, or more than 10,000,000 patients would be needed.

    References
    ----------
    Riley RD et al. Stat Med 2021;40:4230-4251. doi:10.1002/sim.9025

    Examples
    --------
    >>> import clinmetrics as cm
    >>> cm.plan.calibration_slope(normal=(-1.75, 1.47), width=0.2).n
    2406
    """
    kind = one_of(risks=risks, normal=normal, beta=beta, auroc=auroc)
    if (auroc is None) != (prevalence is None):
        raise TypeError("`prevalence` is given with `auroc`, and only with it")
    row, words, distribution = _information(
        kind, {"risks": risks, "normal": normal, "beta": beta, "auroc": (auroc, prevalence)}[kind], expected, intercept
    )
    n = patients({"width": width, "n": n}, width=lambda x: _core.plan_slope_rows(x, row, level))
    reached = _core.plan_slope_width(n, row, level)
    world = f"the true slope is {number(expected)} with the intercept {number(intercept)}, and {words}"
    assumptions = {"expected": expected, "intercept": intercept, **distribution, "level": level}
    return _plan("calibration_slope", n, prevalence, reached, "normal interval", level, width, world, assumptions)


def net_benefit(
    threshold: float,
    *,
    sensitivity: float,
    specificity: float,
    prevalence: float,
    width: float | None = None,
    n: int | None = None,
    level: float = 0.95,
) -> Plan:
    """Plan the precision of the standardized net benefit, net benefit divided by the prevalence, at a threshold.

    Parameters
    ----------
    threshold : float
        The threshold of the risk, between 0 and 1.
    sensitivity, specificity : float
        Those of the model at this threshold that are expected.
    prevalence : float
        The share of patients with the outcome.
    width : float, optional
        The wanted width of the interval, upper limit − lower limit.
    n : int, optional
        Patients in total. Give one of `width` and `n`.
    level : float, default 0.95
        The level of the interval.

    Returns
    -------
    Plan

    Raises
    ------
    TypeError
        None or both of `width` and `n` are given.
    ValueError
        An argument is out of its range, or more than 10,000,000 patients would be needed.

    References
    ----------
    Riley RD et al. Stat Med 2021;40:4230-4251. doi:10.1002/sim.9025

    Examples
    --------
    >>> import clinmetrics as cm
    >>> cm.plan.net_benefit(0.08, sensitivity=0.2, specificity=0.99, prevalence=0.018, width=0.4).n
    888
    """
    decisions = (sensitivity, specificity, prevalence, threshold)
    value = _core.plan_standardized_net_benefit(decisions)
    n = patients({"width": width, "n": n}, width=lambda x: _core.plan_net_benefit_rows(x, decisions, level))
    reached = _core.plan_net_benefit_width(n, decisions, level)
    world = (
        f"at the threshold {number(threshold)} the true sensitivity is {number(sensitivity)} and the true specificity {number(specificity)}, "
        f"and the prevalence is {number(prevalence)} (standardized net benefit {number(value)})"
    )
    assumptions = {
        "threshold": threshold, "sensitivity": sensitivity, "specificity": specificity, "prevalence": prevalence,
        "standardized_net_benefit": value, "level": level,
    }  # fmt: skip
    return _plan("net_benefit", n, prevalence, reached, "normal interval", level, width, world, assumptions)


def _information(kind: str, given: Any, slope: float, intercept: float) -> tuple[tuple[float, float, float], str, dict[str, Any]]:
    """The information of a row, the distribution in words, and as an assumption."""
    if kind == "risks":
        risks = np.asarray(given, dtype=np.float64)
        if risks.ndim != 1:
            raise ValueError("`risks` must be a one-dimensional array of risks")
        row = _core.plan_information_of_risks(risks.tolist(), slope, intercept)
        return row, f"the risks are distributed as {risks.size:,} given ones", {"n_risks": int(risks.size)}
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise TypeError(f"`{kind}` must be a tuple of two numbers")
    make = {
        "normal": _core.plan_information_of_normal,
        "beta": _core.plan_information_of_beta,
        "auroc": _core.plan_information_of_binormal,
    }[kind]
    row = make(given[0], given[1], slope, intercept)
    if kind == "auroc":
        words = f"the linear predictor is normal in both classes with the AUROC {number(given[0])} at the prevalence {number(given[1])}"
        return row, words, {"auroc": given[0], "prevalence": given[1]}
    named = (
        "the linear predictor is normal with mean and SD"
        if kind == "normal"
        else "the risks have the beta distribution with the parameters"
    )
    return row, f"{named} {number(given[0])} and {number(given[1])}", {kind: (given[0], given[1])}


def _plan(
    quantity: str, n: int, prevalence: float | None, reached: float, interval: str, level: float, width: float | None, world: str,
    assumptions: dict[str, Any],
) -> Plan:  # fmt: skip
    positive = None if prevalence is None else round(n * prevalence)
    outcome = "" if positive is None else f", {positive:,} of them with the outcome,"
    sentence = f"{n:,} patients{outcome} {found(None, '', reached, f'{interval}, level {percent(level)}')}, if {world}."
    return Plan(
        quantity,
        n,
        positive,
        None if positive is None else n - positive,
        None,
        reached,
        {**assumptions, **only_given(width=width)},
        sentence,
    )
