# SPDX-License-Identifier: Apache-2.0
"""Comparisons and gaps as the engine fills them, through every face: entries, selection, JSON, frames, command line."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from cli_program import run, write_csv

N = 400
draw = np.random.default_rng(17)
Y = (draw.random(N) < 0.4).astype(int)
LOGIT = Y + draw.normal(0, 1, N)
SCORES = {
    name: np.round(1 / (1 + np.exp(-(LOGIT + draw.normal(0, spread, N)))), 3)
    for name, spread in (("good", 0.2), ("fair", 0.6), ("poor", 3.0))
}
SEX = np.where(draw.random(N) < 0.5, "F", "M")
AGE = np.array(["<40", "40-64", "65+"])[draw.integers(0, 3, N)]
GROUPS = {"sex": SEX, "age": AGE, "sex*age": None}
METRICS = ["auroc", "brier", "sensitivity", "ppv"]


def evaluated(**given: Any) -> cm.Result:
    how: dict[str, Any] = {
        "y_score": SCORES, "threshold": 0.5, "metrics": METRICS, "groups": GROUPS, "n_resamples": 400, "compare": "all", "gaps": "auto", **given,
    }  # fmt: skip
    return cm.evaluate(y_true=Y, **how)


@pytest.fixture(scope="module")
def result() -> cm.Result:
    return evaluated()


def value(result: cm.Result, model: str, metric: str, group: Any = "all") -> cm.Estimate:
    return result.where(model=model, metric=metric, group=group).one()


# --- comparisons --------------------------------------------------------------------------------------------------------------------------


def test_every_pair_metric_and_group_is_compared(result: cm.Result) -> None:
    pairs = list(itertools.combinations(SCORES, 2))
    found = {(c.a, c.b, c.metric, c.attribute, c.group) for c in result.comparisons.difference}
    groups = {(e.attribute, e.group) for e in result}
    assert len(groups) == 1 + 2 + 3 + 6
    assert found == {(a, b, m, *g) for a, b in pairs for m in METRICS for g in groups}
    assert len(result.comparisons.difference) == len(found)


def test_a_difference_is_that_of_the_rows(result: cm.Result) -> None:
    for c in result.comparisons.difference.where(kind="models"):
        a, b = (value(result, model or "", c.metric, c.group or "all") for model in (c.a, c.b))
        assert c.value == pytest.approx(a - b, abs=1e-12)
        assert c.lower <= c.value <= c.upper
        assert (c.level, c.status, c.interval_status) == (0.95, "ok", "ok")
        assert c.parameters == a.parameters
    for c in result.comparisons.ratio:
        a, b = (value(result, model or "", c.metric, c.group or "all") for model in (c.a, c.b))
        assert c.value == pytest.approx(a / b, rel=1e-12)


def test_p_and_decision_belong_to_the_interval(result: cm.Result) -> None:
    judged = [c for c in result.comparisons.difference if c.decision != "not_judged"]
    assert len(judged) > 100
    assert {c.decision for c in judged} == {"different", "not_shown"}
    for c in judged:
        assert (c.p < 0.05) == (c.decision == "different") == (c.lower > 0 or c.upper < 0)
        assert c.p_adjusted >= c.p


def test_the_adjusted_p_values_are_holms_by_hand(result: cm.Result) -> None:
    family = list(result.comparisons.difference.where(metric="auroc", group="all"))
    assert [c.n_judged for c in family] == [3] * 3
    running, want = 0.0, {}
    for k, p in enumerate(sorted(c.p for c in family)):
        running = max(running, min(1.0, (3 - k) * p))
        want[p] = running
    assert [c.p_adjusted for c in family] == pytest.approx([want[c.p] for c in family])
    flat = evaluated(adjustment="benjamini_hochberg", gaps=None).comparisons.difference.where(metric="auroc", group="all")
    p = sorted(c.p for c in flat)
    assert max(c.p_adjusted for c in flat) == pytest.approx(p[-1])
    assert {c.adjustment for c in flat} == {"benjamini_hochberg"}


def test_the_exact_test_of_mcnemar_by_hand() -> None:
    """Of 12 rows without the outcome, 9 of the discordant ones favour b and 1 favours a: 2 · (1 + 10) / 2¹⁰."""
    outcome = np.array([1] * 20 + [0] * 5)
    a, b = np.ones(25, int), np.ones(25, int)
    a[:9], b[9] = 0, 0
    found = cm.evaluate(y_true=outcome, y_pred={"a": a, "b": b}, metrics="sensitivity", compare="all").comparisons.difference[0]
    assert found.value == pytest.approx(11 / 20 - 19 / 20)
    assert found.test == "mcnemar_mid_p"
    assert found.p_exact == pytest.approx(22 / 1024)
    assert found.test_p == pytest.approx((22 - 10) / 1024)


def test_pairs_and_a_reference() -> None:
    by_pair = evaluated(compare=[("fair", "good")], gaps=None, groups=None)
    assert {(c.a, c.b) for c in by_pair.comparisons} == {("fair", "good")}
    whole = evaluated(gaps=None, groups=None)
    for c in by_pair.comparisons.difference:
        other = whole.comparisons.difference.where(a="good", b="fair", metric=c.metric)[0]
        assert (c.value, c.lower, c.upper) == pytest.approx((-other.value, -other.upper, -other.lower), abs=1e-12)
        assert c.p == pytest.approx(other.p, abs=1e-9)
    to_fair = evaluated(compare={"reference": "fair"}, gaps=None, groups=None)
    assert list(dict.fromkeys((c.a, c.b) for c in to_fair.comparisons.difference)) == [("good", "fair"), ("poor", "fair")]


def test_all_aurocs_have_a_joint_test(result: cm.Result) -> None:
    joint = result.comparisons.where(kind="joint", metric="auroc", group="all")
    assert [(c.a, c.b, c.scale, c.test, c.df) for c in joint] == [(None, None, "test_only", "delong_joint", 2.0)]
    assert 0 < joint[0].test_p < 1e-6
    assert len(evaluated(compare=[("good", "fair")], gaps=None, groups=None).comparisons.where(scale="difference")) == len(METRICS)


@pytest.mark.parametrize("alternative", ["superior", "non_inferior", "equivalent"])
def test_claims_at_a_margin(alternative: Any) -> None:
    margins = {"auroc": 0.05, "brier": 0.02}
    table = evaluated(alternative=alternative, margin=margins, metrics=["auroc", "brier"], gaps=None, groups=None).comparisons.difference
    assert len(table) == 6
    for c in table:
        m = margins[c.metric]
        assert (c.alternative, c.margin) == (alternative, m)
        lower, upper = (c.lower, c.upper) if c.metric == "auroc" else (-c.upper, -c.lower)  # of "better"
        is_shown = {"superior": lower > m, "non_inferior": lower > -m, "equivalent": -m < lower and upper < m}[alternative]
        assert c.decision == (alternative if is_shown else "not_shown")
        assert (c.p < 0.025) == is_shown


def test_without_a_request_there_is_nothing() -> None:
    plain = evaluated(compare=None, gaps=None)
    assert (len(plain.comparisons), len(plain.gaps)) == (0, 0)
    assert "comparisons" not in repr(plain)


def test_without_intervals_the_differences_remain() -> None:
    plain = evaluated(ci=None, metrics="auroc")
    whole = evaluated(metrics="auroc")
    for name in ("comparisons", "gaps"):
        one, other = getattr(plain, name).difference, getattr(whole, name).difference
        assert [c.value for c in one] == pytest.approx([c.value for c in other])
        assert {c.interval_status for c in one} == {"not_requested"}
        assert {c.decision for c in one} == {"not_judged"}


def test_the_rows_do_not_change(result: cm.Result) -> None:
    plain = evaluated(compare=None, gaps=None)
    assert all(a.same_as(b) for a, b in zip(result, plain))


# --- gaps ---------------------------------------------------------------------------------------------------------------------------------


def test_the_largest_gap_is_the_difference_of_the_extremes(result: cm.Result) -> None:
    """As fairlearn's MetricFrame.difference() has it."""
    for model, metric, (attribute, levels) in itertools.product(SCORES, METRICS, (("sex", 2), ("age", 3))):
        values = {e.group: float(e) for e in result.where(model=model, metric=metric, attribute=attribute)}
        assert len(values) == levels
        gap = result.gaps.difference.where(model=model, metric=metric, attribute=attribute, kind="range")[0]
        assert gap.value == pytest.approx(max(values.values()) - min(values.values()), abs=1e-12)
        assert (values[gap.a], values[gap.b]) == (max(values.values()), min(values.values()))  # type: ignore[index]
        assert gap.lower <= gap.value <= gap.upper
        worst = result.gaps.where(model=model, metric=metric, attribute=attribute, kind="worst")[0]
        assert worst.value == (max if metric == "brier" else min)(values.values())


