# SPDX-License-Identifier: Apache-2.0
"""What the report says is true of its own result: captions, names, counts and examples."""

from __future__ import annotations

import json
import math
import re
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2")
sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

import clinmetrics as cm
from clinmetrics.report import render
from report_data import ATTRIBUTES, example
from report_page import Node, cells, parse, without_checklists

SMALL = {"sex": ATTRIBUTES["sex"]}


def made(models: tuple[str, ...] = ("a",), **options: Any) -> dict[str, Any]:
    return example(models, **{"n": 300, "attributes": {}, "crosses": (), **options})


def page_of(result: dict[str, Any]) -> Node:
    return parse(render(result))


def texts(page: Node) -> list[str]:
    """Every caption and every alternative text."""
    return [" ".join(node.raw.split()) for tag in ("figcaption", "caption", "title", "desc") for node in page.all(tag)]


def without_limits(result: dict[str, Any]) -> dict[str, Any]:
    """As the engine leaves out the limits of curves with weights or clusters."""
    for curve in result["curves"]:
        curve["roc_band"] = None
        bins = curve["calibration"]
        bins["lower"] = bins["upper"] = [None] * len(bins["n"])
    return result


@pytest.mark.parametrize("named", ["unit", "sample_weight"])
def test_no_caption_promises_wilson_limits_that_are_not_there(named: str) -> None:
    result = without_limits(made())
    result["provenance"][named] = "column"
    for row in result["rows"]:
        row["n_units"] = 100 if named == "unit" else row["n_units"]
    page = page_of(result)
    assert not [text for text in texts(page) if "Wilson" in text]
    assert not page.all("path", "band")
    assert not page.all("line", "bar")
    assert "Wilson interval of the sensitivity" in " ".join(texts(page_of(made())))


def test_a_cell_without_limits_has_no_empty_parentheses() -> None:
    for result in (without_limits(made()), made(("a", "b"))):
        for row in result["rows"]:
            row.update(lower=None, upper=None, method="none", interval_status="not_requested")
        assert "(–" not in render(result)


def test_new_intervals_stand_beside_published_ones() -> None:
    result = made()
    assert "Published intervals" not in page_of(result).text
    row = next(r for r in result["rows"] if r["metric"] == "auroc")
    row.update(
        value=0.75, lower=0.6, upper=0.86, method="beta_bound", published_lower=0.62, published_upper=0.88, published_method="delong"
    )
    page = page_of(result)
    (table,) = [one for one in page.all("table") if "by two methods" in one.text]
    assert cells(table)[0] == ["AUROC", "0.600–0.860", "0.620–0.880", "DeLong"]
    assert "Normal approximation of the AUROC with DeLong’s variance." in page.text


def test_a_model_of_labels_alone_is_not_warned_about_an_auroc() -> None:
    page = page_of(made(("rule",), attributes=SMALL, hard=["rule"]))
    assert "AUROC" not in without_checklists(page)
    assert "There are no curves: the model gives labels, not scores." in page.text
    assert "often have a lower AUROC" in page_of(made(attributes=SMALL)).text


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_example_is_a_number_of_this_report(seed: int) -> None:
    page = page_of(made(seed=seed))
    shown = next(node for node in page.all("section") if node.attributes.get("id") == "reading").all("strong")[0].text
    auroc = next(line for line in cells(page.all("table", "overall")[0]) if line[0] == "AUROC")
    assert shown == auroc[1]


def test_without_intervals_there_is_no_example_of_one() -> None:
    result = made()
    for row in result["rows"]:
        row.update(lower=None, upper=None, method="none", interval_status="not_requested")
    page = page_of(result)
    assert not next(node for node in page.all("section") if node.attributes.get("id") == "reading").all("strong")
    assert "No intervals of the metrics were computed." in page.text


@pytest.mark.parametrize(
    ("provenance", "lead", "card", "axis"),
    [
        ({"y_true": "died"}, "of whom {k} ({share}) died.", "Died", "Observed share who died"),
        ({"y_true": "Death", "pos_label": True}, "of whom {k} ({share}) died.", "Died", "Observed share who died"),
        ({"y_true": "vital", "pos_label": "dead"}, "had the outcome (“vital = dead”).", "With the outcome (vital = dead)", "vital = dead"),
        ({"y_true": "died", "pos_label": "no"}, "had the outcome (“died = no”).", "With the outcome (died = no)", "died = no"),
        ({"y_true": "relapse"}, "had the outcome (“relapse”).", "With the outcome (relapse)", "Observed share with the outcome (relapse)"),
        ({"y_true": "relapse", "pos_label": 1}, "had the outcome (“relapse”).", "With the outcome (relapse)", "(relapse)"),
        ({"y_true": "y_true"}, "had the outcome.", "With the outcome", "Observed share with the outcome"),
        ({"y_true": None}, "had the outcome.", "With the outcome", "Observed share with the outcome"),
    ],
)
def test_the_outcome_is_called_by_its_column(provenance: dict[str, Any], lead: str, card: str, axis: str) -> None:
    result = made()
    result["provenance"].update({"pos_label": None, **provenance})
    k = result["curves"][0]["n_positive"]
    page = page_of(result)
    shown = page.all("p", "lead")[0].text
    assert lead.format(k=k, share=f"{100 * k / 300:.1f}%") in shown
    assert card in [node.text for node in page.all("article", "card")[0].all("dt")]
    assert [node.text for node in page.all("text", "axis") if axis in node.text]


