# SPDX-License-Identifier: Apache-2.0
"""The rows of a result as a table that MLflow shows and that `mlflow.load_table` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...result import Result


def log_table(client: Any, run_id: str, result: Result, prefix: str) -> str:
    """Logs the table at the root of the run, where MLflow looks for tables, in place of an earlier one; returns its path."""
    path = f"{prefix.replace('/', '_')}clinmetrics_results.json"
    frame = result.to_frame("pandas")
    if any(one.path == path for one in client.list_artifacts(run_id)):
        client.log_text(run_id, frame.to_json(orient="split", index=False), path)  # `log_table` would add the rows to the earlier ones
    else:
        client.log_table(run_id, frame, path)
    return path
