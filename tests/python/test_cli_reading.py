# SPDX-License-Identifier: Apache-2.0
"""CSV files as they are found: delimiters, decimal commas, encodings, compression, quotation marks, and files that are none."""

from __future__ import annotations

import csv
import gzip
import io
import random
import tempfile
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_program import SCORE, N, Y, audited, auroc, cohort, levels, refused, run, write_csv
from hypothesis import given, settings
from hypothesis import strategies as st

Capsys = pytest.CaptureFixture[str]


def value(document: dict) -> float:
    return document["rows"][0]["value"]


# --- delimiters and decimal marks ---------------------------------------------------------------------------------------------------


def test_semicolons_with_decimal_commas(tmp_path: Path, capsys: Capsys) -> None:
    table = cohort(age=[f"{20 + i},5" for i in range(N)])
    table["risk"] = [s.replace(".", ",") for s in table["risk"]]
    path = write_csv(tmp_path / "a.csv", table, ";")
    document = audited(capsys, path, "--group", "age:30,60")
    assert value(document) == pytest.approx(auroc(), abs=1e-15)
    assert [row["n"] for row in document["rows"] if row["group"]] == [10, 30, 20]


def test_semicolons_with_decimal_points(tmp_path: Path, capsys: Capsys) -> None:
    assert value(audited(capsys, write_csv(tmp_path / "a.csv", cohort(), ";"))) == pytest.approx(auroc(), abs=1e-15)


def test_a_file_with_both_marks_is_not_guessed(tmp_path: Path, capsys: Capsys) -> None:
    table = cohort(weight=["1.000"] * N)
    table["risk"] = [s.replace(".", ",") for s in table["risk"]]
    path = write_csv(tmp_path / "a.csv", table, ";")
    said = refused(capsys, path, "--sample-weight", "weight")
    assert "--sample-weight: the column 'weight' of a.csv has 60 cells with a decimal point" in said
    assert "(first on line 2)" in said
    assert "--decimal" in said


def test_the_decimal_mark_may_be_said(tmp_path: Path, capsys: Capsys) -> None:
    table = cohort()
    table["risk"] = [f'"{s.replace(".", ",")}"' for s in table["risk"]]
    path = write_csv(tmp_path / "a.csv", table)
    assert "with a comma, where the decimal mark is a point" in refused(capsys, path)
    assert value(audited(capsys, path, "--decimal", ",")) == pytest.approx(auroc(), abs=1e-15)


@pytest.mark.parametrize(
    ("option", "written"), [("tab", "\t"), ("\t", "\t"), ("pipe", "|"), ("|", "|"), ("semicolon", ";"), (":", ":"), ("space", " ")]
)
def test_the_delimiter_may_be_said(option: str, written: str, tmp_path: Path, capsys: Capsys) -> None:
    assert value(audited(capsys, write_csv(tmp_path / "a.csv", cohort(), written), "--delimiter", option)) == pytest.approx(auroc())


@pytest.mark.parametrize("option", ["", ",,", "x", "1", '"', "\n", "é"])
def test_no_delimiter(option: str, tmp_path: Path, capsys: Capsys) -> None:
    code, _, err = run(capsys, "audit", tmp_path / "a.csv", "--y-true", "died", "--delimiter", option)
    assert code == 2
    assert "--delimiter" in err


def test_a_header_with_a_comma_within_quotation_marks(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(**{'"age, sex"': ["1,5"] * N}), ";")
    assert value(audited(capsys, path)) == pytest.approx(auroc())


