# SPDX-License-Identifier: Apache-2.0
"""Results in MLflow: the evaluator `clinmetrics` of `mlflow.models.evaluate`, and `log_result` for results that exist already.

`config` reads `evaluator_config`, `columns` finds the outcome and the outputs in MLflow's data set, `evaluator` is what MLflow calls.
`writing` writes a result to a run: `names` and `metrics` make the metrics, `words` the parameters and tags, `files` and `pictures` the
artifacts, which `artifacts` reads again. `runs` is for results that exist already.
"""

from __future__ import annotations

from .runs import log_from_command, log_result

__all__ = ["log_from_command", "log_result"]
