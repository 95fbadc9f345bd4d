# SPDX-License-Identifier: Apache-2.0
"""Pictures of a result as PNG files, without the state of matplotlib's pyplot, which belongs to the user."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...displays import Display
    from ...result import Result

DOTS_PER_INCH = 150


def write_pictures(result: Result, folder: Path, prefix: str) -> dict[str, Path]:
    """The pictures that the result has the contents for, by name; none without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return {}
    written: dict[str, Path] = {}
    for name, display_of in _displays(result).items():
        try:
            figure = _drawn(display_of(), Figure)
        except ValueError:  # such as curves that were not asked for, or a ROC curve of rows that are all negative
            continue
        written[name] = folder / f"{prefix}{name}.png"
        figure.savefig(written[name], dpi=DOTS_PER_INCH)
    return written


def _drawn(display: Display, figure_type: Any) -> Any:
    panels, (width, height) = display._n_panels(), display._size()
    figure = figure_type(figsize=(width * panels, height), layout="constrained", facecolor="white")
    display.plot(figure.subplots(1, panels, squeeze=False)[0], theme="light")
    return figure


def _displays(result: Result) -> dict[str, Callable[[], Display]]:
    from ... import displays

    overall = result.where(group="all") if "all" in result.groups else result
    found: dict[str, Callable[[], Display]] = {
        "roc": lambda: displays.RocDisplay.from_result(overall),
        "precision_recall": lambda: displays.PrecisionRecallDisplay.from_result(overall),
        "calibration": lambda: displays.CalibrationDisplay.from_result(overall),
    }
    if len(result.groups) > 1:
        found["forest"] = lambda: displays.ForestDisplay.from_result(result)
    if len(result.gaps):
        found["gaps"] = lambda: displays.GapsDisplay.from_result(result)
    return found
