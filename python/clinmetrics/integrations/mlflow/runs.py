# SPDX-License-Identifier: Apache-2.0
"""Results that exist already, in runs of MLflow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .errors import mlflow_package

if TYPE_CHECKING:
    from ...result import Result


def log_result(
    result: Result,
    *,
    metric_prefix: str = "",
    log_groups: bool = False,
    report: bool = True,
    view: str = "public",
    run_id: str | None = None,
) -> str:
    """Logs a result to a run of MLflow: metrics with their limits, parameters, the table of the rows, audit.json and the report.

    Undefined values and missing limits are not logged, so that `mlflow.validate_evaluation_results` and searches fail them. Of an audit also
    the verdicts of its goals are logged, as the metrics ``goals/met``, ``goals/missed``, ``goals/not_shown`` and ``goals/not_judged`` and
    in a tag for each goal, and the manifest of the data.

    Parameters
    ----------
    result : Result
        Of `evaluate` or `audit`, or read from a file.
    metric_prefix : str, optional
        The beginning of the names of metrics and files, such as ``"validation_"``.
    log_groups : bool, optional
        Whether the groups are metrics, too, as in ``auroc/sex:female``. The table and the report have them anyway.
    report : bool, optional
        Whether the report and the pictures are logged.
    view : {"public", "full"}, optional
        What may be published, or everything, with the digests of the data and small groups.
    run_id : str, optional
        The run. Default: the active run, or else a new one.

    Returns
    -------
    str
        The id of the run.

    Raises
    ------
    mlflow.exceptions.MlflowException
        MLflow or this function refuses an argument, or the run has other parameters from an earlier evaluation.
    ImportError
        MLflow is missing.

    Examples
    --------
    >>> import clinmetrics as cm, mlflow
    >>> from clinmetrics.integrations.mlflow import log_result
    >>> outcome, risk = [0, 0, 1] * 40, [i % 7 / 7 + i % 3 / 5 for i in range(120)]
    >>> run = mlflow.get_run(log_result(cm.evaluate(y_true=outcome, y_score=risk, metrics="auroc")))
    >>> run.data.metrics["auroc"]
    0.74
    """
    mlflow = mlflow_package()
    from .config import Logged
    from .writing import write_result

    logged = Logged(metric_prefix, log_groups, report, view)
    if run_id is None and mlflow.active_run() is None:
        with mlflow.start_run() as run:
            write_result(result, run.info.run_id, logged)
            return str(run.info.run_id)
    found = run_id if run_id is not None else mlflow.active_run().info.run_id
    write_result(result, found, logged)
    return str(found)


def log_from_command(result: Result, uri: str, *, view: str = "public") -> str:
    """Logs a result of the command line to a new run of the tracking server at `uri`; returns the id of the run.

    The experiment is that of MLFLOW_EXPERIMENT_NAME, or MLflow's default. No message contains the URI, which may hold a password.
    """
    with _tracking_at(uri):
        return log_result(result, view=view)


@contextmanager
def _tracking_at(uri: str) -> Iterator[None]:
    mlflow = mlflow_package()
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(uri)
    try:
        yield
    finally:
        mlflow.set_tracking_uri(before)