def test_a_group_against_the_rest_is_the_difference_of_two_filtered_calls(result: cm.Result) -> None:
    for level in ("<40", "40-64", "65+"):
        inside = level == AGE
        gap = result.gaps.difference.where(model="good", metric="auroc", a=f"age={level}", kind="rest")[0]
        want = float(cm.auroc(Y[inside], SCORES["good"][inside])) - float(cm.auroc(Y[~inside], SCORES["good"][~inside]))
        assert gap.value == pytest.approx(want, abs=1e-12)
        assert gap.b is None
        assert gap.attribute == ("age",)


def test_a_gap_of_calibration_is_that_of_two_filtered_calls_in_many_groups() -> None:
    draw = np.random.default_rng(5)
    logit = draw.normal(-1, 1, 4000)
    y, risk, site = (draw.random(4000) < 1 / (1 + np.exp(-1.2 * logit))).astype(int), 1 / (1 + np.exp(-logit)), np.arange(4000) % 80
    given = {"metrics": ["calibration_slope", "calibration_intercept"], "groups": {"site": site.astype(str)}, "gaps": "rest"}
    gaps = cm.evaluate(y_true=y, y_score=risk, **given).gaps.difference.where(kind="rest")
    of_rest = {(g.metric, g.a): g for g in gaps}
    assert len(of_rest) == 2 * 80
    for metric, one in (("calibration_slope", cm.calibration_slope), ("calibration_intercept", cm.calibration_intercept)):
        for level in range(0, 80, 9):
            inside = site == level
            want = float(one(y[inside], risk[inside])) - float(one(y[~inside], risk[~inside]))
            assert of_rest[metric, (str(level),)].value == pytest.approx(want, abs=1e-9)


