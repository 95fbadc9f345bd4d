# SPDX-License-Identifier: Apache-2.0
"""A stand-in for EvalAI's worker, database and leaderboard, with the rules on which a bundle's success depends.

It executes the evaluation script: give it bundles of your own only.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

_PACKAGE = "challenge_data.challenge_1"


@dataclass
class Submission:
    """What became of a submission. The entrant sees status, stderr (if it failed) and the result file; the host the metadata, too."""

    team: str
    status: str = "submitted"
    stdout: str = ""
    stderr: str = ""
    result_file: str = ""
    metadata_file: str = ""
    scores: dict[str, Any] = field(default_factory=dict)
    error_bars: dict[str, Any] = field(default_factory=dict)


class _Output:
    """All that a script may do with its output on the worker."""

    def __init__(self) -> None:
        self._text = io.StringIO()

    def write(self, text: str) -> None:
        self._text.write(text)

    def flush(self) -> None:
        pass


class Worker:
    """Use as a context manager: it unpacks a bundle into a temporary folder, imports its script, and removes both at the end."""

    def __init__(self, bundle: bytes) -> None:
        self._bundle = bundle
        self._submissions: dict[str, list[Submission]] = {}

    def __enter__(self) -> Worker:
        import yaml

        self._stack = contextlib.ExitStack()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        with zipfile.ZipFile(io.BytesIO(self._bundle)) as archive:
            archive.extractall(folder / "bundle")
        self._config = yaml.safe_load((folder / "bundle/challenge_config.yaml").read_text(encoding="utf-8"))
        self._folder = folder
        package = folder / "compute/challenge_data/challenge_1"
        package.mkdir(parents=True)
        (package.parent / "__init__.py").touch()
        with zipfile.ZipFile(folder / "bundle" / self._config["evaluation_script"]) as archive:
            archive.extractall(package)
        self.script_folder = package
        self._stack.callback(_forget)
        sys.path.insert(0, str(folder / "compute"))
        self._stack.callback(sys.path.remove, str(folder / "compute"))
        try:
            self._script = importlib.import_module(_PACKAGE)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    @property
    def phases(self) -> list[str]:
        """The codenames of the phases."""
        return [phase["codename"] for phase in self._config["challenge_phases"]]

    def annotations(self, phase: str) -> Path:
        """The annotations of a phase."""
        return self._folder / "bundle" / str(self._phase(phase)["test_annotation_file"])

    def _phase(self, codename: str) -> dict[str, Any]:
        return next(phase for phase in self._config["challenge_phases"] if phase["codename"] == codename)

    def splits(self, phase: str) -> list[str]:
        """The codenames of the splits of a phase."""
        used = [
            x["dataset_split_id"] for x in self._config["challenge_phase_splits"] if x["challenge_phase_id"] == self._phase(phase)["id"]
        ]
        return [split["codename"] for split in self._config["dataset_splits"] if split["id"] in used]

    def submit(self, phase: str, team: str, content: str | bytes) -> Submission:
        """Evaluates a submission and stores what came of it."""
        file = self._folder / "submission.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        submission = Submission(team)
        with _replaced_output() as (out, err):
            try:
                found = self._script.evaluate(
                    str(self.annotations(phase)), str(file), phase, submission_metadata={"method_name": "try", "status": "running"}
                )
                self._store(submission, found, phase)
                submission.status = "finished"
            except Exception:
                err.write(traceback.format_exc())
                submission.status = "failed"
            submission.stdout, submission.stderr = out._text.getvalue(), err._text.getvalue() if submission.status == "failed" else ""
        self._submissions.setdefault(phase, []).append(submission)
        return submission

    def _store(self, submission: Submission, found: dict[str, Any], phase: str) -> None:
        """As PostgreSQL does: no NaN, no infinity, and no types that JSON lacks."""
        rows = [next(iter(row.items())) for row in found["result"]]
        if {codename for codename, _ in rows} - set(self.splits(phase)):
            raise LookupError("No such relation between Challenge Phase and DatasetSplit")
        submission.error_bars = {name: json.loads(_json(x)) for row in found.get("error", []) for name, x in row.items()}
        submission.scores = {codename: json.loads(_json(numbers)) for codename, numbers in rows}
        submission.result_file = json.dumps(found.get("submission_result", ""), allow_nan=False)
        metadata = found.get("submission_metadata", "")
        if not isinstance(metadata, str):
            raise TypeError("submission_metadata must be text")
        submission.metadata_file = metadata

    def leaderboard(self, phase: str, split: str) -> list[tuple[str, list[Any]]]:
        """The rows of a leaderboard, best first: the team, and a cell for each label ('#' if it is left out)."""
        schema = self._config["leaderboard"][0]["schema"]
        ids = self._phase(phase)["id"], next(s["id"] for s in self._config["dataset_splits"] if s["codename"] == split)
        link = next(x for x in self._config["challenge_phase_splits"] if (x["challenge_phase_id"], x["dataset_split_id"]) == ids)
        entries = [s for s in self._submissions.get(phase, []) if s.status == "finished" and split in s.scores]
        for one in entries:
            if split in one.error_bars:  # KeyError, and the leaderboard fails for everybody, if a label has no error bar
                _ = [one.error_bars[split][f"error_{label}"] for label in schema["labels"]]
        entries.sort(key=lambda s: s.scores[split].get(schema["default_order_by"]) or 0, reverse=link["is_leaderboard_order_descending"])
        return [(one.team, [one.scores[split].get(label, "#") for label in schema["labels"]]) for one in entries]

    @property
    def labels(self) -> list[str]:
        """The labels of the leaderboards."""
        return list(self._config["leaderboard"][0]["schema"]["labels"])

    @property
    def order_by(self) -> str:
        """The label that orders the leaderboards."""
        return str(self._config["leaderboard"][0]["schema"]["default_order_by"])


def _json(x: Any) -> str:
    return json.dumps(x, allow_nan=False)


@contextlib.contextmanager
def _replaced_output() -> Iterator[tuple[_Output, _Output]]:
    kept, out, err = (sys.stdout, sys.stderr), _Output(), _Output()
    sys.stdout, sys.stderr = out, err  # as on the worker
    try:
        yield out, err
    finally:
        sys.stdout, sys.stderr = kept


def _forget() -> None:
    for name in [name for name in sys.modules if name == "challenge_data" or name.startswith("challenge_data.")]:
        del sys.modules[name]
    importlib.invalidate_caches()
