# SPDX-License-Identifier: Apache-2.0
"""Outcomes and decisions of files: nothing turns them round, and what cannot be read is refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_program import SCORE, N, Y, audited, auroc, cohort, refused, write_csv

Capsys = pytest.CaptureFixture[str]


def coded(negative: Any, positive: Any) -> list[Any]:
    return [positive if y else negative for y in Y]


def as_file(folder: Path, kind: str, column: Sequence[Any], **more: Any) -> Path:
    path = folder / f"table.{kind}"
    if kind == "csv":
        return write_csv(path, {**cohort(), "died": column, **more})
    pq.write_table(pa.table({"died": pa.array(column), "risk": SCORE, **more}), path)
    return path


def value(document: dict) -> float:
    return document["rows"][0]["value"]


@pytest.mark.parametrize(
    "written",
    [
        ("0", "1"),
        ("-1", "1"),
        ("0.0", "1.0"),
        ("false", "true"),
        ("False", "True"),
        ("FALSE", "TRUE"),
        (" 0", "1 "),
        ("-1.0", "+1"),
        ("0", "1e0"),
    ],
    ids=" ".join,
)
def test_labels_of_csv_that_are_understood(written: tuple[str, str], tmp_path: Path, capsys: Capsys) -> None:
    assert value(audited(capsys, as_file(tmp_path, "csv", coded(*written)))) == pytest.approx(auroc())


@pytest.mark.parametrize(
    ("written", "positive", "expected"),
    [
        (("alive", "dead"), "dead", 1), (("alive", "dead"), "alive", -1), (("0", "1"), "1", 1), (("0", "1"), "0", -1), (("1", "2"), "2", 1),
        (("false", "true"), "true", 1), (("False", "True"), "TRUE", 1), (("False", "True"), "1", 1), (("FALSE", "TRUE"), "false", -1),
        (("no", "yes"), "yes", 1), (("01", "02"), "02", 1), (("2020-01-01", "2021-01-01"), "2021-01-01", 1), (("N", "Ja"), "Ja", 1),
    ],
    ids=str,
)  # fmt: skip
def test_positive_labels_of_csv(written: tuple[str, str], positive: str, expected: int, tmp_path: Path, capsys: Capsys) -> None:
    """Which label is positive is what the option says: the AUROC of the other is one less it."""
    got = value(audited(capsys, as_file(tmp_path, "csv", coded(*written)), "--pos-label", positive))
    assert got == pytest.approx(auroc() if expected == 1 else 1 - auroc())


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("label", ["yes", "ja", "positive", "2", "", "truee", "None"])
def test_no_positive_label_of_a_boolean_column(label: str, kind: str, tmp_path: Path, capsys: Capsys) -> None:
    said = refused(capsys, as_file(tmp_path, kind, coded(False, True)), "--pos-label", label)
    assert "--pos-label must be true or false" in said


@pytest.mark.parametrize("label", ["yes", "2", "1.0", " 1", "01", "one", "Dead", "dead "])
@pytest.mark.parametrize("written", [("0", "1"), ("alive", "dead")], ids=" ".join)
def test_a_positive_label_that_never_occurs(written: tuple[str, str], label: str, tmp_path: Path, capsys: Capsys) -> None:
    """Labels of CSV are compared as they are written."""
    said = refused(capsys, as_file(tmp_path, "csv", coded(*written)), "--pos-label", label)
    assert "--pos-label" in said
    assert "does not occur" in said


@pytest.mark.parametrize(
    "written", [("0", "1", "1.0"), ("0", " 1", "1"), ("alive", "dead", "Dead"), ("no", "yes", "yes "), ("1", "1.0", "1")], ids=str
)
def test_a_label_that_is_written_in_two_ways(written: tuple[str, str, str], tmp_path: Path, capsys: Capsys) -> None:
    """`1` and `1.0` as two classes would make some positives negative."""
    column = coded(*written[:2])
    column[int(np.argmax(Y))] = written[2]
    assert "differ only in spaces, capitals or decimals" in refused(capsys, as_file(tmp_path, "csv", column), "--pos-label", written[1])


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (("alive", "dead"), "holds text"), (("no", "yes"), "holds text"), (("1", "2"), "numbers other than 0/1"), (("0", "true"), "holds text"),
        (("0", "0.5"), "numbers other than 0/1"), (("-1", "2"), "numbers other"), (("N", "nan"), "holds text"), (("0", "NA"), "holds text"),
    ],
    ids=str,
)  # fmt: skip
def test_labels_of_csv_that_need_the_option(written: tuple[str, str], text: str, tmp_path: Path, capsys: Capsys) -> None:
    said = refused(capsys, as_file(tmp_path, "csv", coded(*written)))
    assert said.startswith("clinmetrics: --y-true: the column 'died' of table.csv ")
    assert text in said
    assert "--pos-label" in said
    assert not any(f" {w!r}" in said for w in written)


def test_minus_one_zero_and_one_are_no_coding(tmp_path: Path, capsys: Capsys) -> None:
    column = coded("-1", "1")
    column[3] = "0"
    assert "numbers other than 0/1 or -1/1" in refused(capsys, as_file(tmp_path, "csv", column))


@pytest.mark.parametrize(
    ("column", "label", "expected"),
    [
        (pa.array(Y == 1), None, 1), (pa.array(Y == 1), "true", 1), (pa.array(Y == 1), "False", -1), (pa.array(Y), "1", 1), (pa.array(Y), "0", -1),
        (pa.array(Y.astype(float)), "1", 1), (pa.array(Y.astype(float)), "1.0", 1), (pa.array(Y), "1.0", 1), (pa.array(Y + 1), "2", 1),
        (pa.array(coded("alive", "dead")), "dead", 1), (pa.array(coded("alive", "dead")).dictionary_encode(), "dead", 1),
        (pa.array(coded("0", "1")), None, 1), (pa.array(2 * Y - 1), None, 1), (pa.array(Y.astype(np.uint8)), "1e0", 1),
    ],
    ids=lambda x: str(getattr(x, "type", x)),
)  # fmt: skip
def test_labels_of_parquet(column: pa.Array, label: str | None, expected: int, tmp_path: Path, capsys: Capsys) -> None:
    options = [] if label is None else ["--pos-label", label]
    got = value(audited(capsys, as_file(tmp_path, "parquet", column), *options))
    assert got == pytest.approx(auroc() if expected == 1 else 1 - auroc())


@pytest.mark.parametrize("label", ["yes", "1_0", "one", ""])
def test_text_as_the_label_of_a_numeric_column(label: str, tmp_path: Path, capsys: Capsys) -> None:
    assert "--pos-label is text" in refused(capsys, as_file(tmp_path, "parquet", Y), "--pos-label", label)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_decisions_are_read_like_the_outcome(kind: str, tmp_path: Path, capsys: Capsys) -> None:
    flag = (SCORE > 0.5).astype(int)
    path = as_file(tmp_path, kind, coded("alive", "dead"), flag=[("alive", "dead")[f] for f in flag])
    options = ["--y-pred", "flag", "--pos-label", "dead", "--metric", "accuracy", "--threshold", "0.5"]
    rows = audited(capsys, path, *options, metric="accuracy")["rows"]
    assert [r["value"] for r in rows if r["model"] == "flag"] == pytest.approx([float(np.mean(flag == Y))])


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("label", [None, "1", "true", "TRUE"])
def test_decisions_of_0_and_1_beside_truth_values(label: str | None, kind: str, tmp_path: Path, capsys: Capsys) -> None:
    flag = (SCORE > 0.5).astype(int)
    path = as_file(tmp_path, kind, coded(False, True), flag=flag.tolist())
    options = ["--y-pred", "flag", "--metric", "accuracy", "--threshold", "0.5", *([] if label is None else ["--pos-label", label])]
    rows = audited(capsys, path, *options, metric="accuracy")["rows"]
    assert [r["value"] for r in rows if r["model"] == "flag"] == pytest.approx([float(np.mean(flag == Y))])


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_table_without_one_of_the_labels(kind: str, tmp_path: Path, capsys: Capsys) -> None:
    path = as_file(tmp_path, kind, ["alive"] * N)
    (row,) = audited(capsys, path, "--pos-label", "dead", "--neg-label", "alive")["rows"]
    assert row["status"] == "no_positives"
    assert "does not occur" in refused(capsys, path, "--pos-label", "dead")
    assert refused(capsys, path, "--neg-label", "alive", code=2) == "clinmetrics: --neg-label needs --pos-label\n"


def test_missing_outcomes(tmp_path: Path, capsys: Capsys) -> None:
    column = coded("0", "1")
    column[4] = ""
    path = as_file(tmp_path, "csv", column)
    said = refused(capsys, path)
    assert "died" in said or "--y-true" in said
    assert "first on line 6" in said
    assert "--nan-policy drop" in said
    assert "nan_policy" not in said
    document = audited(capsys, path, "--nan-policy", "drop")
    assert document["provenance"]["n_dropped"] == 1
    frame = pd.DataFrame({"died": Y.astype(float), "risk": SCORE})
    frame.loc[4, "died"] = None
    frame.to_csv(path, index=False)  # pandas writes 0.0 and 1.0
    assert audited(capsys, path, "--nan-policy", "drop")["rows"] == document["rows"]
