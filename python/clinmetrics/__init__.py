# SPDX-License-Identifier: Apache-2.0
"""Clinical metrics with confidence intervals, for models that predict a binary outcome."""

from __future__ import annotations

from . import plan
from ._compare_results import compare_results
from ._confusion import ConfusionMatrix, confusion_matrix
from ._core import DeviceError, __version__
from ._curve_frames import pr_curve, roc_curve
from ._evaluate import evaluate
from ._ingest import Bins, bins
from ._weights import resample_weights
from .audit.goals import judge
from .metrics import *  # noqa: F403
from .metrics import __all__ as _metrics
from .metrics import register_metric
from .result import Estimate, Result

__all__ = [
    "Bins", "ConfusionMatrix", "DeviceError", "Estimate", "Result", "__version__", "bins", "compare_results", "confusion_matrix", "evaluate",
    "judge", "plan", "pr_curve", "register_metric", "resample_weights", "roc_curve", *_metrics,
]  # fmt: skip
