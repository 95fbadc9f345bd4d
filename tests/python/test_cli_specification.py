# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics audit audit.yaml`: what it prints and writes, its exit codes, and what it refuses; and `clinmetrics diff`."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import clinmetrics as cm
import pytest
from audits import specification, write
from cli_program import program, run
from cohorts import seeded

N = 60
ROWS = seeded(21, N)
TRUTH = "id,died,sex\n" + "".join(f"{i:03},{y},{'FM'[i % 2]}\n" for i, y in enumerate(ROWS.y))
PREDICTIONS = "id,risk\n" + "".join(f"{i:03},{s!r}\n" for i, s in reversed(list(enumerate(ROWS.score.tolist()))))
PREVALENCE = {"metric": "prevalence", "bound": "value"}


@pytest.fixture
def given(tmp_path: Path) -> Path:
    return write(tmp_path, TRUTH, PREDICTIONS, {"groups": ["sex"]})


def with_goals(folder: Path, *goals: dict[str, Any]) -> Path:
    return write(folder, TRUTH, PREDICTIONS, {"goals": [{**PREVALENCE, **goal} for goal in goals], "metrics": ["prevalence", "auroc"]})


def test_three_files_of_one_audit(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "audit", given)
    folder = given.parent / "audit"
    assert (code, err) == (0, f"wrote {folder}/audit.json\nwrote {folder}/audit.html\n")
    assert out.startswith(
        f"Rows: {N} received, {N} analysed.\nPredictions of predictions.csv: {N} received, {N} matched.\n\nm · all rows: n = {N}"
    )
    assert out.splitlines()[-1] == f"Report: {folder}/audit.html"
    result = cm.Result.from_json(folder / "audit.json")
    assert len(result.audit["run_id"]) == 32
    assert result.provenance["command"].startswith("clinmetrics audit ")
    assert result.audit["specification"]["analysis"]["outcome"]["column"] == "died"
    assert result.curves


