# SPDX-License-Identifier: Apache-2.0
"""Thresholds that a rule chooses on the data."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest

RNG = np.random.default_rng(5)
N = 240
Y = (RNG.random(N) < 0.3).astype(int)
S = np.round(RNG.normal(Y, 1.1), 1)  # with ties
SEX = np.where(RNG.random(N) < 0.4, "F", "M")
P, Q = int(Y.sum()), int((1 - Y).sum())


def cut_values(quality: Callable[[float, float], float], y: np.ndarray = Y, s: np.ndarray = S) -> float:
    """The highest threshold at which a function of true and false positives is greatest; the search of every threshold."""
    best, chosen = -math.inf, math.nan
    for t in [math.inf, *np.unique(s)[::-1]]:
        q = quality(int(y[s >= t].sum()), int((1 - y)[s >= t].sum()))
        if q > best + 1e-12:
            best, chosen = q, float(t)
    return chosen


def limited(is_allowed: bool, otherwise: float) -> float:
    return otherwise if is_allowed else -math.inf


RULES: dict[str, Callable[[float, float], float]] = {
    "youden": lambda tp, fp: tp / P - fp / Q,
    "closest_topleft": lambda tp, fp: -math.hypot(1 - tp / P, fp / Q),
    "min_cost(cost_ratio=3)": lambda tp, fp: -(3 * (P - tp) + fp),
    "min_cost(cost_ratio=8, prevalence=0.05)": lambda tp, fp: -(8 * 0.05 * (1 - tp / P) + 0.95 * fp / Q),
    "max_f1": lambda tp, fp: 2 * tp / (tp + fp + P),
    "max_mcc": lambda tp, fp: limited(0 < tp + fp < N, (tp * Q - fp * P) / math.sqrt(max((tp + fp) * (N - tp - fp), 1))),
    "sensitivity>=0.9": lambda tp, fp: limited(tp / P >= 0.9, -fp),
    "specificity>=0.9": lambda tp, fp: limited((Q - fp) / Q >= 0.9, tp),
    "ppv>=0.6": lambda tp, fp: limited(tp > 0 and tp / max(tp + fp, 1) >= 0.6, tp),
    "alert_rate<=0.2": lambda tp, fp: limited((tp + fp) / N <= 0.2, tp),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_the_number_that_a_search_of_every_threshold_finds(rule: str) -> None:
    number = cut_values(RULES[rule])
    columns = {"y_true": Y, "y_score": S, "groups": {"sex": SEX}, "ci": None}
    chosen = cm.evaluate(**columns, threshold=rule)
    assert chosen.where(metric="chosen_threshold", group="all").one().value == number
    given = cm.evaluate(**columns, threshold=number)
    at_rule, at_number = chosen.where(threshold=rule), given.where(threshold=number)
    assert [(e.metric, e.group) for e in at_rule if e.metric != "chosen_threshold"] == [(e.metric, e.group) for e in at_number]
    for a, b in zip((e for e in at_rule if e.metric != "chosen_threshold"), at_number):
        assert np.array_equal([a.value, a.numerator, a.denominator], [b.value, b.numerator, b.denominator], equal_nan=True)
    assert [(c.rule, *c[:2], *c[3:]) for c in chosen.counts] == [(rule, *c[:2], *c[3:]) for c in given.counts]
    assert {c.rule for c in given.counts} == {None}


def test_counts_of_a_rule_by_hand() -> None:
    y, s = [1, 1, 0, 1, 0, 0, 1, 0], [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]
    m = cm.confusion_matrix(y, s, threshold="youden")  # thresholds 0.8 and 0.6 have J = 0.5; the higher one is taken
    assert (m.tp, m.fp, m.fn, m.tn) == (2, 0, 2, 4)
    assert float(cm.sensitivity(y, s, threshold="youden", ci=None)) == 0.5
    assert float(cm.chosen_threshold(y, s, threshold="sensitivity >= 0.75", ci=None)) == 0.6
    assert float(cm.chosen_threshold(y, s, threshold="specificity>=1", ci=None)) == 0.8
    assert float(cm.chosen_threshold(y, s, threshold="alert_rate<=0.1", ci=None)) == math.inf


def test_the_largest_mcc_is_one_that_is_defined() -> None:
    """Here every defined MCC is below 0, and undefined where no row or every row is flagged."""
    y, s = [1] * 10 + [0] * 10, [0.1, 0.2] * 5 + [0.3, 0.2] * 5
    result = cm.evaluate(y_true=y, y_score=s, threshold="max_mcc", metrics=["chosen_threshold", "mcc"], ci=None)
    assert [e.value for e in result] == [0.3, float(cm.mcc(y, s, threshold=0.3, ci=None))]  # 0.2 gives the same: the highest is taken
    assert result[1].value < 0
    alone = cm.evaluate(y_true=[0, 1], y_score=[0.5, 0.5], threshold="max_mcc", metrics="mcc", ci=None).one()
    assert alone.status == "no_threshold"


def test_the_cost_of_the_population_is_the_weighted_youden_index() -> None:
    """A false negative that is as dear as the odds against the outcome gives both classes the same weight."""
    for prevalence in (0.1, 0.25):
        rule = f"min_cost(cost_ratio={(1 - prevalence) / prevalence!r}, prevalence={prevalence})"
        assert float(cm.chosen_threshold(Y, S, threshold=rule, ci=None)) == float(cm.chosen_threshold(Y, S, threshold="youden", ci=None))


def test_the_threshold_is_chosen_again_in_each_replicate() -> None:
    """The replicates of the engine are those of a search in repeated rows."""
    n = 40
    y, s = Y[:n], S[:n]
    drawn = cm.resample_weights(n, n_resamples=30, seed=3)
    result = cm.evaluate(
        y_true=y,
        y_score=s,
        threshold="youden",
        metrics=["chosen_threshold", "sensitivity", "mcc"],
        n_resamples=30,
        seed=3,
        keep_replicates=True,
    )
    for b, w in enumerate(np.asarray(drawn).reshape(30, n)):
        rows = np.repeat(np.arange(n), w)
        one = cm.evaluate(y_true=y[rows], y_score=s[rows], threshold="youden", metrics=["chosen_threshold", "sensitivity", "mcc"], ci=None)
        for whole, of_rows in zip(result, one):
            assert whole.replicates[b] == of_rows.value


def test_intervals_are_percentiles_and_closed_formulas_are_refused() -> None:
    auto = cm.evaluate(y_true=Y, y_score=S, threshold=["youden", 0.5], metrics=["sensitivity", "auroc"])
    assert [e.method for e in auto] == ["percentile", "wilson", "beta_bound"]
    assert auto[0].lower < auto[0].value < auto[0].upper
    assert (auto[0].upper - auto[0].lower) > 1.3 * (auto[1].upper - auto[1].lower)  # the choice adds to the variance
    wilson = cm.evaluate(y_true=Y, y_score=S, threshold="youden", metrics="sensitivity", ci="wilson").one()
    assert (wilson.method, wilson.interval_status) == ("wilson", "chosen_threshold")
    assert cm.sensitivity(Y, S, threshold="youden", ci="bca").method == "bca"
    few = cm.evaluate(y_true=Y[:60], y_score=S[:60], threshold="youden", metrics="sensitivity", n_resamples=500).one()
    assert "few_events" in few.flags


def test_no_interval_has_width_zero() -> None:
    """A group of which all 13 events are found, and one of which none is: both take part in the largest gap."""
    group = np.repeat(["low", "middle", "high"], [60, 100, 60])
    y = np.concatenate([np.arange(60) < 13, np.arange(100) < 40, np.arange(60) < 13]).astype(int)
    shift = np.select([group == "low", group == "middle"], [-4, 0], 4)
    score = RNG.normal(2.0 * y + shift)
    for rows in ({}, {"unit": np.arange(220) // 2}):
        result = cm.evaluate(
            y_true=y, y_score=score, groups={"g": group}, threshold="youden", metrics=["sensitivity", "f1"], gaps="auto", **rows
        )
        for row in [*result, *result.gaps]:
            assert row.interval_status != "ok" or row.lower < row.upper
        counted = {e.group: e for e in result.where(metric="sensitivity") if e.group in {("low",), ("high",)}}
        assert {e.value for e in counted.values()} == {0, 1}
        if rows:
            assert {e.interval_status for e in counted.values()} == {"zero_variance"}
            continue
        limit = 0.025 ** (1 / 13)
        assert [(e.method, *e.ci) for e in counted.values()] == [
            ("clopper_pearson", pytest.approx(limit), 1), ("clopper_pearson", 0, pytest.approx(1 - limit)),
        ]  # fmt: skip
        [largest] = [g for g in result.gaps.difference if (g.metric, g.kind) == ("sensitivity", "range")]
        assert (largest.a, largest.b, largest.value) == (("high",), ("low",), 1)
        assert 0.5 < largest.lower < limit < largest.upper
        named = cm.evaluate(y_true=y, y_score=score, groups={"g": group}, threshold="youden", metrics="sensitivity", ci="percentile")
        assert {e.interval_status for e in named if e.group != ()} >= {"zero_variance"}


def test_a_rule_that_no_threshold_satisfies_is_undefined_with_the_reason() -> None:
    y, s = [0, 1, 0, 1, 0, 1] * 5, np.arange(30) % 3
    result = cm.evaluate(y_true=y, y_score=s, threshold="ppv>=0.99", metrics=["chosen_threshold", "sensitivity", "prevalence"], ci=None)
    assert [e.status for e in result] == ["no_threshold", "no_threshold", "ok"]
    assert len(result.counts) == 0
    with pytest.raises(ValueError, match="no threshold of these rows satisfies"):
        cm.confusion_matrix(y, s, threshold="ppv>=0.99")
    one_class = cm.evaluate(y_true=np.zeros(20, int), y_score=np.arange(20.0), threshold="youden", metrics="specificity", ci=None)
    assert one_class.one().status == "no_threshold"


def test_units_weights_comparisons_and_gaps() -> None:
    other = np.round(S + RNG.normal(0, 1, N), 1)
    result = cm.evaluate(
        y_true=Y, y_score={"a": S, "b": other}, threshold=["youden", 0.5], metrics=["sensitivity", "f1"], groups={"sex": SEX},
        unit=np.arange(N) // 2, compare="all", gaps="auto",
    )  # fmt: skip
    kept = result.where(threshold="youden")
    assert {c.parameters["threshold"] for c in kept.comparisons} == {"youden"}
    assert all(math.isfinite(c.value) for c in kept.comparisons)
    assert {g.kind for g in kept.gaps} == {g.kind for g in result.gaps}
    weighted = cm.evaluate(y_true=Y, y_score=S, threshold="youden", metrics="chosen_threshold", sample_weight=1 + np.arange(N) % 3, ci=None)
    rows = np.repeat(np.arange(N), 1 + np.arange(N) % 3)
    assert weighted.one().value == float(cm.chosen_threshold(Y[rows], S[rows], threshold="youden", ci=None))


def test_names_are_read_back() -> None:
    result = cm.evaluate(
        y_true=Y, y_score={"a": S, "b": -S}, threshold={"a": ["Youden".lower(), 0.5], "b": "sensitivity >= 0.90"}, ci=None, curves="steps",
        metrics=["ppv", "chosen_threshold"],
    )  # fmt: skip
    assert result.thresholds == ["youden", 0.5, "sensitivity>=0.9"]
    assert cm.Result.from_json(result.to_json()) == result
    assert json.loads(result.to_json())["provenance"]["threshold"] == {"a": ["youden", 0.5], "b": ["sensitivity>=0.9"]}
    assert result.where(threshold="sensitivity>=0.90", metric="ppv").one().model == "b"
    assert [c.rule for c in result.where(threshold="youden").counts] == ["youden"]
    assert result.where(metric="ppv @ youden").one().parameters == {"threshold": "youden"}
    marks = result.curves[0]["marks"]
    assert {m["threshold"] for m in marks} == {0.5, result.where(model="a", metric="chosen_threshold").one().value}


@pytest.mark.parametrize(
    "rule",
    [
        "best",
        "youden(3)",
        "sensitivity>=",
        "sensitivity>=1.2",
        "sensitivity>=0",
        "sensitivity<=0.9",
        "min_cost(ratio=3)",
        "min_cost(prevalence=1)",
        "",
        "ppv>=nan",
    ],
)
def test_an_unknown_rule_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="`threshold`"):
        cm.evaluate(y_true=Y, y_score=S, threshold=rule)


def test_what_needs_a_rule_says_so() -> None:
    with pytest.raises(ValueError, match="`threshold` has no rule"):
        cm.evaluate(y_true=Y, y_score=S, threshold=0.5, metrics="chosen_threshold")
    assert not any(e.metric == "chosen_threshold" for e in cm.evaluate(y_true=Y, y_score=S, threshold=0.5, ci=None))


def test_the_report_names_the_rule(tmp_path: Any) -> None:
    pytest.importorskip("jinja2")
    result = cm.evaluate(y_true=Y, y_score=S, threshold=["youden", 0.5], ci=None, curves="steps")
    result.report(tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "the threshold chosen by Youden’s index" in page
