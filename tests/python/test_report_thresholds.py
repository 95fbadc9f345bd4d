# SPDX-License-Identifier: Apache-2.0
"""Several thresholds, and thresholds chosen by rules, in the report: the table by threshold, and the words for a rule everywhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2")
sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

from clinmetrics.report import render
from clinmetrics.report.rules import rule_text
from report_data import ATTRIBUTES, example
from report_page import Node, cells, parse
from test_report import plain, written

SMALL = {"sex": ATTRIBUTES["sex"]}
RULE, CHOSEN = "sensitivity>=0.9", 0.21374829


def made(models: tuple[str, ...] = ("a",), thresholds: tuple[float, ...] = (0.1, 0.2, 0.3), **options: Any) -> dict[str, Any]:
    return example(models, **{"n": 300, "attributes": {}, "crosses": (), "thresholds": thresholds, **options})


def with_rule(result: dict[str, Any], old: float = 0.3) -> dict[str, Any]:
    """The same result as if a rule had chosen one of the thresholds."""
    for row in result["rows"]:
        if row["parameters"].get("threshold") == old:
            row["parameters"]["threshold"] = RULE
    for count in result["counts"]:
        count["rule"] = RULE if count["threshold"] == old else None
        count["threshold"] = CHOSEN if count["threshold"] == old else count["threshold"]
    for curve in result["curves"]:
        for mark in curve["marks"]:
            mark["threshold"] = CHOSEN if mark["threshold"] == old else mark["threshold"]
    return result


def tables(page: Node) -> list[Node]:
    return page.all("table", "by-threshold")


def heads(table: Node) -> list[str]:
    return [head.text for head in table.all("thead")[0].all("th")]


@pytest.mark.parametrize("models", [("a",), ("a", "b")])
def test_the_table_by_threshold_has_every_number_of_the_result(models: tuple[str, ...]) -> None:
    result = made(models)
    shown: dict[tuple[str, str, str], str] = {}
    for table in tables(parse(render(result))):
        model = models[0]
        for line in cells(table):
            if len(set(line)) == 1:
                model = line[0]
                continue
            shown.update({(model, line[0], head): cell for head, cell in zip(heads(table)[1:], line[1:])})
    from clinmetrics.report import words

    rows = [row for row in result["rows"] if row["parameters"]]
    assert len(rows) == 8 * 3 * len(models)
    for row in rows:
        assert plain(shown[row["model"], str(row["parameters"]["threshold"]), words.metric(row["metric"]).label]) == written(row)
    for count in result["counts"]:
        for key in ("tp", "fp", "fn", "tn"):
            assert shown[count["model"], str(count["threshold"]), key.upper()] == f"{count[key]:,}"


def test_usual_metrics_and_counts_are_in_the_first_table_and_the_others_follow() -> None:
    result = made()
    net_benefit = [{**row, "metric": "net_benefit"} for row in result["rows"] if row["metric"] == "mcc"]
    first, second = tables(parse(render({**result, "rows": [*result["rows"], *net_benefit]})))
    assert heads(first)[:9] == ["Threshold", "TP", "FP", "FN", "TN", "Sensitivity", "Specificity", "PPV", "NPV"]
    assert heads(first)[9].lower() == "net benefit"
    assert "TP" not in heads(second)


@pytest.mark.parametrize("thresholds", [(), (0.2,)])
def test_one_threshold_has_no_table_of_its_own(thresholds: tuple[float, ...]) -> None:
    page = parse(render(made(thresholds=thresholds)))
    assert not tables(page)
    assert "By threshold" not in page.text


def test_results_without_counts_have_the_table_without_them() -> None:
    (table,) = tables(
        parse(render({**made(), "counts": [], "rows": [r for r in made()["rows"] if r["metric"] not in ("mcc", "balanced_accuracy")]}))
    )
    assert heads(table)[:2] == ["Threshold", "Sensitivity"]


@pytest.mark.parametrize("n", [12, 13])
def test_a_long_table_is_folded_and_stands_for_the_sections_of_the_overall_table(n: int) -> None:
    page = parse(render(made(thresholds=tuple(i / 100 for i in range(1, n + 1)), attributes=SMALL)))
    is_long = n > 12
    assert len([table for fold in page.all("details") for table in fold.all("table", "by-threshold")]) == (
        len(tables(page)) if is_long else 0
    )
    titles = [line[0] for line in cells(page.all("table", "overall")[0]) if len(set(line)) == 1]
    assert ("At a threshold of 0.01" in titles) == (not is_long)
    assert len(cells(tables(page)[0])) == n
    forests = [table.all("caption")[0].text for table in page.all("table", "forest")]
    assert any("at a threshold of 0.01" in text for text in forests) == (not is_long)
    assert bool(page.all("line", "threshold")) == (not is_long)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("youden", "Youden’s index"),
        ("closest_topleft", "the point of the ROC curve closest to the upper left"),
        ("max_f1", "the largest F1"),
        ("max_mcc", "the largest MCC"),
        ("min_cost(cost_ratio=5)", "the least cost (cost ratio 5)"),
        ("min_cost(cost_ratio=5, prevalence=0.02)", "the least cost (cost ratio 5, prevalence 0.02)"),
        ("sensitivity>=0.9", "sensitivity ≥ 0.9"),
        ("ppv>=0.5", "PPV ≥ 0.5"),
        ("alert_rate<=0.1", "alert rate ≤ 0.1"),
        ("a_rule_of_tomorrow", "a_rule_of_tomorrow"),
    ],
)
def test_rules_in_words(rule: str, says: str) -> None:
    assert rule_text(rule) == says


def test_a_threshold_chosen_by_a_rule_is_called_by_it_everywhere() -> None:
    page = parse(render(with_rule(made(attributes=SMALL))))
    titles = [line[0] for line in cells(page.all("table", "overall")[0]) if len(set(line)) == 1]
    assert "At the threshold chosen by sensitivity ≥ 0.9" in titles
    assert "Evaluated at the thresholds 0.1 and 0.2 and the threshold chosen by sensitivity ≥ 0.9." in page.text
    assert "again for each replicate" in page.text
    assert "At the threshold chosen by sensitivity ≥ 0.9 (0.214) the model predicts" in page.all("article", "card")[0].text
    forests = [summary.text for summary in page.all("summary")]
    assert any("Sensitivity at the threshold chosen by sensitivity ≥ 0.9 by sex" in text for text in forests)
    assert "Specificity at the threshold chosen by sensitivity ≥ 0.9" in page.text
    assert [line[0] for line in cells(tables(page)[0])] == ["0.1", "0.2", "0.214, chosen by sensitivity ≥ 0.9"]
    roc = next(svg for svg in page.all("svg", "chart") if "ROC" in svg.all("title")[0].raw)
    assert {text.text for text in roc.all("text", "note")} == {"0.1", "0.2", "0.214"}


def test_a_rule_alone_and_its_chosen_threshold() -> None:
    result = with_rule(made(thresholds=(0.3,)))
    row = next(row for row in result["rows"] if row["metric"] == "mcc")
    result["rows"].append({**row, "metric": "chosen_threshold", "value": 0.25, "lower": 0.2, "upper": 0.3, "status": "ok"})
    page = parse(render(result))
    assert "Evaluated at the threshold chosen by sensitivity ≥ 0.9." in page.text
    line = next(line for line in cells(page.all("table", "overall")[0]) if line[0].lower() == "chosen threshold")
    assert line[1] == "0.250 (0.200–0.300)"


def test_a_hostile_rule_is_text() -> None:
    result = made()
    for row in result["rows"]:
        if row["parameters"].get("threshold") == 0.3:
            row["parameters"]["threshold"] = "<script>\u202e"
    page = render(result)
    assert "<script>" not in page
    assert "\u202e" not in page
    assert r"chosen by <script>\u202e" in parse(page).text


def test_a_folded_table_is_printed_if_it_is_small() -> None:
    page = parse(render(made(thresholds=tuple(i / 100 for i in range(1, 14)), attributes=SMALL)))
    folds = [fold for fold in page.all("details", "titled") if fold.all("table", "compact")]
    printed = {"printed" in (fold.attributes["class"] or "").split() for fold in folds}
    assert printed == {True, False}
    for fold in folds:
        (table,) = fold.all("table")
        is_small = len(cells(table)) <= 40 and len(heads(table)) <= 10
        assert is_small == ("printed" in (fold.attributes["class"] or "").split())
