# SPDX-License-Identifier: Apache-2.0
"""Clinical metrics with confidence intervals, for models that predict a binary outcome."""

from __future__ import annotations

from ._core import DeviceError, __version__
from ._evaluate import evaluate, resample_weights
from .metrics import *  # noqa: F403
from .metrics import __all__ as _metrics
from .metrics import register_metric
from .result import Estimate, Result

__all__ = ["DeviceError", "Estimate", "Result", "__version__", "evaluate", "register_metric", "resample_weights", *_metrics]
