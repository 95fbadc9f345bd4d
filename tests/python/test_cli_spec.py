# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics spec` and `clinmetrics init`: what they print, write and refuse."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import clinmetrics as cm
import pytest
from cli_program import N, cohort, run, write_csv
from clinmetrics.audit.specification import digest, json_schema
from clinmetrics.audit.specification.shapes import keys_of

pytest.importorskip("yaml")
ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "examples" / "demo" / "audit.yaml"
SECRET = "CANARY"


def test_the_example_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "spec", "check", DEMO)
    assert (code, err) == (0, "")
    lines = dict(line.split(maxsplit=1) for line in out.splitlines() if not line.startswith("goal"))
    assert lines["outcome"] == "died: '1' against '0', death by 1992"
    assert lines["groups"] == "sex, race, age_band, sex*age_band"
    assert lines["digest"] == digest(cm.read_specification(DEMO).analysis)
    assert out.count("\ngoal") == 5


def test_set_replaces_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "spec", "check", DEMO, "--set", "analysis.intervals.seed=7", "--set", "site.truth=other.csv")
    assert code == 0
    assert "seed 7\n" in out
    assert "\ntruth        other.csv\n" in out
    code, out, err = run(capsys, "spec", "check", DEMO, "--set", "analysis.intervals.sed=7")
    assert (code, out) == (3, "")
    assert err == "clinmetrics: --set analysis.intervals.sed: analysis.intervals has the unknown key 'sed'; did you mean 'seed'?\n"


def test_each_fault_is_a_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wrong = tmp_path / "audit.yaml"
    wrong.write_text(DEMO.read_text(encoding="utf-8").replace("thresholds:", "treshold:").replace("truth:", "thruth:"), encoding="utf-8")
    code, out, err = run(capsys, "spec", "check", wrong)
    assert (code, out) == (3, "")
    assert err.splitlines()[0] == "clinmetrics: audit.yaml, line 29: analysis has the unknown key 'treshold'; did you mean 'thresholds'?"
    assert all(line.startswith("clinmetrics: audit.yaml, line ") for line in err.splitlines())
    assert len(err.splitlines()) == 3


@pytest.mark.parametrize("content", [b"", b"\xff", b"a: [", b"\x00", b"!!python/object/apply:os.system [exit]", b"\x1b[2J: 1"])
def test_any_file_gives_lines(capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.yaml").write_bytes(content)
    code, out, err = run(capsys, "spec", "check", tmp_path / "x.yaml")
    assert (code, out) == (3, "")
    assert err.startswith("clinmetrics: x.yaml")
    assert err.removesuffix("\n").isprintable()


def test_files_that_cannot_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "spec", "check", tmp_path)[0] == 3
    code, _, err = run(capsys, "spec", "check", tmp_path / "none.yaml")
    assert code == 3
    assert "No such file" in err


def test_without_pyyaml_the_extra_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    code, _, err = run(capsys, "spec", "check", DEMO)
    assert code == 3
    assert "install clinmetrics[audit], or write the specification in JSON" in err


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "spec", "schema")
    assert code == 0
    assert json.loads(out) == json.loads(json.dumps(json_schema()))


