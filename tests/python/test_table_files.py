# SPDX-License-Identifier: Apache-2.0
"""A file that cannot be read as a table: one message, in the words of Python, of the command line and of a specification."""

from __future__ import annotations

from pathlib import Path

import audits
import clinmetrics as cm
import pytest
from clinmetrics.audit.errors import AuditError
from clinmetrics.audit.words import key
from clinmetrics.cli.messages import as_option
from clinmetrics.dataset import DatasetError, describe
from clinmetrics.table_files import CsvFormat, open_table
from clinmetrics.table_files.errors import TableFileError, said


def test_the_message_names_the_argument_in_the_words_of_each_user(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("caf\u00e9,y\n1,0\n".encode("latin-1"))
    with pytest.raises(TableFileError) as caught:
        open_table(file, CsvFormat())
    start = "a.csv is not UTF-8: line 1, column 1; name its encoding, such as "
    assert str(caught.value) == start + "`encoding='latin-1'` or `encoding='cp1252'`"
    assert caught.value.said(as_option) == start + "--encoding latin-1 or --encoding cp1252"
    assert caught.value.said(key) == start + "site.encoding: latin-1 or site.encoding: cp1252"
    with pytest.raises(DatasetError) as of_dataset:
        describe(file)
    assert str(of_dataset.value) == str(caught.value)


@pytest.mark.parametrize(
    ("text", "of_command_line", "of_specification"),
    [
        ("name `pos_label`", "name --pos-label", "name analysis.outcome.positive"),
        ("`decimal='.'` or `decimal=','`", "--decimal . or --decimal ,", 'site.decimal: "." or site.decimal: ","'),
        ("It has: y_score, encoding, missing", "It has: y_score, encoding, missing", "It has: y_score, encoding, missing"),
    ],
)
def test_only_arguments_are_replaced(text: str, of_command_line: str, of_specification: str) -> None:
    assert (said(text, as_option), said(text, key)) == (of_command_line, of_specification)


def test_columns_that_are_called_like_arguments_keep_their_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from clinmetrics.cli import main

    file = tmp_path / "a.csv"
    file.write_text("y_true,y_score,sample_weight\n1,0.5,1\n")
    assert main(["audit", str(file), "--y-true", "outcome", "--y-score", "y_score"]) == 3
    assert "It has: y_true, y_score, sample_weight" in capsys.readouterr().err.replace("it has", "It has")


def test_a_specification_is_told_its_own_key(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "schema: clinmetrics.audit/1\nanalysis:\n  title: t\n  outcome: {column: y}\n  models:\n    - {name: m, score: s}\n"
        "site:\n  truth: a.csv\n"
    )
    (tmp_path / "a.csv").write_text("y,s\nyes,0.5\nno,0.1\n")
    with pytest.raises(AuditError, match=r"y.*; name the positive label with analysis\.outcome\.positive"):
        cm.audit(cm.read_specification(tmp_path / "a.yaml"), truth=tmp_path / "a.csv")


def test_the_manifest_of_an_audit_is_read_in_the_same_way(tmp_path: Path) -> None:
    """A delimiter may be given by its name."""
    path = audits.write(tmp_path, "id;died\n1;1\n2;0\n", "id;risk\n1;0.5\n2;0.1\n", {"id": "id"}, delimiter="semicolon")
    result = cm.audit(path)
    assert [column["name"] for column in result.audit["manifest"]["columns"]] == ["id", "died"]
