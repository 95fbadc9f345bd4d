# SPDX-License-Identifier: Apache-2.0
"""Messages of the command line speak of its options and of lines of the file, never of Python's arguments, and quote no cell."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import clinmetrics as cm
import numpy as np
import pytest
from cli_program import N, cohort, refused, run, write_csv
from clinmetrics.cli.messages import OPTIONS, in_options
from clinmetrics.cli.parser import parser
from test_canary import EVALUATE, IDS, SCORES, SITES, Y

Capsys = pytest.CaptureFixture[str]
ARGUMENTS = re.compile(
    rf"`(?:{'|'.join(OPTIONS)})`|\b(?:{'|'.join(OPTIONS)})=|\b(?:{'|'.join(o for o in OPTIONS if '_' in o)})\b|cm\.|`data`"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`y_score` has NaN in 3 rows; drop them or pass nan_policy='drop'", "--y-score has NaN in 3 rows; drop them or pass --nan-policy drop"),
        ("`risk` has NaN in 3 rows", "`risk` has NaN in 3 rows"), ("give `nan_policy='drop'`.", "give --nan-policy drop."),
        ("name it with pos_label=, or both with labels=(negative, positive)", "name it with --pos-label, or both with --neg-label and --pos-label"),
        ("`n_resamples` must lie between 1 and 9", "--n-resamples must lie between 1 and 9"), ("raise max_memory=2147483648", "raise --max-memory 2147483648"),
        ("give bins, as in groups={'Age': cm.bins(18, 40, 65)}, or text", "give bins, as in --group Age:18,40,65, or text"),
        ("lower n_resamples or raise max_memory", "lower --n-resamples or raise --max-memory"), ("ci = 'none' or ci=None", "--ci none or --ci none"),
        ("the column 'y_true', which `data` does not have", "the column 'y_true', which the table does not have"),
        ("a level of 3 units and a threshold", "a level of 3 units and a threshold"), ("f_beta(beta=2) at level=0.9", "f_beta(beta=2) at --level 0.9"),
    ],
)  # fmt: skip
def test_arguments_become_options(text: str, expected: str) -> None:
    assert in_options(text) == expected


def test_every_option_that_is_named_exists() -> None:
    audit = next(a for a in parser()._actions if a.dest == "command").choices["audit"]  # type: ignore[index,call-overload]
    known = {option for action in audit._actions for option in action.option_strings}
    assert {option for text in OPTIONS.values() for option in text.split(" and ")} <= known


@pytest.mark.parametrize("case", [case for case in EVALUATE if "data" not in EVALUATE[case]])
def test_messages_of_the_library(case: str) -> None:
    """Whatever a call says: no name of an argument is left."""
    given = {"y_true": Y, "y_score": SCORES, "groups": {"site": SITES}, "unit": IDS, **EVALUATE[case]}
    message = ""
    with contextlib.suppress(AttributeError):
        try:
            cm.evaluate(**given)
        except (ValueError, TypeError, KeyError) as e:
            message = str(e.args[0])
    found = ARGUMENTS.search(in_options(message).replace("'y_score'", ""))  # a model of that name
    assert found is None or "array" in message or "{" in message, message  # advice on arrays, which the command line never needs


FAILING: dict[str, tuple[dict[str, object], list[object]]] = {
    "missing score": ({"risk": ["", *cohort()["risk"][1:]]}, []),
    "missing weight": ({"w": ["", *[1] * (N - 1)]}, ["--sample-weight", "w"]),
    "negative weight": ({"w": [-1, *[1] * (N - 1)]}, ["--sample-weight", "w"]),
    "frequency that is none": ({"w": [1.5, *[1] * (N - 1)]}, ["--sample-weight", "w", "--weight-kind", "frequency"]),
    "infinite score": ({"risk": ["1e999", *cohort()["risk"][1:]]}, []),
    "not a probability": ({"risk": ["7.5", *cohort()["risk"][1:]]}, ["--metric", "brier"]),
    "missing outcome": ({"died": ["", *cohort()["died"][1:]]}, []),
    "label that never occurs": ({}, ["--pos-label", "yes"]),
    "third label": ({"died": ["maybe", *["no", "yes"] * ((N - 1) // 2), "no"]}, ["--pos-label", "yes"]),
    "label beside the two": ({"died": ["maybe", *["no", "yes"] * ((N - 1) // 2), "no"]}, ["--pos-label", "yes", "--neg-label", "no"]),
    "missing unit": ({"u": ["", *range(1, N)]}, ["--unit", "u"]),
    "unit in two strata": ({"u": [i // 2 for i in range(N)], "s": [i % 2 for i in range(N)]}, ["--unit", "u", "--strata", "s"]),
    "stratum of one": ({"s": range(N)}, ["--strata", "s"]),
    "no threshold": ({}, ["--metric", "sensitivity"]),
    "threshold of nobody": ({}, ["--threshold", "nosuch=0.5"]),
    "threshold that is none": ({}, ["--threshold", "high"]),
    "infinite threshold": ({}, ["--threshold", "inf"]),
    "unknown method": ({}, ["--ci", "wald"]),
    "method of another metric": ({}, ["--ci", "brier=wilson"]),
    "level": ({}, ["--level", "95"]),
    "seed": ({}, ["--seed", "-1"]),
    "no replicates": ({}, ["--n-resamples", "0"]),
    "group size": ({}, ["--min-group-size", "-1"]),
    "threads": ({}, ["--threads", "0"]),
    "backend": ({}, ["--backend", "quantum"]),
    "memory": ({}, ["--max-memory", "1", "--n-resamples", "4000000000", "--ci", "percentile"]),
    "one name for two models": ({}, ["--y-pred", "risk"]),
    "group twice": ({"g": ["x"] * N}, ["--group", "g*g"]),
}


@pytest.mark.parametrize("case", list(FAILING))
def test_failing_commands_speak_of_options(case: str, tmp_path: Path, capsys: Capsys) -> None:
    columns, options = FAILING[case]
    path = write_csv(tmp_path / "a.csv", {**cohort(), **columns})
    code, out, err = run(capsys, "audit", path, "--y-true", "died", "--y-score", "risk", "--metric", "auroc", *options)
    assert (code in (2, 3), out) == (True, ""), err
    assert len(err.splitlines()) == 1
    assert re.search(r"--[a-z]", err), err
    assert not ARGUMENTS.search(err), err
    assert not any(cell in err for cell in ("maybe", "1e999", " 7.5", "-1.0"))
    if "(first" in err:
        assert re.search(r"\(first on line [23]\)", err)


def test_the_first_line_is_that_of_the_file(tmp_path: Path, capsys: Capsys) -> None:
    """Rows of the library are counted from 0; a file has a header line and may have cells of several lines."""
    table = cohort(note=['"a\nb\nc"'] * 5 + ["x"] * (N - 5))
    table["risk"][7] = ""
    assert "(first on line 19)" in refused(capsys, write_csv(tmp_path / "a.csv", table))  # 1 + 5·3 + 2 rows lie before it


def test_two_purposes_of_one_column(tmp_path: Path, capsys: Capsys) -> None:
    path = write_csv(tmp_path / "a.csv", cohort(w=(1 + np.arange(N) % 2).tolist()))
    assert "two purposes" in refused(capsys, path, "--sample-weight", "w", "--group", "w")
