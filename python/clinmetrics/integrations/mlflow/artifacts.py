# SPDX-License-Identifier: Apache-2.0
"""What an `EvaluationResult` of MLflow holds of a result: artifacts that it saves and loads again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mlflow.models.evaluation import EvaluationArtifact
from mlflow.models.evaluation.artifacts import ImageEvaluationArtifact, JsonEvaluationArtifact

from ...result import Result


class ResultArtifact(EvaluationArtifact):  # type: ignore[misc]
    """audit.json; its content is a `clinmetrics.Result`."""

    def _save(self, output_artifact_path: str) -> None:
        Path(output_artifact_path).write_text(self.content.to_json() + "\n", encoding="utf-8")

    def _load_content_from_file(self, local_artifact_path: str) -> Result:
        self._content = Result.from_json(Path(local_artifact_path))
        return self._content


class PageArtifact(EvaluationArtifact):  # type: ignore[misc]
    """audit.html; its content is the text of the page."""

    def _save(self, output_artifact_path: str) -> None:
        Path(output_artifact_path).write_text(self.content, encoding="utf-8")

    def _load_content_from_file(self, local_artifact_path: str) -> str:
        self._content = Path(local_artifact_path).read_text(encoding="utf-8")
        return self._content


class TableArtifact(JsonEvaluationArtifact):  # type: ignore[misc]
    """A table that MLflow shows; its content is what is in the file."""


_TYPES = {"results": TableArtifact, "audit": ResultArtifact, "report": PageArtifact, "manifest": JsonEvaluationArtifact}


def artifacts_of(written: dict[str, str], run_id: str, prefix: str, folder: Path) -> dict[str, Any]:
    """An artifact for each file, with its content, which is read from `folder`."""
    made = {}
    for name, path in written.items():
        artifact = _TYPES.get(name, ImageEvaluationArtifact)(uri=f"runs:/{run_id}/{path}")
        artifact._load(str(folder / path))
        made[f"{prefix}clinmetrics_{name}"] = artifact
    return made
