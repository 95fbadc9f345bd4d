# SPDX-License-Identifier: Apache-2.0
"""`result.plot`: one method for each picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .calibration import CalibrationDisplay
from .decision import DecisionDisplay
from .forest import ForestDisplay
from .gaps import GapsDisplay
from .precision_recall import PrecisionRecallDisplay
from .roc import RocDisplay
from .scores import ScoresDisplay
from .thresholds import ThresholdsDisplay

if TYPE_CHECKING:
    from ..result import Result


class Plots:
    """The pictures of a result. Each method draws one and returns its display, which has `ax_`, `figure_` and the artists.

    All methods take `ax`, the axes to draw on (by default those of a new figure); `theme`, "light" or "dark" (by default what fits the
    background); and properties of matplotlib for the main artists, such as ``color="black"``. The pictures need matplotlib, the extra `plot`.
    Curves and distributions need a result of ``evaluate(..., curves="steps")``.
    """

    def __init__(self, result: Result) -> None:
        self._result = result

    def __repr__(self) -> str:
        return "the pictures of a result: " + ", ".join(f"plot.{name}()" for name in vars(type(self)) if not name.startswith("_"))

    def roc(self, ax: Any = None, *, band: str | None = "auto", theme: str | None = None, **style: Any) -> RocDisplay:
        """ROC curves; `band` is "pointwise", "simultaneous", None, or "auto": pointwise for up to three curves."""
        return RocDisplay.from_result(self._result, band=band).plot(ax, theme=theme, **style)

    def pr(self, ax: Any = None, *, band: str | None = "auto", theme: str | None = None, **style: Any) -> PrecisionRecallDisplay:
        """Precision–recall curves; `band` is "pointwise", "simultaneous", None, or "auto": pointwise for up to three curves."""
        return PrecisionRecallDisplay.from_result(self._result, band=band).plot(ax, theme=theme, **style)

    def calibration(self, ax: Any = None, *, smooth: str | None = None, theme: str | None = None, **style: Any) -> CalibrationDisplay:
        """Observed share against predicted risk; `smooth` is "rcs" or "loess"."""
        return CalibrationDisplay.from_result(self._result, smooth=smooth).plot(ax, theme=theme, **style)

    def scores(self, ax: Any = None, *, theme: str | None = None, **style: Any) -> ScoresDisplay:
        """Distributions of the scores, a panel for each model."""
        return ScoresDisplay.from_result(self._result).plot(ax, theme=theme, **style)

    def forest(self, ax: Any = None, *, metric: str | Sequence[str] | None = None, theme: str | None = None, **style: Any) -> ForestDisplay:
        """Values by group with their intervals, a panel for each metric; by default the AUROC, or the first metric of a model."""
        return ForestDisplay.from_result(self._result, metric=metric).plot(ax, theme=theme, **style)

    def gaps(
        self, ax: Any = None, *, metric: str | None = None, kind: str | None = None, theme: str | None = None, **style: Any
    ) -> GapsDisplay:
        """Differences of the groups, the worst first; `kind` is "rest" or "reference". Needs ``evaluate(..., gaps="auto")``."""
        return GapsDisplay.from_result(self._result, metric=metric, kind=kind).plot(ax, theme=theme, **style)

    def thresholds(self, ax: Any = None, *, theme: str | None = None, **style: Any) -> ThresholdsDisplay:
        """Metrics by threshold with their intervals, a panel for each model. Needs ``evaluate(..., threshold=[...])``."""
        return ThresholdsDisplay.from_result(self._result).plot(ax, theme=theme, **style)

    def decision(self, ax: Any = None, *, band: str | None = "auto", theme: str | None = None, **style: Any) -> DecisionDisplay:
        """Decision curves; `band` is as for ROC curves."""
        return DecisionDisplay.from_result(self._result, band=band).plot(ax, theme=theme, **style)
