# SPDX-License-Identifier: Apache-2.0
"""Two results of independent data, compared by their stored limits: Newcombe's example, and laws."""

from __future__ import annotations

import math
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from made_results import made, usual


def proportion(events: int, n: int, name: str = "rule", **given: Any) -> cm.Result:
    """A sensitivity of events / n with Wilson's limits."""
    outcome, found = np.ones(n + 5, int), np.zeros(n + 5, int)
    outcome[n:], found[:events] = 0, 1
    return cm.evaluate(y_true=outcome, y_pred={name: found}, metrics="sensitivity", **{"ci": "wilson", **given})


# Newcombe RG. Stat Med 1998;17:873-890, Table II, method 10 (square-and-add of Wilson's limits), examples (a) to (h).
NEWCOMBE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]


@pytest.mark.parametrize(("x", "n", "y", "m", "lower", "upper"), NEWCOMBE)
def test_the_difference_of_two_proportions_is_newcombes(x: int, n: int, y: int, m: int, lower: float, upper: float) -> None:
    a, b = proportion(x, n), proportion(y, m)
    found = cm.compare_results(a, b).difference[0]
    assert (found.kind, found.a, found.b, found.metric, found.method) == ("results", "rule (a)", "rule (b)", "sensitivity", "mover")
    assert found.value == pytest.approx(x / n - y / m, abs=1e-15)
    assert (found.lower, found.upper) == (pytest.approx(lower, abs=5.1e-5), pytest.approx(upper, abs=5.1e-5))
    assert found.decision == ("different" if lower > 0 else "not_shown")
    assert math.isnan(found.p)
    swapped = cm.compare_results(b, a).difference[0]
    assert (swapped.value, swapped.lower, swapped.upper) == (-found.value, -found.upper, -found.lower)


def test_the_ratio_is_mover_on_the_logarithm_by_hand() -> None:
    a, b = proportion(56, 70), proportion(48, 80)
    found, (x, y) = cm.compare_results(a, b).ratio[0], (a[0], b[0])
    middle = math.log(x / y)
    down = math.hypot(math.log(x / x.lower), math.log(y.upper / y))
    up = math.hypot(math.log(x.upper / x), math.log(y / y.lower))
    assert [math.log(found.value), math.log(found.lower), math.log(found.upper)] == pytest.approx(
        [middle, middle - down, middle + up], abs=1e-12
    )
    assert (found.alternative, found.margin) == ("two_sided", None)


@pytest.mark.parametrize(
    ("alternative", "margin", "decision"),
    [
        ("superior", None, "superior"),
        ("superior", 0.06, "not_shown"),
        ("superior", 0.05, "superior"),
        ("superior", {"tpr": 0.05}, "superior"),
        ("non_inferior", 0.01, "non_inferior"),
        ("equivalent", 0.4, "equivalent"),
        ("equivalent", 0.3, "not_shown"),
        ("non_inferior", {"ppv": 0.1}, "not_judged"),
    ],
)
def test_the_limits_decide(alternative: Any, margin: Any, decision: str) -> None:
    """Of [0.0524, 0.3339], by hand."""
    found = cm.compare_results(proportion(56, 70), proportion(48, 80), alternative=alternative, margin=margin).difference[0]
    assert (found.decision, found.alternative) == (decision, alternative)


def test_all_common_rows_are_compared() -> None:
    groups = {"site": np.array(["x", "y"] * 100)}
    draw = np.random.default_rng(4)

    def result(seed: int, **models: Any) -> cm.Result:
        y = (draw.random(200) < 0.4).astype(int)
        scores = {name: draw.random(200) for name in models}
        return cm.evaluate(
            y_true=y, y_score=scores, groups=groups, threshold=0.5, metrics=["auroc", "ppv", "mcc"], seed=seed, n_resamples=200
        )

    a, b = result(1, risk=0, rule=0), result(2, risk=0, other=0)
    table = cm.compare_results(a, b, names=("first", "second"))
    assert {(c.a, c.b) for c in table} == {("risk (first)", "risk (second)")}
    assert [(c.metric, c.group) for c in table.difference] == [(m, g) for g in [(), ("x",), ("y",)] for m in ("auroc", "ppv", "mcc")]
    assert {c.metric for c in table.ratio} == {"auroc", "ppv"}, "the limits of MCC are negative"
    for c in table.difference:
        first, second = (r.where(model="risk", metric=c.metric, group=c.group or "all").one() for r in (a, b))
        assert c.value == first - second
        assert c.lower < c.value < c.upper
        assert c.parameters == first.parameters
    assert table.where(metric="ppv", group="site=x").difference[0].n_judged == 3
    chosen = cm.compare_results(a, b, models=("rule", "other"))
    assert {(c.a, c.b) for c in chosen} == {("rule (a)", "other (b)")}
    assert len(chosen.to_frame()) == len(chosen)
    assert cm.compare_results(cm.Result.from_json(a.to_json()), cm.Result.from_json(b.to_json()), names=("first", "second")) == table


def test_missing_numbers_have_a_reason() -> None:
    whole = proportion(56, 70)
    for other, status, why in [
        (proportion(48, 80, ci=None), "ok", "not_requested"),
        (cm.evaluate(y_true=[0] * 20, y_pred={"rule": [1] * 20}, labels=(0, 1), metrics="sensitivity", ci="wilson"), "no_positives", "undefined_value"),
    ]:  # fmt: skip
        found = cm.compare_results(whole, other).difference[0]
        assert (found.status, found.interval_status, found.method, found.decision) == (status, why, "none", "not_judged")
        assert math.isnan(found.lower)
    zero = cm.compare_results(whole, proportion(0, 80)).ratio[0]
    assert (zero.value, zero.status, zero.upper) == (math.inf, "zero_denominator", math.inf)
    assert zero.lower > 1


def test_what_cannot_be_compared() -> None:
    a = proportion(56, 70)
    with pytest.raises(ValueError, match=r"^`a` has limits of the level 0.95, and `b` of 0.9; evaluate both at the same level$"):
        cm.compare_results(a, proportion(48, 80, level=0.9))
    with pytest.raises(ValueError, match=r"^`a` and `b` have no row with the same model, metric, parameters and group$"):
        cm.compare_results(a, proportion(48, 80, "other"))
    with pytest.raises(ValueError, match=r"^`models` names a model that `b` does not have; known are: rule$"):
        cm.compare_results(a, a, models=("rule", "x"))
    with pytest.raises(TypeError, match="`b` must be a Result"):
        cm.compare_results(a, 0.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="needs a margin"):
        cm.compare_results(a, a, alternative="equivalent")


def test_a_metric_of_another_program_has_no_direction() -> None:
    one = made(["m"], [([], [[]])], [("strange", {})])
    found = cm.compare_results(one, one, alternative="superior").difference[0]
    assert (found.value, found.decision) == (0.0, "not_judged")
    assert len(cm.compare_results(usual(), usual())) > 10


def test_equal_names_of_the_results_are_refused() -> None:
    with pytest.raises(ValueError, match="`names` has the name 'x' twice; give the two results different names"):
        cm.compare_results(proportion(9, 10), proportion(3, 10), names=("x", "x"))


@pytest.mark.parametrize("names", ["ab", ("a",), ("a", "b", "c"), (1, 2), None])
def test_names_that_are_not_two_texts_are_refused(names: Any) -> None:
    with pytest.raises(TypeError, match="`names` must be a name of `a` and a name of `b`"):
        cm.compare_results(proportion(9, 10), proportion(3, 10), names=names)
