# SPDX-License-Identifier: Apache-2.0
"""Plans of a sensitivity and of a specificity."""

from __future__ import annotations

from typing import Any

from .. import _core
from .asked import found, needs_goal, number, of_one_class, only_given, patients, percent
from .results import Plan

_INTERVALS = {"wilson": "Wilson's interval", "clopper_pearson": "Clopper–Pearson's interval"}


@of_one_class("n_positive")
def sensitivity(
    expected: float,
    *,
    goal: float | None = None,
    power: float | None = None,
    width: float | None = None,
    n_positive: int | None = None,
    prevalence: float | None = None,
    assurance: float | None = None,
    level: float = 0.95,
    method: str = "wilson",
) -> Plan:
    """Plan a study of a sensitivity.

    The goal "the lower limit is at least `goal`" is judged by Clopper and Pearson's limit, and its power is summed exactly over the
    binomial distribution. The power falls where one more success becomes necessary; the plan is the least number from which on every
    number reaches the power.

    Parameters
    ----------
    expected : float
        The true sensitivity that is expected, between 0 and 1.
    goal : float, optional
        The value that the lower limit must reach, below `expected`.
    power : float, optional
        The wanted probability to show the goal, such as 0.8.
    width : float, optional
        The wanted expected width of the interval.
    n_positive : int, optional
        Patients with the outcome. Give one of `power`, `width` and `n_positive`.
    prevalence : float, optional
        The share of patients with the outcome, from which the total follows.
    assurance : float, optional
        The wanted probability that at least the planned number of patients with the outcome is among the total. Without it, this number is
        expected.
    level : float, default 0.95
        The level of the interval. The goal is judged one-sided at (1 − level)/2.
    method : {"wilson", "clopper_pearson"}, default "wilson"
        The interval of the expected width.

    Returns
    -------
    Plan

    Raises
    ------
    TypeError
        None or several of `power`, `width` and `n_positive` are given, or `power` without `goal`.
    ValueError
        An argument is out of its range, or more than 10,000,000 patients would be needed.

    References
    ----------
    Clopper CJ, Pearson ES. Biometrika 1934;26:404-413; Wilson EB. J Am Stat Assoc 1927;22:209-212.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> plan = cm.plan.sensitivity(0.9, goal=0.8, power=0.8, prevalence=0.1)
    >>> plan.n_positive, plan.n
    (113, 1130)
    """
    return _plan("sensitivity", "positive", expected, goal, power, width, n_positive, prevalence, assurance, level, method)


@of_one_class("n_negative")
def specificity(
    expected: float,
    *,
    goal: float | None = None,
    power: float | None = None,
    width: float | None = None,
    n_negative: int | None = None,
    prevalence: float | None = None,
    assurance: float | None = None,
    level: float = 0.95,
    method: str = "wilson",
) -> Plan:
    """Plan a study of a specificity: as `sensitivity`, for the patients without the outcome.

    Parameters
    ----------
    expected, goal, power, width, prevalence, assurance, level, method
        As in `sensitivity`.
    n_negative : int, optional
        Patients without the outcome.

    Returns
    -------
    Plan

    Raises
    ------
    TypeError, ValueError
        As in `sensitivity`.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> round(cm.plan.specificity(0.8, n_negative=400).expected_width, 4)
    0.0781
    """
    return _plan("specificity", "negative", expected, goal, power, width, n_negative, prevalence, assurance, level, method)


def _plan(
    quantity: str, side: str, expected: float, goal: Any, power: Any, width: Any, n: Any, prevalence: Any, assurance: Any, level: float,
    method: str,
) -> Plan:  # fmt: skip
    needs_goal(power, goal)
    if assurance is not None and prevalence is None:
        raise TypeError("`assurance` needs `prevalence`")
    n = patients(
        {"power": power, "width": width, f"n_{side}": n},
        power=lambda x: _core.plan_proportion_rows_for_power(x, expected, goal, level),
        width=lambda x: _core.plan_proportion_rows_for_width(x, expected, method, level),
    )
    reached = None if goal is None else _core.plan_proportion_power(n, expected, goal, level)
    expected_width = _core.plan_proportion_width(n, expected, method, level)
    share = prevalence if side == "positive" or prevalence is None else 1 - prevalence
    total = None if share is None else _core.plan_rows_for_class(n, share, assurance)
    asked = only_given(power=power, width=width, goal=goal, prevalence=prevalence, assurance=assurance)
    assumptions = {"expected": expected, "level": level, "method": method, **asked}
    goal_words = f"that the lower limit is at least {number(goal)} (Clopper–Pearson, level {percent(level)})" if goal is not None else ""
    which = "with" if side == "positive" else "without"
    sentence = (
        f"{n:,} patients {which} the outcome "
        f"{found(reached, goal_words, expected_width, f'{_INTERVALS[method]}, level {percent(level)}')}, "
        f"if the true {quantity} is {number(expected)}.{_total(total, prevalence, assurance)}"
    )
    sides = (n, None if total is None else total - n)
    positive, negative = sides if side == "positive" else sides[::-1]
    return Plan(quantity, total, positive, negative, reached, expected_width, assumptions, sentence)


def _total(total: int | None, prevalence: float | None, assurance: float | None) -> str:
    if total is None or prevalence is None:
        return ""
    if assurance is None:
        return f" At a prevalence of {number(prevalence)}, {total:,} patients are expected to contain them."
    return f" At a prevalence of {number(prevalence)}, {total:,} patients contain them with a probability of at least {percent(assurance)}."
