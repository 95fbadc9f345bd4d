# SPDX-License-Identifier: Apache-2.0
"""A CSV file read by the standard library gives the same audit as one read by pyarrow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from audits import specification
from clinmetrics.audit.errors import AuditError
from clinmetrics.audit.run import run
from clinmetrics.audit.text_table import TextForm, TextTable

RNG = np.random.default_rng(8)
N = 240
COLUMNS: dict[str, list[Any]] = {
    "id": [f"{i:04}" for i in RNG.permutation(N)],
    "died": RNG.choice(["yes", "no"], N).tolist(),
    "risk": [repr(x) for x in RNG.random(N).tolist()],
    "site": RNG.choice(["10", "9", "2"], N).tolist(),
    "ward": RNG.choice(['"a, b"', "ä", "", "NA"], N).tolist(),
    "age": RNG.choice(["1e1", "65", "70.5"], N).tolist(),
    "patient": [str(i // 2) for i in range(N)],
    "weight": RNG.choice(["1", "2.5"], N).tolist(),
}
ANALYSIS = {
    "outcome": {"column": "died", "positive": "yes"},
    "groups": ["site", "ward", {"column": "age", "bins": [65]}, "site*ward"],
    "unit": "patient",
    "weights": {"column": "weight"},
    "filters": [{"column": "age", "op": "at_least", "value": 11}, {"column": "ward", "op": "differs", "value": "ä"}],
    "metrics": ["auroc", "brier"],
    "intervals": {"method": "percentile", "n_resamples": 40},
}


def csv(columns: dict[str, list[Any]]) -> str:
    return "\n".join([",".join(columns), *(",".join(map(str, row)) for row in zip(*columns.values()))]) + "\n"


def without_names(result: cm.Result) -> Any:
    document = result.to_json_dict()
    return {name: document[name] for name in ("rows", "counts", "attributes")}, document["audit"]["flow"]["steps"]


def test_the_result_is_that_of_the_command_line(tmp_path: Path) -> None:
    truth, predictions = tmp_path / "truth.csv", tmp_path / "predictions.csv"
    text = csv({name: x for name, x in COLUMNS.items() if name != "risk"})
    truth.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    predictions.write_text(csv({"id": COLUMNS["id"][::-1], "risk": COLUMNS["risk"][::-1]}))
    given = specification(ANALYSIS, missing=["NA"])
    expected = cm.audit(given, truth=truth, predictions=predictions)
    form = TextForm(missing=("NA",))
    found = run(cm.read_specification(given), TextTable(truth, "truth.csv", form), [TextTable(predictions, "predictions.csv", form)]).result
    assert without_names(found) == without_names(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t is empty; its first line must name the columns"),
        ("id,x\n1,2\n3\n", "t: line 3 has 1 cell, and the header has 2"),
        ('id,x\n1,"2\n', "t: line 2 is no valid CSV"),
        ("id,id\n1,2\n", "k: t has 2 columns 'id'"),
        ("x\n1\n", "k: t has no column 'id'"),
        ("id\n1\n2\n3\n4\n", "t has more than 3 rows"),
    ],
)
def test_faults_of_the_file(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(AuditError, match=message.replace("?", r"\?")):
        TextTable(tmp_path / "t.csv", "t", TextForm(most_rows=3)).load({"id": "k"}, set())


def test_cells_that_are_no_numbers_are_counted(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("x\n1\n1_000\n\ncanary\n٣\n1e3\n")
    table = TextTable(tmp_path / "t.csv", "t")
    table.load({"x": "k"}, {"x"})
    with pytest.raises(AuditError) as caught:
        table.numbers("x", "k", np.arange(table.n_rows))
    assert str(caught.value) == "k: the column 'x' of t has 3 cells that are not numbers (first on line 3); leave a missing cell empty"


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"id\n\xff\n")
    with pytest.raises(AuditError, match="t is not utf-8 text"):
        TextTable(tmp_path / "t.csv", "t").load({"id": "k"}, set())
