# SPDX-License-Identifier: Apache-2.0
"""The page about MLflow: its program runs and prints what the page says, and its tables name what there is."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import textwrap
from pathlib import Path

import pytest
from clinmetrics.integrations.mlflow.config import OWN, Logged
from mlflow_runs import mlflow

pytestmark = pytest.mark.filterwarnings(
    "ignore::Warning:mlflow", "ignore::Warning:alembic", "ignore::Warning:sqlalchemy", "ignore::Warning"
)
ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "mlflow.rst").read_text(encoding="utf-8")


def test_the_program_of_the_page(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "examples/demo/predictions.parquet", tmp_path)
    template = tmp_path_factory.getbasetemp() / "mlflow.db"
    if template.exists():  # MLflow needs seconds to make a database
        shutil.copy(template, tmp_path / "mlflow.db")
    program = "\n".join(textwrap.dedent(code) for code in re.findall(r"code-block:: python\n\n((?:   .*\n|\n)+)", PAGE))
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            exec(compile(program, "docs/mlflow.rst", "exec"), {})
    finally:
        mlflow.clear_active_model()
        mlflow.set_tracking_uri(None)
    wanted = re.findall(r"print\(.*\)  # (.+)", program)
    assert len(wanted) == 3
    assert said.getvalue().splitlines() == wanted


@pytest.mark.parametrize("key", OWN)
def test_the_page_has_every_key_with_its_default(key: str) -> None:
    default = getattr(Logged(), key)
    assert f"   * - ``{key}``\n     - ``{default if isinstance(default, bool) else f'{chr(34)}{default}{chr(34)}'}``\n" in PAGE
