# SPDX-License-Identifier: Apache-2.0
"""Writes a result to a run: parameters first, because MLflow may refuse them, and metrics last, so that a run with metrics is complete."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import mlflow_package, refused
from .files import write_files
from .metrics import metrics_of
from .table import log_table
from .view import in_view
from .words import parameters_of, tags_of

if TYPE_CHECKING:
    from ...result import Result
    from .config import Logged


@dataclass(frozen=True)
class Written:
    """The metrics, and the paths of the files by name."""

    metrics: dict[str, float]
    files: dict[str, str]


def write_result(result: Result, run_id: str, logged: Logged, *, with_metrics: bool = True) -> Written:
    """Writes parameters, tags, files, the table and, unless MLflow does it, the metrics."""
    mlflow = mlflow_package()
    client = mlflow.MlflowClient()
    shown, prefix = in_view(result, logged.view), logged.metric_prefix
    _log_words(client, run_id, parameters_of(shown, prefix), tags_of(shown, prefix, logged.view))
    with tempfile.TemporaryDirectory() as folder:
        files = write_files(shown, Path(folder), logged)
        client.log_artifacts(run_id, folder)
    files["results"] = log_table(client, run_id, shown, prefix)
    metrics = metrics_of(shown, prefix, logged.log_groups)
    if with_metrics and metrics:
        mlflow.log_metrics(metrics, run_id=run_id)
    return Written(metrics, files)


def _log_words(client: Any, run_id: str, parameters: dict[str, str], tags: dict[str, str]) -> None:
    from mlflow.entities import Param, RunTag

    earlier = client.get_run(run_id).data.params
    changed = [name for name, text in parameters.items() if earlier.get(name, text) != text]
    if changed:
        raise refused(
            f"the run has another value of the parameter '{changed[0]}' from an earlier evaluation; use another run, or metric_prefix="
        )
    client.log_batch(run_id, params=[Param(*p) for p in parameters.items()], tags=[RunTag(*t) for t in tags.items()])
