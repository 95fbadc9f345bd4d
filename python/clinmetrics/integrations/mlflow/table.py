# SPDX-License-Identifier: Apache-2.0
"""The rows of a result as a table that MLflow shows and that `mlflow.load_table` reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...result import Result


def log_table(client: Any, run_id: str, result: Result, prefix: str, folder: Path) -> str:
    """Logs the table at the root of the run, where MLflow looks for tables, in place of an earlier one, and writes it to `folder`."""
    path = f"{prefix.replace('/', '_')}clinmetrics_results.json"
    frame = result.to_frame("pandas")
    text = frame.to_json(orient="split", index=False)
    if any(one.path == path for one in client.list_artifacts(run_id)):
        client.log_text(run_id, text, path)  # `log_table` would add the rows to the earlier ones
    else:
        client.log_table(run_id, frame, path)
    (folder / path).write_text(text, encoding="utf-8")
    return path
