# SPDX-License-Identifier: Apache-2.0
"""Each row of the truth falls into the first step that holds; policies and rules do what they say; the steps add up."""

from __future__ import annotations

from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from audits import audited, overall
from clinmetrics.audit.flow import Attribute, flow_entries, step_of_rows
from hypothesis import given
from hypothesis import strategies as st

DROP = {"duplicates": "drop", "labels": "drop", "predictions": "drop"}
# Row by row: analysed, a duplicate of it, excluded by age (and without a label), without a label, without a prediction, analysed three times.
TRUTH = {
    "id": ["a", "a", "b", "c", "d", "e", "f", "g"],
    "died": [1, 0, None, None, 1, 0, 1, 0],
    "age": [40, 40, 17, 50, 60, 70, 30, 90],
    "sex": ["F", "F", "M", "M", None, "F", "M", "F"],
}
PREDICTIONS = {"id": ["a", "c", "e", "f", "g", "x", "g", "d"], "risk": [0.9, 0.5, 0.2, 0.1, 0.4, 0.3, 0.9, None]}
ADULTS = [{"column": "age", "op": "at_least", "value": "18", "reason": "adults"}]


def test_each_step_by_hand() -> None:
    result = audited(TRUTH, PREDICTIONS, policies=DROP, filters=ADULTS, groups=["sex", {"column": "age", "bins": [65]}, "sex*age"])
    flow = result.audit["flow"]
    assert overall(result) == {
        "received": 8, "duplicate": 1, "excluded": 1, "missing_label": 1, "missing_prediction": 1, "analysed": 4
    }  # fmt: skip
    assert flow["excluded_by"] == [{"column": "age", "op": "at_least", "reason": "adults", "n": 1}]
    assert flow["predictions"] == [{"file": "predictions", "received": 8, "matched": 6, "duplicate": 1, "extra": 1}]
    assert flow["policies"] == DROP
    by_sex = {s["group"][0]["value"]: s for s in flow["steps"] if s["attribute"] == "sex"}
    assert [by_sex[sex]["received"] for sex in ("F", "M", None)] == [4, 3, 1]
    assert [by_sex[sex]["analysed"] for sex in ("F", "M", None)] == [3, 1, 0]
    assert by_sex[None]["missing_prediction"] == 1
    crossed = [tuple(part["value"] for part in s["group"]) for s in flow["steps"] if s["attribute"] == "sex*age"]
    assert crossed == [("F", "<65"), ("F", ">=65"), ("M", "<65"), (None, "<65")]
    assert result.provenance["n_rows_analysed"] == 4
    assert result["auroc"].where(attribute="all").one().value == 0.5  # 0.9 is above both negatives, 0.1 below both


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({**DROP, "duplicates": "error"}, r"truth: 1 row \(first at row 1, counted from 0\) with an id that an earlier row has; .*duplicates: drop"),
        ({**DROP, "labels": "error"}, r"truth: 1 row \(first at row 3, counted from 0\) without a label; .*labels: drop"),
        (
            {**DROP, "predictions": "error"},
            r"truth: 1 row \(first at row 4, counted from 0\) without a prediction of some model; .*drop or worst_case",
        ),
    ],
)  # fmt: skip
def test_the_policy_error_names_count_first_row_and_remedy(changed: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        audited(TRUTH, PREDICTIONS, policies=changed, filters=ADULTS)


def test_duplicates_of_predictions_are_an_error_by_default() -> None:
    truth = {"id": ["a", "b"], "died": [0, 1]}
    with pytest.raises(ValueError, match=r"^predictions: 1 row \(first at row 2, counted from 0\) with an id that an earlier row has"):
        audited(truth, {"id": ["a", "b", "a"], "risk": [0.1, 0.2, 0.3]})
    kept = audited(truth, {"id": ["a", "b", "a"], "risk": [0.1, 0.2, 0.3]}, policies={"duplicates": "drop"})
    assert kept["auroc"].one().value == 1  # the first row of a counts
    assert kept.audit["flow"]["predictions"] == [{"file": "predictions", "received": 3, "matched": 2, "duplicate": 1, "extra": 0}]


def test_an_id_is_needed_in_each_row() -> None:
    with pytest.raises(ValueError, match=r"truth: 1 row \(first at row 1, counted from 0\) without an id in the column 'id'"):
        audited({"id": ["a", None], "died": [0, 1]}, {"id": ["a"], "risk": [0.1]})


def test_a_truth_with_predictions_needs_no_id() -> None:
    result = audited({"died": [0, 1, 1], "risk": [0.1, 0.9, 0.05]}, [])
    assert result["auroc"].one().value == 0.5
    assert overall(result) == {"received": 3, "analysed": 3}
    assert result.audit["flow"]["predictions"] == []


WORST = {"predictions": "worst_case"}
FOUR = {"id": list("abcd"), "died": [1, 1, 0, 0]}


@pytest.mark.parametrize(
    ("risk", "expected"),
    [
        ([0.7, None, 0.2, None], (0.25, (0.3**2 + 1 + 0.2**2 + 1) / 4)),  # 0 for a positive row, 1 for a negative one
        ([7.0, None, -2.0, None], (0.25, None)),
    ],
)
def test_the_worst_case_of_scores(risk: list[Any], expected: tuple[float, float | None]) -> None:
    auroc, brier = expected
    result = audited(FOUR, {"id": list("abcd"), "risk": risk}, policies=WORST, metrics=["auroc"] if brier is None else ["auroc", "brier"])
    assert result["auroc"].one().value == auroc
    assert brier is None or result["brier"].one().value == pytest.approx(brier, rel=1e-12)
    assert overall(result) == {"received": 4, "imputed": 2, "analysed": 4}
    notice = result.notices[-1]
    assert (notice.code, notice.model, notice.count) == ("imputed_predictions", "m", 2)


def test_the_worst_case_is_on_the_wrong_side_of_each_threshold() -> None:
    analysis = {"policies": WORST, "metrics": ["sensitivity", "specificity"], "thresholds": [-5, 9]}
    result = audited(FOUR, {"id": ["a", "c"], "risk": [7.0, -2.0]}, **analysis)
    values = {(e.metric, e.parameters["threshold"]): e.value for e in result}
    assert values == {("sensitivity", -5): 0.5, ("specificity", -5): 0, ("sensitivity", 9): 0, ("specificity", 9): 0.5}


def test_the_worst_case_of_decisions_is_the_wrong_class() -> None:
    models = [{"name": "d", "decision": "call"}]
    result = audited(FOUR, {"id": ["a", "c"], "call": [1, 0]}, models=models, policies=WORST, metrics=["accuracy"])
    assert result["accuracy"].one().value == 0.5


def test_the_worst_case_needs_some_predictions() -> None:
    with pytest.raises(ValueError, match=r"analysis.models\[0\].score: the model has no prediction for any row; worst_case needs some"):
        audited(FOUR, {"id": ["x"], "risk": [0.5]}, policies=WORST)


def test_a_row_without_a_prediction_of_any_model_is_left_out_of_all() -> None:
    models = [{"name": "m", "score": "risk"}, {"name": "k", "score": "other"}]
    tables = [{"id": list("abcd"), "risk": [0.9, 0.8, 0.7, 0.1]}, {"id": list("bcd"), "other": [0.4, 0.3, 0.5]}]
    result = audited(FOUR, tables, models=models, policies=DROP)
    assert overall(result) == {"received": 4, "missing_prediction": 1, "analysed": 3}
    assert {e.model: (e.value, e.n) for e in result} == {"m": (1, 3), "k": (0.5, 3)}


def test_files_of_the_same_models_are_parts_of_one_table() -> None:
    tables = [{"id": ["a", "c"], "risk": [0.9, 0.2]}, {"id": ["d", "b", "a"], "risk": [0.1, 0.8, 0.0]}]
    result = audited(FOUR, tables, policies={"duplicates": "drop"})
    assert result["auroc"].one().value == 1
    assert [p["duplicate"] for p in result.audit["flow"]["predictions"]] == [0, 1]
    with pytest.raises(ValueError, match="'risk' and 'other' are together in one file but not in all"):
        audited(
            FOUR, [tables[0], {**tables[1], "other": [1, 2, 3]}], models=[{"name": "m", "score": "risk"}, {"name": "k", "score": "other"}]
        )


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ({"op": "equals", "value": "a"}, [0]), ({"op": "differs", "value": "a"}, [1, 2, 3]), ({"op": "one_of", "value": ["a", "1"]}, [0, 3]),
        ({"op": "none_of", "value": ["a", "b"]}, [2, 3]), ({"op": "present"}, [0, 1, 3]), ({"op": "missing"}, [2]),
    ],
)  # fmt: skip
def test_rules_about_text(rule: dict[str, Any], kept: list[int]) -> None:
    """A missing cell is no text: it passes only the rules that exclude some texts."""
    truth = {"id": list("wxyz"), "died": [0, 1, 0, 1], "site": ["a", "b", None, "1"]}
    risk = [0.1, 0.2, 0.3, 0.4]
    result = audited(truth, {"id": list("wxyz"), "risk": risk}, filters=[{"column": "site", **rule}], metrics=["prevalence"])
    assert result["prevalence"].one().n == len(kept)
    assert result["prevalence"].one().value == np.mean([truth["died"][i] for i in kept])


