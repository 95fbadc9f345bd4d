# SPDX-License-Identifier: Apache-2.0
"""Challenges on EvalAI: an audit's specification becomes a bundle for the platform, whose worker scores submissions by it.

`evaluator` and `remote_evaluator` run on the worker and need NumPy alone. `clinmetrics evalai` makes, checks and tries bundles.
"""

from __future__ import annotations

from .errors import BundleError, SubmissionError
from .remote import remote_evaluator
from .scoring import evaluator

__all__ = ["BundleError", "SubmissionError", "evaluator", "remote_evaluator"]
