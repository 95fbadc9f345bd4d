# SPDX-License-Identifier: Apache-2.0
"""The sections of an audit: the first screen, flow, goals, robustness, data set and checklists say what the result says, and names stay text."""

from __future__ import annotations

import copy
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2")
sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

from audit_data import ANALYSIS, audit, flow
from clinmetrics.report import render
from clinmetrics.report.fields import ReportError
from clinmetrics.report.singular import singular
from report_data import ATTRIBUTES, example
from report_page import Node, cells, parse

MODELS = ["logistic", "boosting", "noisy"]
NAMES = ("<script>document.title='PWNED'</script>", "\u202egnp.exe", "bell\x07", '=HYPERLINK("//evil.example")', '"><img src=x onerror=x>')


def made(**changes: Any) -> dict[str, Any]:
    """A result of three models, of which one is a variant, with the hand-made audit."""
    groups = {"sex": ATTRIBUTES["sex"], "race": ATTRIBUTES["race"]}
    return {**example(MODELS, n=300, attributes=groups, crosses=()), "audit": audit(**changes)}


@pytest.fixture(scope="module")
def page() -> Node:
    return parse(render(made()))


def section(page: Node, key: str) -> Node:
    return next(node for node in page.all("section") if node.attributes.get("id") == key)


def has(page: Node, key: str) -> bool:
    return any(node.attributes.get("id") == key for node in page.all("section"))


def test_the_first_screen_says_what_was_predicted_the_verdicts_and_each_model(page: Node) -> None:
    summary = section(page, "summary").text
    assert "death within ten years" in summary
    assert "1 of 4 goals is met; 1 is missed; 1 is not shown; 1 is not judged." in summary
    verdicts = [node.text for node in section(page, "summary").all("span", "verdict")]
    assert verdicts == ["Met", "Missed", "Not shown", "Not judged"]
    assert re.search(r"AUROC 0\.\d+ \(0\.\d+–0\.\d+\)\. At a threshold of 0\.2 it finds \d+ of the \d+ patients", summary)
    assert "false alarms among the" in summary
    assert "fixed before the data were seen" in summary
    assert "The data are fifty years old" in summary


def test_the_flow_has_each_step_as_text_and_as_a_table(page: Node) -> None:
    chart = section(page, "flow").all("svg", "flow-chart")[0]
    assert chart.all("desc")[0].raw == (
        "1,700 patients received. 4 left out: with a duplicate id. 40 left out: excluded by rules. 12 left out: without an outcome."
        " 15 left out: without a prediction. 1,629 analysed."
    )
    lines = [line for line in cells(section(page, "flow").all("table")[0]) if len(set(line)) > 1]
    assert lines == [["female", "900", "3", "25", "6", "8", "858"], ["(missing)", "800", "1", "15", "6", "7", "771"]]
    for line in lines:
        received, *left, analysed = map(int, line[1:])
        assert received == sum(left) + analysed


def test_imputed_predictions_are_said() -> None:
    changed = flow()
    changed["steps"][0]["imputed"] = 7
    assert "For 7 of the analysed patients, the prediction was missing" in parse(render(made(flow=changed))).text


def test_each_goal_has_its_verdict_and_its_groups_worst_verdict_first(page: Node) -> None:
    tables = section(page, "goals").all("table", "judged")
    assert [table.all("strong")[0].text for table in tables] == ["Goal 1: met", "Goal 2: missed", "Goal 3: not shown", "Goal 4: not judged"]
    assert [line[0] for line in cells(tables[1])] == ["Missed", "Met"]
    assert "Sensitivity at a threshold of 0.2: at least 0.7, in every group" in tables[1].text
    assert "13 of 466" in tables[1].text
    assert "4000 rows would have sufficed" in tables[2].text


def test_a_variant_stands_beside_its_model_with_the_loss_as_a_negative_number() -> None:
    result = made()
    row = next(r for r in result["rows"] if r["metric"] == "auroc" and not r["group"])
    common = {"kind": "models", "attribute": None, "group": [], "metric": "auroc", "parameters": row["parameters"], "scale": "difference"}
    c = {**common, "a": "logistic", "b": "noisy", "value": 0.04, "lower": 0.01, "upper": 0.07, "status": "ok", "level": 0.95, "p": 0.01}
    result["comparisons"] = [c]
    page = parse(render(result))
    line = next(line for line in cells(section(page, "robustness").all("table")[0]) if line[2] == "AUROC")
    assert line[0] == "noisy"
    assert line[1] == "noise added to blood pressure"
    assert line[5] == "−0.040 (−0.070 to −0.010)"
    assert "By race" in section(page, "robustness").text
    assert "Differences of the models" not in section(page, "summary").text  # a variant is no other model


def test_the_checklist_links_to_what_is_there_and_says_why_the_rest_is_not(page: Node) -> None:
    lines = cells(section(page, "checklist").all("table")[0])
    assert [line[0] for line in lines] == [str(i) for i in range(1, 20)]
    assert all(line[3] for line in lines)
    ids = {node.attributes.get("id") for node in page.walk()}
    links = [node.attributes["href"] or "" for node in section(page, "checklist").all("a")]
    assert links
    assert all(link[1:] in ids for link in links)
    assert "binary" in lines[11][3]
    n = sum(any(True for _ in row.all("a")) for row in section(page, "checklist").all("tr"))
    assert f"This report answers {n} of the 19 rows." in section(page, "checklist").text


