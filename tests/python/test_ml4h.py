# SPDX-License-Identifier: Apache-2.0
"""Prediction files of the shape that ml4h's mode `infer` writes: headers, NA, the style for genetics, two models; and files that are not."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import clinmetrics as cm
import numpy as np
import pytest
from clinmetrics.integrations import ml4h

# A categorical output with two classes, a continuous one and a survival curve, in the order in which ml4h writes them
HEAD = [
    "sample_id", "atrial_fibrillation_no_prediction", "atrial_fibrillation_no_actual", "atrial_fibrillation_yes_prediction",
    "atrial_fibrillation_yes_actual", "age_prediction", "age_actual", "death_prediction", "death_actual", "death_follow_up",
]  # fmt: skip
ROWS = [
    ["1000107", "0.75", "1.0", "0.25", "0.0", "61.5", "60.0", "0.1", "0.0", "1825.0"],
    ["0012", "0.125", "0.0", "0.875", "1.0", "70.1", "NA", "0.3", "1.0", "200.0"],
    ["1000328", "0.5", "0.0", "0.5", "1.0", "55.0", "57.0", "0.2", "0.0", "900.0"],
    ["1000444", "0.4", "1.0", "0.6", "0.0", "55.0", "57.0", "0.2", "0.0", "900.0"],
    ["1000555", "0.9", "NA", "0.1", "NA", "48.0", "50.0", "0.1", "0.0", "1825.0"],
]


def write(path: Path, head: Sequence[str] = HEAD, rows: Sequence[Sequence[str]] = ROWS) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter="\t", quotechar='"', quoting=csv.QUOTE_MINIMAL).writerows([head, *rows])
    return path


def test_a_file_is_read_into_columns(tmp_path: Path) -> None:
    path = write(tmp_path / "inference_run.tsv")
    assert ml4h.outputs(path) == ["atrial_fibrillation_no", "atrial_fibrillation_yes", "age"]
    columns = ml4h.read_predictions(path, "atrial_fibrillation_yes")
    assert columns["sample_id"] == ["1000107", "0012", "1000328", "1000444", "1000555"]
    assert columns["prediction"].tolist() == [0.25, 0.875, 0.5, 0.6, 0.1]
    np.testing.assert_array_equal(columns["actual"], [0, 1, 1, 0, np.nan])
    result = cm.evaluate(columns, y_true="actual", y_score="prediction", metrics="auroc", ci=None, nan_policy="drop", min_group_size=0)
    assert result.one().value == 0.75  # of 4 pairs, 0.875 wins twice and 0.5 once
    assert result.one().n == 4


def test_two_models_are_joined_by_id(tmp_path: Path) -> None:
    first = write(tmp_path / "a.tsv")
    second = write(tmp_path / "b.tsv", rows=[[*row[:3], f"{1 - float(row[3])}", *row[4:]] for row in reversed(ROWS)])
    columns = ml4h.read_predictions({"cnn": first, "transformer": second}, "atrial_fibrillation_yes")
    assert list(columns) == ["sample_id", "actual", "cnn", "transformer"]
    np.testing.assert_allclose(columns["cnn"] + columns["transformer"], 1)


def test_the_style_for_genetics(tmp_path: Path) -> None:
    path = write(tmp_path / "g.tsv", ["FID", "IID", *HEAD[1:]], [[row[0], *row] for row in ROWS])
    assert ml4h.read_predictions(path, "atrial_fibrillation_no")["sample_id"][1] == "0012"


@pytest.mark.parametrize(
    ("change", "output", "says"),
    [
        ({}, "death", "survival curve"),
        ({}, "age", r"4 labels are neither 0, 1 nor NA \(first at row 0\)"),
        ({}, "stroke", "no output 'stroke' .* it has atrial_fibrillation_no, atrial_fibrillation_yes, age"),
        ({"rows": []}, "atrial_fibrillation_yes", "no rows"),
        ({"head": HEAD[1:]}, "atrial_fibrillation_yes", "not a prediction file of ml4h"),
        ({"rows": [*ROWS, ROWS[0][:3]]}, "atrial_fibrillation_yes", "row 5 has 3 cells, and the header 10"),
        ({"rows": [*ROWS, ROWS[1]]}, "atrial_fibrillation_yes", r"1 rows have the sample_id of an earlier row \(first at row 5\)"),
        ({"rows": [[*ROWS[0][:3], "nan", *ROWS[0][4:]]]}, "atrial_fibrillation_yes", r"1 predictions are not finite numbers \(first at row 0\)"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used(change: dict, output: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        ml4h.read_predictions(write(tmp_path / "f.tsv", **change), output)
    assert not [row[0] for row in ROWS if row[0] in str(caught.value)]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'sample_id\t"af', b"PAR1"])
def test_a_file_of_another_kind(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"x\.tsv"):
        ml4h.read_predictions(path, "af_yes")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (ROWS[1:], r"b\.tsv lacks 1 samples of the first file \(first at row 0\) and has 0 others"),
        ([["9", *ROWS[0][1:]], *ROWS[1:]], "and has 1 others"),
        ([[*ROWS[0][:4], "1.0", *ROWS[0][5:]], *ROWS[1:]], r"1 labels differ from those of the first file \(first at its row 0\)"),
    ],
)
def test_files_that_do_not_belong_together(rows: list, says: str, tmp_path: Path) -> None:
    files = {"a": write(tmp_path / "a.tsv"), "b": write(tmp_path / "b.tsv", rows=rows)}
    with pytest.raises(ValueError, match=says):
        ml4h.read_predictions(files, "atrial_fibrillation_yes")


def test_nothing_of_ml4h_is_imported() -> None:
    code = "import sys, clinmetrics.integrations.ml4h; assert not {'ml4h', 'tensorflow', 'pandas'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)
