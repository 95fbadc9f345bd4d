# SPDX-License-Identifier: Apache-2.0
"""Runs EvalAI's own worker and its own check of bundles, from a checkout, without Django and its database.

python evalai_checkout.py CHECKOUT BUNDLE.zip SUBMISSION.csv… prints one line of JSON: the errors of the check, and what became of each submission.
`django`, the models and the network are replaced; the code that unpacks, imports, calls, redirects output and stores is EvalAI's.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import json
import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

REPLACED = (
    "django", "requests", "rest_framework", "boto3", "botocore", "jobs", "base.utils", "challenges.aws_utils", "challenges.models",
    "challenges.serializers", "challenges.utils", "settings",
)  # fmt: skip


class Replaced(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives a mock for each module that is not here."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if any(name == other or name.startswith(f"{other}.") for other in REPLACED):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> Any:
        made = MagicMock(name=spec.name)
        made.__path__, made.__spec__, made.__name__ = [], spec, spec.name
        return made

    def exec_module(self, module: Any) -> None:
        pass


class File:
    """A field that holds a file."""

    def __init__(self) -> None:
        self.name, self.content = "", ""

    def save(self, name: str, content: Any) -> None:
        self.name, self.content = name, content if isinstance(content, str) else content.decode()


def content_file(content: Any) -> Any:
    """As Django's: text or bytes."""
    if not isinstance(content, (str, bytes)):
        raise TypeError("ContentFile")
    return content


def fetched(url: str, stream: bool) -> Any:
    """A download of a local file."""
    content = Path(url).read_bytes()
    return SimpleNamespace(status_code=200, iter_content=lambda chunk_size: [content])


def main(checkout: Path, bundle: Path, submissions: list[Path]) -> dict[str, Any]:
    """Checks and runs."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings.prod"
    sys.meta_path.insert(0, Replaced())
    sys.path[:0] = [str(checkout), str(checkout / "apps")]
    folder = Path(tempfile.mkdtemp(prefix="clinmetrics"))
    with zipfile.ZipFile(bundle) as archive:
        errors, config = checked(archive, folder)
    worker = loaded(folder / "bundle", config)
    found = [run(worker, config, path) for path in submissions]
    shutil.rmtree(folder)
    shutil.rmtree(worker.BASE_TEMP_DIR)
    return {"errors": errors, "submissions": found}


def checked(archive: zipfile.ZipFile, folder: Path) -> tuple[list[str], dict[str, Any]]:
    """The errors of EvalAI's check."""
    from challenges import challenge_config_utils as utils

    utils.extract_zip_file(archive.filename, "r", str(folder / "bundle"))
    errors, config, _ = utils.validate_challenge_config_util(MagicMock(), None, str(folder), "bundle", archive, None)
    return [str(error) for error in errors], config


def loaded(folder: Path, config: dict[str, Any]) -> Any:
    """The worker after it has loaded the challenge."""
    from scripts.workers import submission_worker as worker

    worker.requests.get = fetched
    worker.ContentFile = content_file
    worker.Submission = SimpleNamespace(RUNNING="running", FINISHED="finished", FAILED="failed")
    worker.SubmissionSerializer = lambda submission: SimpleNamespace(data={"id": submission.id})
    worker.PHASE = SimpleNamespace(id=1, codename=config["challenge_phases"][0]["codename"], disable_logs=False)
    annotations = folder / config["challenge_phases"][0]["test_annotation_file"]
    worker.PHASE.test_annotation = SimpleNamespace(url=str(annotations), name=annotations.name)
    challenge = MagicMock(id=1, remote_evaluation=False)
    challenge.evaluation_script.url = str(folder / config["evaluation_script"])
    worker.PHASE.challenge = challenge
    worker.create_dir(worker.COMPUTE_DIRECTORY_PATH)
    sys.path.append(worker.COMPUTE_DIRECTORY_PATH)
    worker.create_dir_as_python_package(worker.CHALLENGE_DATA_BASE_DIR)
    worker.create_dir(worker.SUBMISSION_DATA_BASE_DIR)
    worker.extract_challenge_data(challenge, [worker.PHASE])
    return worker


def run(worker: Any, config: dict[str, Any], path: Path) -> dict[str, Any]:
    """What EvalAI's `run_submission` makes of a submission."""
    names, rows = [split["codename"] for split in config["dataset_splits"]], []

    def split_of(challenge_phase: Any, dataset_split__codename: str) -> Any:
        if dataset_split__codename not in names:
            raise LookupError
        return SimpleNamespace(dataset_split=SimpleNamespace(codename=dataset_split__codename), leaderboard=None)

    def stored(entries: list[Any]) -> None:
        json.dumps([entry.result for entry in entries], allow_nan=False)  # as PostgreSQL
        rows.extend({entry.challenge_phase_split.dataset_split.codename: entry.result} for entry in entries)

    worker.ChallengePhaseSplit = SimpleNamespace(objects=SimpleNamespace(get=split_of))
    worker.LeaderboardData = type("LeaderboardData", (), {"objects": MagicMock(bulk_create=stored)})
    submission = SimpleNamespace(
        id=1, challenge_phase=worker.PHASE, save=lambda: None, stdout_file=File(), stderr_file=File(), submission_result_file=File(),
        submission_metadata_file=File(), status="submitted", started_at=None, completed_at=None, output=None,
    )  # fmt: skip
    worker.create_dir_as_python_package(worker.SUBMISSION_DATA_DIR.format(submission_id=1))
    worker.run_submission(1, worker.PHASE, submission, str(path))
    files = {name: getattr(submission, f"{name}_file").content for name in ("stdout", "stderr", "submission_result", "submission_metadata")}
    return {"status": submission.status, "rows": rows, **files}


if __name__ == "__main__":
    answer = main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(path) for path in sys.argv[3:]])
    print()
    print(json.dumps(answer, allow_nan=False))
