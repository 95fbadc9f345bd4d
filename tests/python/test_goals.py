# SPDX-License-Identifier: Apache-2.0
"""Goals: verdicts by hand, the laws of verdicts, the digits of the sentences, and how many rows would have sufficed."""

from __future__ import annotations

import doctest
import math
import random
from statistics import NormalDist
from typing import Any

import clinmetrics as cm
import pytest
from clinmetrics.audit.goals import REASONS, Goals, exit_code, judge
from clinmetrics.audit.specification.model import Goal, Size
from made_results import NAN, PARTITIONS, made, usual

VERDICTS = ("met", "missed", "not_shown", "not_judged")
SUPPRESSED = {"value": NAN, "lower": NAN, "upper": NAN, "status": "too_few", "method": "none", "interval_status": "too_few", "n": 7, "n_positive": -1,
              "n_negative": -1, "n_units": -1, "weight_sum": NAN, "n_eff": NAN, "numerator": NAN, "denominator": NAN}  # fmt: skip


def one(value: float, lower: float, upper: float, metric: str = "auroc", **fields: Any) -> cm.Result:
    """A result of one row."""
    parameters = fields.pop("parameters", {})
    return made(["risk"], [([], [[]])], [(metric, parameters)], changes={0: {"value": value, "lower": lower, "upper": upper, **fields}})


def only(result: cm.Result, **goal: Any) -> dict[str, Any]:
    """The only number that is judged by the goal."""
    [found] = judge(result, {"metric": result[0].metric, **goal})
    [number] = found["judged"]
    assert found["verdict"] == number["verdict"]
    assert found["text"] == number["text"]
    return number


def grouped(*changes: dict[str, Any], metric: str = "auroc") -> cm.Result:
    """All rows, and groups F, M and (missing) of sex."""
    return made(["risk"], PARTITIONS[:2], [(metric, {})], changes=dict(enumerate(changes)))


def wilson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's limits, as in Wilson 1927."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    p, half = k / n, z * math.sqrt(k * (n - k) / n**3 + z * z / (4 * n * n))
    return tuple((p + z * z / (2 * n) + s * half) / (1 + z * z / n) for s in (-1, 1))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("interval", "goal", "verdict"),
    [
        ((0.85, 0.81, 0.89), {"at_least": 0.8}, "met"),
        ((0.85, 0.80, 0.89), {"at_least": 0.8}, "met"),  # the limit itself reaches it
        ((0.85, math.nextafter(0.8, 0), 0.89), {"at_least": 0.8}, "not_shown"),
        ((0.75, 0.7, 0.8), {"at_least": 0.8}, "not_shown"),  # the other bound does not exclude it
        ((0.75, 0.7, math.nextafter(0.8, 0)), {"at_least": 0.8}, "missed"),
        ((0.16, 0.14, 0.19), {"at_most": 0.2}, "met"),
        ((0.16, 0.14, 0.21), {"at_most": 0.2}, "not_shown"),
        ((0.26, 0.21, 0.29), {"at_most": 0.2}, "missed"),
        ((1.02, 0.9, 1.1), {"at_least": 0.8, "at_most": 1.2}, "met"),
        ((1.02, 0.7, 1.1), {"at_least": 0.8, "at_most": 1.2}, "not_shown"),
        ((1.5, 1.3, 1.9), {"at_least": 0.8, "at_most": 1.2}, "missed"),
        ((0.81, 0.6, 0.9), {"at_least": 0.8, "bound": "value"}, "met"),
        ((0.79, 0.6, 0.9), {"at_least": 0.8, "bound": "value"}, "missed"),
        ((0.81, NAN, NAN), {"at_least": 0.8, "bound": "value"}, "met"),
        ((0.75, 0.7, 0.85), {"at_least": 0.8, "bound": "upper"}, "met"),  # only a demand that the goal is not excluded
        ((0.75, 0.7, 0.79), {"at_least": 0.8, "bound": "upper"}, "missed"),
        ((12.0, 3.5, math.inf), {"at_least": 3}, "met"),
        ((12.0, 2.5, math.inf), {"at_least": 3}, "not_shown"),
        ((-1.0, -math.inf, -0.5), {"at_least": 0}, "missed"),
        ((0.9, 0.85, NAN), {"at_least": 0.8}, "met"),  # one-sided limits: what is missing decides nothing
        ((0.7, 0.65, NAN), {"at_least": 0.8}, "not_shown"),
        ((0.7, NAN, 0.75), {"at_least": 0.8}, "missed"),
        ((0.9, NAN, 0.95), {"at_least": 0.8}, "not_shown"),
        ((math.inf, 5.0, math.inf), {"at_least": 3}, "met"),
    ],
)
def test_verdicts_by_hand(interval: tuple[float, float, float], goal: dict[str, Any], verdict: str) -> None:
    found = only(one(*interval), **goal)
    assert found["verdict"] == verdict
    assert found["reason"] is None
    assert (found["sufficient_n"] is not None) <= (verdict == "not_shown")


