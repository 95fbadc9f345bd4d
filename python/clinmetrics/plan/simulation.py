# SPDX-License-Identifier: Apache-2.0
"""Plans by simulation: cohorts are drawn from a stated world and evaluated as a study would be."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from .._options import OPTIONS, whole
from .asked import checked_patients, number, only_given, percent
from .results import Simulation

Cohort = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]


def simulate(
    metric: str,
    *,
    n: int,
    auroc: float,
    prevalence: float,
    calibration_slope: float = 1.0,
    calibration_intercept: float = 0.0,
    goal: float | tuple[float, float] | None = None,
    threshold: float | str | None = None,
    n_simulations: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    ci: str = "auto",
    n_resamples: int = 2000,
    num_threads: int | None = None,
) -> Simulation:
    """Expected width and power of any metric, by drawing cohorts and evaluating each with `evaluate`.

    The world: the logit of the true risk is normal with equal variances in both classes, has the given AUROC, and the true risks have the
    given prevalence as mean. The model's risk follows by logit(true risk) = calibration_intercept + calibration_slope·logit(risk).

    Parameters
    ----------
    metric : str
        Name of a metric, or its text form such as "f_beta(beta=2)".
    n : int
        Patients of a cohort.
    auroc : float
        The AUROC of the model, above 0.5 and below 1.
    prevalence : float
        The probability of the outcome.
    calibration_slope, calibration_intercept : float
        The model's calibration; default: the model is calibrated.
    goal : float or tuple of float, optional
        The value that the lower limit must reach (or the upper limit must not exceed, for a metric of which lower is better); or the range in
        which both limits must lie.
    threshold : float or str, optional
        The threshold of the risk, for metrics that need one, or a rule that chooses it in each cohort, such as "youden".
    n_simulations : int, default 1000
        The number of cohorts.
    seed : int, default 0
        The seed of the cohorts. The same call gives the same numbers.
    level, ci, n_resamples, num_threads
        As in `evaluate`.

    Returns
    -------
    Simulation
        Cohorts without a finite interval are counted. A limit that is missing does not show the goal.

    Raises
    ------
    TypeError, ValueError
        An argument has a wrong type or is out of its range, or the metric has no better direction and `goal` is no range.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> result = cm.plan.simulate("auroc", n=200, auroc=0.8, prevalence=0.3, goal=0.7, n_simulations=20)
    >>> result.n_undefined, 0.1 < result.expected_width < 0.2
    (0, True)
    """
    _check(n, auroc, prevalence, calibration_slope, calibration_intercept, n_simulations)
    _check_threshold(threshold)
    seed = whole(seed, "seed", OPTIONS["seed"].least, OPTIONS["seed"].greatest)
    name, better = _about(metric)
    shows = _goal(goal, better, name)
    options = {
        "metrics": [metric], "threshold": threshold, "level": level, "ci": ci, "n_resamples": n_resamples, "num_threads": num_threads,
    }  # fmt: skip
    cohorts = _cohorts(n, auroc, prevalence, calibration_slope, calibration_intercept, n_simulations, seed)
    rows = [_evaluated(cohort, {**options, "seed": k}) for k, cohort in enumerate(cohorts)]
    values = [value for value, _, _ in rows if math.isfinite(value)]
    widths = [upper - lower for _, lower, upper in rows if math.isfinite(lower) and math.isfinite(upper)]
    n_shown = sum(shows(lower, upper) for _, lower, upper in rows)
    share = (n_shown + 1) / (n_simulations + 2)  # so that the error is not 0 where all cohorts agree
    world = {
        "auroc": auroc, "prevalence": prevalence, "calibration_slope": calibration_slope, "calibration_intercept": calibration_intercept,
        **only_given(threshold=threshold, goal=goal), "level": level, "ci": ci, "n_resamples": n_resamples, "seed": seed,
    }  # fmt: skip
    numbers: dict[str, Any] = {
        "mean": float(np.mean(values)) if values else math.nan,
        "expected_width": float(np.mean(widths)) if widths else math.nan,
        "width_error": float(np.std(widths, ddof=1)) / math.sqrt(len(widths)) if len(widths) > 1 else math.nan,
        "power": None if goal is None else n_shown / n_simulations,
        "power_error": None if goal is None else math.sqrt(share * (1 - share) / n_simulations),
        "n_undefined": n_simulations - len(widths),
    }
    return Simulation(name, n, n_simulations, **numbers, assumptions=world, sentence=_sentence(name, n, n_simulations, numbers, world))


def _check(n: int, auroc: float, prevalence: float, slope: float, intercept: float, n_simulations: int) -> None:
    checked_patients(n, "n")
    checked_patients(n_simulations, "n_simulations")
    numbers = {"auroc": auroc, "prevalence": prevalence, "calibration_slope": slope, "calibration_intercept": intercept}
    for argument, x in numbers.items():
        if isinstance(x, bool) or not isinstance(x, (int, float, np.integer, np.floating)):
            raise TypeError(f"`{argument}` must be a number")
    if not 0.5 < auroc < 1:
        raise ValueError("`auroc` must lie between 0.5 and 1, both excluded")
    if not 0 < prevalence < 1:
        raise ValueError("`prevalence` must lie between 0 and 1, both excluded")
    if not 0 < slope < math.inf:
        raise ValueError("`calibration_slope` must be a finite number above 0")
    if not math.isfinite(intercept):
        raise ValueError("`calibration_intercept` must be a finite number")


def _check_threshold(threshold: Any) -> None:
    is_number = isinstance(threshold, (int, float, np.integer, np.floating)) and not isinstance(threshold, bool)
    if not (threshold is None or is_number or isinstance(threshold, str)):
        raise TypeError("`threshold` must be one number, or one rule such as 'youden'")


def _about(metric: str) -> tuple[str, str]:
    """The name with parameters, and the better direction."""
    from .._names import METRICS, metric_name

    name = metric_name(metric, "metric")
    if name == "clinical":
        raise ValueError("`metric` must be one metric, and not a set of several")
    about = METRICS.about.get(name.partition("(")[0], {"better": "neither"})
    return name, about["better"]


def _goal(goal: Any, better: str, name: str) -> Any:
    """Whether two limits show the goal; limits of NaN do not."""
    if goal is None:
        return lambda _lower, _upper: False
    if isinstance(goal, (tuple, list)):
        if len(goal) != 2 or not goal[0] < goal[1]:
            raise ValueError("`goal` must be a number, or a range (least, greatest)")
        return lambda lower, upper: bool(goal[0] <= lower and upper <= goal[1])
    if better == "higher":
        return lambda lower, _upper: bool(lower >= goal)
    if better == "lower":
        return lambda _lower, upper: bool(upper <= goal)
    raise ValueError(f"`goal` must be a range (least, greatest) for {name}, of which neither higher nor lower is better")


def _cohorts(n: int, auroc: float, prevalence: float, slope: float, intercept: float, count: int, seed: int) -> Iterator[Cohort]:
    from statistics import NormalDist

    sigma = math.sqrt(2) * NormalDist().inv_cdf(auroc)
    center = math.log(prevalence) - math.log1p(-prevalence)
    draws = np.random.Generator(np.random.PCG64(seed))
    for _ in range(count):
        y = (draws.random(n) < prevalence).astype(np.int64)
        true_logit = center + sigma * draws.standard_normal(n) + np.where(y == 1, 0.5, -0.5) * sigma * sigma
        with np.errstate(over="ignore"):  # a risk of 0 in double precision
            yield y, 1 / (1 + np.exp(-(true_logit - intercept) / slope))


def _evaluated(cohort: Cohort, options: dict[str, Any]) -> tuple[float, float, float]:
    from .._evaluate import evaluate

    y, risk = cohort
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # undefined values are counted
        row = evaluate(y_true=y, y_score=risk, labels=(0, 1), **options)[0]
    return row.value, row.lower, row.upper


def _sentence(name: str, n: int, count: int, got: dict[str, Any], world: dict[str, Any]) -> str:
    goal = world.get("goal")
    shown = ""
    if goal is not None:
        aim = f"at {number(goal)}" if not isinstance(goal, (tuple, list)) else f"from {number(goal[0])} to {number(goal[1])}"
        shown = f"a power of {percent(got['power'])} (Monte-Carlo error {percent(got['power_error'])}) to show the goal {aim} and "
    threshold = world.get("threshold")
    at = (
        "" if threshold is None else f", at the threshold {f'of the rule {threshold}' if isinstance(threshold, str) else number(threshold)}"
    )
    undefined = got["n_undefined"]
    missing = f" {undefined:,} of the cohorts have no finite interval." if undefined else ""
    return (
        f"{n:,} patients give {shown}an expected width of {number(got['expected_width'])} (Monte-Carlo error {number(got['width_error'])}) "
        f"for {name}{at} (ci={world['ci']!r}, level {percent(world['level'])}, {count:,} simulated cohorts), if the model has the AUROC "
        f"{number(world['auroc'])}, the calibration slope {number(world['calibration_slope'])} and intercept "
        f"{number(world['calibration_intercept'])}, the prevalence is {number(world['prevalence'])}, and the logit of the risk is normal in "
        f"both classes.{missing}"
    )
