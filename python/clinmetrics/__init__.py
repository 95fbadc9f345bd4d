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
from .audit import audit
from .metrics import *  # noqa: F403
from .metrics import __all__ as _metrics
from .metrics import register_metric
from .result import Estimate, Result

__all__ = [
    "Bins", "ConfusionMatrix", "DeviceError", "Estimate", "Result", "Specification", "SpecificationError", "__version__", "audit", "bins",
    "compare_results", "confusion_matrix", "evaluate", "plan", "pr_curve", "read_specification", "register_metric", "resample_weights",
    "roc_curve", *_metrics,
]  # fmt: skip

_OF_SPECIFICATIONS = ("Specification", "SpecificationError", "read_specification")


def __getattr__(name: str) -> object:
    """Audits are loaded when they are asked for, so that importing the package stays fast."""
    if name not in _OF_SPECIFICATIONS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .audit import specification

    globals().update({name: getattr(specification, name) for name in _OF_SPECIFICATIONS})
    return globals()[name]
