# SPDX-License-Identifier: Apache-2.0
"""What an `EvaluationResult` of MLflow holds of a result: artifacts that are read from the run when they are used, and saved and loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mlflow.models.evaluation import EvaluationArtifact

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


class JsonArtifact(EvaluationArtifact):  # type: ignore[misc]
    """The table of the rows or the manifest; its content is what the file has."""

    def _save(self, output_artifact_path: str) -> None:
        Path(output_artifact_path).write_text(json.dumps(self.content), encoding="utf-8")

    def _load_content_from_file(self, local_artifact_path: str) -> Any:
        self._content = json.loads(Path(local_artifact_path).read_text(encoding="utf-8"))
        return self._content


class PictureArtifact(EvaluationArtifact):  # type: ignore[misc]
    """A picture; its content are the bytes of a PNG file, which notebooks show by `IPython.display.Image`."""

    def _save(self, output_artifact_path: str) -> None:
        Path(output_artifact_path).write_bytes(self.content)

    def _load_content_from_file(self, local_artifact_path: str) -> bytes:
        self._content = Path(local_artifact_path).read_bytes()
        return self._content


_TYPES = {"results": JsonArtifact, "audit": ResultArtifact, "report": PageArtifact, "manifest": JsonArtifact}


def artifacts_of(files: dict[str, str], run_id: str, prefix: str) -> dict[str, Any]:
    """An artifact for each file of a run."""
    return {f"{prefix}clinmetrics_{name}": _TYPES.get(name, PictureArtifact)(f"runs:/{run_id}/{path}") for name, path in files.items()}
