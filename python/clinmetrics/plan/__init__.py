# SPDX-License-Identifier: Apache-2.0
"""Study planning: how many patients a study needs, what power and what width of the interval it has.

Every function returns a `Plan` (`simulate` a `Simulation`), whose `sentence` names all assumptions. Give one of `n` (of one
class, `n_positive` or `n_negative`), `power` with a goal, or `width`: the other two follow.
"""

from __future__ import annotations

from .aurocs import auroc, auroc_difference
from .paired import paired_proportions
from .proportions import sensitivity, specificity
from .results import Plan, Simulation
from .simulation import simulate
from .validation import calibration_slope, net_benefit, observed_expected_ratio

__all__ = [
    "Plan", "Simulation", "auroc", "auroc_difference", "calibration_slope", "net_benefit", "observed_expected_ratio", "paired_proportions",
    "sensitivity", "simulate", "specificity",
]  # fmt: skip
