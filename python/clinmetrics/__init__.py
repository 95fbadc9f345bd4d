# SPDX-License-Identifier: Apache-2.0
"""Clinical metrics with confidence intervals, for models that predict a binary outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import plan
from ._compare_results import compare_results
from ._confusion import ConfusionMatrix, confusion_matrix
from ._core import DeviceError, __version__
from ._curve_frames import pr_curve, roc_curve
from ._evaluate import evaluate
from ._ingest import Bins, bins
from ._weights import resample_weights
from .metrics import *  # noqa: F403
from .metrics import __all__ as _metrics
from .metrics import register_metric
from .result import Estimate, Result

if TYPE_CHECKING:
    from . import dataset

__all__ = [
    "Bins", "ConfusionMatrix", "DeviceError", "Estimate", "Result", "__version__", "bins", "compare_results", "confusion_matrix", "dataset",
    "evaluate", "plan", "pr_curve", "register_metric", "resample_weights", "roc_curve", *_metrics,
]  # fmt: skip
_OF_SPECIFICATIONS = ("Specification", "SpecificationError", "read_specification")
__all__ += _OF_SPECIFICATIONS


def __getattr__(name: str) -> object:
    """Audits and data sets are loaded when they are asked for, so that importing the package stays fast."""
    if name == "dataset":
        from importlib import import_module

        return import_module(".dataset", __name__)
    if name not in _OF_SPECIFICATIONS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .audit import specification

    globals().update({name: getattr(specification, name) for name in _OF_SPECIFICATIONS})
    return globals()[name]