def test_a_sensitivity_has_its_counts_in_table_and_card() -> None:
    result = made()
    se = next(row for row in result["rows"] if row["metric"] == "sensitivity")
    page = page_of(result)
    line = next(line for line in cells(page.all("table", "overall")[0]) if line[0] == "Sensitivity")
    assert line[-1] == f"{se['numerator']}/{se['denominator']}"
    sentence = f"At a threshold of 0.2 the model predicts the outcome for {se['numerator']} of the {se['denominator']} patients who died (sensitivity "
    assert sentence in page.all("article", "card")[0].text
    assert "Shown two patients, one who died and one who did not, the model ranks the one who died higher" in page.text


def test_forests_of_shares_have_the_counts_of_each_share() -> None:
    result = made(attributes=SMALL)
    for metric in ("sensitivity", "specificity"):
        forests = page_of(result).all("table", "forest")
        forest = next(one for one in forests if one.all("caption")[0].text.startswith(f"{metric.capitalize()} at"))
        for line in cells(forest):
            group = [] if line[0] == "All patients" else [{"attribute": "sex", "value": line[0]}]
            row = next(row for row in result["rows"] if row["group"] == group and row["parameters"] and row["metric"] == metric)
            assert line[2].endswith(f" {row['numerator']}/{row['denominator']}")


def test_small_groups_show_their_size_and_nothing_else() -> None:
    result = made(attributes={"site": [("north", 0.98), ("south", 0.02)]})
    small = [row for row in result["rows"] if row["status"] == "too_few"]
    assert small
    for table in page_of(result).all("table", "forest"):
        line = next(line for line in cells(table) if line[0] == "south")
        numbers = [cell for cell in line[1:] if re.search(r"\d", cell)]
        assert set(numbers) <= {str(small[0]["n"])}


def test_notices_stand_above_the_numbers() -> None:
    result = made()
    result["notices"] = [{"code": "metrics_left_out", "text": "For the model 'a', log_loss was left out.", "model": "a"}] * 2
    page = render(result)
    assert page.count("log_loss was left out.") == 1
    assert page.index("log_loss was left out.") < page.index('class="cards"')


def test_curves_too_coarse_for_the_data_are_not_drawn() -> None:
    result = made(n=40)
    curve = result["curves"][0]
    page = page_of(result)
    assert page.all("path", "curve")
    curve.update(tp=[0, curve["n_positive"]], fp=[0, curve["n_negative"]], roc_band=None)  # one step: the diagonal
    page = page_of(result)
    assert not [node for node in page.all("svg", "chart") if "ROC" in node.all("title")[0].raw]
    assert "The ROC curve is not shown." in page.text


def test_without_curves_the_report_names_the_option() -> None:
    for models in (("a",), ("a", "b")):
        result = {**made(models), "curves": []}
        result["provenance"]["curves"] = "none"
        page = page_of(result)
        assert (
            'There are no curves, because the result was made without them. In Python, evaluate(…, curves="steps") makes them.' in page.text
        )
        assert not page.all("path", "curve")


def test_curves_of_groups_are_not_drawn() -> None:
    result = made(("a", "b"), attributes=SMALL)
    of_group = {**result["curves"][1], "attribute": "sex", "group": [{"attribute": "sex", "value": "F"}], "tp": [0, 1], "fp": [0, 1]}
    page = render(result)
    result["curves"].append(of_group)
    assert render(result) == page
    result["curves"] = [of_group]
    result["rows"] = [row for row in result["rows"] if row["group"]]
    assert not page_of(result).all("path", "curve")
    assert "the model gives labels" not in page_of(result).text


def test_an_earlier_document_is_read() -> None:
    stored = json.loads((Path(__file__).parent.parent / "data" / "report" / "example.json").read_text(encoding="utf-8"))
    assert stored["schema"] == "clinmetrics.result/1"
    assert "thresholds" in stored["curves"][0]
    page = page_of(stored)
    assert len(page.all("path", "curve")) >= 4
    assert "had the outcome." in page.all("p", "lead")[0].text
    assert [line for line in cells(page.all("table", "hashes")[0]) if line[1] == "–"]


def test_marks_stand_at_the_counts_of_their_thresholds() -> None:
    from clinmetrics.report import charts

    result = made(thresholds=(0.1, 0.4))
    curve = result["curves"][0]
    roc = page_of(result).all("svg", "chart")[0]
    places = {(float(c.attributes["cx"] or 0), float(c.attributes["cy"] or 0)) for c in roc.all("circle")}
    for mark in curve["marks"]:
        x = charts.LEFT + mark["fp"] / curve["n_negative"] * (charts.RIGHT - charts.LEFT)
        y = charts.BOTTOM - mark["tp"] / curve["n_positive"] * (charts.BOTTOM - charts.TOP)
        assert any(math.hypot(x - a, y - b) < 0.02 for a, b in places)
    assert [node.text for node in roc.all("text", "note")] == ["0.1", "0.4"]


@pytest.mark.parametrize("word", ["unasked", "turned back", "turned round", "knows nothing", "marked", "unmarked", "rightly"])
def test_clumsy_words_are_gone(word: str) -> None:
    assert word not in page_of(made(("a", "b"), attributes=SMALL)).text


@pytest.mark.parametrize(
    ("risks", "n_events", "text"),
    [
        ([0.5], 1, "It predicts 0.50 events; 1 was observed."),  # O:E ratio 2
        ([0.5, 0.7, 0.9, 0.2], 2, "It predicts 2.3 events; 2 were observed."),
        ([0.02, 0.01, 0.01], 1, "It predicts 0.040 events; 1 was observed."),
        ([0.4] * 31, 10, "It predicts 12 events; 10 were observed."),
    ],
)
def test_few_expected_events_keep_a_decimal(risks: list[float], n_events: int, text: str) -> None:
    y = [1] * n_events + [0] * (len(risks) - n_events)
    result = cm.evaluate(y_true=y, y_score=risks, metrics="observed_expected_ratio", ci=None)
    assert text in " ".join(page_of(result.to_json_dict()).text.split())
