# SPDX-License-Identifier: Apache-2.0
"""Comparisons and gaps on the command line: what the options mean, what they refuse, and the text for readers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_program import N, cohort, refused, run, write_csv
from clinmetrics._tables import COMPARISONS, GAPS
from clinmetrics.cli.contrast_text import comparison_lines, gap_lines, worst_first
from made_results import contrasts, made, usual

Capsys = pytest.CaptureFixture[str]
MODELS = ["--y-score", "risk", "--y-score", "b:2", "--y-score", "c"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Three models, of which one has a colon in its name, and a column with an equals sign in its name."""
    numbers = [repr((7 * i % 60) / 60) for i in range(N)]
    groups = {"sex": ["F", "M"] * (N // 2), "a=b": ["x"] * (N // 2) + ["y"] * (N // 2)}
    return write_csv(tmp_path / "a.csv", cohort(**{"b:2": numbers, "c": numbers[::-1], **groups}))


def asked(capsys: Capsys, table: Path, *options: object) -> dict[str, Any]:
    """The part of the provenance that says what is compared."""
    given = ["--y-true", "died", *MODELS, "--metric", "auroc", "--metric", "brier", "--ci", "none", "--format", "json", *options]
    code, out, err = run(capsys, "audit", table, *given)
    assert (code, err) == (0, "")
    how = json.loads(out)["provenance"]
    return {name: how[name] for name in ("compare", "gaps", "reference", "alternative", "margin", "adjustment")}


@pytest.mark.parametrize(
    ("options", "meaning"),
    [
        ([], {"compare": None, "gaps": "none", "reference": {}, "alternative": "two_sided", "margin": None, "adjustment": "holm"}),
        (["--compare", "all"], {"compare": "all"}),
        (["--compare", "risk:b:2", "--compare", "b:2:c"], {"compare": [["risk", "b:2"], ["b:2", "c"]]}),
        (["--compare-reference", "b:2"], {"compare": [["risk", "b:2"], ["c", "b:2"]]}),
        (["--compare", "all", "--alternative", "superior"], {"alternative": "superior", "margin": None}),
        (["--compare", "all", "--alternative", "non_inferior", "--margin", 0.02], {"alternative": "non_inferior", "margin": 0.02}),
        (
            ["--compare", "all", "--alternative", "equivalent", "--margin", "auroc=0.02", "--margin", "brier=0.01"],
            {"margin": {"auroc": 0.02, "brier": 0.01}},
        ),
        (["--group", "sex", "--gaps", "auto", "--adjustment", "benjamini_hochberg"], {"gaps": "auto", "adjustment": "benjamini_hochberg"}),
        (
            ["--group", "sex", "--group", "a=b", "--gaps", "reference", "--reference", "sex=M", "--reference", "a=b=y"],
            {"gaps": "reference", "reference": {"sex": "M", "a=b": "y"}},
        ),
    ],
)
def test_the_options_mean_the_arguments(table: Path, capsys: Capsys, options: list[object], meaning: dict[str, Any]) -> None:
    found = asked(capsys, table, *options)
    assert {name: found[name] for name in meaning} == meaning


@pytest.mark.parametrize(
    ("options", "message", "code"),
    [
        (["--compare", "risk:d"], "--compare risk:d: give all, or two models as MODEL:MODEL; there are: risk, c", 2),
        (["--compare", "risk"], "--compare risk: give all, or two models", 2),
        (["--compare", "all", "--compare", "risk:c"], "--compare takes all, or pairs MODEL:MODEL, not both", 2),
        (["--compare", "all", "--compare-reference", "c"], "give --compare or --compare-reference, not both", 2),
        (["--compare-reference", "d"], "--compare-reference d: no --y-score or --y-pred names this model; there are: risk, c", 2),
        (["--compare", "c:c"], "--compare has a pair of a model with itself in its entry 0", 3),
        (["--compare", "all", "--margin", "x"], "--margin x: give a number, or METRIC=NUMBER", 2),
        (["--compare", "all", "--margin", 1, "--margin", "auroc=1"], "--margin takes one NUMBER for all metrics, or METRIC=NUMBER", 2),
        (
            ["--compare", "all", "--margin", "aurok=1", "--alternative", "superior"],
            "--margin names 'aurok', which is not known; did you mean",
            3,
        ),
        (["--compare", "all", "--margin", 0.1], "--margin belongs to a claim; give --alternative, one of", 3),
        (["--compare", "all", "--alternative", "equivalent"], "needs a margin; give --margin, for all metrics or for single ones", 3),
        (["--alternative", "superior"], "--alternative is for comparisons and gaps; give --compare or --gaps", 3),
        (["--gaps", "auto"], "--gaps compares groups; give --group", 3),
        (["--gaps", "some"], "--gaps", 2),
        (
            ["--group", "sex", "--gaps", "reference", "--reference", "F"],
            "--reference F: give ATTRIBUTE=GROUP with an attribute of --group: sex",
            2,
        ),
        (
            ["--group", "sex", "--reference", "sex=F"],
            "--reference names the groups with which others are compared; give --gaps reference",
            3,
        ),
        (
            ["--group", "sex", "--gaps", "reference", "--reference", "sex=F", "--reference", "sex=M"],
            "--reference names two groups of the attribute 'sex'; give one",
            2,
        ),
    ],
)
def test_what_does_not_fit_is_said_in_options(table: Path, capsys: Capsys, options: list[object], message: str, code: int) -> None:
    given = ["--y-true", "died", "--y-score", "risk", "--y-score", "c", "--metric", "auroc", "--ci", "none", *options]
    got, out, err = run(capsys, "audit", table, *given)
    assert (got, out) == (code, "")
    assert message in err


def test_one_model_is_not_compared(table: Path, capsys: Capsys) -> None:
    assert "--compare needs two models or more, and this call has 1" in refused(capsys, table, "--compare", "all")


# --- the text for readers -----------------------------------------------------------------------------------------------------------------


def test_the_block_of_comparisons() -> None:
    assert comparison_lines(usual(), is_all=False) == [
        "Comparisons of models on the same rows, a − b (1; 1 was judged, and the claim is shown for 1):",
        "  a     b          metric  difference  95 % interval     p      p (Holm)",
        "  risk  Old score  auroc   -0.125      [-0.250, -0.062]  0.062  0.125",
        "  Model risk is shown to have a lower AUROC than model Old score.",
        "",
    ]
    every = comparison_lines(usual(), is_all=True)
    assert every[1].split()[:4] == ["a", "b", "group", "metric"]
    assert every[3].split()[:6] == ["risk", "Old", "score", "sex=M", "sensitivity", "@"]
    assert comparison_lines(made(["m"], [([], [[]])], [("auroc", {})]), is_all=True) == []


def test_the_block_of_gaps_says_how_many_were_judged() -> None:
    assert gap_lines(usual(), is_all=False) == [
        "Gaps between groups, a − b, the worst first (all 2; 2 were judged, and the claim is shown for 2):",
        "  model  a      b         metric             difference  95 % interval     p      p (Holm)",
        "  risk   sex=F  the rest  sensitivity @ 0.2  -0.125      [-0.250, -0.062]  0.062  0.125",
        "  risk   sex=M  F         auroc              -0.125      [-0.250, -0.062]  0.062  0.125",
        "  Group sex=F (model risk) is shown to have a lower Sensitivity at the threshold 0.2 than the rest.",
        "  Group sex=M (model risk) is shown to have a lower AUROC than group sex=F.",
        "",
    ]


def test_a_table_that_is_too_wide_leaves_out_the_p_that_is_not_adjusted() -> None:
    attribute = "age at the first visit*sex"
    gaps = contrasts(GAPS, {"partition": 1, "kind": "reference", "a": 0, "b": 1, "value": -0.1, "lower": -0.2, "upper": -0.01})
    partitions: Any = [([], [[]]), (attribute.split("*"), [["from 25 to 34", "female"], ["from 35 to 44", "female"]])]
    result = made(["a model with a name that is long", "other"], partitions, [("auroc", {}), ("brier", {})], gaps=gaps)
    lines = gap_lines(result, is_all=False)
    assert lines[1].endswith("p (Holm)")
    assert " p " not in lines[1].replace("p (Holm)", "")
    assert "[-0.200, -0.010]" in lines[2]
    assert "from 35 to 44, fe…" in lines[2]  # the names are shorter, and the numbers whole
    assert max(map(len, lines)) <= 120


def test_gaps_are_sorted_by_the_least_gap_that_fits_the_data() -> None:
    """By hand: of AUROC lower is worse, of the Brier score higher, of the prevalence neither."""
    partitions: Any = [([], [[]]), (["site"], [["a"], ["b"], ["c"]])]
    common = {"partition": 1, "kind": "rest", "b": -1}
    gaps = contrasts(
        GAPS,
        {**common, "a": 0, "value": -0.1, "lower": -0.2, "upper": 0.0},  # 0, and 0.1 was seen
        {**common, "a": 1, "value": -0.05, "lower": -0.07, "upper": -0.05},  # 0.05
        {**common, "a": 2, "value": 0.3, "lower": 0.29, "upper": 0.31},  # better than the rest
        {**common, "a": 2, "line": 1, "value": 0.02, "lower": 0.01, "upper": 0.03},  # 0.01
        {**common, "a": 0, "line": 1, "value": -0.02, "lower": -0.03, "upper": -0.01},  # better
        {**common, "a": 0, "line": 2, "value": -0.5, "lower": -0.6, "upper": -0.4},  # neither
        {**common, "a": 0, "b": 2, "kind": "range", "value": 0.4, "lower": 0.3, "upper": 0.5},  # 0.3; a range has two ends
        {**common, "a": 1, "b": 2, "kind": "range", "value": 0.01, "lower": 0.0, "upper": 0.2},  # 0, and 0.01 was seen
    )
    result = made(["m"], partitions, [("auroc", {}), ("brier", {}), ("prevalence", {})], gaps=gaps)
    assert [round(g.value, 2) for g in worst_first(result.gaps)] == [0.4, -0.05, 0.02, -0.1, 0.01]
    assert "(all 5 to the disadvantage of a group; of all 8 gaps, 8 were judged" in gap_lines(result, is_all=False)[0]


def test_long_tables_are_cut_and_lines_fit() -> None:
    lines: Any = [("sensitivity", {"threshold": i / 100}) for i in range(40)]
    compared = contrasts(COMPARISONS, *({"line": i} for i in range(40)))
    result = made(["a" * 90, "b" * 90], [([], [[]])], lines, comparisons=compared)
    block = comparison_lines(result, is_all=False)
    assert "(6 of 40; 40 were judged" in block[0]
    assert max(map(len, block)) <= 120
    assert sum(line.startswith("  aaaa") for line in block) == 6
    assert len([line for line in comparison_lines(result, is_all=True) if line.startswith("  aaaa")]) == 40
