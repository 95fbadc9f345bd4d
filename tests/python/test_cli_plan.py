# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics plan`: the same numbers as in Python, and errors in the words of the command line."""

from __future__ import annotations

import json
import shlex
from typing import Any

import clinmetrics as cm
import pytest
from cli_program import run

plan = cm.plan
SAME: dict[str, Any] = {
    "sensitivity --expected .9 --goal .85 --power .8 --prevalence .1": lambda: plan.sensitivity(0.9, goal=0.85, power=0.8, prevalence=0.1),
    "specificity --expected .9 --n-negative 200 --method clopper_pearson": lambda: plan.specificity(
        0.9, n_negative=200, method="clopper_pearson"
    ),
    "auroc --expected .8 --prevalence .2 --width .1 --variance binormal": lambda: plan.auroc(
        0.8, prevalence=0.2, width=0.1, variance="binormal"
    ),
    "auroc-difference --expected .85 .8 --prevalence .3 --score-correlation .6 --n 500": lambda: plan.auroc_difference(
        (0.85, 0.8), prevalence=0.3, score_correlation=0.6, n=500
    ),
    "paired-proportions --discordant .15 .05 --power .8": lambda: plan.paired_proportions((0.15, 0.05), power=0.8),
    "observed-expected-ratio --prevalence .1 --width .2": lambda: plan.observed_expected_ratio(0.1, width=0.2),
    "calibration-slope --normal -1.75 1.47 --width .2": lambda: plan.calibration_slope(normal=(-1.75, 1.47), width=0.2),
    "net-benefit --threshold .2 --sensitivity .7 --specificity .8 --prevalence .3 --width .2": lambda: plan.net_benefit(
        0.2, sensitivity=0.7, specificity=0.8, prevalence=0.3, width=0.2
    ),
    "simulate ppv --n 100 --auroc .8 --prevalence .3 --threshold .2 --n-simulations 5 --goal .3": lambda: plan.simulate(
        "ppv", n=100, auroc=0.8, prevalence=0.3, threshold=0.2, n_simulations=5, goal=0.3
    ),
    "simulate ppv --n 100 --auroc .8 --prevalence .3 --threshold youden --n-simulations 3": lambda: plan.simulate(
        "ppv", n=100, auroc=0.8, prevalence=0.3, threshold="youden", n_simulations=3
    ),
    "simulate observed_expected_ratio --n 100 --auroc .8 --prevalence .3 --n-simulations 5 --goal .7 1.3": lambda: plan.simulate(
        "observed_expected_ratio", n=100, auroc=0.8, prevalence=0.3, n_simulations=5, goal=(0.7, 1.3)
    ),
}


@pytest.mark.parametrize("words", SAME)
def test_same_as_in_python(capsys: pytest.CaptureFixture[str], words: str) -> None:
    code, out, err = run(capsys, "plan", *shlex.split(words), "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == json.loads(json.dumps(SAME[words]().to_dict()))
    code, out, err = run(capsys, "plan", *shlex.split(words))
    assert (code, err) == (0, "")
    assert out.endswith(f"\n\n{SAME[words]().sentence}\n")


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "plan", "sensitivity", "--expected", 0.9, "--goal", 0.85, "--power", 0.8, "--prevalence", 0.1)
    assert [line.split() for line in out.splitlines()[:6]] == [
        ["quantity", "sensitivity"], ["n", "3,790"], ["n_positive", "379"], ["n_negative", "3,411"], ["power", "0.8318"],
        ["expected_width", "0.06042"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("sensitivity --expected .9", 2, "give exactly one of --power, --width, --n-positive; 0 were given"),
        ("sensitivity --expected .9 --power .8", 2, "--power needs --goal, the value that is to be shown"),
        ("sensitivity --expected .9 --power .8 --goal .95", 3, "--goal must lie below --expected"),
        ("sensitivity --expected .9 --n-positive 0", 3, "--n-positive must be a whole number from 1 to 10,000,000"),
        ("sensitivity --expected .9 --n 100", 2, "--n is not an argument of this plan: give --n-positive, the patients of the class"),
        ("specificity --expected .9 --n 100", 2, "--n is not an argument of this plan: give --n-negative, the patients of the class"),
        ("simulate ppv --n 20 --auroc .8 --prevalence .3 --threshold yuden", 3, "--threshold"),
        ("simulate auroc --n 20 --auroc .8 --prevalence .3 --seed -1", 3, "--seed must lie between 0 and"),
        ("calibration-slope --n 100", 2, "give exactly one of --normal, --beta, --auroc"),
        ("simulate prevalence --n 100 --auroc .8 --prevalence .2 --goal .1", 3, "--goal must be a range"),
        ("simulate aurok --n 100 --auroc .8 --prevalence .2", 3, "METRIC"),
    ],
)
def test_errors_speak_of_options(capsys: pytest.CaptureFixture[str], words: str, code: int, message: str) -> None:
    got, out, err = run(capsys, "plan", *shlex.split(words))
    assert (got, out) == (code, "")
    assert message in err
    assert "`" not in err
    assert len(err.splitlines()) == 1


def test_a_missing_option_is_a_wrong_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "plan", "auroc", "--expected", 0.8, "--width", 0.1)
    assert code == 2
    assert "--prevalence" in err
