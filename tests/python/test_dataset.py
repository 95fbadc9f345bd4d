# SPDX-License-Identifier: Apache-2.0
"""Manifests of data sets: counts by hand, digests by hashlib, verification, and JSON that fits its schema."""

from __future__ import annotations

import gzip
import hashlib
import json
import struct
from pathlib import Path
from typing import Any

import clinmetrics as cm
import jsonschema
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_program import run, write_csv
from clinmetrics import dataset

TABLE: dict[str, list[Any]] = {
    "id": ["007", "7", "8", "8", ""],
    "patient": ["a", "a", "b", "c", "c"],
    "died": ["yes", "no", "no", "", "yes"],
    "sex": ["F", "M", "", "F", "F"],
    "age": ["40", "65.5", "", "70", "18"],
}
ROLES: dict[str, Any] = {"id": "id", "y_true": "died", "pos_label": "yes"}


def csv_of(path: Path, table: dict[str, list[Any]] = TABLE) -> Path:
    return write_csv(path, table)


def test_a_small_table_by_hand(tmp_path: Path) -> None:
    path = csv_of(tmp_path / "t.csv")
    m = dataset.describe(path, **ROLES, groups={"sex": "sex", "age": cm.bins(18, 65)}, site="patient")
    assert m["files"] == [{"name": "t.csv", "bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}]
    assert m["n_rows"] == 5
    assert m["id"] == {"column": "id", "n_distinct": 3, "n_missing": 1, "n_repeated": 1}
    assert [(c["name"], c["type"], c["missing"], c["missing_share"]) for c in m["columns"]] == [
        ("id", "text", 1, 0.2), ("patient", "text", 0, 0.0), ("died", "text", 1, 0.2), ("sex", "text", 1, 0.2), ("age", "text", 1, 0.2),
    ]  # fmt: skip
    assert m["outcome"]["labeled"] == 4
    assert m["outcome"]["events"] == 2
    sex, age, site = m["attributes"]
    assert [(g["group"][0]["value"], g["n_rows"], g["labeled"], g["events"], g["missing"]) for g in sex["groups"]] == [
        ("F", 3, 2, 2, {"id": 1, "died": 1}), ("M", 1, 1, 0, {}), (None, 1, 1, 0, {"sex": 1, "age": 1}),
    ]  # fmt: skip
    assert [(g["group"][0]["value"], g["n_rows"]) for g in age["groups"]] == [("18 to <65", 2), (">=65", 2), (None, 1)]
    assert site["role"] == "site"
    assert [g["n_rows"] for g in site["groups"]] == [2, 1, 2]


def test_prevalence_has_the_interval_of_wilson() -> None:
    """Newcombe 1998, Statistics in Medicine 17:857, table I: 81 of 263."""
    found = dataset.describe({"died": [1] * 81 + [0] * 182}, y_true="died")["outcome"]["prevalence"]
    assert found["method"] == "wilson"
    assert [round(found[name], 4) for name in ("value", "lower", "upper")] == [0.308, 0.2553, 0.3662]


def test_prevalence_with_units_has_the_interval_of_evaluate() -> None:
    y, unit = [0, 1, 1, 0, 1, 0] * 30, [f"u{i // 3}" for i in range(180)]
    found = dataset.describe({"died": y, "patient": unit}, y_true="died", unit="patient")
    expected = cm.prevalence(y, unit=unit)
    assert found["n_units"] == 60
    assert (found["outcome"]["prevalence"]["lower"], found["outcome"]["prevalence"]["method"]) == (expected.lower, expected.method)


def own_digest(name: str, kind: str, cells: list[str | None]) -> str:
    """The definition, written anew."""
    text = [None if cell is None else cell.encode() for cell in cells]
    lengths = b"".join(struct.pack("<q", -1 if cell is None else len(cell)) for cell in text)
    head = b"".join(struct.pack("<q", len(x.encode())) + x.encode() for x in (name, kind, str(len(cells))))
    body = b"".join(cell or b"" for cell in text)
    return hashlib.sha256(head + hashlib.sha256(lengths).digest() + hashlib.sha256(body).digest()).hexdigest()


def test_digests_of_columns(tmp_path: Path) -> None:
    cells = ["ä", None, "", "x,y", "007"]
    path = tmp_path / "t.csv"
    path.write_text('a,b\nä,1\n,1\n"",1\n"x,y",1\n007,1\n', encoding="utf-8")
    from_file = dataset.describe(path)["columns"]
    assert from_file[0]["sha256"] == own_digest("a", "text", cells)
    assert from_file[1]["sha256"] == own_digest("b", "text", ["1"] * 5)
    numbers = dataset.describe({"n": [1, 2], "x": [0.5, None], "b": [True, False]})["columns"]
    assert [c["sha256"] for c in numbers] == [
        own_digest("n", "int64", ["1", "2"]), own_digest("x", "double", ["0.5", None]), own_digest("b", "bool", ["true", "false"]),
    ]  # fmt: skip


def test_digests_do_not_depend_on_the_container(tmp_path: Path) -> None:
    path = csv_of(tmp_path / "t.csv")
    first = dataset.describe(path)
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    semicolons = write_csv(tmp_path / "s.csv", TABLE, ";", end="\r\n")
    frame = {name: [x or None for x in column] for name, column in TABLE.items()}
    pq.write_table(pa.table(frame), tmp_path / "t.parquet", row_group_size=2)
    for same in (packed, semicolons, tmp_path / "t.parquet", frame, pd.DataFrame(frame), pl.DataFrame(frame), pa.table(frame)):
        assert dataset.describe(same)["contents"] == first["contents"], type(same)
    halves = [csv_of(tmp_path / f"{i}.csv", {name: c[i * 3 : i * 3 + 3] for name, c in TABLE.items()}) for i in range(2)]
    assert dataset.describe(halves)["contents"] == first["contents"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda t: t, ()),
        (lambda t: {name: c[::-1] for name, c in t.items()}, ("the rows are the same, in another order",)),
        (lambda t: {name: t[name] for name in reversed(t)}, ("the columns are in another order",)),
        (lambda t: {**t, "sex": ["F", "M", "", "F", "M"]}, ("the cells of 1 column differ: sex",)),
        (lambda t: {**t, "sex": ["F", "M", "", "F", "M"], "age": ["1"] * 5}, ("the cells of 2 columns differ: sex, age",)),
        (lambda t: {name: c for name, c in t.items() if name != "age"}, ("1 column of the manifest is missing: age",)),
        (lambda t: {**t, "more": ["1"] * 5}, ("1 column is not in the manifest: more",)),
        (lambda t: {**t, "19.5": ["1"] * 5}, ("1 column is not in the manifest",)),
        (lambda t: {name: c[:4] for name, c in t.items()}, ("there are 4 rows, and the manifest has 5",)),
    ],
)
def test_verify_says_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str], change: Any, expected: tuple[str, ...]) -> None:
    manifest = tmp_path / "m.json"
    dataset.describe(csv_of(tmp_path / "t.csv")).to_json(manifest)
    other = csv_of(tmp_path / "other.csv", change(TABLE))
    found = dataset.verify(manifest, other)
    assert (found.matches, found.differences) == (not expected, expected)
    code, out, err = run(capsys, "dataset", "verify", manifest, other)
    assert (code, err) == (6 if expected else 0, "")
    assert out.splitlines() == ["not the registered version" if expected else "the registered version", *(f"  {text}" for text in expected)]


