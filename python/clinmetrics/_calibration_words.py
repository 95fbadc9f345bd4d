# SPDX-License-Identifier: Apache-2.0
"""What a calibration slope says, as a sentence."""

from __future__ import annotations

import math

UNDECIDED = "The data do not show whether the predictions are too extreme or not extreme enough."


def slope_sentence(lower: float, upper: float) -> str:
    """What the limits of a calibration slope show about the predictions; empty if there are no limits.

    Only an interval on one side of 1 leads to a claim.
    """
    if math.isnan(lower) or math.isnan(upper):
        return ""
    if upper < 0:
        return "The predictions point in the wrong direction: higher predicted risks go with fewer events."
    if upper < 1:
        return "The predictions are too extreme: high risks are predicted too high, and low risks too low."
    if lower > 1:
        return "The predictions are not extreme enough: high risks are predicted too low, and low risks too high."
    return UNDECIDED