def test_gaps_with_a_reference_and_of_all_pairs() -> None:
    chosen = evaluated(gaps="reference", reference={"sex": "M", ("sex", "age"): ("F", "65+")}, compare=None, metrics="auroc").gaps
    found = chosen.difference.where(kind="reference", model="good")
    assert {(g.a, g.b) for g in found.where(attribute="sex")} == {(("F",), ("M",))}
    assert {g.b for g in found.where(attribute="sex*age")} == {("F", "65+")}
    largest = max(("<40", "40-64", "65+"), key=lambda level: int((level == AGE).sum()))
    assert {g.b for g in found.where(attribute="age")} == {(largest,)}
    pairs = evaluated(gaps="pairs", compare=None, metrics="auroc").gaps.difference.where(kind="pairs", model="good", attribute="age")
    assert len(pairs) == 3
    of_auto = evaluated(gaps="rest", compare=None, metrics="auroc").gaps
    assert {g.kind for g in of_auto.difference} == {"rest", "xauc"}


def test_an_unknown_reference_group_is_not_echoed() -> None:
    with pytest.raises(ValueError, match="`reference`") as e:
        evaluated(gaps="reference", reference={"sex": "patient 4711"})
    assert "4711" not in str(e.value)


def test_heterogeneity_and_its_test(result: cm.Result) -> None:
    rows = result.gaps.where(kind="heterogeneity", attribute="age", metric="auroc")
    assert len(rows) == len(SCORES)
    assert {(g.scale, g.test, g.df, g.a) for g in rows} == {("i_squared", "cochran_q", 2.0, None)}
    assert all(0 <= g.value <= 1 and 0 <= g.test_p <= 1 for g in rows)


