# SPDX-License-Identifier: Apache-2.0
"""Groups, units and strata of files: text as written, only the empty cell is missing, limits for numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_program import SCORE, N, Y, audited, cohort, levels, refused, run, write_csv

Capsys = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    "written",
    [
        ["01", "1", "001"], ["01067", "1067", "10115"], ["1.0", "1", "1.00"], ["TRUE", "true", "True"], ["2020-01-01", "2020-1-1", "1/1/2020"],
        ["1e5", "100000", "1E5"], ["NA", "nan", "null"], ["None", "N/A", "NaN"], [" F", "F", "F "], ["0x10", "16", "+16"], ["-0", "0", "0.0"],
        ["1_0", "10", "1,0"], ["é", "e\u0301", "e"], ["inf", "-inf", "Infinity"], ["99999999999999999999", "1", "2"],
    ],
    ids=lambda x: x[0],
)  # fmt: skip
def test_cells_are_text_as_written(written: list[str], tmp_path: Path, capsys: Capsys) -> None:
    cells = [f'"{w}"' if "," in w else w for w in written] * (N // 3)
    document = audited(capsys, write_csv(tmp_path / "a.csv", cohort(g=cells)), "--group", "g")
    assert sorted(levels(document)) == sorted(written)
    assert [row["n"] for row in document["rows"] if row["group"]] == [N // 3] * 3


def test_units_are_text_as_written(tmp_path: Path, capsys: Capsys) -> None:
    """`1` and `01` are two patients."""
    units = [f"{i // 2}" if i % 2 else f"0{i // 2}" for i in range(N)]
    (row,) = audited(capsys, write_csv(tmp_path / "a.csv", cohort(unit=units)), "--unit", "unit")["rows"]
    assert row["n_units"] == N
    (row,) = audited(capsys, write_csv(tmp_path / "a.csv", cohort(unit=[str(int(u)) for u in units])), "--unit", "unit")["rows"]
    assert row["n_units"] == N // 2


def test_integers_sort_as_numbers_and_text_as_text(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(site=["10", "9", "-1", "100"] * (N // 4), code=["10", "09", "1", "100"] * (N // 4)))
    assert levels(audited(capsys, path, "--group", "site")) == ["-1", "9", "10", "100"]
    assert levels(audited(capsys, path, "--group", "code")) == ["09", "1", "10", "100"]


def test_only_the_empty_cell_is_missing(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(g=["NA", "", '""', '"NA"', "x", "."] * (N // 6)))
    document = audited(capsys, path, "--group", "g", "--min-group-size", 1)
    assert {row["group"][0]["value"]: row["n"] for row in document["rows"] if row["group"]} == {
        "NA": 20,
        "": 10,
        None: 10,
        "x": 10,
        ".": 10,
    }
    document = audited(capsys, path, "--group", "g", "--min-group-size", 1, "--missing", "NA", "--missing", ".", "--missing", "")
    assert {row["group"][0]["value"]: row["n"] for row in document["rows"] if row["group"]} == {None: 50, "x": 10}


@pytest.mark.parametrize("cell", ["", '""'])
@pytest.mark.parametrize("option", ["--unit", "--strata"])
def test_a_missing_unit_is_refused(option: str, cell: str, tmp_path: Path, capsys: Capsys) -> None:
    units = [f"p{i // 2}" for i in range(N)]
    units[5] = units[6] = cell
    said = refused(capsys, write_csv(tmp_path / "a.csv", cohort(unit=units)), option, "unit")
    assert "2 missing" in said
    assert "(first on line 7)" in said


@pytest.mark.parametrize("text", ["NA", "nan", "NULL", "?", "-9", "high", "1,5", "1.2.3", "1_000", "0x1", "½", "1e", "1 2"])
def test_scores_that_are_no_numbers(text: str, tmp_path: Path, capsys: Capsys) -> None:
    table = cohort()
    table["risk"][3] = f'"{text}"'
    path = write_csv(tmp_path / "a.csv", table)
    if text == "-9":
        assert audited(capsys, path)["rows"]
    else:
        said = refused(capsys, path)
        assert said.startswith("clinmetrics: --y-score: the column 'risk' of a.csv has 1 cell ")
        assert "(first on line 5)" in said
        assert f" {text}" not in said
    document = audited(capsys, path, "--missing", text, "--nan-policy", "drop")
    assert document["provenance"]["n_dropped"] == 1


@pytest.mark.parametrize("text", [" 0.5", "0.5 ", "+.5", "5e-1", "5E-01", "00.5", ".5"])
def test_ways_to_write_a_number(text: str, tmp_path: Path, capsys: Capsys) -> None:
    table = cohort()
    plain = {**table, "risk": ["0.5", *table["risk"][1:]]}
    rows = audited(capsys, write_csv(tmp_path / "a.csv", plain), metric="brier")["rows"]
    table["risk"][0] = text
    assert audited(capsys, write_csv(tmp_path / "a.csv", table), metric="brier")["rows"] == rows


# --- limits -------------------------------------------------------------------------------------------------------------------------

AGES = np.arange(N) + 15


def expected_sizes(limits: list[float]) -> list[int]:
    edges = [-np.inf, *limits, np.inf]
    return [int(np.sum((low <= AGES) & (high > AGES))) for low, high in zip(edges, edges[1:])]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_limits_cut_numbers_into_groups(kind: str, tmp_path: Path, capsys: Capsys) -> None:
    path = tmp_path / f"a.{kind}"
    if kind == "csv":
        write_csv(path, cohort(age=AGES, sex=["F", "M"] * (N // 2)))
    else:
        pq.write_table(pa.table({"died": Y, "risk": SCORE, "age": AGES, "sex": ["F", "M"] * (N // 2)}), path)
    document = audited(capsys, path, "--group", "age:18,40,65", "--min-group-size", 1)
    assert levels(document) == ["<18", "18 to <40", "40 to <65", ">=65"]
    assert [row["n"] for row in document["rows"] if row["group"]] == expected_sizes([18, 40, 65])
    crossed = audited(capsys, path, "--group", "sex*age:40", "--min-group-size", 1)["rows"]
    assert [[g["value"] for g in row["group"]] for row in crossed if row["group"]] == [
        ["F", "<40"],
        ["F", ">=40"],
        ["M", "<40"],
        ["M", ">=40"],
    ]


def test_missing_numbers_are_a_group_of_their_own(tmp_path: Path, capsys: Capsys) -> None:
    ages = [str(a) for a in AGES]
    ages[:12] = [""] * 12
    document = audited(capsys, write_csv(tmp_path / "a.csv", cohort(age=ages)), "--group", "age:40")
    assert {row["group"][0]["value"]: row["n"] for row in document["rows"] if row["group"]} == {"<40": 13, ">=40": 35, None: 12}


@pytest.mark.parametrize("text", ["age:", "age:40,18", "age:18,18", "age:a", "age:18,,40", "age:nan", "age:inf", "age:18;40"])
def test_limits_that_are_none(text: str, tmp_path: Path, capsys: Capsys) -> None:
    said = refused(capsys, write_csv(tmp_path / "a.csv", cohort(age=AGES)), "--group", text)
    assert "the limits must be numbers in ascending order" in said


def test_limits_of_what_is_no_number(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(age=["old"] * N))
    assert "--group: the column 'age' of a.csv has 60 cells that are not numbers" in refused(capsys, path, "--group", "age:18")
    assert "different limits" in refused(capsys, path, "--group", "age:18", "--group", "age:40")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("ages", [np.arange(N) + 18, np.arange(N) / 2 + 18.5, -np.arange(N)], ids=["whole", "halves", "negative"])
def test_many_numbers_are_no_groups(ages: np.ndarray, kind: str, tmp_path: Path, capsys: Capsys) -> None:
    path = tmp_path / f"a.{kind}"
    frame = pd.DataFrame({"died": Y, "risk": SCORE, "Age": ages})
    frame.to_csv(path, index=False) if kind == "csv" else pq.write_table(pa.Table.from_pandas(frame), path)
    said = refused(capsys, path, "--group", "Age")
    assert "60 different numbers" in said
    assert "--group Age:LIMIT,LIMIT" in said


def test_many_codes_with_leading_zeros_are_groups(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(postcode=[f"{1000 + i:05}" for i in range(N)]))
    assert len(levels(audited(capsys, path, "--group", "postcode"))) == N


def test_names_with_signs_in_them(tmp_path: Path, capsys: Capsys) -> None:
    """A column whose name looks like limits or a cross is that column."""
    table = cohort(**{"a*b": ["x", "y"] * (N // 2), "age:40": ["p", "q"] * (N // 2), "a": ["1"] * N, "b": ["2"] * N, "age": AGES})
    path = write_csv(tmp_path / "a.csv", table)
    assert levels(audited(capsys, path, "--group", "a*b")) == ["x", "y"]
    assert levels(audited(capsys, path, "--group", "age:40")) == ["p", "q"]
    assert levels(audited(capsys, path, "--group", "age:39")) == ["<39", ">=39"]


def test_a_score_may_be_a_group_too(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(unit=[str(i // 2) for i in range(N)]))
    assert levels(audited(capsys, path, "--group", "risk:0.5")) == ["<0.5", ">=0.5"]
    assert "different numbers" in refused(capsys, path, "--group", "risk")
    assert audited(capsys, path, "--group", "unit", "--unit", "unit", "--min-group-size", 1)


# --- the order and the types of Parquet -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("groups_of_rows", [7, 1000])
def test_ordered_categories_keep_their_order(groups_of_rows: int, tmp_path: Path, capsys: Capsys) -> None:
    frame = pd.DataFrame({"died": Y, "risk": SCORE})
    frame["stage"] = pd.Categorical(["III", "I", "II", None] * (N // 4), categories=["I", "II", "III", "IV"], ordered=True)
    frame["size"] = pd.Categorical(["small", "large", "medium"] * (N // 3), categories=["small", "medium", "large"], ordered=True)
    path = tmp_path / "a.parquet"
    frame.to_parquet(path, row_group_size=groups_of_rows)
    assert levels(audited(capsys, path, "--group", "stage")) == ["I", "II", "III", None]
    assert levels(audited(capsys, path, "--group", "size")) == ["small", "medium", "large"]


def test_text_and_numbers_of_parquet_keep_their_types(tmp_path: Path, capsys: Capsys) -> None:
    path = tmp_path / "a.parquet"
    columns = {
        "code": ["01", "1", "10", "9"] * (N // 4),
        "n": [10, 9] * (N // 2),
        "x": [1.5, None] * (N // 2),
        "b": [True, False] * (N // 2),
    }
    pq.write_table(pa.table({"died": Y, "risk": SCORE, **columns}), path)
    assert levels(audited(capsys, path, "--group", "code")) == ["01", "1", "10", "9"]
    assert levels(audited(capsys, path, "--group", "n")) == ["9", "10"]
    assert levels(audited(capsys, path, "--group", "x")) == ["1.5", None]
    assert levels(audited(capsys, path, "--group", "b")) == ["False", "True"]
    assert "--y-score: the column 'code' of a.parquet holds values of the type string" in refused(capsys, path, "--y-score", "code")


@pytest.mark.parametrize("option", ["--group", "--unit"])
def test_missing_texts_of_parquet(option: str, tmp_path: Path, capsys: Capsys) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"died": Y, "risk": SCORE, "g": ["F", "NA"] * (N // 2)}), path)
    if option == "--group":
        assert levels(audited(capsys, path, option, "g")) == ["F", "NA"]
        assert levels(audited(capsys, path, option, "g", "--missing", "NA")) == ["F", None]
    else:
        assert "missing" in refused(capsys, path, option, "g", "--missing", "NA")


# --- a header line that is missing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first",
    [
        "0,0.8373,pangolin-7",
        "dead,0.8373,pangolin-7",
        "true,wombatish,pangolin-7",
        "dead,wombatish,2020-01-01",
        "dead,wombatish,pangolin-7",
    ],
)
def test_a_file_without_a_header_line(first: str, tmp_path: Path, capsys: Capsys) -> None:
    """Its first row is a patient, whose cells are not shown."""
    path = tmp_path / "a.csv"
    path.write_text("\n".join([first, *("dead,wombatish,x" for _ in range(20))]))
    for options in ([], ["--group", "pangolin"], ["--unit", "wombat"]):
        said = refused(capsys, path, *options)
        assert "is the header missing?" in said
        assert not any(word in said for word in ("0.8373", "pangolin-7", "wombatish", "dead,", "2020"))


def test_names_are_listed_where_they_are_names(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(**{"": [1] * N, **{f"lab_{i}": [i] * N for i in range(500)}}))
    said = refused(capsys, path, "--unit", "Risk")
    assert "--unit names the column 'Risk', which a.csv does not have; did you mean 'risk'? It has: died, risk, lab_0" in said
    assert said.count("lab_") == 18
    assert "and 482 more" in said
    code, _, err = run(capsys, "audit", path, "--y-true", "dead", "--y-score", "risk")
    assert (code, "--y-true names the column 'dead'" in err) == (3, True)


def test_names_with_control_characters_are_spelt_out(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(**{"a\x1b[31mb": [1] * N}))
    said = refused(capsys, path, "--unit", "c\x1b]0;d\x07")
    assert "\x1b" not in said
    assert "\x07" not in said
    assert r"'a\x1b[31mb'" not in said  # a name that is listed stands without quotation marks
    assert r"a\x1b[31mb" in said
    for words in (
        ["\x1b[31m"],
        ["audit", path, "--\x1b[31m"],
        ["audit", path, "--y-true", "died", "--y-score", "risk", "--threshold", "\x1b=1"],
    ):
        code, out, err = run(capsys, *words)
        assert code in (2, 3)
        assert "\x1b" not in out + err