@pytest.mark.parametrize(
    ("fields", "goal", "reason"),
    [
        (SUPPRESSED, {}, "suppressed"),
        ({"value": NAN, "lower": NAN, "upper": NAN, "status": "no_positives", "interval_status": "undefined_value"}, {}, "undefined"),
        ({"value": NAN, "lower": NAN, "upper": NAN, "status": "too_few", "interval_status": "too_few"}, {}, "too_few"),
        ({"lower": NAN, "upper": NAN, "interval_status": "too_few"}, {}, "too_few"),
        ({"lower": NAN, "upper": NAN, "interval_status": "refused_weights"}, {}, "no_interval"),
        ({}, {"at_least_n": {"denominator": 41}}, "below_size"),
        ({}, {"at_least_n": {"denominator": 40}}, None),
        ({}, {"at_least_n": {"denominator": 40, "rows": 101}}, "below_size"),
        ({}, {"at_least_n": {"units": 101}}, "below_size"),
        ({}, {"at_least_n": {"events": 41}}, "below_size"),
        ({}, {"at_least_n": {"rows": 100, "units": 100, "events": 40}}, None),
        ({"denominator": NAN}, {"at_least_n": {"denominator": 10}}, "unknown_size"),
        ({"denominator": 400.0, "weight_sum": 1000.0, "n_eff": 100.0}, {"at_least_n": {"denominator": 41}}, "below_size"),
        ({}, {"model": "other"}, "absent_model"),
        ({}, {"at": 0.3}, "absent_threshold"),
        ({}, {"at": "youden"}, "absent_threshold"),
        ({}, {"metric": "brier"}, "absent_metric"),
        ({}, {"groups": "sex=F"}, "absent_group"),
        ({}, {"groups": "every"}, "absent_group"),
    ],
)
def test_what_is_not_judged_has_a_reason(fields: dict[str, Any], goal: dict[str, Any], reason: str | None) -> None:
    found = only(one(**{"value": 0.9, "lower": 0.85, "upper": 0.95, **fields}), at_least=0.5, **goal)
    assert (found["verdict"], found["reason"]) == ("not_judged" if reason else "met", reason)
    assert reason is None or reason in REASONS
    assert found["text"].endswith(".")


def test_sixteen_of_sixteen() -> None:
    """By Wilson, a lower limit of .8 or more needs 16 positive rows even if each is found."""
    for n in range(10, 20):
        y, found = [1] * n + [0] * 30, [1] * n + [0] * 30
        result = cm.evaluate(y_true=y, y_pred=found, metrics="sensitivity", ci="wilson")
        number = only(result, at_least=0.8)
        assert number["verdict"] == ("met" if n >= 16 else "not_shown")
        assert number["sufficient_n"] == (None if n >= 16 else 16)
    assert wilson(15, 15)[0] < 0.8 < wilson(16, 16)[0]


@pytest.mark.parametrize(("k", "n", "goal"), [(18, 20, 0.8), (9, 10, 0.75), (43, 50, 0.8), (5, 6, 0.8), (160, 199, 0.8)])
def test_the_denominator_that_would_have_sufficed(k: int, n: int, goal: float) -> None:
    """Wilson's limit for the same share reaches the goal at this denominator, and not at one less."""
    lower, upper = wilson(k, n)
    needed = only(one(k / n, lower, upper, "sensitivity", numerator=float(k), denominator=float(n)), at_least=goal)["sufficient_n"]
    p, z = k / n, NormalDist().inv_cdf(0.975)
    limits = [(p + z * z / (2 * m) - z * math.sqrt(p * (1 - p) / m + z * z / (4 * m * m))) / (1 + z * z / m) for m in (needed - 1, needed)]
    assert limits[0] < goal <= limits[1]