def test_small_groups_have_no_gaps() -> None:
    sites = np.array(["a"] * 200 + ["b"] * 195 + ["c"] * 5)
    gaps = evaluated(groups={"site": sites}, compare=None, metrics="auroc").gaps
    assert len(gaps) > 0
    assert not [g for g in gaps if ("c",) in (g.a, g.b)]


# --- every face ---------------------------------------------------------------------------------------------------------------------------


def test_json_and_frames(result: cm.Result) -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads((Path(cm.__file__).parent / "result.schema.json").read_text(encoding="utf-8"))
    document = result.to_json_dict()
    assert list(Draft202012Validator(schema).iter_errors(document)) == []
    read = cm.Result.from_json(result.to_json())
    assert read == result
    assert read.comparisons == result.comparisons
    assert read.gaps == result.gaps
    assert read.to_json() == result.to_json()
    for name in ("comparisons", "gaps"):
        table = getattr(result, name)
        frame = table.to_frame()
        assert len(frame) == len(table) == len(document[name]) > 0
        assert np.array_equal(frame["value"], [c.value for c in table], equal_nan=True)
        assert list(table.to_frame("polars")["kind"]) == [c.kind for c in table] == [entry["kind"] for entry in document[name]]


def test_selected_rows_keep_theirs(result: cm.Result) -> None:
    kept = result["auroc"].where(model="good", attribute="sex")
    assert {(c.metric, c.attribute) for c in kept.comparisons} == {("auroc", ("sex",))}
    assert all("good" in (c.a, c.b) or c.a is None for c in kept.comparisons)
    assert {(g.metric, g.model, g.attribute) for g in kept.gaps} == {("auroc", "good", ("sex",))}
    assert f"There are {len(result.comparisons)} comparisons and {len(result.gaps)} gaps" in repr(result)


def test_the_same_bits_with_any_number_of_threads(result: cm.Result) -> None:
    one = evaluated(num_threads=1)
    assert one.comparisons == result.comparisons
    assert one.gaps == result.gaps


def test_the_report_takes_them(result: cm.Result, tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    assert result.report(tmp_path / "a.html").stat().st_size > 1000


def test_the_command_line_prints_both_blocks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    columns = {
        "died": Y.tolist(),
        **{name: list(map(repr, map(float, s))) for name, s in SCORES.items()},
        "sex": SEX.tolist(),
        "age": AGE.tolist(),
    }
    path = write_csv(tmp_path / "a.csv", columns)
    given = ["--y-true", "died", "--y-score", "good", "--y-score", "poor", "--group", "sex", "--group", "age", "--metric", "auroc"]
    given += ["--compare", "all", "--gaps", "auto", "--alternative", "non_inferior", "--margin", "0.02", "--n-resamples", "400"]
    code, out, err = run(capsys, "audit", path, *given)
    assert (code, err) == (0, "")
    assert "Comparisons of models on the same rows, a − b (1; 1 was judged, and the claim is shown for 1):" in out
    assert "  Model good is shown to be non-inferior to model poor in AUROC at the margin 0.02." in out.splitlines()
    assert "Gaps between groups, a − b, the worst first (" in out
    assert max(map(len, out.splitlines())) <= 120
    code, out, _ = run(capsys, "audit", path, *given, "--format", "json")
    document = json.loads(out)
    assert (code, len(document["comparisons"]) > 0, len(document["gaps"]) > 0) == (0, True, True)


def test_values_that_are_undefined_are_not_judged() -> None:
    outcome, site = np.array([0, 1] * 40 + [0] * 20), np.array(["a"] * 80 + ["b"] * 20)
    models = {"x": np.linspace(0, 1, 100), "y": np.linspace(1, 0, 100)}
    made = cm.evaluate(y_true=outcome, y_score=models, groups={"site": site}, metrics="auroc", compare="all", gaps="auto")
    found = made.comparisons.difference.where(group="site=b")[0]
    assert math.isnan(found.value)
    assert (found.status, found.decision) == ("no_positives", "not_judged")
    assert cm.Result.from_json(made.to_json()) == made