def test_yaml_is_read(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("yaml")
    path = given.with_suffix(".yaml")
    path.write_text(json.dumps(json.loads(given.read_text())))  # JSON is YAML
    assert run(capsys, "audit", path, "--quiet", "--format", "csv")[0] == 0


def test_paths_are_relative_to_the_specification(
    given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert run(capsys, "audit", given, "--quiet", "--out", "here")[0] == 0
    assert sorted(path.name for path in (elsewhere / "here").iterdir()) == ["audit.html", "audit.json"]
    assert run(capsys, "audit", given, "--quiet", "--set", "site.output.folder=there")[0] == 0
    assert (tmp_path / "there" / "audit.json").is_file()


def test_settings_replace_values_of_the_file(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "audit", given, "--quiet", "--format", "json", "--set", "analysis.intervals.seed=7", "--set", "site.output.html=false"
    )
    assert code == 0
    document = json.loads(out)
    assert document["provenance"]["seed"] == 7
    assert document["audit"]["specification"]["analysis"]["intervals"]["seed"] == 7
    assert [path.name for path in (given.parent / "audit").iterdir()] == ["audit.json"]


@pytest.mark.parametrize(
    ("goals", "options", "code"),
    [
        ([{"at_least": 0.01}], [], 0), ([{"at_most": 0.01}], [], 4), ([{"at_least": 0.01}, {"at_most": 0.01}], [], 4),
        ([{"at_least": 0.01, "at_least_n": {"rows": 1000}}], [], 5), ([{"at_least": 0.01, "at_least_n": {"rows": 1000}}], ["--allow", "undecided"], 0),
        ([{"at_most": 0.01}], ["--allow", "undecided"], 4),
    ],
)  # fmt: skip
def test_exit_codes_of_goals(
    goals: list[dict[str, Any]], options: list[str], code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The files are written whatever the verdicts are."""
    got, out, _ = run(capsys, "audit", with_goals(tmp_path, *goals), *options)
    assert got == code
    verdicts = [goal["verdict"] for goal in cm.Result.from_json(tmp_path / "audit" / "audit.json").audit["goals"]]
    for i, verdict in enumerate(verdicts, 1):
        assert f"Goal {i}, prevalence " in out
        assert f": {verdict.replace('_', ' ')}.\n" in out
    assert (tmp_path / "audit" / "audit.html").is_file()


@pytest.mark.parametrize("option", ["--y-true", "--metric", "--unit", "--nan-policy", "--encoding", "--level"])
def test_options_of_tables_are_refused(option: str, given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = {"--nan-policy": "drop", "--level": "0.9"}.get(option, "x" if option != "--encoding" else "latin-1")
    code, out, err = run(capsys, "audit", given, option, value, "--set", "analysis.intervals.seed=1")
    assert (code, out) == (2, "")
    assert err == f"clinmetrics: {option}: a specification says this itself; leave it out, or change the specification by --set\n"


@pytest.mark.parametrize("words", [["--set", "a=b"], ["--cases", "c.csv"], ["--allow", "undecided"]])
def test_options_of_specifications_are_refused_for_tables(words: list[str], given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "audit", given.parent / "truth.csv", "--y-true", "died", "--y-score", "risk", *words)
    assert (code, err) == (2, f"clinmetrics: {words[0]}: for specifications (.yaml, .json), and truth.csv is none\n")


def test_faults_of_the_specification_are_lines(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "audit", given, "--set", "analysis.intervals.sed=7")
    assert (code, out) == (3, "")
    assert err == "clinmetrics: --set analysis.intervals.sed: analysis.intervals has the unknown key 'sed'; did you mean 'seed'?\n"
    no = given.with_name("no.yaml")
    assert run(capsys, "audit", no)[::2] == (3, f"clinmetrics: {no} cannot be read: No such file or directory\n")


def test_cases_are_private_and_replace_an_open_file(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = given.parent / "cases.csv"
    path.write_text("older")
    path.chmod(0o666)
    assert run(capsys, "audit", given, "--cases", path, "--quiet")[0] == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "id,unit,model,label,score,threshold,decision,rank"
    assert len(lines) == N + 1
    assert run(capsys, "audit", given, "--cases", given.parent)[0] == 2


@pytest.mark.parametrize("options", [["--cases", "truth.csv"], ["--cases", "audit/audit.json"], ["--cases", "audit.json"], ["--out", "."]])
def test_no_result_replaces_an_input(
    options: list[str], given: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The specification is called audit.json, as the result is."""
    monkeypatch.chdir(given.parent)
    before = {path: path.read_bytes() for path in given.parent.iterdir()}
    code, out, err = run(capsys, "audit", given, *options)
    assert (code, out) == (2, "")
    assert "would be written, but it is another file of this audit" in err
    assert {path: path.read_bytes() for path in given.parent.iterdir()} == before


def test_an_older_report_does_not_stay_beside_another_result(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = given.parent / "audit"
    folder.mkdir()
    for name in ("audit.html", "audit.pdf"):
        (folder / name).write_text("older")
    assert run(capsys, "audit", given, "--quiet", "--set", "site.output.html=false")[0] == 0
    assert [path.name for path in folder.iterdir()] == ["audit.json"]


def test_the_public_view_names_no_file(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "audit", given, "--view", "public", "--quiet", "--format", "json")
    assert code == 0
    assert "truth.csv" not in out
    assert (given.parent / "audit" / "audit.json").read_text(encoding="utf-8") == out
    assert run(capsys, "audit", given, "--set", "site.output.view=public", "--quiet")[0] == 0


def test_a_process_from_two_files_to_the_verdict(tmp_path: Path) -> None:
    done = program("audit", with_goals(tmp_path, {"at_most": 0.01}), "--quiet")
    assert (done.returncode, done.stderr) == (4, "")
    assert "Goal 1, prevalence" in done.stdout


# --- diff ----------------------------------------------------------------------------------------------------------------------------


def audited(folder: Path, name: str, capsys: pytest.CaptureFixture[str], *options: str, predictions: str = PREDICTIONS) -> Path:
    path = write(
        folder, TRUTH, predictions, {"groups": ["sex"], "goals": [{**PREVALENCE, "at_least": 0.01}], "metrics": ["prevalence", "auroc"]}
    )
    assert run(capsys, "audit", path, "--quiet", "--out", folder / name, *options)[0] in (0, 4)
    return folder / name / "audit.json"


def test_two_runs_of_one_audit_are_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = audited(tmp_path, "a", capsys), audited(tmp_path, "b", capsys)
    assert json.loads(a.read_text())["audit"]["run_id"] != json.loads(b.read_text())["audit"]["run_id"]
    assert run(capsys, "diff", a, b) == (0, "The results are the same.\n", "")


def test_another_specification_other_data_other_numbers_and_another_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a = audited(tmp_path, "a", capsys)
    b = audited(tmp_path, "b", capsys, "--set", "analysis.goals[0].at_least=0.99")
    code, out, err = run(capsys, "diff", a, b)
    assert (code, err) == (6, "")
    lines = [line.split() for line in out.splitlines()]
    assert ["specification", "analysis.goals[0].at_least", "0.01", "0.99"] in lines
    assert ["goal", "1", "verdict", "met", "missed"] in lines
    shifted = PREDICTIONS.replace(f"\n000,{float(ROWS.score[0])!r}", f"\n000,{1 - float(ROWS.score[0])!r}")
    assert shifted != PREDICTIONS
    c = audited(tmp_path, "c", capsys, predictions=shifted)
    code, out, _ = run(capsys, "diff", a, c)
    assert code == 6
    heads = {" ".join(line.split()[:2]) for line in out.splitlines()}
    assert {"data y_score", "file predictions", "result m,"} <= heads
    assert "specification" not in heads


def test_a_tolerance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a = audited(tmp_path, "a", capsys)
    document = json.loads(a.read_text())
    row = next(row for row in document["rows"] if row["metric"] == "auroc")
    row["value"] += 1e-9
    b = tmp_path / "b.json"
    b.write_text(json.dumps(document))
    code, out, _ = run(capsys, "diff", a, b)
    assert code == 6
    assert out.splitlines()[0].startswith("1 difference (A: ")
    assert repr(row["value"])[:17] in out
    assert run(capsys, "diff", a, b, "--tolerance", "1e-8")[0] == 0
    for wrong in ("-1", "inf", "x"):
        code, _, err = run(capsys, "diff", a, b, "--tolerance", wrong)
        assert code == 2
        assert "argument --tolerance: must be a number from 0 on" in err


def test_diff_reads_results_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "x.json"
    other.write_text(json.dumps(specification()))
    code, out, err = run(capsys, "diff", other, other)
    assert (code, out) == (3, "")
    assert len(err.splitlines()) == 1
