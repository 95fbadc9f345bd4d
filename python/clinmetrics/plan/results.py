# SPDX-License-Identifier: Apache-2.0
"""What a plan says."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any


class _Shown:
    """The methods of both results."""

    def to_dict(self) -> dict[str, Any]:
        """All fields by name, as plain Python values."""
        fields = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}  # type: ignore[arg-type]
        return {**fields, "assumptions": dict(fields["assumptions"])}

    def __repr__(self) -> str:
        return self.sentence  # type: ignore[attr-defined,no-any-return]


@dataclasses.dataclass(frozen=True, repr=False)
class Plan(_Shown):
    """A planned study.

    Attributes
    ----------
    quantity : str
        What is estimated, such as "sensitivity".
    n : int or None
        Patients in total; None if the plan is about one class and no prevalence was given.
    n_positive, n_negative : int or None
        Patients with and without the outcome. Of plans for both classes, the expected numbers.
    power : float or None
        The probability that the goal is shown; None without a goal.
    expected_width : float or None
        The mean width of the interval, upper limit − lower limit.
    assumptions : dict
        Every assumption by the name of its argument, defaults included.
    sentence : str
        The plan with all assumptions, for a protocol.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> plan = cm.plan.sensitivity(0.9, width=0.1)
    >>> plan.quantity, plan.n_positive
    ('sensitivity', 139)
    """

    quantity: str
    n: int | None
    n_positive: int | None
    n_negative: int | None
    power: float | None
    expected_width: float | None
    assumptions: Mapping[str, Any]
    sentence: str


@dataclasses.dataclass(frozen=True, repr=False)
class Simulation(_Shown):
    """What simulated cohorts give.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> simulation = cm.plan.simulate("auroc", n=100, auroc=0.8, prevalence=0.3, n_simulations=20)
    >>> simulation.n_undefined
    0

    Attributes
    ----------
    metric : str
        The metric and its parameters.
    n, n_simulations : int
        Patients of a cohort, and the number of cohorts.
    mean : float
        The mean of the defined values.
    expected_width, width_error : float
        The mean width of the intervals, and its Monte-Carlo standard error.
    power, power_error : float or None
        The share of the cohorts that show the goal, and its Monte-Carlo standard error; None without a goal.
    n_undefined : int
        Cohorts without two finite limits, which have no part in the mean width. A missing limit does not show the goal.
    assumptions : dict
        The world from which cohorts are drawn, and how they are evaluated.
    sentence : str
        The result with all assumptions.
    """

    metric: str
    n: int
    n_simulations: int
    mean: float
    expected_width: float
    width_error: float
    power: float | None
    power_error: float | None
    n_undefined: int
    assumptions: Mapping[str, Any]
    sentence: str
