# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics audit --mlflow URI`: the run has the result in the view that is asked for, and the URI stands nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clinmetrics.cli import main
from clinmetrics.cli.audit_mlflow import command_text
from mlflow_runs import mlflow, patients, use_store

pytestmark = pytest.mark.filterwarnings("ignore::Warning:mlflow", "ignore::Warning:alembic", "ignore::Warning:sqlalchemy")


def audit(folder: Path, *options: str) -> tuple[int, str]:
    patients().to_csv(folder / "table.csv", index=False)
    uri = mlflow.get_tracking_uri()
    words = [
        "audit",
        str(folder / "table.csv"),
        "--y-true",
        "died",
        "--y-score",
        "boosting",
        "--metric",
        "auroc",
        "--mlflow",
        uri,
        *options,
    ]
    return main(words), uri


@pytest.mark.parametrize("view", ["public", "full"])
def test_the_result_is_logged(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, capsys: Any, view: str) -> None:
    use_store(tmp_path_factory.getbasetemp(), "command")
    code, uri = audit(tmp_path, *(["--view", "full"] if view == "full" else []))
    said = capsys.readouterr()
    assert code == 0
    (run,) = mlflow.search_runs(output_format="list")
    assert f"logged to MLflow as the run {run.info.run_id}" in said.err
    assert uri not in said.err + said.out
    assert run.data.tags["clinmetrics.view"] == view
    assert run.data.metrics["auroc"] > 0.5
    assert uri not in mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/clinmetrics/audit.json")


def test_a_server_that_cannot_be_used(tmp_path: Path, capsys: Any) -> None:
    patients().to_csv(tmp_path / "table.csv", index=False)
    words = ["audit", str(tmp_path / "table.csv"), "--y-true", "died", "--y-score", "boosting", "--metric", "auroc"]
    assert main([*words, "--mlflow", "nonsense://user:secret@nowhere"]) == 3
    said = capsys.readouterr().err
    assert "--mlflow: MLflow could not store the result" in said
    assert "secret" not in said


def test_the_command_of_the_provenance_has_no_uri() -> None:
    assert command_text(["audit", "a.csv", "--mlflow", "http://u:p@h"]) == "clinmetrics audit a.csv --mlflow URI"
    assert command_text(["audit", "--mlflow=http://u:p@h", "a.csv"]) == "clinmetrics audit --mlflow=URI a.csv"