def test_rows_that_would_have_sufficed_by_the_width() -> None:
    """Half the distance needs four times the rows; ratios on the logarithm."""
    assert only(one(0.9, 0.7, 0.95, method="delong"), at_least=0.8)["sufficient_n"] == 400
    assert only(one(0.1, 0.05, 0.3, method="delong"), at_most=0.2)["sufficient_n"] == 400
    assert only(one(16.0, 1.0, 64.0, "lr_positive", method="log"), at_least=4)["sufficient_n"] == 400
    never = only(one(0.75, 0.7, 0.85, method="delong"), at_least=0.8)
    assert never["sufficient_n"] is None
    assert never["text"].endswith("With this value, no number of rows would have sufficed.")
    assert only(one(0.8, 0.7, 0.85, method="delong"), at_least=0.8)["sufficient_n"] is None
    assert only(one(0.9, 0.7, 0.95, method="clopper_pearson", numerator=900.0, denominator=1000.0), at_least=0.8)["sufficient_n"] > 1000


@pytest.mark.parametrize("x", [0.7996, 0.79999996, math.nextafter(0.8, 0), 0.8, math.nextafter(0.8, 1), 0.8004])
def test_the_digits_show_why(x: float) -> None:
    number = only(one(x, x, 0.95, "sensitivity"), at_least=0.8)
    shown = number["text"].split("limit ")[1].split()[0]
    assert number["value"] == x
    assert (float(shown) >= 0.8) == (x >= 0.8) == (number["verdict"] == "met")
    assert "goal of at least 0.8" in number["text"]
    value = only(one(x, 0.1, 0.95), at_least=0.8, bound="value")
    assert (float(value["text"].split("The value ")[1].split()[0]) >= 0.8) == (value["verdict"] == "met")


def test_a_goal_over_groups() -> None:
    good, straddling, bad = (
        {"lower": 0.8, "value": 0.9, "upper": 1.0},
        {"lower": 0.5, "value": 0.8, "upper": 0.9},
        {"lower": 0.1, "value": 0.2, "upper": 0.3},
    )
    goal = {"metric": "auroc", "at_least": 0.75, "groups": "every"}

    def verdict(*changes: dict[str, Any]) -> tuple[str, str]:
        [found] = judge(grouped(bad, *changes), goal)
        assert [number["group"] for number in found["judged"]] == [[{"attribute": "sex", "value": v}] for v in ("F", "M", None)]
        return found["verdict"], found["text"]

    assert verdict(good, good, good) == ("met", "Of 3: met in 3.")
    assert verdict(good, good, SUPPRESSED) == ("met", "Of 3: met in 2, not judged in 1. Not judged: sex=(missing) (suppressed).")
    assert verdict(good, straddling, SUPPRESSED)[0] == "not_shown"
    assert verdict(good, straddling, bad)[0] == "missed"
    assert verdict(SUPPRESSED, SUPPRESSED, SUPPRESSED)[0] == "not_judged"
    assert verdict(good, good, {"lower": NAN, "upper": NAN, "interval_status": "refused_weights"})[0] == "not_judged"  # not for its size
    [named] = judge(grouped(bad, good, good, good), {**goal, "groups": ["sex=F", "sex=X"]})
    assert [number["verdict"] for number in named["judged"]] == ["met", "not_judged"]
    assert (named["verdict"], named["text"]) == (
        "not_judged",
        "Of 2: met in 1, not judged in 1. The result has no attribute and no group 'sex=X'.",
    )
    for groups, n in (("sex", 3), ("sex=(missing)", 1), (["all", "sex=M", "sex=M"], 2), ("all", 1), (["sex", "all"], 4)):
        assert len(judge(grouped(good, good, good, good), {**goal, "groups": groups})[0]["judged"]) == n


def test_small_groups_of_one_model_do_not_count_for_another() -> None:
    result = made(["a", "b"], PARTITIONS[:2], [("auroc", {})], changes=dict.fromkeys((5, 6, 7), SUPPRESSED))
    goal = {"metric": "auroc", "at_least": 0.5, "groups": "sex"}
    assert judge(result, goal)[0]["verdict"] == "not_judged"
    assert judge(result, {**goal, "model": "a"})[0]["verdict"] == "met"


def test_every_threshold_model_and_parameter() -> None:
    result = usual()
    [found] = judge(result, {"metric": "sensitivity", "at_least": 0.4})
    assert [(n["model"], n["threshold"]) for n in found["judged"]] == [
        ("risk", 0.2), ("risk", 0.35), ("Old score", 0.2), ("Old score", 0.35), ("flag", None),
    ]  # fmt: skip
    [found] = judge(result, {"metric": "recall", "at_least": 0.4, "at": 0.35, "model": "risk"})
    assert [(n["metric"], n["threshold"]) for n in found["judged"]] == [("sensitivity", 0.35)]
    assert judge(result, {"metric": "sensitivity", "at_least": 0.4, "at": math.nextafter(0.35, 1)})[0]["verdict"] == "not_judged"
    [found] = judge(result, {"metric": "f_beta(beta=2)", "at_least": 0.4, "model": "risk"})
    assert [(n["metric"], n["verdict"]) for n in found["judged"]] == [("f_beta(beta=2)", "met")]
    assert judge(result, {"metric": "f_beta(beta=3)", "at_least": 0.4})[0]["judged"][0]["reason"] == "absent_metric"


