# SPDX-License-Identifier: Apache-2.0
"""The whole MLflow: a run on its server and the page of the run; and the oldest version that is supported.

Both are installed into environments of their own, for minutes. MLFLOW_PYTHON and OLDEST_MLFLOW_PYTHON name interpreters that have them already.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import clinmetrics as cm
import pytest
from mlflow_runs import CONFIG, mlflow, patients

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore::Warning")]
HERE = Path(__file__).resolve().parent
OLDEST = ["mlflow-skinny==3.1.0", "SQLAlchemy<2.1", "alembic", "pandas<3", "scikit-learn<1.8", "matplotlib", "setuptools<81"]
TESTING = ["pytest>=8", "hypothesis", "jinja2", "pyarrow", "narwhals"]


def interpreter(folder: Path, variable: str, packages: list[str]) -> str:
    """A Python that has the packages, or the one that the variable names."""
    given = os.environ.get(variable)
    if given:
        return given
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    made = str(folder / "bin" / "python")
    subprocess.run([made, "-m", "pip", "install", "-q", *packages], check=True)
    return made


def wait_for(url: str, process: subprocess.Popen) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server has ended"
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail("the server does not answer")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    python = interpreter(tmp_path / "venv", "MLFLOW_PYTHON", ["mlflow"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    store = ["--backend-store-uri", f"sqlite:///{tmp_path}/server.db", "--artifacts-destination", str(tmp_path / "artifacts")]
    command = [python, "-m", "mlflow", "server", *store, "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    own = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    process = subprocess.Popen(command, start_new_session=True, cwd=tmp_path, env=own)
    try:
        wait_for(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


@pytest.mark.browser
def test_the_page_of_a_run(server: str, tmp_path: Path) -> None:
    mlflow.set_tracking_uri(server)
    mlflow.set_experiment("audits")
    with mlflow.start_run() as run:
        found = mlflow.models.evaluate(
            data=patients(), targets="died", predictions="boosting", model_type="classifier", evaluators="clinmetrics",
            evaluator_config={**CONFIG, "report": True, "view": "full"},
        )  # fmt: skip
    assert isinstance(found.artifacts["clinmetrics_audit"].content, cm.Result)
    assert mlflow.get_run(run.info.run_id).data.metrics == found.metrics
    browser = shutil.which("chromium") or pytest.skip("no Chromium")
    page = f"{server}/#/experiments/{run.info.experiment_id}/runs/{run.info.run_id}"
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'browser'}", "--virtual-time-budget=30000"]
    shown = subprocess.run([browser, *options, "--dump-dom", page], capture_output=True, text=True, timeout=300, check=True).stdout
    for text in ("auroc/ci_low", "sensitivity/at_0.2", "clinmetrics/seed"):
        assert text in shown


def test_the_oldest_version(tmp_path: Path) -> None:
    python = interpreter(tmp_path / "venv", "OLDEST_MLFLOW_PYTHON", [*OLDEST, *TESTING])
    ours = tmp_path / "ours"
    ours.mkdir()
    (ours / "clinmetrics").symlink_to(Path(cm.__file__).parent)
    entries = importlib.metadata.distribution("clinmetrics").read_text("entry_points.txt")
    about = ours / f"clinmetrics-{cm.__version__}.dist-info"
    about.mkdir()
    (about / "entry_points.txt").write_text(entries or "", encoding="utf-8")
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: clinmetrics\nVersion: {cm.__version__}\n", encoding="utf-8")
    tests = [str(HERE / f"test_mlflow_{name}.py") for name in ("evaluator", "names", "runs")]
    environment = {**os.environ, "PYTHONPATH": str(ours)}
    done = subprocess.run([python, "-m", "pytest", "-q", *tests], env=environment, cwd=HERE.parents[1], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout
