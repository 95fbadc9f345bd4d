# SPDX-License-Identifier: Apache-2.0
"""What `clinmetrics audit` prints: an overall block for each model, the subgroups that differ most, notices, the report's path."""

from __future__ import annotations

import csv
import io
import math
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from cli_program import SCORE, N, Y, cohort, program, run, write_csv
from clinmetrics.cli.csv_text import csv_text
from clinmetrics.cli.differences import largest_differences

Capsys = pytest.CaptureFixture[str]
ROOT = Path(__file__).resolve().parents[2]
SEX = ["F", "M"] * (N // 2)


def audit(path: Path, *options: object) -> list[object]:
    return ["audit", path, "--y-true", "died", "--y-score", "risk", *options]


# --- the table ------------------------------------------------------------------------------------------------------------------------


def demo_command() -> list[str]:
    """What `make demo` runs."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ndemo:")[2].partition("\n\n")[0]
    command = re.search(r"clinmetrics (audit .*?--out) out/demo", recipe.replace("\\\n", " "))
    assert command is not None
    return command[1].replace("examples", str(ROOT / "examples")).split()


def test_the_demo_fits_a_screen(tmp_path: Path) -> None:
    done = program(*demo_command(), tmp_path / "demo")
    assert done.returncode == 4, done.stderr  # a goal is missed
    verdicts, _, numbers = done.stdout.partition("\n\n")
    assert verdicts.startswith("Rows: 1629 received, 1629 analysed.\nGoal 1, auroc at least 0.75 (lower limit): met.\n")
    assert len(verdicts.splitlines()) <= 14
    lines = numbers.splitlines()
    assert lines.index(next(line for line in lines if line.startswith("Comparisons of models"))) <= 60
    assert len(lines) <= 85
    assert max(map(len, lines)) <= 120
    assert lines[-1] == f"Report: {tmp_path}/demo/audit.html"
    heads = [line for line in lines if " · " in line]
    assert [head.partition(":")[0].split(" · ")[0] for head in heads] == ["logistic", "logistic", "boosting", "boosting"]
    assert heads[0].startswith("logistic · all rows: n = 1629, 318 events")
    assert any(re.match(r"  sensitivity @ 0.2 +0.739 +\[0.688, 0.784\] +235/318 +wilson$", line) for line in lines)
    assert (tmp_path / "demo" / "audit.html").is_file()


def test_of_several_thresholds_the_first_is_printed_if_files_have_the_others(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort())
    asked = audit(path, "--threshold", 0.5, "--threshold", 0.3, "--metric", "sensitivity", "--metric", "auroc", "--n-resamples", 200)
    printed = run(capsys, *asked)[1]
    short = run(capsys, *asked, "--out", tmp_path / "out")[1]
    every = run(capsys, *asked, "--out", tmp_path / "out", "--all")[1]
    assert "sensitivity @ 0.3" in printed
    assert "sensitivity @ 0.3" in every
    assert "sensitivity @ 0.3" not in short
    assert "sensitivity @ 0.5" in short
    assert "auroc" in short
    assert "events · at the first of 2 thresholds\n" in short
    assert " thresholds" not in printed


def test_counts_stand_beside_proportions(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort())
    code, out, _ = run(capsys, *audit(path, "--threshold", 0.5, "--metric", "sensitivity", "--metric", "auroc"))
    tp, n = int(np.sum((SCORE >= 0.5) & (Y == 1))), int(Y.sum())
    line = next(line for line in out.splitlines() if "sensitivity" in line)
    assert code == 0
    assert f" {tp}/{n} " in line
    assert "/" not in next(line for line in out.splitlines() if "auroc" in line)
    assert f"risk · all rows: n = {N}, {n} events" in out


def test_weighted_counts(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(w=[1.25] * N))
    out = run(capsys, *audit(path, "--sample-weight", "w", "--metric", "prevalence", "--ci", "none"))[1]
    assert f"{1.25 * Y.sum():.1f}".replace(".0", "") + "/75" in out


def test_the_selection_is_called_one(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(g=[f"g{i % 6}" for i in range(N)]))
    options = ["--group", "g", "--min-group-size", 2, "--metric", "brier"]
    out = run(capsys, *audit(path, *options))[1]
    assert "subgroups that differ most from the overall value, relative to their uncertainty (4 of 6):" in out
    assert "Every subgroup and metric: --all, --format csv, or --format json." in out
    assert len(re.findall(r"^  g=g\d ", out, re.MULTILINE)) == 4
    everything = run(capsys, *audit(path, *options, "--all"))[1]
    assert len(re.findall(r"^risk · g=g\d: n = 10", everything, re.MULTILINE)) == 6
    assert "--all" not in everything
    alone = run(capsys, *audit(path, "--metric", "brier"))[1]
    assert "subgroup" not in alone


def test_without_files_the_last_line_says_how_to_get_them(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort())
    out = run(capsys, *audit(path))[1]
    assert out.splitlines()[-1].startswith("No files were written; --out FOLDER")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv"]


def test_notices_are_printed(tmp_path: Path, capsys: Capsys) -> None:
    table = cohort()
    table["risk"][3] = "1.0000000000000002"
    code, out, err = run(capsys, *audit(write_csv(tmp_path / "a.csv", table), "--threshold", 0.5))
    assert (code, err) == (0, "")
    note = " ".join(" ".join(out.splitlines()).split())
    assert "Note: " in note
    assert "brier" in note
    assert "(first on line 5)" in note
    assert max(map(len, out.splitlines())) <= 120


def test_names_are_spelt_out_and_shortened(tmp_path: Path, capsys: Capsys) -> None:
    name = "m\x1b[31m" + "x" * 300
    path = write_csv(tmp_path / "a.csv", {"died": Y, name: SCORE, "g": ["a\u202eb", "c" * 500] * (N // 2)})
    out = run(capsys, "audit", path, "--y-true", "died", "--y-score", name, "--group", "g", "--all")[1]
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert max(map(len, out.splitlines())) <= 120


# --- the largest differences --------------------------------------------------------------------------------------------------------------


def result(**groups: Any) -> cm.Result:
    return cm.evaluate(y_true=Y, y_score={"risk": SCORE}, threshold=0.5, groups=groups, min_group_size=2, n_resamples=100)


def test_differences_are_relative_to_the_limit_that_faces_the_overall_value() -> None:
    rows = list(result(g=["a", "b", "c"] * (N // 3)))
    found, n = largest_differences(rows, 10)
    assert n == 3
    overall = {(e.metric, e.parameters.get("threshold")): e for e in rows if not e.attribute}
    sizes = []
    for d in found:
        whole = overall[(d.row.metric, d.row.parameters.get("threshold"))]
        limit = d.row.upper if whole.value > d.row.value else d.row.lower
        sizes.append(abs((d.row.value - whole.value) / (limit - d.row.value)))
        assert d.size == pytest.approx(sizes[-1])
        others = [e for e in rows if e.group == d.row.group and e.metric != "prevalence" and not math.isnan(e.lower)]
        for e in others:  # no metric of the subgroup differs more
            whole = overall[(e.metric, e.parameters.get("threshold"))]
            side = e.upper - e.value if whole.value > e.value else e.value - e.lower
            assert side <= 0 or abs(e.value - whole.value) / side <= d.size + 1e-12
    assert sizes == sorted(sizes, reverse=True)


def test_what_describes_the_patients_is_no_difference_of_the_model() -> None:
    by_outcome = np.where(np.arange(N) < N // 2, "low", "high")
    y = np.where(by_outcome == "low", 0, Y)
    rows = list(cm.evaluate(y_true=y, y_score={"risk": SCORE}, groups={"g": by_outcome}, metrics=["prevalence", "brier"]))
    assert {d.row.metric for d in largest_differences(rows, 10)[0]} == {"brier"}


def test_groups_that_are_too_small_are_not_chosen() -> None:
    rows = list(cm.evaluate(y_true=Y, y_score={"risk": SCORE}, groups={"g": ["a"] * 5 + ["b"] * (N - 5)}, metrics=["auroc"]))
    assert [d.row.group for d in largest_differences(rows, 10)[0]] == [("b",)]


def test_differences_without_intervals() -> None:
    rows = list(cm.evaluate(y_true=Y, y_score={"risk": SCORE}, groups={"g": SEX}, metrics=["auroc", "brier"], ci=None))
    assert len(largest_differences(rows, 10)[0]) == 2


# --- CSV ----------------------------------------------------------------------------------------------------------------------------------


def test_published_methods_by_option_and_beside_the_default(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort())

    def rows(*options: object) -> dict[str, dict[str, str]]:
        code, out, err = run(capsys, *audit(path, "--metric", "auroc", "--metric", "brier", "--format", "csv", *options))
        assert code == 0, err
        return {row["metric"]: row for row in csv.DictReader(io.StringIO(out))}

    e = cm.auroc(Y, SCORE)
    default = rows()["auroc"]
    assert default["published_method"] == "delong"
    assert (float(default["published_lower"]), float(default["published_upper"])) == (e.published_lower, e.published_upper)
    published = rows("--ci", "published")
    assert [published[m]["method"] for m in ("auroc", "brier")] == ["logit_delong", "student_t"]
    assert published["auroc"]["published_method"] == "none"
    assert math.isnan(float(published["auroc"]["published_lower"]))
    assert [row["method"] for row in rows("--ci", "brier=Published").values()] == ["beta_bound", "student_t"]


@pytest.mark.parametrize("level", ["NA", "nan", "NULL", "None", "n/a", "", " ", "#N/A", "<NA>"])
def test_what_would_be_read_as_missing_is_quoted(level: str) -> None:
    text = csv_text(cm.evaluate(y_true=Y, y_score={"risk": SCORE}, groups={"g": [level, "x"] * (N // 2)}, metrics=["auroc"], ci=None))
    assert f',g,"{level}",' in text
    assert text.splitlines()[1].startswith("risk,auroc,{},,,")  # all rows have no attribute: empty without quotation marks


@pytest.mark.parametrize("level", ['a"b', "a,b", "a\nb", "a\rb", 'a""', "a;b", " a", "é", "=1+1", "@x"])
def test_csv_reads_back(level: str) -> None:
    r = cm.evaluate(y_true=Y, y_score={"risk": SCORE}, groups={"g": [level, "x"] * (N // 2)}, metrics=["auroc"], ci=None)
    head, *rows = csv.reader(io.StringIO(csv_text(r), newline=""))
    groups = {row[head.index("group")] for row in rows}
    assert groups == {"", "x", f"'{level}" if level[0] in "=@" else level}


# --- help and completions -----------------------------------------------------------------------------------------------------------------


def test_help_does_not_promise_files(capsys: Capsys) -> None:
    """For a table, nothing is written without --out."""
    text = " ".join(run(capsys, "audit", "--help")[1].split())
    assert "For a table, files are written with --out FOLDER only" in text
    for code in (
        "0 done",
        "1 a check of selftest failed, or an internal error",
        "2 the command line",
        "3 the input",
        "4 a goal",
        "5 no goal",
        "6 diff",
        "130 interrupted",
    ):
        assert code in text
    assert "a table of predictions, with --out into files" in " ".join(run(capsys, "--help")[1].split())


def test_help_is_ascii_and_fits(capsys: Capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    for command in ([], ["audit"], ["report"], ["metrics"], ["plan"], ["plan", "auroc"], ["info"], ["selftest"], ["completions"]):
        code, out, err = run(capsys, *command, "--help")
        assert (code, err) == (0, "")
        assert out.isascii()
        assert "usage: clinmetrics" in out


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completions(shell: str, capsys: Capsys) -> None:
    pytest.importorskip("shtab")
    code, out, err = run(capsys, "completions", shell)
    assert (code, err) == (0, "")
    for word in ("audit", "selftest", "completions", *(["--y-true"] if shell != "tcsh" else [])):  # shtab knows no options there
        assert word in out


def test_the_script_for_bash_completes(tmp_path: Path) -> None:
    pytest.importorskip("shtab")
    script = tmp_path / "completion.bash"
    script.write_text(program("completions", "bash").stdout)
    asked = 'source "$0"; COMP_WORDS=(clinmetrics audit --y-); COMP_CWORD=2; _shtab_clinmetrics; echo "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", asked, script], capture_output=True, text=True, check=True)
    assert {"--y-true", "--y-score", "--y-pred"} <= set(done.stdout.split())


def test_completions_without_shtab(tmp_path: Path) -> None:
    (tmp_path / "shtab.py").write_text("raise ModuleNotFoundError('shtab')\n")
    path = os.pathsep.join([str(tmp_path), *(p for p in sys.path if p)])
    done = program("completions", "bash", PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "clinmetrics: completions need shtab; install clinmetrics[completions]\n"
