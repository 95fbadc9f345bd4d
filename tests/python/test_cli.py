# SPDX-License-Identifier: Apache-2.0
"""The command line, mostly as a program of its own: what it prints, what it writes, how it exits."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_program import program, run
from clinmetrics.cli import csv_cell
from clinmetrics.cli.parser import parser
from clinmetrics.result import COLUMNS
from cohorts import CATALOGUE, seeded

N = 120
ROWS = seeded(21, N)
TABLE = {
    "died": ROWS.y,
    "model_a": ROWS.score,
    "model_b": np.round(ROWS.score[::-1], 2),
    "flag": (ROWS.score > 0.5).astype(int),
    "sex": np.where(np.arange(N) % 2, "F", "M"),
    "age_band": np.array(["<40", "40-64", "=65+", None], dtype=object)[np.arange(N) % 4],
    "patient_id": [f"p{i // 2:03}" for i in range(N)],
    "weight": 1 + np.arange(N) % 2,
    "site": np.arange(N) % 3 // 2,
    "word": np.where(ROWS.y == 1, "dead", "alive"),
    "truth": ROWS.y == 1,
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("tables")
    frame = pd.DataFrame(TABLE)
    paths = {kind: folder / f"predictions.{kind}" for kind in ("csv", "tsv", "parquet", "pq")}
    frame.to_csv(paths["csv"], index=False)
    frame.to_csv(paths["tsv"], index=False, sep="\t")
    for kind in ("parquet", "pq"):
        pq.write_table(pa.table(TABLE), paths[kind])
    return paths


def audit(path: Path, *options: object, model: str = "model_a") -> list[str]:
    return ["audit", str(path), "--y-true", "died", "--y-score", model, *map(str, options)]


# --- audit --------------------------------------------------------------------------------------------------------------------------------------


def test_the_whole_way(tables: dict[str, Path], tmp_path: Path) -> None:
    """As in the README, in a process of its own."""
    done = program(
        *audit(tables["parquet"], "--y-score", "model_b", "--group", "sex", "--group", "age_band", "--group", "sex*age_band", "--threshold", 0.2,
               "--unit", "patient_id", "--out", tmp_path / "out")
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [f"wrote {tmp_path}/out/audit.json", f"wrote {tmp_path}/out/audit.html"]
    heads = [line for line in done.stdout.splitlines() if " · " in line]
    assert [head.partition(" · ")[0] for head in heads] == ["model_a", "model_a", "model_b", "model_b"]
    assert done.stdout.splitlines()[-1] == f"Report: {tmp_path}/out/audit.html"
    written = cm.Result.from_json(tmp_path / "out" / "audit.json")
    assert written.provenance["file"] == str(tables["parquet"])
    assert written.provenance["command"].startswith(f"clinmetrics audit {tables['parquet']} --y-true died --y-score model_a ")
    assert "'sex*age_band'" in written.provenance["command"]
    by_call = cm.evaluate(
        TABLE, y_true="died", y_score=["model_a", "model_b"], groups=["sex", "age_band", "sex*age_band"], threshold=0.2, unit="patient_id"
    )
    assert written.to_json_dict()["rows"] == by_call.to_json_dict()["rows"]
    page = (tmp_path / "out" / "audit.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") or page.startswith("<!doctype html>")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["audit.html", "audit.json"]


@pytest.mark.parametrize("kind", ["csv", "tsv", "pq"])
def test_csv_and_parquet_say_the_same(kind: str, tables: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--group", "sex", "--group", "age_band", "--unit", "patient_id", "--threshold", "0.3", "--format", "json"]
    one, two = (run(capsys, *audit(tables[k], *options)) for k in ("parquet", kind))
    assert (one[0], two[0]) == (0, 0)
    assert json.loads(one[1])["rows"] == json.loads(two[1])["rows"]
    assert '"(missing)"' not in two[1]


def test_json_and_csv_hold_every_number(tables: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--group", "age_band", "--threshold", "0.3", "--threshold", "0.999"]
    _, text, _ = run(capsys, *audit(tables["parquet"], *options, "--format", "json"))
    result = cm.Result.from_json(text)
    code, text, err = run(capsys, *audit(tables["parquet"], *options, "--format", "csv"))
    assert (code, err) == (0, "")
    head, *rows = csv.reader(io.StringIO(text))
    assert tuple(head) == tuple(COLUMNS)
    assert len(rows) == len(result)
    for row, e in zip(rows, result):
        for name, cell in zip(head, row):
            want = getattr(e, name)
            if isinstance(want, float):
                assert float(cell) == want or (cell == "nan" and want != want)
            elif isinstance(want, int):
                assert int(cell) == want
    groups = {row[head.index("group")] for row in rows}
    assert groups == {"", "<40", "40-64", "'=65+", "(missing)"}


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"), ("\rx", "'\rx"), ("\0x", "'\0x"),
        ("a=1", "a=1"), ("", ""), ("F*65+", "F*65+"), (-1.5, -1.5), (3, 3), (None, None),
    ],
)  # fmt: skip
def test_cells_that_a_spreadsheet_would_run(cell: Any, written: Any) -> None:
    assert csv_cell(cell) == written


def test_names_that_a_spreadsheet_would_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "evil.parquet"
    pq.write_table(pa.table({"y": ROWS.y, "=cmd|' /C calc'!A0": ROWS.score, "@g": np.where(ROWS.y, '+2,"x"', "-3\n")}), path)
    code, text, _ = run(
        capsys, "audit", path, "--y-true", "y", "--y-score", "=cmd|' /C calc'!A0", "--group", "@g", "--format", "csv", "--ci", "none"
    )
    assert code == 0
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    running = [c for c in cells if c[:1] in ("=", "+", "-", "@") and not c.lstrip("-").replace(".", "").replace("e-", "").isdigit()]
    assert running == []
    assert {'\'+2,"x"', "'@g", "'-3\n", "'=cmd|' /C calc'!A0"} <= set(cells)


def test_every_option(tables: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    code, text, err = run(
        capsys, *audit(tables["csv"], "--y-pred", "flag", "--threshold", "0.4", "--group", "sex", "--strata", "site", "--sample-weight", "weight",
                       "--nan-policy", "drop", "--metric", "auroc", "--metric", "f_beta(beta=2)", "--metric", "prevalence", "--ci", "percentile",
                       "--level", "0.9", "--n-resamples", "333", "--resampling", "poisson", "--seed", "17", "--min-group-size", "61", "--backend",
                       "reference", "--threads", "2", "--format", "json", "--quiet")
    )  # fmt: skip
    assert (code, text, err) == (3, "", "clinmetrics: --y-score is missing: 'auroc' needs scores, and only hard labels were given\n")
    code, text, err = run(
        capsys, *audit(tables["csv"], "--threshold", "0.4", "--group", "sex", "--strata", "site", "--sample-weight", "weight", "--nan-policy", "drop",
                       "--metric", "auroc", "--metric", "f_beta(beta=2)", "--ci", "percentile", "--level", "0.9", "--n-resamples", "333",
                       "--resampling", "poisson", "--seed", "17", "--min-group-size", "61", "--backend", "reference", "--threads", "2",
                       "--format", "json", "--quiet")
    )  # fmt: skip
    assert (code, err) == (0, "")
    document = json.loads(text)
    provenance = document["provenance"]
    want = {
        "seed": 17, "resampling": "poisson", "n_resamples": 333, "backend": "reference", "num_threads": 2, "level": 0.9, "min_group_size": 61,
        "strata": "site", "sample_weight": "weight", "unit": None,
    }  # fmt: skip
    assert {k: provenance[k] for k in want} == want
    assert {r["method"] for r in document["rows"]} == {"percentile"}
    assert {r["status"] for r in document["rows"] if r["group"]} == {"too_few"}


@pytest.mark.parametrize(("column", "label"), [("word", "dead"), ("truth", "true"), ("died", "1"), ("died", None), ("truth", None)])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_labels(column: str, label: str | None, kind: str, tables: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--pos-label", label] if label else []
    code, text, _ = run(
        capsys, "audit", tables[kind], "--y-true", column, "--y-score", "model_a", *options, "--metric", "auroc", "--format", "json"
    )
    assert code == 0
    assert json.loads(text)["rows"][0]["value"] == cm.auroc(ROWS.y, ROWS.score, ci=None).value


def test_names_of_metrics_may_come_from_elsewhere(tables: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *audit(tables["csv"], "--metric", "roc_auc_score", "--ci", "none"))
    assert code == 0
    assert "auroc" in out
    assert "No intervals were asked for." in out


# --- how it exits -------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [[], ["audit"], ["audit", "x.csv"], ["nosuch"], ["audit", "x.csv", "--y-true", "y", "--level", "high"],
     ["audit", "x.csv", "--y-true", "y", "--format", "xml"], ["audit", "x.csv", "--y-true", "y", "--resampling", "jackknife"], ["info", "--nosuch"]],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_command_line_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: clinmetrics")


MODEL = ["--y-true", "died", "--y-score", "model_a"]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--y-true", "died"], "give at least one model"), (["--y-true", "nosuch", "--y-score", "model_a"], "--y-true names the column 'nosuch'"),
        (["--y-true", "died", "--y-score", "nosuch"], "--y-score names the column 'nosuch', which predictions.csv does not have; it has: died,"),
        (["--y-true", "died", "--y-score", "model_a", "--group", "sex*nosuch"], "--group names the column 'nosuch'"),
        (["--y-true", "died", "--y-score", "model_a", "--unit", "nosuch"], "--unit names the column 'nosuch'"),
        (["--y-true", "word", "--y-score", "model_a"], "name the positive label with --pos-label"),
        (["--y-true", "died", "--y-score", "model_a", "--pos-label", "dead"], "--pos-label does not occur in --y-true"),
        ([*MODEL[:-1], "sex"], "--y-score: the column 'sex' of predictions.csv has 120 cells that are not numbers"),
        ([*MODEL, "--ci", "wald"], "does not know the method"), ([*MODEL, "--level", "95"], "--level must lie"),
        ([*MODEL, "--threads", "0"], "--threads must lie"), ([*MODEL, "--backend", "quantum"], "--backend names 'quantum'"),
        ([*MODEL, "--metric", "nosuch"], "--metric names 'nosuch'"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, list) else "",
)  # fmt: skip
def test_input_that_cannot_be_used_is_3(options: list[str], text: str, tables: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "audit", tables["csv"], *options)
    assert (code, out) == (3, "")
    assert err.startswith("clinmetrics: ")
    assert text in err
    assert len(err.splitlines()) == 1


def test_files_that_cannot_be_read_are_3(tmp_path: Path, tables: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, *audit(tmp_path / "none.csv"))[::2] == (3, f"clinmetrics: there is no file {tmp_path}/none.csv\n")
    excel = tmp_path / "table.xlsx"
    excel.write_bytes(b"PK")
    assert run(capsys, *audit(excel))[::2] == (
        3,
        "clinmetrics: table.xlsx is neither .parquet nor .csv (.tsv, .csv.gz and .tsv.gz are read, too)\n",
    )
    broken = tmp_path / "table.parquet"
    broken.write_bytes(b"PAR1 not quite")
    assert run(capsys, *audit(broken))[::2] == (3, "clinmetrics: table.parquet cannot be read as Parquet: it is not a whole Parquet file\n")
    rows = tmp_path / "table.csv"
    rows.write_text("died,model_a\n0,0.5\n1,0.5,0.7\n")
    assert run(capsys, *audit(rows))[2] == "clinmetrics: table.csv: line 3 has 3 cells, and the header line has 2\n"
    taken = tmp_path / "taken"
    taken.write_text("")
    assert run(capsys, *audit(tables["csv"], "--out", taken))[0] == 3


def test_exit_codes_of_the_program(tmp_path: Path) -> None:
    wrong, missing = program("audit"), program(*audit(tmp_path / "none.csv"))
    assert (wrong.returncode, missing.returncode) == (2, 3)
    assert "Traceback" not in wrong.stderr + missing.stderr


INTERRUPTED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import clinmetrics
from clinmetrics import cli
evaluate = clinmetrics.evaluate
def told(*given, **named):
    named["progress"] = lambda done, total: print("running", flush=True)
    return evaluate(*given, **named)
clinmetrics.evaluate = told
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_is_130(tables: dict[str, Path], tmp_path: Path) -> None:
    arguments = audit(
        tables["csv"], "--ci", "percentile", "--metric", "auroc", "--n-resamples", 4_000_000_000 // 1000, "--out", tmp_path / "out"
    )
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "clinmetrics: interrupted\n")
    assert not (tmp_path / "out").exists()


def test_a_reader_that_leaves_early_is_no_error(tables: dict[str, Path]) -> None:
    command = [sys.executable, "-m", "clinmetrics.cli", *audit(tables["csv"], "--group", "sex", "--format", "json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 0


# --- the other commands -------------------------------------------------------------------------------------------------------------------------


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    for word in ("audit", "metrics", "info", "selftest", "exit codes:", "example:"):
        assert word in out
    code, out, _ = run(capsys, "audit", "--help")
    assert code == 0
    for word in (
        "--y-true",
        "--y-score",
        "--group",
        "--threshold",
        "--unit",
        "--sample-weight",
        "--out",
        "--format",
        "default: 2000",
        "exit codes",
    ):
        assert word in out


def helps(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """The help of a command and of all its actions."""
    yield parser.prog, parser.format_help()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                yield from helps(one)


def test_help_fits_a_terminal_of_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    found = dict(helps(parser()))
    assert {"clinmetrics", "clinmetrics audit", "clinmetrics plan auroc"} <= set(found)
    assert not [(prog, line) for prog, text in found.items() for line in text.splitlines() if len(line) > 80]


def test_metrics_lists_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "metrics")
    assert code == 0
    heads = [line.partition("  [")[0].partition("(")[0] for line in out.splitlines() if line and not line.startswith(" ")]
    assert heads == list(CATALOGUE)
    assert "f_beta(beta=1)" in out or "f_beta(beta=" in out
    code, out, _ = run(capsys, "metrics", "recall", "auroc", "--json")
    assert [m["name"] for m in json.loads(out)] == ["sensitivity", "auroc"]
    assert {"formula", "meaning", "reference", "aliases", "interval", "interval_dependent"} <= set(json.loads(out)[0])
    assert json.loads(run(capsys, "metrics", "lr_positive", "--json")[1])[0]["greatest"] == "inf"
    code, _, err = run(capsys, "metrics", "nosuch")
    assert (code, err.startswith("clinmetrics: NAME is 'nosuch'")) == (3, True)


def test_info(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "info", "--json")
    info = json.loads(out)
    assert code == 0
    assert info["version"] == cm.__version__
    assert "reference" in info["backends"]
    assert bool(info["instruction_sets"]) == ("cpu" in info["backends"])
    assert {"compiler", "python", "numpy", "platform", "cores"} <= set(info)
    text = run(capsys, "info")[1]
    assert all(line.split()[0] in info for line in text.splitlines())


def test_selftest(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _ = run(capsys, "selftest")
    assert (code, out.split()[1:]) == (0, ["passed,", "0", "failed"])
    code, out, _ = run(capsys, "selftest", "--json")
    report = json.loads(out)
    assert (code, report["failed"]) == (0, 0)
    assert len(report["checks"]) >= 40
    assert {"name", "got", "expected", "source", "passed"} == set(report["checks"][0])
    monkeypatch.setattr("clinmetrics.selftest._STREAMS", (("multinomial", 100, "0" * 16),))
    code, out, _ = run(capsys, "selftest")
    assert code == 1
    assert out.startswith("FAILED multinomial weights of 100 units: ")