def test_the_template_of_fg_ai4h_has_its_eleven_fields(page: Node) -> None:
    lines = cells(section(page, "model-card").all("table")[0])
    assert [line[0] for line in lines] == [
        "Model name", "Developer", "Task", "Algorithm", "Accuracy", "Sensitivity", "Specificity", "F-score (F1)", "AUROC",
        "Clinical implications", "Safety implications",
    ]  # fmt: skip
    assert lines[0][1:] == ["logistic, version 2.1", "boosting"]
    assert lines[1][1:] == ["University hospital", "A company"]


def test_provenance_and_data_set(page: Node) -> None:
    text = section(page, "provenance").text
    assert "cd" * 32 in text
    assert "0123456789abcdef" * 2 in text
    assert "Dr. A. Example" in text
    assert "The data are the registered version" in section(page, "data-set").text
    assert "truth.csv" in section(page, "data-set").text


def test_a_manifest_as_it_is_made_has_its_columns_and_attributes() -> None:
    pytest.importorskip("pyarrow")
    from clinmetrics import dataset

    table = {"patient": ["p1", "p2", "p3"], "died": [0, 1, 1], "sex": ["f", "m", None], "site": ["a", "a", "b"]}
    groups = ["sex", ("sex", "site")]
    manifest = dataset.describe(table, id="patient", y_true="died", groups=groups, site="site").to_dict()
    tables = {
        table.all("strong")[0].text: cells(table) for table in section(parse(render(made(manifest=manifest))), "data-set").all("table")
    }
    assert [line[:2] for line in tables["Columns"]] == [["patient", "text"], ["died", "int64"], ["sex", "text"], ["site", "text"]]
    assert tables["Attributes"] == [["sex", "subgroup", "3"], ["sex × site", "subgroup", "3"], ["site", "site", "2"]]
    assert ["Id: Distinct values", "3"] in tables["Summary"]
    assert ["Outcome: Rows with an outcome", "3"] in tables["Summary"]


def test_a_result_without_an_audit_has_a_report_without_its_sections() -> None:
    page = parse(render({**made(), "audit": None}))
    assert not any(has(page, key) for key in ("flow", "goals", "robustness", "data-set"))
    assert has(page, "checklist")
    assert "In brief" in section(page, "summary").text
    assert not page.all("span", "verdict")


@pytest.mark.parametrize(("units", "one", "whom"), [("biopsies", "biopsy", "which"), ("people", "person", "whom")])
def test_the_units_are_called_by_their_name(units: str, one: str, whom: str) -> None:
    specification = {**audit()["specification"], "analysis": {**ANALYSIS, "unit_name": units}}
    text = parse(render(made(specification=specification))).text
    assert f"evaluated on 300 {units}" in text
    assert f"{units.capitalize()} whose score is at least the threshold are predicted positive." in text
    assert f"Shown two {units}, one who died and one who did not" in text
    assert f", of {whom} " in text
    assert f" {one} " in text
    assert not re.search(r"\b(a|A|an|one) (people|biopsies|peopl)\b", text)
    assert "patients" not in text.partition("TRIPOD")[0].replace("inequalities", "")


@pytest.mark.parametrize(
    ("units", "one"),
    [
        ("patients", "patient"), ("people", "person"), ("older people", "older person"), ("children", "child"), ("women", "woman"),
        ("people with diabetes", "person with diabetes"), ("biopsies", "biopsy"), ("boxes", "box"), ("diagnoses", "diagnosis"),
        ("series", "series"), ("Patienten", "row"), ("", "row"), ("glass", "row"), ("a\nb", "row"),
    ],
)  # fmt: skip
def test_one_of_the_units(units: str, one: str) -> None:
    assert singular(units) == one


def hostile(found: Any, name: str) -> Any:
    """Each text of an audit replaced, but for words that have a meaning of their own."""
    kept = ("verdict", "op", "attribute", "digest", "schema", "planned", "bound", "role")
    if isinstance(found, dict):
        return {key: value if key in kept else hostile(value, name) for key, value in found.items()}
    if isinstance(found, list):
        return [hostile(one, name) for one in found]
    return name if isinstance(found, str) else found


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_text_anywhere_in_the_audit_stays_text(name: str) -> None:
    calm, page = render(made(**hostile(audit(), "calm"))), render(made(**hostile(audit(), name)))
    tags = {(node.tag, key) for node in parse(calm).walk() for key in ("", *node.attributes)}
    assert {(node.tag, key) for node in parse(page).walk() for key in ("", *node.attributes)} == tags
    assert not [c for c in page if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn")]


@pytest.mark.parametrize(
    "change", [{"flow": 3}, {"goals": [{"verdict": "perhaps"}]}, {"specification": []}, {"manifest": "x"}, {"flow": {"steps": [7]}}]
)
def test_an_audit_of_another_form_is_refused_without_its_values(change: dict[str, Any]) -> None:
    with pytest.raises(ReportError, match=r"`?audit") as error:
        render(made(**change))
    assert "perhaps" not in str(error.value)


def test_many_judged_groups_are_folded() -> None:
    goals = copy.deepcopy(audit()["goals"])
    goals[1]["judged"] = goals[1]["judged"] * 20
    folded = [node.text for node in section(parse(render(made(goals=json.loads(json.dumps(goals))))), "goals").all("summary")]
    assert folded == ["Goal 2: 28 more groups and models"]