@pytest.mark.parametrize(
    ("op", "kept"), [("at_least", [1, 2]), ("above", [2]), ("at_most", [0, 1]), ("below", [0])]
)  # fmt: skip
def test_rules_about_numbers_exclude_missing_cells(op: str, kept: list[int]) -> None:
    truth = {"id": list("wxyz"), "died": [0, 1, 0, 1], "age": [17.5, 18, 19, None]}
    result = audited(
        truth,
        {"id": list("wxyz"), "risk": [0.1, 0.2, 0.3, 0.4]},
        filters=[{"column": "age", "op": op, "value": 18}],
        metrics=["prevalence"],
    )
    assert result["prevalence"].one().n == len(kept)


def test_a_row_counts_for_the_first_rule_that_excludes_it() -> None:
    rules = [
        {"column": "sex", "op": "equals", "value": "F", "reason": ""},
        {"column": "age", "op": "below", "value": "80", "reason": "frail"},
    ]
    result = audited(TRUTH, PREDICTIONS, policies=DROP, filters=rules)
    assert [r["n"] for r in result.audit["flow"]["excluded_by"]] == [4, 1]
    assert overall(result)["excluded"] == 5


ROWS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from([0, 1, None]), st.sampled_from(["F", "M", None]), st.integers(0, 99)), min_size=1
)


