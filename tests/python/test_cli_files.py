# SPDX-License-Identifier: Apache-2.0
"""audit.json and audit.html: both of one run or none, and a report from a stored result."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import clinmetrics as cm
import pytest
from cli_program import N, cohort, program, run, write_csv

Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "a.csv", cohort(sex=["F", "M"] * (N // 2)))


def audit(table: Path, *options: object) -> list[str]:
    return ["audit", str(table), "--y-true", "died", "--y-score", "risk", "--metric", "auroc", "--ci", "none", *map(str, options)]


def files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_the_folder_is_made(table: Path, tmp_path: Path, capsys: Capsys) -> None:
    code, out, err = run(capsys, *audit(table, "--out", tmp_path / "a" / "b"))
    assert code == 0
    assert files(tmp_path / "a" / "b") == ["audit.html", "audit.json"]
    assert err == f"wrote {tmp_path}/a/b/audit.json\nwrote {tmp_path}/a/b/audit.html\n"
    assert out.splitlines()[-1] == f"Report: {tmp_path}/a/b/audit.html"


def test_the_json_is_what_is_printed(table: Path, tmp_path: Path, capsys: Capsys) -> None:
    out = run(capsys, *audit(table, "--out", tmp_path / "o", "--format", "json"))[1]
    assert (tmp_path / "o" / "audit.json").read_text(encoding="utf-8") == out


def test_files_and_json_have_curves_of_all_rows_and_of_groups(table: Path, tmp_path: Path, capsys: Capsys) -> None:
    made = json.loads(run(capsys, *audit(table, "--group", "sex", "--format", "json"))[1])
    run(capsys, *audit(table, "--group", "sex", "--out", tmp_path))
    stored = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))
    assert made["curves"] == stored["curves"]
    assert [[part["value"] for part in curve["group"]] for curve in stored["curves"]] == [[], ["F"], ["M"]]
    assert 'class="curve ' in (tmp_path / "audit.html").read_text(encoding="utf-8")


def test_provenance_names_the_file_and_the_command(table: Path, tmp_path: Path, capsys: Capsys) -> None:
    words = audit(table, "--group", "sex", "--format", "json", "--out", tmp_path / "with space")
    provenance = json.loads(run(capsys, *words)[1])["provenance"]
    assert provenance["file"] == str(table)
    assert shlex.split(provenance["command"]) == ["clinmetrics", *words]
    assert (provenance["y_true"], provenance["groups"], provenance["metrics"]) == ("died", ["sex"], ["auroc"])
    assert cm.Result.from_json(tmp_path / "with space" / "audit.json").provenance == provenance


@pytest.mark.skipif(os.name != "posix", reason="names of files are bytes")
def test_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.csv"
    write_csv(tmp_path / "a.csv", cohort()).rename(os.fsdecode(path))
    words = [sys.executable, "-m", "clinmetrics", "audit", path, "--y-true", "died", "--y-score", "risk", "--out", tmp_path / "o"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    provenance = json.loads((tmp_path / "o" / "audit.json").read_text(encoding="utf-8"))["provenance"]
    assert provenance["file"].endswith("caf\\udce9.csv")


@pytest.mark.parametrize("kind", ["file", "under a file", "dangling link"])
def test_a_folder_that_is_none(kind: str, table: Path, tmp_path: Path, capsys: Capsys) -> None:
    (tmp_path / "taken").write_text("kept")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    folder = {"file": tmp_path / "taken", "under a file": tmp_path / "taken" / "x", "dangling link": tmp_path / "link"}[kind]
    code, out, err = run(capsys, *audit(table, "--out", folder))
    assert (code, out) == (3, "")
    assert err.startswith(f"clinmetrics: --out {folder}: ")
    assert "is not a folder" in err
    assert (tmp_path / "taken").read_text() == "kept"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not hold for root")
def test_a_folder_that_cannot_be_written(table: Path, tmp_path: Path, capsys: Capsys) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    code, _, err = run(capsys, *audit(table, "--out", folder / "x"))
    assert (code, err) == (3, f"clinmetrics: --out {folder}/x: the folder {folder} cannot be written\n")


@pytest.mark.parametrize("taken", ["audit.json", "audit.html"])
def test_both_or_none(taken: str, table: Path, tmp_path: Path, capsys: Capsys) -> None:
    """One of the two names is a folder: the other file stays as it was."""
    folder = tmp_path / "o"
    folder.mkdir()
    (folder / taken).mkdir()
    other = folder / ("audit.html" if taken == "audit.json" else "audit.json")
    other.write_text("older")
    code, out, err = run(capsys, *audit(table, "--out", folder))
    assert (code, out) == (3, "")
    assert f"{folder}/{taken} cannot be written: Is a directory" in err
    assert other.read_text() == "older"
    assert files(folder) == ["audit.html", "audit.json"]


def test_a_full_disk_leaves_the_older_files(table: Path, tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "o"
    run(capsys, *audit(table, "--out", folder))
    before = {name: (folder / name).read_bytes() for name in files(folder)}
    calls: list[int] = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    code, out, err = run(capsys, *audit(table, "--out", folder, "--seed", 7))
    assert (code, out) == (3, "")
    assert "No space left on device" in err
    assert {name: (folder / name).read_bytes() for name in files(folder)} == before


def test_links_are_replaced_and_not_followed(table: Path, tmp_path: Path, capsys: Capsys) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("kept")
    folder = tmp_path / "o"
    folder.mkdir()
    for name in ("audit.json", "audit.html"):
        (folder / name).symlink_to(precious)
    assert run(capsys, *audit(table, "--out", folder))[0] == 0
    assert precious.read_text() == "kept"
    assert not (folder / "audit.json").is_symlink()


def test_nothing_is_written_where_the_input_is_wrong(table: Path, tmp_path: Path, capsys: Capsys) -> None:
    assert run(capsys, *audit(table, "--out", tmp_path / "o", "--unit", "nosuch"))[0] == 3
    assert run(capsys, *audit(table, "--out", tmp_path / "o", "--level", "7"))[0] == 3
    assert files(tmp_path) == ["a.csv"]


WITHOUT_JINJA2 = "import sys; sys.modules['jinja2'] = None; from clinmetrics.cli import main; sys.exit(main(sys.argv[1:]))"


def test_without_jinja2_there_is_no_page_and_none_of_another_run(table: Path, tmp_path: Path) -> None:
    folder = tmp_path / "o"
    folder.mkdir()
    (folder / "audit.html").write_text("an older result")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_JINJA2, *audit(table, "--out", folder)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert files(folder) == ["audit.json"]
    assert done.stderr.splitlines()[-1] == "no audit.html: it needs jinja2; install clinmetrics[report]"
    assert done.stdout.splitlines()[-1] == f"Result: {folder}/audit.json"


def test_a_report_that_fails_is_said(table: Path, tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clinmetrics.report.files.content_of", lambda *_: (_ for _ in ()).throw(RuntimeError("0.8373 of pangolin-7")))
    code, out, err = run(capsys, *audit(table, "--out", tmp_path / "o"))
    assert code == 1
    assert "auroc" in out
    assert files(tmp_path / "o") == ["audit.json"]
    assert "internal error (RuntimeError)" in err
    assert "pangolin" not in err


# --- clinmetrics report -----------------------------------------------------------------------------------------------------------------


def test_the_report_of_a_stored_result(table: Path, tmp_path: Path, capsys: Capsys) -> None:
    run(capsys, *audit(table, "--out", tmp_path / "o"))
    page = (tmp_path / "o" / "audit.html").read_bytes()
    (tmp_path / "o" / "audit.html").unlink()
    assert run(capsys, "report", tmp_path / "o" / "audit.json") == (0, f"{tmp_path}/o/audit.html\n", "")
    assert (tmp_path / "o" / "audit.html").read_bytes() == page
    assert run(capsys, "report", tmp_path / "o" / "audit.json", "--out", tmp_path / "page.html") == (0, f"{tmp_path}/page.html\n", "")
    assert (tmp_path / "page.html").read_bytes() == page


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "is not a result"), (b"{", "is not a result"), (b"[]", "is not a result"), (b"\xff\xfe", "UTF-8"), (b'{"schema": "x"}', "schema"),
        (b'{"schema": "clinmetrics.result/2", "rows": "pangolin-7"}', "is not a result"), (b"[" * 100_000, "is not a result"),
    ],
    ids=lambda x: repr(x)[:24],
)  # fmt: skip
def test_what_is_no_result(content: bytes, text: str, tmp_path: Path, capsys: Capsys) -> None:
    path = tmp_path / "audit.json"
    path.write_bytes(content)
    code, out, err = run(capsys, "report", path)
    assert (code, out, len(err.splitlines())) == (3, "", 1)
    assert text in err
    assert "pangolin" not in err
    assert files(tmp_path) == ["audit.json"]


def test_a_result_that_is_not_there(tmp_path: Path, capsys: Capsys) -> None:
    assert run(capsys, "report", tmp_path / "none.json") == (
        3,
        "",
        f"clinmetrics: {tmp_path}/none.json cannot be read: No such file or directory\n",
    )
    (tmp_path / "folder").mkdir()
    assert run(capsys, "report", tmp_path / "folder")[0] == 3


def test_the_report_never_replaces_the_result(table: Path, tmp_path: Path, capsys: Capsys) -> None:
    run(capsys, *audit(table, "--out", tmp_path / "o"))
    stored = (tmp_path / "o" / "audit.json").rename(tmp_path / "o" / "result.html")
    before = stored.read_bytes()
    assert run(capsys, "report", stored)[0] == 3
    assert run(capsys, "report", stored, "--out", stored)[0] == 3
    assert stored.read_bytes() == before


# --- interrupted --------------------------------------------------------------------------------------------------------------------------

READING = """
import sys, time
from clinmetrics.table_files import csv_stream
from clinmetrics.cli import main
read = csv_stream.CsvStream.read
def slow(self, size=-1):
    print("reading", flush=True)
    time.sleep(0.2)
    return read(self, min(size, 100) if size > 0 else 100)
csv_stream.CsvStream.read = slow
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_while_a_file_is_read(table: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-c", READING, *audit(table, "--out", tmp_path / "o")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(8):
            process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "clinmetrics: interrupted\n")
    assert not (tmp_path / "o").exists()


def test_the_program_finds_its_commands() -> None:
    assert program("audit", "--help").returncode == 0