def test_verify_knows_types_and_bytes(tmp_path: Path) -> None:
    path = csv_of(tmp_path / "t.csv")
    manifest = dataset.describe(path, missing=["F"])
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    found = dataset.verify(manifest, packed)
    assert (found.matches, found.differences) == (True, ("the bytes of the file differ; the contents are the same",))
    typed = {**{name: [x or None for x in c] for name, c in TABLE.items()}, "age": [40, 65.5, None, 70, 18]}
    assert dataset.verify(dataset.describe(path), typed).differences == ("the types of 1 column differ: age",)


def test_a_manifest_fits_its_schema(tmp_path: Path) -> None:
    validator = jsonschema.Draft202012Validator(dataset.manifest_schema())
    for given in ({}, ROLES, {**ROLES, "unit": "patient", "groups": ["sex", "sex*patient"], "site": "patient", "k": 3}):
        manifest = dataset.describe(csv_of(tmp_path / "t.csv"), **given)
        manifest.to_json(tmp_path / "m.json")
        assert dict(dataset.Manifest.from_json(tmp_path / "m.json")) == manifest.to_dict() == json.loads(manifest.to_json())
        validator.validate(manifest.to_dict())
        validator.validate(dataset.public_manifest(manifest))
        assert dataset.public_manifest(dataset.public_manifest(manifest)) == manifest["public"]
    assert list(validator.iter_errors({**manifest.to_dict(), "rows": ["axolotl"]}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "no JSON"), ("[" * 100_000, "no JSON"), ("[]", "does not have the schema"), ('{"schema": "x"}', "does not have the schema"),
        ('{"schema": "clinmetrics.dataset/1", "view": "public"}', "public view, which has no digests"),
        ('{"schema": "clinmetrics.dataset/1", "view": "full", "n_rows": 5}', "not complete"),
        ('{"schema": "clinmetrics.dataset/1", "view": "full", "n_rows": 5, "columns": [{"name": 5}], "attributes": [], "files": [], '
         '"reading": {}, "contents": {}}', "not complete"),
    ],
)  # fmt: skip
def test_a_manifest_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, message: str) -> None:
    (tmp_path / "m.json").write_text(text)
    code, out, err = run(capsys, "dataset", "verify", tmp_path / "m.json", csv_of(tmp_path / "t.csv"))
    assert (code, out) == (3, "")
    assert message in err
    assert len(err.splitlines()) == 1