def test_a_threshold_by_a_rule_weights_and_units() -> None:
    rng = random.Random(3)
    y = [i % 3 == 0 for i in range(600)]
    score = [0.4 * label + 0.6 * rng.random() for label in y]
    by_rule = cm.evaluate(y_true=y, y_score=score, threshold="sensitivity>=0.9", metrics="ppv")
    for at in ("sensitivity>=0.9", "sensitivity >= 0.9"):
        number = only(by_rule, at_least=0.2, at=at)
        assert (number["verdict"], number["threshold"]) == ("met", "sensitivity>=0.9")
    weighted = cm.evaluate(
        y_true=y, y_score=score, threshold=0.5, metrics="sensitivity", sample_weight=[1 + 9 * (i % 6 == 0) for i in range(600)]
    )
    assert only(weighted, at_least=0.1, at_least_n={"denominator": 190})["reason"] == "below_size"  # the weights sum to far more than 190
    clustered = cm.evaluate(y_true=y, y_score=score, threshold=0.5, metrics="sensitivity", unit=[i // 3 for i in range(600)])
    assert only(clustered, at_least=0.1, at_least_n={"units": 201})["reason"] == "below_size"
    assert "denominator of" not in only(clustered, at_least=clustered[0].value - 0.01)["text"]  # rows of a unit are no independent share


def test_laws() -> None:
    rng = random.Random(1)
    order = {"missed": 0, "not_shown": 1, "met": 2}
    for _ in range(120):
        lower, value, upper = sorted(rng.choice((-2.0, 0.0, 0.3, 0.5, 0.9, rng.random())) for _ in range(3))
        result, goals = one(value, lower, upper, method="delong"), sorted(rng.choice((0.0, 0.3, 0.5, rng.random())) for _ in range(2))
        least = [only(result, at_least=goal) for goal in goals]
        most = [only(result, at_most=goal) for goal in goals]
        assert order[least[0]["verdict"]] >= order[least[1]["verdict"]]  # a higher goal is never easier
        assert order[most[0]["verdict"]] <= order[most[1]["verdict"]]
        if least[0]["verdict"] == "met":
            assert only(result, at_most=goals[0])["verdict"] != "met" or lower == upper
        both = only(result, at_least=goals[0], at_most=goals[1])["verdict"]
        assert order[both] == min(order[least[0]["verdict"]], order[most[1]["verdict"]])
        mirror = only(one(-value, -upper, -lower, method="delong"), at_most=-goals[0])
        assert (mirror["verdict"], mirror["sufficient_n"]) == (least[0]["verdict"], least[0]["sufficient_n"])
        if least[0]["sufficient_n"] is not None:  # a goal that is nearer to the value needs more
            assert least[0]["sufficient_n"] > 100
            assert least[1]["sufficient_n"] is None or least[1]["sufficient_n"] >= least[0]["sufficient_n"]


@pytest.mark.parametrize(("k", "n", "goal"), [(18, 20, 0.8), (9, 10, 0.75), (3, 30, 0.2)])
def test_more_rows_of_the_same_share_decide(k: int, n: int, goal: float) -> None:
    """The verdict is reached at the multiple of the rows that `sufficient_n` names, and not before; it does not change back."""
    side = "at_least" if k / n > goal else "at_most"
    verdicts, needed = [], None
    for times in range(1, 13):
        y = [1] * n * times + [0] * 20
        result = cm.evaluate(y_true=y, y_pred=[1] * k * times + [0] * ((n - k) * times + 20), metrics="sensitivity", ci="wilson")
        number = only(result, **{side: goal})
        verdicts.append(number["verdict"])
        needed = needed or number["sufficient_n"]
        assert (number["verdict"] == "met") == (n * times >= needed)
    assert verdicts == sorted(verdicts, reverse=True)  # not_shown, then met
    assert set(verdicts) == {"not_shown", "met"}


@pytest.mark.parametrize("function", [cm.judge, cm.Result.public], ids=["judge", "public"])
def test_examples(function: Any) -> None:
    for test in doctest.DocTestFinder().find(function, "f", globs={}):
        assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def test_exit_codes() -> None:
    of = {verdict: [{"verdict": verdict}] for verdict in VERDICTS}
    assert [exit_code(of[verdict]) for verdict in VERDICTS] == [0, 4, 5, 5]
    assert [exit_code(of[verdict], allow_undecided=True) for verdict in VERDICTS] == [0, 4, 0, 0]
    assert exit_code([]) == 0
    assert exit_code(of["met"] + of["not_judged"] + of["missed"], allow_undecided=True) == 4


def test_goals_of_a_specification_are_the_same_as_mappings() -> None:
    given = Goal("auroc", at_least=0.5, groups=("sex=F",), at_least_n=Size(rows=10))
    asked = {"metric": "auroc", "at_least": 0.5, "groups": ["sex=F"], "at_least_n": {"rows": 10}}
    found = cm.judge(usual(), (given, asked))
    assert found[0] == found[1]
    assert found[0]["goal"] == {
        "metric": "auroc", "at_least": 0.5, "at_most": None, "bound": None, "at": None, "model": None, "groups": ["sex=F"],
        "at_least_n": {"denominator": None, "rows": 10, "units": None, "events": None}, "words": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("goal", "message"),
    [
        ({"metric": "auroc"}, r"`goals\[0\]` needs `at_least` or `at_most`"),
        ({"at_least": 0.5}, r"`goals\[0\].metric` is missing"),
        ({"metric": "aurok", "at_least": 0.5}, "did you mean 'auroc'"),
        ({"metric": "auroc", "atleast": 0.5}, "did you mean 'at_least'"),
        ({"metric": "auroc", "at_least": "0.5"}, "must be a finite number"),
        ({"metric": "auroc", "at_least": math.inf}, "must be a finite number"),
        ({"metric": "auroc", "at_least": True}, "must be a finite number"),
        ({"metric": "auroc", "at_least": 0.5, "at_most": 0.4}, "no value meets the goal"),
        ({"metric": "auroc", "at_least": 0.5, "bound": "both"}, "must be one of lower, upper, value"),
        ({"metric": "auroc", "at_least": 0.5, "at": "yuden"}, "neither a number nor a rule"),
        ({"metric": "auroc", "at_least": 0.5, "groups": 3}, "must be 'all', 'every'"),
        ({"metric": "auroc", "at_least": 0.5, "groups": []}, "must be 'all', 'every'"),
        ({"metric": "auroc", "at_least": 0.5, "at_least_n": 50}, "must be a mapping"),
        ({"metric": "auroc", "at_least": 0.5, "at_least_n": {"rows": -1}}, "must be a whole number"),
        ({"metric": "auroc", "at_least": 0.5, "at_least_n": {"row": 1}}, "did you mean 'rows'"),
        (3, "must be a mapping"),
    ],
)
def test_goals_that_are_refused(goal: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        cm.judge(usual(), [goal])


def test_the_list_of_verdicts() -> None:
    found = cm.judge(
        usual(), [{"metric": "auroc", "at_least": 0.5, "groups": "every"}, {"metric": "f_beta(beta=2)", "at_most": 0.9, "at": 0.2}]
    )
    assert isinstance(found, Goals)
    lines = repr(found).splitlines()
    assert lines[0].split() == ["goal", "verdict", "why"]
    assert lines[1].startswith("auroc at least 0.5 (lower limit), every group")
    assert "f_beta(beta=2) at most 0.9 (upper limit) at 0.2" in lines[2]
    assert found._repr_html_().count("<tr>") == 3
    columns = found.to_dict()
    assert {len(column) for column in columns.values()} == {sum(len(goal["judged"]) for goal in found)}
    assert columns["group"][:3] == ["F", "M", "(missing)"]
    assert repr(Goals()) == "no goals"
    assert usual().goals == []


def test_a_printed_group_is_judged_and_not_a_level_of_the_same_text() -> None:
    result = made(["m"], [([], [[]]), (["t"], [["b"], ["t=b"]])], [("auroc", {})])
    [found] = judge(result, {"metric": "auroc", "at_least": 0.5, "groups": "t=b"})
    assert [number["group"] for number in found["judged"]] == [[{"attribute": "t", "value": "b"}]]


def test_names_of_the_data_are_not_obeyed() -> None:
    result = made(["<b>\x1b[31m"], [(["sex"], [["<script>"]])], [("auroc", {})], changes={0: SUPPRESSED})
    found = cm.judge(result, {"metric": "auroc", "at_least": 0.5, "groups": "every"})
    assert "\x1b" not in repr(found)
    assert "<script>" not in found._repr_html_()
