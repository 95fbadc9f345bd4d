# SPDX-License-Identifier: Apache-2.0
"""The notebooks run from the first cell to the last, quickly, and are stored without outputs."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MOST_SECONDS = 60


def executed(path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Any:
    """The notebook with its outputs; a cell that fails is an error. The kernel is a process of its own that writes nothing outside `home`."""
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    for name in ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR", "TMPDIR"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("PYTHONWARNINGS", "error::UserWarning")
    book = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(book, timeout=MOST_SECONDS, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}})
    return client.execute(env={**os.environ})


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
@pytest.mark.filterwarnings("default:::(jupyter_client|nbclient|nbformat|zmq|tornado|traitlets)")
def test_a_notebook_runs(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = sorted(FOLDER.iterdir())
    start = time.monotonic()
    book = executed(path, monkeypatch, tmp_path)
    assert time.monotonic() - start < MOST_SECONDS
    assert sorted(FOLDER.iterdir()) == before
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    tables = [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    assert tables
    assert all("<table" in page or "<iframe" in page for page in tables)
    said = {
        "challenge": ["team_0", "broken"],
        "first_audit": ["3 goals: 1 met, 2 missed.", "<iframe"],
        "two_models": ["different", "5 gaps.", "Performance of both models"],
    }
    assert not [text for text in said.get(path.stem, []) if not any(text in page for page in tables)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_stored_without_outputs_and_explains_each_cell(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert cells[0]["cell_type"] == "markdown"
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells if cell["cell_type"] == "code")
    pairs = [(a["cell_type"], b["cell_type"]) for a, b in zip(cells, cells[1:])]
    assert ("code", "code") not in pairs
    assert path.stat().st_size < 20_000
