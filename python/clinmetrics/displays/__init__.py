# SPDX-License-Identifier: Apache-2.0
"""The pictures of a result, drawn with matplotlib, which is imported only when something is drawn. They show the points of the report."""

from __future__ import annotations

from .base import Display
from .calibration import CalibrationDisplay
from .decision import DecisionDisplay
from .forest import ForestDisplay
from .gaps import GapsDisplay
from .plots import Plots
from .precision_recall import PrecisionRecallDisplay
from .roc import RocDisplay
from .scores import ScoresDisplay
from .thresholds import ThresholdsDisplay

__all__ = [
    "CalibrationDisplay", "DecisionDisplay", "Display", "ForestDisplay", "GapsDisplay", "Plots", "PrecisionRecallDisplay", "RocDisplay",
    "ScoresDisplay", "ThresholdsDisplay",
]  # fmt: skip