def test_the_command_describes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, out, public = csv_of(tmp_path / "t.csv"), tmp_path / "m.json", tmp_path / "p.json"
    given = ["--id", "id", "--y-true", "died", "--pos-label", "yes", "--unit", "patient", "--group", "sex*age:18,65", "--site", "patient"]
    code, shown, err = run(capsys, "dataset", "describe", table, *given, "--out", out, "--public", public, "--k", 5)
    assert (code, err) == (0, "")
    manifest = json.loads(out.read_text())
    assert json.loads(public.read_text()) == manifest["public"]
    assert manifest["public"]["k"] == 5
    assert manifest["attributes"][0]["names"] == ["sex", "age"]
    assert "5 rows, 3 units (patient), 5 columns" in shown
    assert "id: 3 different, 1 repeated, 1 missing" in shown
    code, shown, err = run(capsys, "dataset", "describe", table, *given, "--k", 5, "--json")
    assert json.loads(shown) == manifest


def test_a_table_without_rows(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("died,sex\n")
    m = dataset.describe(tmp_path / "t.csv", y_true="died", groups="sex")
    assert (m["n_rows"], m["outcome"]["prevalence"], m["attributes"][0]["groups"]) == (0, None, [])
    assert dataset.verify(m, tmp_path / "t.csv").matches


def test_labels_in_any_notation() -> None:
    for labels in ([0, 1, 1, None], ["0", "1.0", "1.0", None], [-1, 1, 1, None], [False, True, True, None], [0.0, 1.0, 1.0, float("nan")]):
        m = dataset.describe({"died": labels}, y_true="died")
        assert (m["outcome"]["labeled"], m["outcome"]["events"], m["columns"][0]["missing"]) == (3, 2, 1)
    assert dataset.describe({"died": ["1.0", "0.0"]}, y_true="died", pos_label="1")["outcome"]["events"] == 1
    assert dataset.describe({"died": ["no", "no"]}, y_true="died", pos_label="yes", neg_label="no")["outcome"]["events"] == 0
    assert dataset.describe({"died": [True, False, False]}, y_true="died", pos_label=False)["outcome"]["events"] == 2


CANARIES = {"id": ["pangolin-1", "pangolin-2", "pangolin-2", ""], "died": ["ocelot", "quokka", "", "numbat"], "sex": ["axolotl"] * 4}


@pytest.mark.parametrize(
    "given",
    [
        {"y_true": "died"}, {"y_true": "sex", "pos_label": "Axolotl"}, {"y_true": "died", "pos_label": "ocelot"}, {"y_true": "died", "pos_label": "wombat"},
        {"y_true": "died", "pos_label": "ocelot", "neg_label": "quokka"}, {"unit": "id"}, {"id": "nothing"}, {"groups": ["nothing"]},
        {"groups": {"sex": cm.bins(1, 2)}}, {"site": "nothing"}, {"groups": "id*nothing"}, {"decimal": ",", "groups": {"id": cm.bins(1)}},
    ],
)  # fmt: skip
def test_no_message_contains_a_cell(tmp_path: Path, given: dict[str, Any]) -> None:
    for data in (csv_of(tmp_path / "t.csv", CANARIES), {name: [x or None for x in c] for name, c in CANARIES.items()}):
        with pytest.raises((ValueError, KeyError)) as caught:
            dataset.describe(data, **given)
        assert not any(word in str(caught.value) for word in ("pangolin", "ocelot", "quokka", "numbat", "axolotl")), caught.value


@pytest.mark.parametrize("data", [{"a": [1, "axolotl"]}, {"a": [1], "b": [1, 2]}, [1, 2], 5, None, ["nofile.csv"], "a.txt", []])
def test_data_that_cannot_be_read(data: Any) -> None:
    with pytest.raises((ValueError, TypeError)) as caught:
        dataset.describe(data)
    assert "axolotl" not in str(caught.value)


def test_files_that_are_no_parts(tmp_path: Path) -> None:
    first, second = csv_of(tmp_path / "a.csv"), csv_of(tmp_path / "b.csv", {name: TABLE[name] for name in reversed(TABLE)})
    with pytest.raises(ValueError, match=r"b\.csv is not a part of the same table as a\.csv: it has the same columns in another order"):
        dataset.describe([first, second])


def test_a_first_line_of_data_is_not_taken_for_names(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("918273600,1,axolotl\n918273601,0,axolotl\n")
    with pytest.raises(ValueError, match="is the header missing") as caught:
        dataset.describe(tmp_path / "t.csv")
    assert "918" not in str(caught.value)


def test_names_of_columns(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("age,sex,age\n1,2,3\n")
    with pytest.raises(ValueError, match=r"two columns of the same name \(columns 1 and 3\)"):
        dataset.describe(tmp_path / "t.csv")
    for frame in (pd.DataFrame([[1, 2]]), pd.DataFrame([[1, 2]], columns=["a", "a"]), {"\ud83d": [1]}):
        with pytest.raises(ValueError, match="rename"):
            dataset.describe(frame)


def test_no_file_that_is_read_is_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = csv_of(tmp_path / "t.csv")
    before = path.read_bytes()
    for option in ("--out", "--public"):
        code, _, err = run(capsys, "dataset", "describe", path, option, path)
        assert (code, path.read_bytes()) == (3, before)
        assert "would replace a file that is read" in err


def test_verify_reads_in_the_way_of_the_manifest(tmp_path: Path) -> None:
    first = write_csv(tmp_path / "t.csv", {"größe": ["1,5", "NA"], "b": ["x", "y"]}, ";", "latin-1")
    manifest = dataset.describe(first, encoding="latin-1", missing=["NA"])
    again = write_csv(tmp_path / "u.csv", {"größe": ["1,5", ""], "b": ["x", "y"]}, ";", "latin-1")
    assert dataset.verify(manifest, again).differences == ("the bytes of the file differ; the contents are the same",)


def test_nested_columns_have_no_digest() -> None:
    m = dataset.describe(pa.table({"a": [[1, 2], None], "b": ["x", "y"]}))
    assert [(c["sha256"] is None, c["missing"]) for c in m["columns"]] == [(True, 1), (False, 0)]


def audit_of(**site: Any) -> Any:
    from clinmetrics.audit.specification.model import SCHEMA, Analysis, Group, Model, Outcome, Site, Specification

    analysis = Analysis(
        Outcome("outcome", "yes"),
        (Model("a", score="age"),),
        unit="patient",
        groups=("sex", Group("years", (18, 65)), Group("patient", role="site")),
    )
    return Specification(SCHEMA, analysis, Site("t.csv", columns={"outcome": "died", "years": "age"}, **site))


def test_the_manifest_of_an_audit(tmp_path: Path) -> None:
    path = csv_of(tmp_path / "t.csv")
    dataset.describe(path).to_json(tmp_path / "m.json")
    predictions = csv_of(tmp_path / "p.csv")
    found = dataset.describe_for_audit(audit_of(manifest="m.json", predictions=("p.csv",)), folder=tmp_path)
    jsonschema.validate(found["manifest"], dataset.manifest_schema())
    assert found["verified"] == {"matches": True, "differences": []}
    assert found["manifest"]["predictions"][0]["sha256"] == hashlib.sha256(predictions.read_bytes()).hexdigest()
    assert [a["names"] for a in found["manifest"]["attributes"]] == [["sex"], ["age"], ["patient"]]
    assert [a["role"] for a in found["manifest"]["attributes"]] == ["subgroup", "subgroup", "site"]
    assert found["manifest"]["outcome"]["events"] == 2
    csv_of(path, {**TABLE, "sex": ["M"] * 5})
    assert dataset.describe_for_audit(audit_of(manifest="m.json"), folder=tmp_path)["verified"] == {
        "matches": False, "differences": ["the cells of 1 column differ: sex"],
    }  # fmt: skip


def test_the_way_to_read_text_is_for_text_only(tmp_path: Path) -> None:
    pq.write_table(pa.table({name: [x or None for x in c] for name, c in TABLE.items()}), tmp_path / "t.parquet")
    found = dataset.describe_for_audit(audit_of(encoding="latin-1", decimal=",", missing=("7",)), truth=tmp_path / "t.parquet")
    assert found["manifest"]["columns"][0]["missing"] == 2


def test_the_manifest_of_an_audit_of_a_frame() -> None:
    frame = {name: [x or None for x in c] for name, c in TABLE.items()}
    frame["age"] = [40, 65.5, None, 70, 18]
    found = dataset.describe_for_audit(audit_of(), truth=frame)
    assert found["verified"] is None
    assert found["manifest"]["files"] == []
    assert [g["n_rows"] for g in found["manifest"]["attributes"][1]["groups"]] == [2, 2, 1]
