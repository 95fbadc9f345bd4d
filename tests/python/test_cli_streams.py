# SPDX-License-Identifier: Apache-2.0
"""Standard output holds the answer and nothing else, and closed, full or ASCII-only streams are no reason to fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_program import N, cohort, program, run, write_csv

Capsys = pytest.CaptureFixture[str]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a shell")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_csv(tmp_path_factory.mktemp("streams") / "a.csv", cohort(city=["Köln", "東京", "Orléans"] * (N // 3)))


def shell(arguments: str, table: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command of the shell in which CLI is the program and TABLE the table with its columns."""
    options = "--y-true died --y-score risk --metric auroc --ci none --group city"
    text = arguments.replace("CLI", f"{sys.executable} -m clinmetrics").replace("TABLE", f"{table} {options}")
    return subprocess.run(["bash", "-c", text], capture_output=True, timeout=120, env={**os.environ, **environment})


CLOSED = {
    "stdout": ("CLI audit TABLE >&-", 0),
    "stderr": ("CLI audit TABLE 2>&-", 0),
    "stdin": ("CLI audit TABLE <&-", 0),
    "all": ("CLI audit TABLE <&- >&- 2>&-", 0),
    "stdout, and wrong input": ("CLI audit TABLE --unit nosuch >&-", 3),
    "stderr, and wrong input": ("CLI audit TABLE --unit nosuch 2>&-", 3),
    "stderr, and wrong usage": ("CLI audit --nosuch 2>&-", 2),
    "both, and wrong usage": ("CLI nosuch >&- 2>&-", 2),
    "stdout of help": ("CLI --help >&-", 0),
    "stdout of the version": ("CLI --version >&-", 0),
    "stdout of info": ("CLI info >&-", 0),
    "stdout of metrics": ("CLI metrics --json >&-", 0),
    "a pipe that nobody reads": ("set -o pipefail; CLI metrics | true", 0),
    "errors into a pipe that nobody reads": ("{ CLI audit TABLE --unit nosuch; echo $? >&3; } 3>&1 2>&1 >/dev/null | cat >/dev/null", 0),
}


@pytest.mark.parametrize("case", list(CLOSED))
def test_closed_streams(case: str, table: Path) -> None:
    command, code = CLOSED[case]
    done = shell(command, table)
    assert done.returncode == code, done.stderr
    assert b"Traceback" not in done.stdout + done.stderr
    assert b"Exception" not in done.stdout + done.stderr
    if code or "stdout" in case:
        assert done.stdout == b""  # no error on standard output
    if code and "stderr" not in case and "both" not in case:
        assert done.stderr.startswith(b"clinmetrics: --unit names")


def test_files_are_written_where_the_streams_are_closed(table: Path, tmp_path: Path) -> None:
    done = shell(f"CLI audit TABLE --out {tmp_path} <&- >&- 2>&-", table)
    assert done.returncode == 0
    assert json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))["provenance"]["file"] == str(table)


@pytest.mark.parametrize(
    "environment", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}], ids=str
)
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_ascii_only(form: str, environment: dict[str, str], table: Path) -> None:
    done = shell(f"CLI audit TABLE --all --format {form}", table, **environment)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode("ascii" if "PYTHONIOENCODING" in environment else "utf-8", "surrogateescape")
    if form == "json":
        assert {g["value"] for row in json.loads(text)["rows"] for g in row["group"]} == {"Köln", "東京", "Orléans"}
    elif "PYTHONIOENCODING" in environment:
        assert r"K\xf6ln" in text


def test_help_and_errors_in_ascii(table: Path) -> None:
    assert shell("CLI audit --help", table, PYTHONIOENCODING="ascii").returncode == 0
    done = shell("CLI audit TABLE --unit Größe", table, PYTHONIOENCODING="ascii")
    assert (done.returncode, b"Traceback" in done.stderr) == (3, False)
    done = shell(r"CLI audit TABLE --unit $'\xff\xfe'", table)
    assert (done.returncode, b"Traceback" in done.stderr, len(done.stderr.splitlines())) == (3, False, 1)


def test_a_full_disk(table: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    done = shell("CLI audit TABLE > /dev/full", table)
    assert done.returncode == 3
    assert done.stderr == b"clinmetrics: standard output cannot be written: No space left on device\n"


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_standard_output_holds_the_answer_alone(form: str, table: Path, tmp_path: Path, capsys: Capsys) -> None:
    options = ["--y-true", "died", "--y-score", "risk", "--metric", "auroc", "--ci", "none", "--format", form, "--out", tmp_path / form]
    code, out, err = run(capsys, "audit", table, *options)
    assert code == 0
    assert [line.split()[0] for line in err.splitlines()] == ["wrote", "wrote"]
    assert "wrote" not in out
    if form == "json":
        assert json.loads(out)["schema"]
    if form == "csv":
        assert out.startswith("model,metric,")
    assert run(capsys, "audit", table, *options, "--quiet")[2] == ""


def test_both_ways_to_start_it(capsys: Capsys) -> None:
    import clinmetrics as cm

    text = f"clinmetrics {cm.__version__}\n"
    assert program("--version").stdout == text
    other = subprocess.run([sys.executable, "-m", "clinmetrics.cli", "--version"], capture_output=True, text=True, check=True)
    assert other.stdout == text
    assert run(capsys, "--version") == (0, text, "")


def test_an_internal_error_is_one_line_without_data(table: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("cannot convert 0.8373 of pangolin-7")

    for error in (RuntimeError, ValueError, KeyError, TypeError):
        monkeypatch.setattr(
            "clinmetrics.evaluate", lambda *_, e=error, **__: (_ for _ in ()).throw(e("cannot convert 0.8373 of pangolin-7"))
        )
        code, out, err = run(capsys, "audit", table, "--y-true", "died", "--y-score", "risk")
        assert (code, out) == (1, "")
        assert len(err.splitlines()) == 1
        assert f"internal error ({error.__name__}" in err
        assert "please report it" in err
        assert "0.8373" not in err
        assert "pangolin" not in err
    monkeypatch.setattr("clinmetrics.evaluate", broken)
    monkeypatch.setenv("CLINMETRICS_DEBUG", "1")
    code, _, err = run(capsys, "audit", table, "--y-true", "died", "--y-score", "risk")
    assert (code, "Traceback" in err) == (1, True)


def test_memory_that_is_not_there(table: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    for text, said in (
        ("", "not enough memory; lower"),
        ("std::bad_alloc", "not enough memory; lower"),
        ("lower `max_memory`", "lower --max-memory"),
    ):
        monkeypatch.setattr("clinmetrics.evaluate", lambda *_, t=text, **__: (_ for _ in ()).throw(MemoryError(t)))
        code, out, err = run(capsys, "audit", table, "--y-true", "died", "--y-score", "risk")
        assert (code, out, len(err.splitlines())) == (3, "", 1)
        assert said in err