def test_the_docs_list_every_key(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("specification_keys", ROOT / "docs/_ext/specification_keys.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = "\n".join(module.lines())
    assert list(module.mappings())[:4] == ["", "analysis", "analysis.outcome", "analysis.models[]"]
    for path, of in module.mappings().items():
        assert not path or f"\n{path}\n~" in text
        assert all(f"* - ``{name}``" in text and key.about.replace("*", "\\*") in text for name, key in keys_of(of).items())


# --- init -----------------------------------------------------------------------------------------------------------------------------


def drafted(capsys: pytest.CaptureFixture[str], folder: Path, *files: Path, out: str = "audit.yaml") -> tuple[cm.Specification, str]:
    """What `init` has written, read back by `spec check` and by Python."""
    path = folder / out
    code, printed, err = run(capsys, "init", *files, "--out", path)
    assert code == 0, err
    assert printed == f"{path}\n"
    text = path.read_text(encoding="utf-8")
    assert SECRET not in text + printed + err
    assert run(capsys, "spec", "check", path)[0] == 0
    return cm.read_specification(path), text


def test_a_draft_of_truth_and_predictions(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    ids = [f"{SECRET}{i}" for i in range(N)]
    truth = {
        "record_id": ids, "patient": [f"{SECRET}{i // 2}" for i in range(N)], "died": cohort()["died"], "sex": [f"{SECRET}f", f"{SECRET}m"] * (N // 2),
        "age": [20 + i for i in range(N)], "bmi": [20 + i / 7 for i in range(N)], "ward*": ["a", "b", "c"] * (N // 3),
    }  # fmt: skip
    outputs = {"record_id": ids, "model a": cohort()["risk"], "logit": [i / 9 - 3 for i in range(N)], "alert": [0, 1] * (N // 2)}
    files = write_csv(tmp_path / "truth.csv", truth), write_csv(tmp_path / "predictions.csv", outputs)
    (tmp_path / "sub").mkdir()
    found, text = drafted(capsys, tmp_path, *files, out="sub/audit.yaml")
    a = found.analysis
    assert (a.id, a.unit, a.outcome.column, a.outcome.positive) == ("record_id", "patient", "died", "1")
    assert [(m.name, m.score, m.decision) for m in a.models] == [
        ("model a", "model a", None),
        ("logit", "logit", None),
        ("alert", None, "alert"),
    ]
    assert [g if isinstance(g, str) else (g.column, g.bins) for g in a.groups] == ["sex", ("ward*", ()), ("age", (18, 40, 65))]
    assert (found.site.truth, found.site.predictions) == ("../truth.csv", ("../predictions.csv",))
    assert "Left out, because of many levels or many columns (numbers need bins): bmi." in text


def test_a_draft_of_one_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in ("predictions.csv", "predictions.parquet"):
        found, _ = drafted(capsys, tmp_path, ROOT / "examples" / "demo" / name, out=f"{name}.yaml")
        a = found.analysis
        assert (a.id, a.outcome.column, [m.score for m in a.models]) == ("patient_id", "died", ["logistic", "boosting"])
        assert [g if isinstance(g, str) else g.column for g in a.groups] == ["sex", "race", "age_band", "education", "income", "age"]


def test_decimal_commas_are_numbers_as_in_an_audit(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [f"{i};{y};{float(risk):.4f};{20 + i}".replace(".", ",") for i, (y, risk) in enumerate(zip(cohort()["died"], cohort()["risk"]))]
    (tmp_path / "t.csv").write_text("id;died;risk;age\n" + "\n".join(rows) + "\n", encoding="utf-8")
    found, text = drafted(capsys, tmp_path, tmp_path / "t.csv")
    assert [(m.name, m.score) for m in found.analysis.models] == [("risk", "risk")]
    assert "No column looks like the output of a model" not in text
    assert cm.audit(tmp_path / "audit.yaml").models == ["risk"]


def test_the_positive_level_is_said_to_be_a_guess(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table: dict[str, Any] = {"id": list(range(N)), "outcome": ["no", "yes"] * (N // 2), "risk": cohort()["risk"]}
    found, text = drafted(capsys, tmp_path, write_csv(tmp_path / "t.csv", table))
    assert found.analysis.outcome.positive == "yes"
    assert "Check this level" in text
    for i, levels in enumerate((["blue", SECRET], ["1", "2"])):
        table["outcome"] = levels * (N // 2)
        found, text = drafted(capsys, tmp_path, write_csv(tmp_path / "t.csv", table), out=f"{i}.yaml")
        assert found.analysis.outcome.positive == "CHANGE_ME"
        assert "Name the level that counts as positive." in text


@pytest.mark.parametrize(
    "name", ["null", "a: b", "# x", "- y", '"q"', "\\", "é", "'", "x, y", "{z}", "&w", "*", "012", "@", "%", "~", "\u202e", "😀", " a"]
)
def test_any_name_of_a_column_survives(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = {"id": list(range(N)), "died": cohort()["died"], name: [float(x) for x in cohort()["risk"]], f"{name}g": ["f", "m"] * (N // 2)}
    pq.write_table(pa.table(table), tmp_path / "t.parquet")
    found, _ = drafted(capsys, tmp_path, tmp_path / "t.parquet")
    assert [m.score for m in found.analysis.models] == [name]
    assert [g if isinstance(g, str) else g.column for g in found.analysis.groups] == [f"{name}g"]


def test_tables_without_anything_to_guess(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for i, table in enumerate(({"a": ["x", "x"]}, {"a": ["", ""], "b": ["1.5", "2.5"]}, {"": ["1", "2"], "c": ["p", "q"]})):
        _, text = drafted(capsys, tmp_path, write_csv(tmp_path / "t.csv", table), out=f"{i}.yaml")
        assert "No column looks like the output of a model" in text or "name" in text


def test_what_init_refuses(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", {"id": list(range(N)), **cohort()})
    out = tmp_path / "audit.yaml"
    out.write_text("mine", encoding="utf-8")
    code, _, err = run(capsys, "init", table, "--out", out)
    assert (code, out.read_text(encoding="utf-8")) == (3, "mine")
    assert "is there already; choose another name with --out, or replace it with --force" in err
    assert run(capsys, "init", table, "--out", out, "--force")[0] == 0
    assert run(capsys, "init", table, "--out", tmp_path / "audit.csv")[0] == 3
    assert run(capsys, "init", tmp_path / "none.csv", "--out", tmp_path / "b.yaml")[0] == 3
    for name in ("p", "q"):
        write_csv(tmp_path / f"{name}.csv", {"id": list(range(N)), "score": cohort()["risk"]})
    code, _, err = run(capsys, "init", table, tmp_path / "p.csv", tmp_path / "q.csv", "--out", tmp_path / "b.yaml")
    assert code == 3
    assert "p.csv and q.csv both have the column 'score'; give it the name of the model in each file" in err
