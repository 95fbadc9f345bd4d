# SPDX-License-Identifier: Apache-2.0
"""EvalAI's own worker and check, from the checkout that the environment variable EVALAI_CHECKOUT names, agree with the stand-in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import clinmetrics as cm
import pytest
from challenges import bundle, csv_text, scores, submission, truth
from clinmetrics.integrations.evalai.worker import Worker
from clinmetrics.integrations.evalai.zips import packed

CHECKOUT = os.environ.get("EVALAI_CHECKOUT")
DRIVER = Path(__file__).with_name("evalai_checkout.py")


@pytest.mark.skipif(CHECKOUT is None, reason="EVALAI_CHECKOUT names no checkout of EvalAI")
def test_the_platforms_own_code_agrees_with_the_stand_in(tmp_path: Path) -> None:
    table = truth()
    folder = bundle(tmp_path, table)
    content = packed(folder, [])
    (tmp_path / "challenge.zip").write_bytes(content)
    given = {
        "good": submission(table),
        "constant": submission(table, risk=[0.5] * len(table["id"])),
        "missing": csv_text({"id": table["id"][1:], "risk": scores(table)[1:]}),
        "nan": submission(table, risk=["NaN", *scores(table)[1:]]),
        "hostile": "\x00",
    }
    for name, text in given.items():
        (tmp_path / f"{name}.csv").write_text(text)
    found = of_checkout(tmp_path, *given)
    assert found["errors"] == []
    with Worker(content) as worker:
        for name, real in zip(given, found["submissions"]):
            ours = worker.submit("test", name, given[name])
            assert real["status"] == ours.status, name
            assert {codename: x for row in real["rows"] for codename, x in row.items()} == ours.scores
            assert real["stdout"] == ours.stdout == ""
            if ours.status == "failed":
                assert real["stderr"].rstrip().splitlines()[-1] == ours.stderr.rstrip().splitlines()[-1]
            else:
                assert json.loads(real["submission_result"])["rows"] == json.loads(ours.result_file)["rows"]
                assert cm.Result.from_json(real["submission_metadata"]).audit["goals"] == []
    config = folder / "challenge_config.yaml"
    config.write_text(config.read_text().replace("default_order_by: auroc_lo", "default_order_by: Total"))
    (tmp_path / "challenge.zip").write_bytes(packed(folder, []))
    assert any("Total" in error for error in of_checkout(tmp_path)["errors"])  # it does check


def of_checkout(folder: Path, *names: str) -> Any:
    """What EvalAI's own code says of the bundle and the submissions in the folder."""
    words = [sys.executable, str(DRIVER), str(CHECKOUT), str(folder / "challenge.zip"), *(str(folder / f"{name}.csv") for name in names)]
    where = {**os.environ, "PYTHONPATH": str(Path(cm.__file__).parents[1])}
    done = subprocess.run(words, capture_output=True, text=True, env=where, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