def test_a_single_column_asks_for_the_delimiter(tmp_path: Path, capsys: Capsys) -> None:
    assert "--delimiter" in refused(capsys, write_csv(tmp_path / "a.csv", cohort(), "|"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines(end: str, tmp_path: Path, capsys: Capsys) -> None:
    assert value(audited(capsys, write_csv(tmp_path / "a.csv", cohort(), end=end))) == pytest.approx(auroc())


# --- encodings ----------------------------------------------------------------------------------------------------------------------

CITIES = ["Orléans", "Orlèans", "Köln"] * (N // 3)


@pytest.mark.parametrize(("encoding", "remedy"), [("latin-1", "--encoding latin-1"), ("cp1252", "--encoding latin-1")])
def test_latin_1_is_not_guessed(encoding: str, remedy: str, tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(city=["Paris", "Lille", *CITIES[2:]]), encoding=encoding)
    said = refused(capsys, path, "--group", "city")
    assert said.startswith("clinmetrics: a.csv is not UTF-8: line 4, column 'city'; ")
    assert remedy in said
    document = audited(capsys, path, "--group", "city", "--encoding", encoding)
    assert set(levels(document)) == {"Paris", "Lille", "Orléans", "Orlèans", "Köln"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"])
def test_encodings_that_are_named(encoding: str, tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(**{"Größe": CITIES}), encoding=encoding)
    document = audited(capsys, path, "--group", "Größe", "--encoding", encoding)
    assert sorted(levels(document)) == sorted(set(CITIES))


def test_an_asian_encoding(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(city=["東京", "大阪"] * (N // 2)), encoding="shift_jis")
    assert "not UTF-8" in refused(capsys, path, "--group", "city")
    assert set(levels(audited(capsys, path, "--group", "city", "--encoding", "shift_jis"))) == {"東京", "大阪"}


def test_a_byte_order_mark(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(), encoding="utf-8-sig")
    assert value(audited(capsys, path)) == pytest.approx(auroc())
    assert "leave out --encoding" in refused(capsys, path, "--encoding", "latin-1")
    quoted = write_csv(tmp_path / "b.csv", {'"died"': Y, "risk": SCORE}, encoding="utf-8-sig")
    assert value(audited(capsys, quoted)) == pytest.approx(auroc())


def test_utf_16_without_the_option(tmp_path: Path, capsys: Capsys) -> None:
    assert "--encoding utf-16" in refused(capsys, write_csv(tmp_path / "a.csv", cohort(), encoding="utf-16"))
    assert "--encoding utf-16-le" in refused(capsys, write_csv(tmp_path / "b.csv", cohort(), encoding="utf-16-le"))


def test_a_header_that_is_not_utf_8(tmp_path: Path, capsys: Capsys) -> None:
    said = refused(capsys, write_csv(tmp_path / "a.csv", cohort(**{"Größe": [1] * N}), encoding="latin-1"))
    assert "a.csv is not UTF-8: line 1, column 3" in said


def test_another_encoding_than_the_one_named(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(city=CITIES))
    said = refused(capsys, path, "--encoding", "ascii", "--group", "city")
    assert "cannot be decoded by --encoding ascii: line 2, column 'city'" in said


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_an_order_of_bytes_that_is_not_known(encoding: str, tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(), encoding=f"{encoding}-le")
    assert f"such as {encoding}-le" in refused(capsys, path, "--encoding", encoding)
    assert "does not start with a byte order mark" in refused(capsys, write_csv(tmp_path / "b.csv", cohort()), "--encoding", encoding)


def test_a_column_that_is_not_asked_for_is_not_decoded(tmp_path: Path, capsys: Capsys) -> None:
    assert value(audited(capsys, write_csv(tmp_path / "a.csv", cohort(city=CITIES), encoding="latin-1"))) == pytest.approx(auroc())


@pytest.mark.parametrize("name", ["", "klingon", "rot13", "base64", "zlib", "idna"])
def test_no_encoding(name: str, tmp_path: Path, capsys: Capsys) -> None:
    code, _, err = run(capsys, "audit", tmp_path / "a.csv", "--y-true", "died", "--encoding", name)
    assert code == 2
    assert "--encoding" in err


# --- compression --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv.gz", ","), ("a.tsv.gz", "\t"), ("A.CSV.GZ", ","), ("a.csv.gz", ";")])
def test_gzip(name: str, delimiter: str, tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / name, cohort(), delimiter)
    path.write_bytes(gzip.compress(path.read_bytes()[:1000]) + gzip.compress(path.read_bytes()[1000:]))  # two members are one file
    assert value(audited(capsys, path)) == pytest.approx(auroc())


def test_damaged_gzip(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv.gz", cohort())
    assert "not a whole gzip file" in refused(capsys, path)
    whole = gzip.compress(path.read_bytes())
    path.write_bytes(whole[: len(whole) // 2])
    assert "not a whole gzip file" in refused(capsys, path)
    plain = tmp_path / "a.csv"
    plain.write_bytes(whole)
    assert "compressed by gzip" in refused(capsys, plain)


def test_a_file_that_unpacks_to_very_much(tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clinmetrics.table_files.csv_stream._ALWAYS_UNPACKED", 1 << 22)  # 256 MiB take seconds
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb") as file:
        file.write(b"died,risk\n")
        for _ in range(30):
            file.write(b"0,0.500000\n" * 100_000)
    assert path.stat().st_size < 200_000
    assert "unpacks to more than" in refused(capsys, path)


# --- quotation marks ----------------------------------------------------------------------------------------------------------------


def test_line_breaks_within_cells_at_any_size(tmp_path: Path, capsys: Capsys) -> None:
    """Over 2 MB, so over many blocks; the last one is a single cell of 20 MB."""
    note = '"' + "a line,\r\nanother; " * 3000 + '"'
    notes = [note] * (N - 1) + ['"' + "x\n" * 10_000_000 + '"']
    path = write_csv(tmp_path / "a.csv", {"note": notes, **cohort(sex=["F", '"M\nM"'] * (N // 2))})
    assert path.stat().st_size > 20_000_000
    document = audited(capsys, path, "--group", "sex")
    assert value(document) == pytest.approx(auroc())
    assert levels(document) == ["F", "M\nM"]


def test_doubled_quotation_marks_and_delimiters_within_cells(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(size=['"5"" tube"', '"a,b"'] * (N // 2), length=['5"', "6"] * (N // 2)))
    assert set(levels(audited(capsys, path, "--group", "size"))) == {'5" tube', "a,b"}
    assert set(levels(audited(capsys, path, "--group", "length"))) == {'5"', "6"}


@pytest.mark.parametrize("row", [0, 7, N - 1])
def test_a_quotation_mark_that_is_never_closed(row: int, tmp_path: Path, capsys: Capsys) -> None:
    table = cohort(note=["text"] * N)
    table["note"][row] = '"text'
    said = refused(capsys, write_csv(tmp_path / "a.csv", table))
    assert f"line {row + 2}" in said
    assert "quotation mark" in said


def test_the_line_of_an_error_counts_line_breaks_within_cells(tmp_path: Path, capsys: Capsys) -> None:
    table = cohort(note=['"one\ntwo"'] * N)
    table["risk"][10] = "high"
    assert "has 1 cell that is not a number (first on line 22)" in refused(capsys, write_csv(tmp_path / "a.csv", table))


# --- rows and columns -----------------------------------------------------------------------------------------------------------------


def test_ragged_rows(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort())
    text = path.read_text().splitlines()
    for row, cells in ((8, 1), (3, 3)):
        lines = list(text)
        lines[row] = ",".join(["0", "secret", "9"][:cells])
        path.write_text("\n".join(lines))
        words = "1 cell" if cells == 1 else f"{cells} cells"
        assert refused(capsys, path) == f"clinmetrics: a.csv: line {row + 1} has {words}, and the header line has 2\n"


def test_duplicate_columns_that_are_not_asked_for(tmp_path: Path, capsys: Capsys) -> None:
    rows = [f"{y},{float(s)!r},x,y" for y, s in zip(Y, SCORE)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["died,risk,note,note", *rows]))
    assert value(audited(capsys, path)) == pytest.approx(auroc())
    assert "--group names the column 'note', which a.csv has 2 times (columns 3 and 4)" in refused(capsys, path, "--group", "note")


def test_empty_lines_are_no_rows(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort())
    path.write_text("\n\n" + path.read_text().replace("\n", "\n\n") + "\n\n\n")
    assert value(audited(capsys, path)) == pytest.approx(auroc())


def test_no_newline_at_the_end(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort())
    path.write_text(path.read_text().rstrip())
    assert value(audited(capsys, path)) == pytest.approx(auroc())


@pytest.mark.parametrize("columns", [100_000])
def test_very_many_columns(columns: int, tmp_path: Path, capsys: Capsys) -> None:
    path = tmp_path / "a.csv"
    more = [f"gene{i}" for i in range(columns)]
    noise = ",".join(["0.5"] * columns)
    path.write_text("\n".join([",".join(["died", *more, "risk"]), *(f"{y},{noise},{float(s)!r}" for y, s in zip(Y, SCORE))]))
    assert value(audited(capsys, path)) == pytest.approx(auroc())
    said = refused(capsys, path, "--unit", "gene-7")
    assert "did you mean 'gene" in said
    assert len(said) < 600


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "there is no header line"), (b"\n\r\n", "there is no header line"), (b"died,risk\n0,0.5\n1,0\0.5\n", "NUL"),
        (b"d\0i\0e\0d\0,\0\n\0", "NUL"), (b"PK\x03\x04rest", "ZIP archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel"), (b"PAR1....", "Parquet"), (b'"died,risk\n0,0.5\n', "quotation mark"),
        (b'"died,risk\n0,0.5"\n', "--y-true names the column 'died'"), (b"\xff\xfe", "UTF-16"), (b"\x80\x81,\x82\n", "not UTF-8"),
    ],
    ids=lambda x: repr(x)[:20],
)  # fmt: skip
def test_what_is_no_table(content: bytes, text: str, tmp_path: Path, capsys: Capsys) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert text in refused(capsys, path)


@pytest.mark.parametrize("content", [b"died,risk", b"died,risk\n\n", b"died,risk\r\n"])
def test_a_table_without_rows(content: bytes, tmp_path: Path, capsys: Capsys) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    (row,) = audited(capsys, path)["rows"]
    assert (row["n"], row["status"]) == (0, "empty")


def test_a_cell_of_many_megabytes(tmp_path: Path, capsys: Capsys) -> None:
    table = cohort(note=["x" * 40_000_000] + ["x"] * (N - 1))
    assert value(audited(capsys, write_csv(tmp_path / "a.csv", table))) == pytest.approx(auroc())


@pytest.mark.parametrize("kind", ["folder.csv", "none.csv", "a.txt", "a"])
def test_what_is_no_file(kind: str, tmp_path: Path, capsys: Capsys) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "a").write_text("")
    assert kind in refused(capsys, tmp_path / kind)


# --- only what is named is read -----------------------------------------------------------------------------------------------------


def wide(n: int = 20_000, columns: int = 40) -> pa.Table:
    rng = np.random.default_rng(2)
    y = rng.random(n) < 0.3
    table = {"died": y.astype(np.int8), "risk": rng.random(n)}
    return pa.table({**table, **{f"text{i}": pa.array([f"{i}-{j}" for j in range(n)]) for i in range(columns)}})


def test_only_the_named_columns_of_a_parquet_file_are_read(tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured by Arrow's own pool: 40 columns of text are tens of MB."""
    path = tmp_path / "wide.parquet"
    pq.write_table(wide(), path)
    table = pq.read_table(path)
    whole = table.nbytes
    del table
    read: list[list[str]] = []
    own = pq.ParquetFile.read
    monkeypatch.setattr(pq.ParquetFile, "read", lambda self, columns=None, **k: read.append(columns) or own(self, columns=columns, **k))
    pool = pa.default_memory_pool()
    before = pool.bytes_allocated()
    audited(capsys, path)
    assert read == [["died"], ["risk"]]
    assert whole > 5_000_000
    assert pool.bytes_allocated() - before < whole / 10


def test_only_the_named_columns_of_a_csv_file_are_kept(tmp_path: Path, capsys: Capsys) -> None:
    from clinmetrics.table_files import CsvFormat, open_table

    path = tmp_path / "wide.csv"
    wide(200, 5).to_pandas().to_csv(path, index=False)
    table = open_table(path, CsvFormat())
    at = table.columns.position("risk", "--y-score")
    assert list(table.read([at])) == [at]


def test_parquet_columns_with_dots_and_twins(tmp_path: Path, capsys: Capsys) -> None:
    path = tmp_path / "a.parquet"
    arrays = [pa.array(Y), pa.array(SCORE), pa.array(1 - SCORE), pa.array(SCORE * 0), pa.array(SCORE * 0)]
    pq.write_table(pa.Table.from_arrays(arrays, names=["died", "risk", "risk.b", "x", "x"]), path)
    assert value(audited(capsys, path)) == pytest.approx(auroc())
    both = audited(capsys, path, "--y-score", "risk.b")
    assert [row["value"] for row in both["rows"]] == pytest.approx([auroc(), 1 - auroc()])
    assert "which a.parquet has 2 times" in refused(capsys, path, "--unit", "x")


def test_options_of_csv_files_are_refused_for_parquet(tmp_path: Path, capsys: Capsys) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"died": Y, "risk": SCORE}), path)
    for option in (("--encoding", "latin-1"), ("--delimiter", ";"), ("--decimal", ",")):
        assert refused(capsys, path, *option, code=2).startswith(f"clinmetrics: {option[0]} is for CSV files")


def test_csv_and_parquet_of_one_table_give_one_result(tmp_path: Path, capsys: Capsys) -> None:
    frame = pd.DataFrame({"died": Y, "risk": SCORE, "unit": np.arange(N) // 2, "site": np.arange(N) % 12, "w": 1 + np.arange(N) % 3})
    pq.write_table(pa.Table.from_pandas(frame), tmp_path / "a.parquet")
    frame.to_csv(tmp_path / "a.csv", index=False)
    options = ["--y-true", "died", "--y-score", "risk", "--group", "site", "--unit", "unit", "--sample-weight", "w", "--min-group-size", 2,
               "--n-resamples", 200, "--ci", "percentile", "--metric", "auroc", "--format", "json"]  # fmt: skip
    documents = [run(capsys, "audit", tmp_path / name, *options)[1].partition('"rows"')[2] for name in ("a.csv", "a.parquet")]
    assert documents[0] == documents[1]
    assert documents[0]


def test_reading_streams_the_file(tmp_path: Path) -> None:
    """The bytes of a file are not held as a whole while it is unpacked and looked at."""
    from clinmetrics.table_files.csv_stream import CsvStream

    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb") as file:
        for i in range(100):
            file.write(np.random.default_rng(i).integers(48, 58, 100_000, dtype=np.uint8).tobytes() + b"\n")
    tracemalloc.start()
    stream, n = CsvStream(path, "utf-8"), 0
    while chunk := stream.read(1 << 20):
        n += len(chunk)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    stream.close()
    assert n == 100 * 100_001
    assert peak < 6 << 20


def test_the_csv_module_keeps_its_limit(tmp_path: Path, capsys: Capsys) -> None:
    before = csv.field_size_limit()
    audited(capsys, write_csv(tmp_path / "a.csv", cohort(**{f'"{"n" * 200_000}"': ["x"] * N})))
    assert csv.field_size_limit() == before
    assert list(csv.reader(io.StringIO("a"))) == [["a"]]


# --- any content ------------------------------------------------------------------------------------------------------------------------

CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=20), st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["\n", "\r\n", "\r"]))
@settings(max_examples=200)
def test_cells_are_what_was_written(rows: list[tuple[str, str]], delimiter: str, end: str) -> None:
    """The csv module of Python writes, with quotation marks around all cells; every cell comes back as it was."""
    from clinmetrics.table_files import CsvFormat, open_table

    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("one", "two"), *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.getvalue().encode())
        table = open_table(path, CsvFormat(delimiter=delimiter))
        read = table.read([0, 1])
    assert [column.to_pylist() for column in read.values()] == [[row[k] for row in rows] for k in range(2)]


def spoilt(draw: random.Random) -> bytes:
    """A good file with bytes cut out, doubled and put in."""
    content = bytearray(b"died,risk,g\n" + b"".join(b'%d,0.%d,"a\nb"\n' % (i % 2, i) for i in range(20)))
    tokens = [b'"', b",", b"\n", b"\r", b";", b"\0", b"\xff", b"NA", b"1e999", b'""', b"\xef\xbb\xbf", b"true", b" ", b"\x1b"]
    for _ in range(draw.choice([1, 2, 5, 30])):
        at = draw.randrange(len(content) + 1)
        content[at : at + draw.choice([0, 0, 1, 9])] = draw.choice([*tokens, bytes(content[max(0, at - 30) : at])])
    return bytes(content)


def test_spoilt_files_are_read_or_refused_in_one_line(tmp_path: Path, capsys: Capsys) -> None:
    draw = random.Random(3)
    codes = set()
    for _ in range(400):
        path = tmp_path / "a.csv"
        path.write_bytes(spoilt(draw))
        options = ["--encoding", draw.choice(["latin-1", "ascii", "utf-16", "shift_jis"])] if draw.random() < 0.3 else []
        named = ["--y-true", "died", "--y-score", "risk", "--group", "g", "--metric", "auroc", "--ci", "none", "--format", "csv"]
        code, out, err = run(capsys, "audit", path, *named, *options)
        assert code in (0, 3), err
        assert len(err.splitlines()) == (1 if code else 0)
        assert bool(out) == (code == 0)
        codes.add(code)
    assert codes == {0, 3}
