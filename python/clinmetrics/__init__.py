# SPDX-License-Identifier: Apache-2.0
"""Clinical metrics with confidence intervals, for models that predict a binary outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from . import dataset as dataset

__all__ = [
    "Bins", "ConfusionMatrix", "DeviceError", "Estimate", "Result", "__version__", "audit", "bins", "compare_results", "confusion_matrix",
    "evaluate", "plan", "pr_curve", "register_metric", "resample_weights", "roc_curve", *_metrics,
]  # fmt: skip
_LATER = {
    "Specification": "audit.specification", "SpecificationError": "audit.specification", "dataset": "dataset", "judge": "audit.goals",
    "read_specification": "audit.specification",
}  # fmt: skip
__all__ += tuple(_LATER)


def __getattr__(name: str) -> Any:
    """Parts of audits are loaded when they are asked for, so that importing the package stays fast."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f".{_LATER[name]}", __name__)
    globals()[name] = getattr(module, name, module)  # `dataset` is a module itself
    return globals()[name]


def __dir__() -> list[str]:
    """What an editor or a notebook offers after the dot: also the parts that are not loaded yet."""
    return sorted(__all__)