@given(ROWS, st.lists(st.tuples(st.sampled_from("abcdxy"), st.sampled_from([0.1, 0.5, None]))), st.sampled_from(["drop", "worst_case"]))
def test_the_steps_add_up(rows: list[tuple[Any, ...]], predicted: list[tuple[Any, ...]], policy: str) -> None:
    truth = dict(zip(("id", "died", "sex", "age"), map(list, zip(*rows))))
    predictions = {"id": [p[0] for p in predicted], "risk": np.array([p[1] for p in predicted], dtype=float)}
    try:
        result = audited(
            truth, predictions, policies={**DROP, "predictions": policy}, filters=ADULTS, metrics=["prevalence"],
            groups=["sex", {"column": "age", "bins": [40, 65]}, "sex*age"],
        )  # fmt: skip
    except ValueError as e:
        if "no prediction for any row" not in str(e):
            raise
        return
    steps = result.audit["flow"]["steps"]
    names = ("duplicate", "excluded", "missing_label", "missing_prediction", "analysed")
    for step in steps:
        assert step["received"] == sum(step[name] for name in names)
        assert step["imputed"] <= step["analysed"]
    for attribute in ("sex", "age", "sex*age"):
        for name in (*names, "received", "imputed"):
            assert sum(s[name] for s in steps if s["attribute"] == attribute) == steps[0][name]
    sizes = {tuple(g["value"] for g in s["group"]): s["analysed"] for s in steps if s["attribute"] == "sex*age" and s["analysed"]}
    assert sizes == {e.group: e.n for e in result if len(e.attribute) == 2}
    counted = result.audit["flow"]["predictions"][0]
    assert counted["received"] == len(predicted) == counted["matched"] + counted["duplicate"] + counted["extra"]


def test_steps_that_do_not_add_up_are_found() -> None:
    """The check at run time is not empty: a row with an imputed prediction must be analysed, and every row must have a group."""
    analysed, none = step_of_rows(3, [np.zeros(3, dtype=bool)] * 4), np.zeros(3, dtype=bool)
    attribute = Attribute("sex", np.array([0, 0, 1], np.int32), ("F", "M"))
    assert len(flow_entries(analysed, none, [[attribute]])) == 3
    with pytest.raises(RuntimeError, match="do not add up"):
        flow_entries(step_of_rows(3, [np.ones(3, dtype=bool)] * 4), ~none, [])


def test_the_result_reads_back(tmp_path: Any) -> None:
    result = audited(TRUTH, PREDICTIONS, policies=DROP, groups=["sex"])
    result.to_json(tmp_path / "a.json")
    assert cm.Result.from_json(tmp_path / "a.json").audit == result.audit
