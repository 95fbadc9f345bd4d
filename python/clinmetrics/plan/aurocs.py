# SPDX-License-Identifier: Apache-2.0
"""Plans of an AUROC and of the difference of two AUROCs on the same patients."""

from __future__ import annotations

from typing import Any, cast

from .. import _core
from .asked import found, needs_goal, number, one_of, only_given, patients, percent
from .results import Plan

_VARIANCES = {
    "obuchowski": "variance by Obuchowski and McClish",
    "binormal": "variance of normal scores",
    "hanley_mcneil": "variance by Hanley and McNeil",
    "newcombe": "variance by Newcombe",
}


def auroc(
    expected: float,
    *,
    prevalence: float,
    goal: float | None = None,
    power: float | None = None,
    width: float | None = None,
    n: int | None = None,
    level: float = 0.95,
    variance: str = "obuchowski",
) -> Plan:
    """Plan a study of an AUROC.

    Parameters
    ----------
    expected : float
        The true AUROC that is expected, at least 0.5 and below 1.
    prevalence : float
        The share of patients with the outcome.
    goal : float, optional
        The value that the lower limit must reach, below `expected`.
    power : float, optional
        The wanted probability to show the goal.
    width : float, optional
        The wanted expected width of the interval.
    n : int, optional
        Patients in total. Give one of `power`, `width` and `n`.
    level : float, default 0.95
        The level of the interval. The goal is judged one-sided at (1 − level)/2.
    variance : {"obuchowski", "binormal", "hanley_mcneil", "newcombe"}, default "obuchowski"
        "obuchowski" is the closed form of Obuchowski and McClish, which plans more patients than the empirical AUROC needs; "binormal" is the
        variance of the empirical AUROC if the scores of both classes are normal with equal variances; "newcombe" is the criterion of Riley
        and others.

    Returns
    -------
    Plan

    Raises
    ------
    TypeError
        None or several of `power`, `width` and `n` are given, or `power` without `goal`.
    ValueError
        An argument is out of its range, or more than 10,000,000 patients would be needed.

    References
    ----------
    Obuchowski NA, McClish DK. Stat Med 1997;16:1529-1542; Hanley JA, McNeil BJ. Radiology 1982;143:29-36; Newcombe RG. Stat Med
    2006;25:559-573; Riley RD et al. Stat Med 2021;40:4230-4251.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> cm.plan.auroc(0.8, prevalence=0.2, width=0.1, variance="binormal").n
    455
    """
    needs_goal(power, goal)
    n = patients(
        {"power": power, "width": width, "n": n},
        power=lambda x: _core.plan_auroc_rows_for_power(x, prevalence, expected, cast(float, goal), variance, level),
        width=lambda x: _core.plan_auroc_rows_for_width(x, prevalence, expected, variance, level),
    )
    reached = None if goal is None else _core.plan_auroc_power(n, prevalence, expected, goal, variance, level)
    expected_width = _core.plan_auroc_width(n, prevalence, expected, variance, level)
    goal_words = f"that the lower limit is at least {number(goal)}" if goal is not None else ""
    sentence = (
        f"{_of_both_classes(n, prevalence)} "
        f"{found(reached, goal_words, expected_width, f'{_VARIANCES[variance]}, level {percent(level)}')}, "
        f"if the true AUROC is {number(expected)} and the prevalence {number(prevalence)}."
    )
    asked = only_given(power=power, width=width, goal=goal)
    assumptions = {"expected": expected, "prevalence": prevalence, "level": level, "variance": variance, **asked}
    return Plan("auroc", n, *_classes(n, prevalence), reached, expected_width, assumptions, sentence)


def auroc_difference(
    expected: tuple[float, float],
    *,
    prevalence: float,
    correlation: float | None = None,
    score_correlation: float | tuple[float, float] | None = None,
    margin: float = 0.0,
    power: float | None = None,
    width: float | None = None,
    n: int | None = None,
    level: float = 0.95,
    variance: str = "obuchowski",
) -> Plan:
    """Plan a comparison of the AUROCs of two models on the same patients.

    Parameters
    ----------
    expected : tuple of float
        The true AUROCs that are expected, of the model that is to be shown better, and of the other.
    prevalence : float
        The share of patients with the outcome.
    correlation : float, optional
        The correlation of the two AUROCs, between −1 and 1.
    score_correlation : float, or tuple of two floats, optional
        In place of `correlation`: the correlation of the two scores among the patients with the outcome, and among those without it; one
        number for both. The correlation of the AUROCs follows from the binormal covariance of Obuchowski and McClish.
    margin : float, default 0
        The difference that the lower limit must exceed: 0 for superiority, a negative number such as −0.05 for non-inferiority.
    power, width, n, level, variance
        As in `auroc`; the power is that for `margin`.

    Returns
    -------
    Plan

    Raises
    ------
    TypeError
        None or several of `power`, `width` and `n`, or of `correlation` and `score_correlation`, are given.
    ValueError
        An argument is out of its range, or more than 10,000,000 patients would be needed.

    References
    ----------
    Obuchowski NA, McClish DK. Stat Med 1997;16:1529-1542; Hanley JA, McNeil BJ. Radiology 1983;148:839-843.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> cm.plan.auroc_difference((0.85, 0.8), prevalence=0.3, correlation=0.5, power=0.8).n
    905
    """
    one_of(correlation=correlation, score_correlation=score_correlation)
    a, b = _pair(expected, "expected")
    if correlation is None:
        r = score_correlation if isinstance(score_correlation, (tuple, list)) else (score_correlation,) * 2
        correlation = _core.plan_auroc_correlation(a, b, *_pair(r, "score_correlation"), prevalence)
    both = (a, b, correlation)
    n = patients(
        {"power": power, "width": width, "n": n},
        power=lambda x: _core.plan_difference_rows_for_power(x, prevalence, both, margin, variance, level),
        width=lambda x: _core.plan_difference_rows_for_width(x, prevalence, both, variance, level),
    )
    reached = _core.plan_difference_power(n, prevalence, both, margin, variance, level)
    expected_width = _core.plan_difference_width(n, prevalence, both, variance, level)
    sentence = (
        f"{_of_both_classes(n, prevalence)} "
        + found(reached, f"that the difference exceeds {number(margin)}", expected_width, f"{_VARIANCES[variance]}, level {percent(level)}")
        + f", if the true AUROCs are {number(a)} and {number(b)}, their estimates have the correlation {number(correlation)}, "
        f"and the prevalence is {number(prevalence)}."
    )
    asked = only_given(power=power, width=width, score_correlation=score_correlation)
    assumptions = {
        "expected": (a, b), "prevalence": prevalence, "correlation": correlation, "margin": margin, "level": level, "variance": variance,
        **asked,
    }  # fmt: skip
    return Plan("auroc_difference", n, *_classes(n, prevalence), reached, expected_width, assumptions, sentence)


def _pair(given: Any, name: str) -> tuple[float, float]:
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise TypeError(f"`{name}` must be a tuple of two numbers")
    return given[0], given[1]


def _classes(n: int, prevalence: float) -> tuple[int, int]:
    positive = round(n * prevalence)
    return positive, n - positive


def _of_both_classes(n: int, prevalence: float) -> str:
    return f"{n:,} patients, {_classes(n, prevalence)[0]:,} of them with the outcome,"
